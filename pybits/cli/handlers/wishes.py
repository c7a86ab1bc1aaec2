"""What a job is to have from its first moment: --property, --header and --netrc, read before it is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pybits.cli.context import Context
from pybits.cli.handlers.named import settable
from pybits.domain.hresult import E_INVALIDARG, BitsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pybits.domain.credentials import Credential


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


def logins(ctx: Context, netrc: bool) -> tuple[Credential, ...]:
    """Give the credentials of --netrc."""
    if not netrc:
        return ()
    from pybits.cli.handlers.credentials import netrc_logins

    return netrc_logins(ctx)


def _headers(ctx: Context, words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if word.startswith("@") and not ctx.slash:
            yield from filter(str.strip, ctx.read_text(word[1:]).splitlines())
        else:
            yield word
