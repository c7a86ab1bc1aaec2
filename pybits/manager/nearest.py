"""Which words somebody may have meant: the nearest to what was typed, as the end of a sentence."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, words: Iterable[str], *, quoted: bool = False) -> str:
    """Give " Did you mean a or b?", empty if nothing is near; `quoted` for names that may hold blanks."""
    from difflib import get_close_matches

    by_folded = {one.casefold(): one for one in words}
    found = [by_folded[one] for one in get_close_matches(word.casefold(), by_folded, n=3)]
    shown = [f"'{one}'" for one in found] if quoted else found
    return f" Did you mean {' or '.join(shown)}?" if shown else ""
