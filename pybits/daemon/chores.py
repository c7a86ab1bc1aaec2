"""What is done for jobs that have no turn: those that end are brought to their end, those that wait are looked at."""

from __future__ import annotations

import contextlib
import logging

from ..domain.hresult import ERROR_DISK_FULL, S_OK, BitsError
from ..domain.job import Job, Settled
from ..domain.moment import Moment
from ..domain.state import JobEvent, JobState
from ..manager.settle import settle
from ..policy import retry
from ..policy.expiry import expired
from ..storage.job_store import JobStore
from ..storage.machine_ledger import MachineLedger
from ..storage.os_errors import hresult_of
from .book import Book
from .turns import Turns
from .uploads.partings import Partings

log = logging.getLogger("pybits.daemon")

_EXPIRY = 3600.0  # seconds between looks at all jobs
_LOCKED = 60.0  # seconds until another try at the machine's lock


class Chores:
    """The deeds that are due and the delays that are over."""

    def __init__(self, store: JobStore, ledger: MachineLedger, book: Book, turns: Turns, partings: Partings) -> None:
        self._store, self._ledger, self._book, self._turns = store, ledger, book, turns
        self._expiry_due = self._ledger_due = 0.0
        self._partings = partings

    def settle_pending(self) -> None:
        """Bring the jobs that are being completed or cancelled to their end."""
        for guid in [guid for guid, summary in self._book.jobs.items() if summary.pending]:
            if guid in self._turns.runs:
                self._turns.stop(guid)
            self._settle(guid)
            self._partings.take(guid)
            self._book.jobs.pop(guid, None)
            self._book.look_soon()

    def part(self, parted: list[str]) -> None:
        """Bring the cancelled jobs to their end whose upload sessions are over."""
        for guid in parted:
            self._settle(guid)

    def _settle(self, guid: str) -> None:
        try:
            settle(self._store, self._ledger, guid)
        except (BitsError, OSError) as error:
            if isinstance(error, OSError) and hresult_of(error) == ERROR_DISK_FULL:
                raise  # the store's disk: said once for all jobs, and tried again after a while
            log.warning("%s: %s", guid, error)

    def retry_due(self, now: Moment) -> None:
        """Queue the jobs whose delay is over, or give them up."""

        def change(job: Job) -> Job:
            if job.state is not JobState.TRANSIENT_ERROR:
                return job
            gives_up = retry.when_due(job, now)
            if gives_up is None:
                return job.move(JobEvent.RETRY)
            return job.move(gives_up.event)._replace(error=gives_up.error, retry=None, error_count=job.error_count + 1)

        for guid, summary in list(self._book.jobs.items()):
            # Without a time it waits for an event, and who made it wait lets it go.
            if summary.state is JobState.TRANSIENT_ERROR and summary.next_try and summary.next_try.reached(now):
                self._book.change(guid, change)

    def expire(self, now: Moment) -> None:
        """Cancel the jobs that nobody has touched and that have come no further for too many days."""
        if now.uptime < self._expiry_due:
            return
        self._expiry_due = now.uptime + _EXPIRY
        self._turns.load_policy()
        days = self._turns.policy.number("JobInactivityTimeout")
        why = f"The service cancelled it: no progress and no change for {days} days (JobInactivityTimeout)."

        def change(job: Job) -> Job:
            if job.ending or job.active is None or not expired(job.active, now, days):
                return job
            gone = job.move(JobEvent.CANCEL)
            return gone._replace(deeds=job.cancel_deeds, settled=Settled("", S_OK, why))

        for guid, active in list(self._book.active.items()):
            if expired(active, now, days) and self._book.change(guid, change):
                log.info("%s: %s", guid, why)

    def put_ledger_right(self, now: Moment) -> None:
        """Register and strike out what kills and power cuts left: a create sees no more than that numbers differ."""
        if now.uptime < self._ledger_due:
            return
        self._ledger_due = now.uptime + _LOCKED
        with contextlib.suppress(OSError):  # the machine's folders are not to be used, which a create tells its owner
            if self._ledger.lock.try_acquire():  # a daemon waits for nobody
                with contextlib.closing(self._ledger.lock):
                    self._ledger.reconcile(self._store.guids(), self._store.folder, self._store.left)
                self._ledger_due = now.uptime + _EXPIRY

    def due_in(self, now: Moment) -> float:
        """Give the seconds until something has to be done."""
        tries = (s.next_try for s in self._book.jobs.values() if s.next_try)
        return min((next_try.uptime - now.uptime for next_try in tries), default=3600.0)
