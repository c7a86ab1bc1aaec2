"""The store's own disk is full: jobs that would move wait for room, and the reserve lends what saying so takes.

They wait without a time, as for the network: what held them back lets them go.
"""

from __future__ import annotations

import logging
import os
import time
from functools import partial

from ..domain.enums import ErrorContext
from ..domain.hresult import ERROR_DISK_FULL, BitsError
from ..domain.job import Job, JobError
from ..domain.state import IN_TURN, JobEvent, JobState
from ..storage.job_store import JobStore
from ..storage.os_errors import hresult_of
from ..storage.reserve import SIZE
from .book import Book

log = logging.getLogger("pybits.daemon")

_KEPT = SIZE // 2  # of the reserve, for those who end jobs
_ROOM = 128 * 1024  # bytes that must be free again: more than what the reserve lends at a time
_LOOK_EVERY = 5.0  # seconds
_LONGEST = 300.0  # seconds: a quota may leave no room where there seems to be plenty


class Shortage:
    """Holds back the jobs for which the store has no room, and lets them go."""

    def __init__(self, store: JobStore, book: Book) -> None:
        self._store, self._book = store, book
        self._held: set[str] = set()
        self._look_at, self._let_go_at, self._pause = 0.0, 0.0, _LOOK_EVERY

    def hold(self, error: BitsError | OSError) -> bool:
        """Write down that jobs wait for room, if that is what the store lacks; nothing runs any more.

        True if some wait now that did not, and none is left that would move.
        """
        if not isinstance(error, OSError) or hresult_of(error) != ERROR_DISK_FULL:
            return False
        now = time.monotonic()
        soon = now - self._let_go_at < 2 * self._pause
        self._pause = min(2 * self._pause, _LONGEST) if soon else _LOOK_EVERY
        self._look_at = now + self._pause
        text = f"The disk of the jobs' records ({self._store.home}) is full."
        before = len(self._held)
        found = JobError(ERROR_DISK_FULL, ErrorContext.LOCAL_FILE, text, time.time())
        try:
            for guid, summary in list(self._book.jobs.items()):
                if not summary.pending and (summary.state is JobState.QUEUED or summary.state in IN_TURN):
                    self._hold(guid, found)
        except (BitsError, OSError) as refused:
            log.warning("no room to say that jobs wait for room: %s", refused)
            return False
        return len(self._held) > before

    def tend(self, monotonic: float) -> None:
        """Let the jobs go when there is room again."""
        if not self._held or monotonic < self._look_at:
            return
        self._look_at = monotonic + _LOOK_EVERY
        self._held &= self._book.jobs.keys()
        space = os.statvfs(self._store.home)
        if space.f_bavail * space.f_frsize < _ROOM:
            return
        self._store.reserve.make()
        self._let_go_at = monotonic
        for guid in list(self._held):
            if self._book.jobs[guid].state is JobState.TRANSIENT_ERROR:  # else its owner was faster
                self._book.change(guid, _freed, "there is room on the disk")
            self._held.discard(guid)

    def due_in(self, monotonic: float) -> float:
        """Give the seconds until the next look."""
        return self._look_at - monotonic if self._held else 3600.0

    def _hold(self, guid: str, error: JobError) -> None:
        def change(job: Job) -> Job:
            if job.state is not JobState.QUEUED and job.state not in IN_TURN:
                return job
            # No retry by the clock, and no error of the job's own: it is not counted.
            return self._store.with_totals(job).move(JobEvent.STUMBLE)._replace(error=error, retry=None)

        write = partial(self._book.change, guid, change, f"{error.code.hex} {error.text}")
        with self._store.lock:
            self._store.reserve.spend(write, keep=_KEPT)
        self._held.add(guid)


def _freed(job: Job) -> Job:
    waits = job.state is JobState.TRANSIENT_ERROR and job.retry is None
    return job.move(JobEvent.RETRY) if waits and job.error and job.error.code == ERROR_DISK_FULL else job
