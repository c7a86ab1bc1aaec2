"""Looking at jobs: list, info, listfiles, history."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from pybits.cli.context import Context
from pybits.cli.handlers.properties import file_of_error
from pybits.cli.views import Details, FileList, Formatted, History, JobList, Note, View
from pybits.domain.job import Job
from pybits.domain.values import show_user
from pybits.manager.seen import FileView


def details(ctx: Context, job: Job, *, verbose: bool) -> Details:
    """Gather what a verbose block shows."""
    files = tuple(ctx.manager.files(job.guid, responses=True)) if verbose else ()
    return Details(job, show_user(job.owner), ctx.manager.in_words(job), files, verbose, file_of_error(ctx, job))


def damaged(ctx: Context) -> Iterator[View]:
    """Name the records that cannot be read."""
    return (Note(sentence) for sentence in ctx.manager.damaged())


def list_jobs(  # noqa: PLR0913, PLR0917  one for each option
    ctx: Context,
    all_users: bool,
    verbose: bool,
    state: str | None = None,
    name: str | None = None,
    older: str | None = None,
    sort: str | None = None,
    reverse: bool = False,
    limit: str | None = None,
    format: str | None = None,  # noqa: A002  the option's name
) -> Iterator[View]:
    """List the jobs, oldest first if nothing else is said."""
    write = None if format is None else _job_template(format)
    jobs: Sequence[Job] = ctx.manager.jobs(all_users=all_users)
    if reverse or {state, name, older, sort, limit} != {None}:
        from pybits.cli.handlers.selecting import arranged, meant

        jobs = arranged(list(filter(meant(state, name, older, time.time()), jobs)), sort, reverse, limit)
    if write is not None:
        yield Formatted(tuple(map(write, jobs)))
    elif verbose:
        yield JobList(tuple(details(ctx, job, verbose=True) for job in jobs), verbose=True, all_users=all_users)
    else:
        yield listed(jobs, all_users=all_users)
    yield from damaged(ctx)


def listed(jobs: Sequence[Job], *, all_users: bool) -> JobList:
    """Give the short list of jobs."""
    owners = {uid: show_user(uid) for uid in {job.owner for job in jobs}} if all_users else {}
    return JobList(tuple(Details(job, owners.get(job.owner, ""), "") for job in jobs), all_users=all_users)


def _job_template(text: str) -> Callable[[Job], str]:
    from pybits.cli.handlers.selecting import JOB_FIELDS, job_word, template

    write = template(text, JOB_FIELDS)
    return lambda job: write(partial(job_word, job))


def info(ctx: Context, job: str, verbose: bool, format: str | None = None) -> Iterator[View]:  # noqa: A002
    """Show one job."""
    write = None if format is None else _job_template(format)
    found = ctx.manager.job(ctx.manager.find(job).guid)
    if write is None:
        yield details(ctx, found, verbose=verbose).replace(proxy=ctx.manager.proxy_in_effect(found))
    else:
        yield Formatted((write(found),))
    yield from damaged(ctx)


def listfiles(ctx: Context, job: str, format: str | None = None) -> View:  # noqa: A002
    """List the files of a job."""
    write = None if format is None else _file_template(format)
    found = ctx.manager.find(job)
    files = tuple(ctx.manager.files(found.guid))
    return FileList(found, files) if write is None else Formatted(tuple(map(write, files)))


def _file_template(text: str) -> Callable[[FileView], str]:
    from pybits.cli.handlers.selecting import FILE_FIELDS, file_word, template

    write = template(text, FILE_FIELDS)
    return lambda view: write(partial(file_word, view))


def history(ctx: Context, job: str) -> View:
    """Show what happened to a job."""
    found = ctx.manager.find(job)
    return History(found, tuple(ctx.manager.history(found.guid)))
