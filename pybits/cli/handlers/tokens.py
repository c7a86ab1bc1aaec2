"""Helper tokens: refused, after the words were found sound."""

from __future__ import annotations

from typing import NoReturn

from pybits.cli.context import Context
from pybits.domain.hresult import E_INVALIDARG, E_NOTIMPL, BitsError
from pybits.domain.values import parse_flags


def refuse(ctx: Context, job: str) -> NoReturn:
    """Refuse what Unix does not have, for a job that there is."""
    ctx.manager.find(job)
    raise BitsError(
        E_NOTIMPL,
        "A helper token is a second Windows log-on. Here the daemon works with its user's rights: let the user who has "
        "the rights that the job needs make it.",
    )


def assign(ctx: Context, job: str, user: str | None, password: str | None) -> NoReturn:
    """Refuse a token; E_INVALIDARG for a user without a password."""
    if user is not None and password is None:
        raise BitsError(E_INVALIDARG, "USER@DOMAIN needs a PASSWORD beside it.")
    refuse(ctx, job)


def assign_flags(ctx: Context, job: str, flags: str) -> NoReturn:
    """Refuse flags; E_INVALIDARG for those that there are not."""
    parse_flags(3)("FLAGS", flags)
    refuse(ctx, job)
