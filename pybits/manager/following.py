"""Jobs that move by themselves: started in one call, followed to their end, their daemon started again if it died."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from ..domain.enums import JobType
from ..domain.hresult import (
    BG_E_NOT_FOUND,
    BG_E_UNKNOWN_ERROR,
    ERROR_CANCELLED,
    WAIT_TIMEOUT,
    BitsError,
    HResult,
)
from ..domain.job import Job
from ..domain.properties import BY_NAME, Property
from ..domain.state import ACTIVE, FINAL, JobState
from ..storage.ended_log import Ended
from .adding import Given

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..domain.credentials import Credential
    from ..domain.enums import UploadWith

LOOK = 0.5  # seconds between two looks at a job that does not change
_CHECK = 5.0  # seconds between two looks for the daemon
SETTLED = FINAL | {JobState.TRANSFERRED, JobState.ERROR}  # what only the owner leads out of


class Queue(Protocol):
    """What following needs of the manager."""

    def job(self, guid: str) -> Job:
        """Read a job."""

    def ended(self, guid: str) -> Ended | None:
        """Tell how a job that is gone ended."""

    def wait_change(self, seconds: float) -> bool:
        """Wait until the store changes."""

    def in_words(self, job: Job) -> str:
        """Say why a job does or does not move."""


class Maker(Protocol):
    """What making a job needs of the manager."""

    def create_job(self, name: str, type: JobType, upload_with: UploadWith | None = None) -> Job:
        """Make a job."""

    def set_property(self, guid: str, name: Property | str, value: object) -> Job:
        """Set a property."""

    def set_headers(self, guid: str, words: Sequence[str]) -> Job:
        """Replace the custom headers."""

    def set_credentials(self, guid: str, new: Credential) -> Job:
        """Keep credentials."""

    def add_files(self, guid: str, files: Sequence[Given]) -> object:
        """Add files."""

    def resume(self, guid: str) -> Job:
        """Queue a job."""

    def cancel(self, guid: str) -> HResult:
        """Delete a job."""


@contextlib.contextmanager
def _doing(action: str) -> Iterator[None]:
    try:
        yield
    except BitsError as error:
        error.action = error.action or action
        raise


def born(  # noqa: PLR0913, PLR0917  all that a job may be born with
    manager: Maker,
    name: str,
    type: JobType,
    properties: Mapping[str, object] | None = None,
    headers: Sequence[str] = (),
    upload_with: UploadWith | None = None,
    files: Sequence[Given] | None = None,
    logins: Sequence[Credential] = (),
) -> Job:
    """Make a job, give it what it is to have, and with files queue it; what is refused leaves no job behind."""
    with _doing("create job"):
        job = manager.create_job(name, type, upload_with)
    try:
        for row, value in (properties or {}).items():
            with _doing(f"set {BY_NAME[row].title}"):
                job = manager.set_property(job.guid, BY_NAME[row], value)
        if headers:
            with _doing("set the custom headers"):
                job = manager.set_headers(job.guid, headers)
        for login in logins:
            with _doing("set the credentials"):
                job = manager.set_credentials(job.guid, login)
        if files is not None:
            with _doing("add file"):
                manager.add_files(job.guid, files)
            with _doing("resume job"):
                job = manager.resume(job.guid)
    except BaseException:
        with contextlib.suppress(BitsError):  # the first error is the one to tell
            manager.cancel(job.guid)
        raise
    return job


class Follower:
    """Looks at jobs for somebody who waits, and starts the daemon again if it died meanwhile."""

    def __init__(self, queue: Queue, now: Callable[[], float] = time.monotonic) -> None:
        self._queue = queue
        self._now = now
        self._checked = now()

    def look(self, job: Job) -> Job | None:
        """Read a job afresh, None when it is gone."""
        try:
            current = self._queue.job(job.guid)
        except BitsError as error:
            if error.code != BG_E_NOT_FOUND:
                raise
            return None
        self._keep_going(current)
        return None if current.state in FINAL else current  # its end may take a while, and concerns nobody who waits

    def _keep_going(self, job: Job) -> None:
        """See to the daemon now and then; another user's is that user's affair."""
        now = self._now()
        if job.state not in ACTIVE or job.owner != os.getuid() or now - self._checked < _CHECK:
            return
        self._checked = now
        from .service import launcher

        if launcher.status().pid is None:
            launcher.start()


def follow(queue: Queue, guid: str, timeout: float | None) -> Iterator[Job]:
    """Give a job now and each time that it has changed, up to a state that only its owner leads out of."""
    end = None if timeout is None else time.monotonic() + timeout
    follower, job = Follower(queue), queue.job(guid)
    yield job
    while job.state not in SETTLED and not job.sated:
        left = LOOK if end is None else min(LOOK, end - time.monotonic())
        if left <= 0:
            raise BitsError(WAIT_TIMEOUT, f"Time is up. {queue.in_words(job)}")
        queue.wait_change(left)
        current = follower.look(job) or _gone(queue, job)
        if current != job:
            job = current
            yield job


def wait(queue: Queue, guid: str, timeout: float | None) -> Job:
    """Give a job when it has arrived; raise what keeps it from arriving."""
    *_, job = follow(queue, guid, timeout)
    if job.state is JobState.ERROR:
        error = job.error
        raise BitsError(error.code if error else BG_E_UNKNOWN_ERROR, error.text if error else "")
    if job.state is JobState.CANCELLED:
        raise BitsError(ERROR_CANCELLED, "The job was cancelled by somebody else.")
    return job


def _gone(queue: Queue, job: Job) -> Job:
    """Give a job that left the queue in the state in which it left."""
    ended = queue.ended(job.guid)
    if ended is None:
        raise BitsError(BG_E_NOT_FOUND, "The job is gone, and nobody knows how it ended.")
    return job._replace(state=ended.state)
