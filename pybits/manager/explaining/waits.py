"""What a queued job waits for: a daemon, or the turn that another job of this user or of another user has."""

from __future__ import annotations

import os

from ...domain.enums import JobPriority
from ...domain.job import Job
from ...domain.moment import Moment
from ...domain.state import IN_TURN, JobState
from ...storage.job_store import JobStore
from .explanation import explain


def in_words(store: JobStore, job: Job, now: Moment) -> str:
    """Say in a sentence why a job does or does not move."""
    if job.state in IN_TURN and not _attended(store, job):
        return explain(job, now, "Waits for a daemon, none runs; 'daemon start' starts one, which goes on.")
    if job.state is JobState.TRANSFERRING:
        from ...storage.pace_file import read_pace
        from .explanation import moves

        return explain(job, now, moves(read_pace(store.home, job.guid)))
    return explain(job, now, _waits_for(store, job) if job.state is JobState.QUEUED else "")


def _attended(store: JobStore, job: Job) -> bool:
    """Tell whether a daemon is there; of another user's, whose job an administrator sees, nothing is known."""
    return not os.path.isdir(store.folder(job.guid)) or store.wake_daemon()


def _waits_for(store: JobStore, job: Job) -> str:
    if not os.path.isdir(store.folder(job.guid)):
        return ""  # another user's job, seen by an administrator
    if not store.wake_daemon():
        return "Waits for a daemon, none runs; 'daemon start' starts one."
    if job.priority is JobPriority.FOREGROUND:
        return ""
    for other in store.summaries():
        if other.state in IN_TURN and other.priority is not JobPriority.FOREGROUND:
            return f"Waits for its turn; '{other.name}' ({other.priority.name}) has it."
    return _other_users_turn(job)


def _other_users_turn(job: Job) -> str:
    from ...storage.machine_turn import holders
    from ..account import user_name

    for uid, claim in holders():
        if uid != job.owner:
            return f"Waits for its turn; a job of {user_name(uid)} ({claim.priority.name}) has it."
    return ""
