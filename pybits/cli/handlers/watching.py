"""Watching jobs that others started: monitor and wait."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pybits.cli.context import Context
from pybits.cli.failure import failure
from pybits.cli.keyboard import Keyboard
from pybits.cli.pace import Pace
from pybits.cli.views import Interrupted, Monitoring, Note, Progress, View, Waited
from pybits.domain.hresult import (
    BG_E_NOT_FOUND,
    BG_E_UNKNOWN_ERROR,
    E_INVALIDARG,
    ERROR_CANCELLED,
    S_OK,
    WAIT_TIMEOUT,
    BitsError,
)
from pybits.domain.job import Job
from pybits.domain.state import ACTIVE, JobState
from pybits.domain.values import show_error
from pybits.manager.following import LOOK, Follower

REFRESH = 5.0
LONGEST = 86400.0 * 366


def seconds(option: str, word: str) -> float:
    """Read a duration like 5 or 0.5; E_INVALIDARG for anything else."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", word, re.ASCII) or float(word) > LONGEST:
        raise BitsError(E_INVALIDARG, f"{option} must be a number of seconds, not '{word}'.")
    return float(word)


def monitor(ctx: Context, refresh: str | None, all_users: bool) -> Iterator[View]:
    """Show all jobs again and again."""
    pause = REFRESH if refresh is None else seconds("the refresh time", refresh)
    if pause <= 0:
        raise BitsError(E_INVALIDARG, "the refresh time must be more than 0 seconds.")
    screen = ctx.terminal.stdin and ctx.terminal.stdout and not ctx.slash
    paces: dict[str, Pace] = {}
    with Keyboard(terminal=screen) as keyboard:
        try:
            while True:
                jobs = tuple(ctx.manager.jobs(all_users=all_users))
                yield Monitoring(jobs, pause, tuple(moving(ctx, jobs, paces)) if ctx.terminal.stdout else ())
                if "q" in keyboard.wait(pause).lower():
                    return
        except KeyboardInterrupt:
            yield Interrupted(None)


_PLAIN_STATES = {JobState.TRANSFERRED, JobState.TRANSFERRING, JobState.CONNECTING, JobState.SUSPENDED}
_MOST = 200  # jobs that are explained; there are no screens with more lines


def moving(ctx: Context, jobs: Sequence[Job], paces: dict[str, Pace]) -> Iterator[Progress]:
    """Measure each job, and say of those that stand still against their owner's will what holds them back."""
    now, explained = ctx.now(), 0
    for guid in paces.keys() - {job.guid for job in jobs}:
        del paces[guid]
    for job in jobs:
        why = ""
        if job.state not in _PLAIN_STATES and explained < _MOST:
            explained += 1
            why = ctx.manager.in_words(job)
        if job.state not in ACTIVE:
            paces.pop(job.guid, None)
            yield Progress(job, None, None, why)
            continue
        pace = paces.setdefault(job.guid, Pace())
        pace.see(now, job.bytes_done)
        yield Progress(job, pace.speed, pace.remaining(job.bytes_total), why)


def wait(ctx: Context, jobs: tuple[str, ...], timeout: str | None) -> Iterator[View]:
    """Wait until each job is TRANSFERRED, in ERROR or gone, or time is up."""
    patience = None if timeout is None else seconds("the timeout", timeout)
    end = None if patience is None else ctx.now() + patience
    waiting: dict[str, Job] = {}
    for name in jobs:
        try:
            found = ctx.manager.find(name)
            waiting[found.guid] = found
        except BitsError as error:
            yield failure(error, "wait for job", name)
    yield from rounds(ctx, waiting, end)


def rounds(ctx: Context, waiting: dict[str, Job], end: float | None) -> Iterator[View]:
    """Look at all jobs until none is left to wait for; `waiting` shrinks."""
    follower, told = Follower(ctx.manager, ctx.now), set[str]()
    while waiting:
        for job in list(waiting.values()):
            current = follower.look(job)
            outcome = ended(ctx, job) if current is None else settled(current)
            if outcome is not None:
                del waiting[job.guid]
                yield outcome
            elif current is not None:
                waiting[job.guid] = current
                yield from remark(ctx, current, told)
        left = LOOK if end is None else min(LOOK, end - ctx.now())
        if waiting and left <= 0:
            yield from late(ctx, list(waiting.values()))
            return
        if waiting:
            ctx.manager.wait_change(left)


def settled(job: Job) -> Waited | None:
    """Give the outcome of a job that needs its owner now, None while it is on its way."""
    if job.state is JobState.TRANSFERRED or job.sated:
        return Waited(job.guid, job.name, job.state.name, S_OK, "")
    if job.state is JobState.ERROR:
        code = job.error.code if job.error else BG_E_UNKNOWN_ERROR
        return Waited(job.guid, job.name, job.state.name, code, show_error(job.error))
    return None


def ended(ctx: Context, job: Job) -> Waited:
    """Give the outcome of a job that left the queue."""
    end = ctx.manager.ended(job.guid)
    if end is None:
        return Waited(job.guid, job.name, "UNKNOWN", BG_E_NOT_FOUND, "the job is gone, and nobody knows how it ended")
    if end.state is JobState.CANCELLED:
        return Waited(job.guid, job.name, end.state.name, ERROR_CANCELLED, "somebody cancelled the job")
    return Waited(job.guid, job.name, end.state.name, end.code, "somebody completed the job")


def remark(ctx: Context, job: Job, told: set[str]) -> Iterator[View]:
    """Say once that a job will not move by itself."""
    if job.state is JobState.SUSPENDED and job.guid not in told:
        told.add(job.guid)
        yield Note(f"Job '{job.name}' {job.guid} waits for you: {ctx.manager.in_words(job)}")


def late(ctx: Context, jobs: Sequence[Job]) -> Iterator[View]:
    """Say of each job that time is up, and why it is not done."""
    for job in jobs:
        yield Waited(job.guid, job.name, job.state.name, WAIT_TIMEOUT, f"time is up: {ctx.manager.in_words(job)}")
