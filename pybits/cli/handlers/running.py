"""A job's life: resume, suspend, cancel, complete, one job after the other; and reset."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from pybits.cli.context import Context
from pybits.cli.failure import failure
from pybits.cli.views import Acted, Cancelled, Completed, Note, ResetDone, View
from pybits.domain.hresult import ERROR_CANCELLED, BitsError
from pybits.domain.job import Job


def each(ctx: Context, jobs: Sequence[str | Job], action: str, deed: Callable[[Job], View]) -> Iterator[View]:
    """Do a deed to each job, given by name or found before; one that fails does not keep the others from it."""
    for wanted in jobs:
        try:
            yield deed(wanted if isinstance(wanted, Job) else ctx.manager.find(wanted))
        except BitsError as error:
            yield failure(error, action, wanted.guid if isinstance(wanted, Job) else wanted)


def resume(ctx: Context, jobs: tuple[str, ...]) -> Iterator[View]:
    """Queue jobs, whether new, suspended or in error."""
    return each(ctx, jobs, "resume job", lambda job: Acted(ctx.manager.resume(job.guid), "resumed"))


def suspend(ctx: Context, jobs: tuple[str, ...]) -> Iterator[View]:
    """Stop jobs and keep what they have."""
    return each(ctx, jobs, "suspend job", lambda job: Acted(ctx.manager.suspend(job.guid), "suspended"))


def cancel(ctx: Context, jobs: tuple[str, ...]) -> Iterator[View]:
    """Drop jobs with their temporary files."""
    return each(ctx, jobs, "cancel job", lambda job: Cancelled(job, ctx.manager.cancel(job.guid)))


def complete(ctx: Context, jobs: tuple[str, ...]) -> Iterator[View]:
    """Give the transferred files of jobs their names."""
    return each(ctx, jobs, "complete job", lambda job: Completed(job, ctx.manager.complete(job.guid)))


def reset(
    ctx: Context,
    all_users: bool,
    yes: bool = False,
    state: str | None = None,
    name: str | None = None,
    older: str | None = None,
    dry_run: bool = False,
) -> Iterator[View]:
    """Cancel every job, or those that are meant; a person at a terminal is asked first."""
    jobs = ctx.manager.jobs(all_users=all_users)
    still = None
    if {state, name, older} != {None}:
        from pybits.cli.handlers.selecting import meant

        still = meant(state, name, older, time.time())
        jobs = list(filter(still, jobs))
    if dry_run:
        from pybits.cli.handlers.looking import listed

        yield listed(jobs, all_users=all_users)
        return
    asks = ctx.terminal.stdin and not (yes or ctx.slash or not jobs)
    if asks and not ctx.confirm(f"Cancel {len(jobs)} job(s) and drop what they transferred?"):
        raise BitsError(ERROR_CANCELLED, "nothing was cancelled; --yes does it without asking.")
    cancelled = 0
    for view in each(ctx, jobs, "cancel job", partial(_cancelled, ctx, still)):
        cancelled += isinstance(view, Cancelled)
        yield view
    yield ResetDone(cancelled, len(jobs))


def _cancelled(ctx: Context, still: Callable[[Job], bool] | None, job: Job) -> View:
    """Cancel a job if it is still one of those that are meant: since they were listed a person may have thought."""
    if still is not None and not still(now := ctx.manager.job(job.guid)):
        return Note(f"Job '{now.name}' {now.guid} is {now.state.name} by now: it is left alone.")
    return Cancelled(job, ctx.manager.cancel(job.guid), reset=True)
