"""What a job is to have from its first moment: --property PROPERTY=VALUE and --header, read before the job is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pybits.cli.context import Context
from pybits.cli.handlers.named import settable
from pybits.domain.hresult import E_INVALIDARG, BitsError


def properties(words: Iterable[str]) -> dict[str, object]:
    """Read properties with their values; the last of one property counts."""
    found: dict[str, object] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise BitsError(E_INVALIDARG, f"--property must be PROPERTY=VALUE, not '{word}'.")
        row = settable(name)
        found[row.name] = row.parse(value)
    return found


def headers(ctx: Context, words: Iterable[str]) -> tuple[str, ...]:
    """Read headers; @FILE stands for the lines of a file, which other users need not see, in the click face."""
    return tuple(_headers(ctx, words))


def _headers(ctx: Context, words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if word.startswith("@") and not ctx.slash:
            yield from filter(str.strip, ctx.read_text(word[1:]).splitlines())
        else:
            yield word
