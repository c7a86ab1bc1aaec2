"""What counts as activity of a job, which keeps it from being cleaned up: progress, and whatever its owner changes."""

from __future__ import annotations

from .job import Job
from .state import ACTIVE, JobState

# What the daemon writes into a job that comes no further.
_COMES_AND_GOES = {
    "modified", "state", "turn", "error", "error_count", "retry", "notice", "deeds", "ticket", "settled", "bytes_total",
    "files_done", "bytes_done", "download_time", "timed_from_turn", "active",
}  # fmt: skip


def touched(old: Job, new: Job) -> bool:
    """Tell whether a change is progress, or one that an owner makes."""
    if new.bytes_done > old.bytes_done or new.files_done > old.files_done:
        return True
    if new.state is not old.state and (new.state is JobState.SUSPENDED or old.state not in ACTIVE):
        return True  # suspended or resumed
    return any(getattr(old, name) != getattr(new, name) for name in Job._fields if name not in _COMES_AND_GOES)
