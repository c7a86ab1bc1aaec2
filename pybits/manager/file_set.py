"""File sets: the text in which addfileset finds URLs and paths, one pair a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..domain.hresult import E_INVALIDARG, BitsError

_WORD = re.compile(r'"([^"]*)"|(\S+)')


def read_set(lines: Iterable[str], source: str) -> Iterator[tuple[str, str]]:
    """Read `remote local` lines; E_INVALIDARG names the line that has not exactly two words."""
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _WORD.findall(line)
        if any(bare.startswith('"') for _, bare in found):
            raise BitsError(E_INVALIDARG, f"line {number} of {source} has a double quote that is not closed.")
        words = [quoted or bare for quoted, bare in found]
        if len(words) != 2:
            raise BitsError(
                E_INVALIDARG,
                f"line {number} of {source} has {len(words)} words instead of two, URL and PATH; "
                "put a name with spaces in double quotes.",
            )
        yield words[0], words[1]
