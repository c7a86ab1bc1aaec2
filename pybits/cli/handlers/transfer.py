"""The transfer verb: create, add, resume, watch, complete, in one go and with nothing left behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pybits.cli.context import Context
from pybits.cli.handlers import wishes
from pybits.cli.handlers.making import file, job_type, shared_destinations, upload_way
from pybits.cli.handlers.properties import file_of_error
from pybits.cli.pace import Pace
from pybits.cli.places import name_in
from pybits.cli.views import Interrupted, Note, Progress, TransferFailed, Transferred, View
from pybits.domain import properties
from pybits.domain.enums import JobPriority, JobType
from pybits.domain.hresult import E_INVALIDARG, ERROR_CANCELLED, BitsError
from pybits.domain.job import Job
from pybits.domain.state import JobState
from pybits.manager.ending import Completion
from pybits.manager.following import LOOK, Follower


def transfer(  # noqa: PLR0913, PLR0917 - as many as the verb has words and options
    ctx: Context,
    name: str,
    words: tuple[str, ...],
    type: str | None,
    priority: str | None,
    acl_flags: str | None,
    dynamic: bool,
    checksum: str | None,
    mirror: tuple[str, ...],
    if_exists: str | None,
    reuse: bool,
    upload_with: str | None,
    connections: str | None,
    property: tuple[str, ...],
    header: tuple[str, ...],
    netrc: bool,
) -> Iterator[View]:
    """Transfer files and complete the job; see what() for the words, wanted() for what else is asked for."""
    kind = job_type(type)
    own = wanted(priority, acl_flags, dynamic, upload_with, connections) | wishes.properties(property)
    headers, logins = wishes.headers(ctx, header), wishes.logins(ctx, netrc)
    files = [file(ctx, *pair, checksum, mirror, if_exists) for pair in what(ctx, words, kind)]
    if (checksum is not None or mirror) and len(files) > 1:
        raise BitsError(E_INVALIDARG, "Checksum and mirrors are of one file; make a job, and add each with its own.")
    twin = ctx.manager.twin(files) if reuse else None
    if twin is not None:
        yield Note(f"Job {twin.guid} '{twin.name}' fetches that already.")
    job = (
        ctx.manager.resume(twin.guid)
        if twin and twin.unfinished
        else twin or ctx.manager.start_job(name, files, kind, properties=own, headers=headers, credentials=logins)
    )
    try:
        if not ctx.slash and kind is JobType.DOWNLOAD:
            yield from shared_destinations(ctx, job, [one.local for one in files])
        yield from watch(ctx, job)
    except KeyboardInterrupt:
        yield Interrupted(job)


def wanted(
    priority: str | None, acl_flags: str | None, dynamic: bool, upload_with: str | None, connections: str | None
) -> dict[str, object]:
    """Give the properties that the job is to have.

    A polite job has one connection: who asks for more, and for no priority, is in a hurry.
    """
    found: dict[str, object] = {"dynamiccontent": True} if dynamic else {}
    if priority:
        found["priority"] = properties.BY_NAME["priority"].parse(priority)
    elif connections not in (None, "1"):
        found["priority"] = JobPriority.FOREGROUND
    if acl_flags is not None:
        found["aclflags"] = acl_flags
    if upload_with is not None:
        found["uploadwith"] = upload_way(upload_with)
    if connections is not None:
        found["connections"] = properties.BY_NAME["connections"].parse(connections)
    return found


def what(ctx: Context, words: Sequence[str], kind: JobType) -> list[tuple[str, str]]:
    """Pair URLs with paths; a single URL gives a download its name in the current folder."""
    if len(words) == 1 and kind is JobType.DOWNLOAD and not ctx.slash:
        words = (words[0], name_in(words[0]))
    if len(words) % 2:
        raise BitsError(E_INVALIDARG, f"'{words[-1]}' has no partner: give URL and PATH in pairs.")
    return list(zip(words[::2], words[1::2], strict=True))


def watch(ctx: Context, job: Job) -> Iterator[View]:
    """Follow a job to its end, and complete or cancel it there."""
    follower, pace = Follower(ctx.manager, ctx.now), Pace()
    told: object = None
    while True:
        current = follower.look(job)
        if current is None:
            yield gone(ctx, job)
            return
        pace.see(ctx.now(), current.bytes_done)
        why = ctx.manager.in_words(current)
        yield Progress(current, pace.speed, pace.remaining(current.bytes_total), why)
        if current.state is JobState.TRANSFERRED:
            yield Transferred(current, complete(ctx, current))
            return
        if current.state is JobState.ERROR:
            yield failed(ctx, current)
            return
        if waits(current) and told != (current.state, current.error):
            told = (current.state, current.error)
            yield Note(why)
        ctx.manager.wait_change(LOOK)


def waits(job: Job) -> bool:
    """Tell whether a job stands still for a reason that its owner should hear."""
    return job.state in {JobState.TRANSIENT_ERROR, JobState.SUSPENDED}


def complete(ctx: Context, job: Job) -> Completion:
    """Complete a transferred job; if that fails the job stays, and the message says so."""
    try:
        return ctx.manager.complete(job.guid)
    except BitsError as error:
        again = f"{error} The job stays in the queue: pybits complete '{job.guid}' tries again."
        raise BitsError(error.code, again, action="complete job") from error


def failed(ctx: Context, job: Job) -> TransferFailed:
    """Show the error of a job that cannot go on, and cancel it."""
    file = file_of_error(ctx, job)
    ctx.manager.cancel(job.guid)
    return TransferFailed(job, job.error.code if job.error else E_INVALIDARG, job.error, file)


def gone(ctx: Context, job: Job) -> View:
    """Say how a job ended that somebody else ended."""
    ended = ctx.manager.ended(job.guid)
    if ended is not None and ended.state is JobState.ACKNOWLEDGED:
        return Transferred(job._replace(state=ended.state), Completion.of(ended))
    raise BitsError(ERROR_CANCELLED, "the job was cancelled by somebody else.")
