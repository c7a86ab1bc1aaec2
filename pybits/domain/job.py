"""A job: its properties, its state, its error and what is still to be done for it. Frozen; a change is a new value."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from .enums import ErrorContext, JobPriority, JobType
from .hresult import HResult
from .moment import Moment
from .state import JobEvent, JobState, next_state

# BG_SIZE_UNKNOWN is 2^64 - 1 in the API; here, as in JSON, an unknown size is None.
NAME_LIMIT = 256
DESCRIPTION_LIMIT = 1024
RETRY_DELAY_FLOOR = 5


class Deed(Enum):
    """An effect that is written down before it is done (the third rule); each is harmless to redo."""

    PUBLISH = "publish"  # give every finished file its name
    DISCARD = "discard"  # delete the temporary files of the others
    RETIRE = "retire"  # take the job out of the store and out of the machine's ledger


class JobError(NamedTuple):
    """What went wrong last, where, and in words; `file` is the index of the file it happened to."""

    code: HResult
    context: ErrorContext
    text: str
    at: float
    file: int | None = None


class Retry(NamedTuple):
    """When the job is tried again, and since when it has made no progress."""

    next_try: Moment
    stalled_since: Moment
    attempts: int


class Settled(NamedTuple):
    """How the last complete or cancel ended, for the command that waits for it (`ticket` is its number)."""

    ticket: str
    code: HResult
    text: str = ""


class Job(NamedTuple):
    """One job, as the store keeps it. Times are seconds since the epoch; sizes are bytes, None when unknown."""

    guid: str
    name: str
    type: JobType
    owner: int
    created: float
    modified: float
    state: JobState = JobState.SUSPENDED
    description: str = ""
    priority: JobPriority = JobPriority.NORMAL
    min_retry_delay: int = 600
    no_progress_timeout: int = 1_209_600
    transferred: float | None = None
    turn: int = 0
    error: JobError | None = None
    error_count: int = 0
    retry: Retry | None = None
    deeds: tuple[Deed, ...] = ()
    ticket: str = ""
    settled: Settled | None = None
    files_total: int = 0
    files_done: int = 0
    bytes_done: int = 0
    bytes_total: int | None = 0
    umask: int = 0o022  # of whoever made the job: the files it delivers get the mode that curl's would have

    def move(self, event: JobEvent) -> Job:
        """Apply an event to the state; BG_E_INVALID_STATE if the table does not have it."""
        return self._replace(state=next_state(self.state, event))

    @property
    def unfinished(self) -> int:
        """Count the files that are not yet wholly transferred."""
        return self.files_total - self.files_done
