"""Looking at jobs: list, info, listfiles, history."""

from __future__ import annotations

from collections.abc import Iterator

from pybits.cli.context import Context
from pybits.cli.handlers.properties import file_of_error
from pybits.cli.views import Details, FileList, History, JobList, Note, View
from pybits.domain.job import Job
from pybits.domain.values import show_user


def details(ctx: Context, job: Job, *, verbose: bool) -> Details:
    """Gather what a verbose block shows."""
    files = tuple(ctx.manager.files(job.guid)) if verbose else ()
    return Details(job, show_user(job.owner), ctx.manager.in_words(job), files, verbose, file_of_error(ctx, job))


def damaged(ctx: Context) -> Iterator[View]:
    """Name the records that cannot be read."""
    return (Note(sentence) for sentence in ctx.manager.damaged())


def list_jobs(ctx: Context, all_users: bool, verbose: bool) -> Iterator[View]:
    """List the jobs, oldest first."""
    jobs = ctx.manager.jobs(all_users=all_users)
    if verbose:
        yield JobList(tuple(details(ctx, job, verbose=True) for job in jobs), verbose=True, all_users=all_users)
    else:
        owners = {uid: show_user(uid) for uid in {job.owner for job in jobs}} if all_users else {}
        rows = tuple(Details(job, owners.get(job.owner, ""), "") for job in jobs)
        yield JobList(rows, all_users=all_users)
    yield from damaged(ctx)


def info(ctx: Context, job: str, verbose: bool) -> Iterator[View]:
    """Show one job."""
    found = ctx.manager.job(ctx.manager.find(job).guid)
    yield details(ctx, found, verbose=verbose).replace(proxy=ctx.manager.proxy_in_effect(found))
    yield from damaged(ctx)


def listfiles(ctx: Context, job: str) -> View:
    """List the files of a job."""
    found = ctx.manager.find(job)
    return FileList(found, tuple(ctx.manager.files(found.guid)))


def history(ctx: Context, job: str) -> View:
    """Show what happened to a job."""
    found = ctx.manager.find(job)
    return History(found, tuple(ctx.manager.history(found.guid)))
