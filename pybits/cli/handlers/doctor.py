"""The doctor: what is wrong, what was mended, and why a job does not move."""

from __future__ import annotations

from collections.abc import Iterator

from pybits.cli.context import Context
from pybits.cli.views import Checkup, Told, View
from pybits.domain.hresult import E_FAIL, S_OK


def examine(ctx: Context, jobs: tuple[str, ...], fix: bool, force: bool) -> Iterator[View]:
    """Look at everything, mend what can be mended if that is wanted, and say of jobs why they do not move."""
    from pybits.manager.explaining import checkup, standing

    found = tuple(checkup.check(mend=fix or force, force=force))
    well = all(checked.fixed for checked in found)
    yield Checkup(found, () if ctx.slash else tuple(standing.remarks()), S_OK if well else E_FAIL)
    for word in jobs:
        job = ctx.manager.job(ctx.manager.find(word).guid)
        yield Told(f"{job.guid} '{job.name}' {job.state.name}: {ctx.manager.in_words(job)}", S_OK)


def repair(ctx: Context, force: bool) -> Iterator[View]:
    """Look at everything and mend what can be mended."""
    return examine(ctx, (), fix=True, force=force)
