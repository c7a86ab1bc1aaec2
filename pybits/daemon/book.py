"""The jobs for which the daemon has something to do, followed through the index, and the way it changes them."""

from __future__ import annotations

import contextlib
import logging

from ..domain.hresult import ERROR_LOCK_VIOLATION, BitsError
from ..domain.job import Job
from ..domain.moment import Moment
from ..domain.state import ACTIVE
from ..storage.index import Cursor, Summary
from ..storage.job_store import Change, JobStore
from ..storage.wake import Bell
from .witness import Witness

log = logging.getLogger("pybits.daemon")

_LOOK_ANYWAY = 300.0  # seconds


class Book:
    """What is known of the store; as fresh as the last look at it."""

    def __init__(self, store: JobStore, bell: Bell, witness: Witness | None = None) -> None:
        self.jobs: dict[str, Summary] = {}
        self.active: dict[str, Moment] = {}  # of every job, when it last made progress or was changed
        self._store, self._bell, self._witness = store, bell, witness
        self._cursor = Cursor()
        self._look_again = 0.0

    def look_if_rung(self, monotonic: float) -> None:
        """Read the store's changes when there are some; now and then in any case: who should have rung may be dead."""
        if self._bell.rang() or monotonic >= self._look_again:
            self._look_again = monotonic + _LOOK_ANYWAY
            if self._witness is not None:
                self._witness.look_at_settings()
            self.look()

    def look(self) -> None:
        """Read the store's changes."""
        changes, self._cursor, fresh = self._store.follow(self._cursor)
        if self._witness is not None:
            self._witness.changes(changes, fresh=fresh)
        if fresh:
            self.jobs, self.active = {}, {}
        for guid, summary in changes.items():
            if summary is None:
                self.active.pop(guid, None)
            else:
                self.active[guid] = summary.active
            if summary is not None and (summary.state in ACTIVE or summary.pending or summary.notify):
                self.jobs[guid] = summary
            else:
                self.jobs.pop(guid, None)

    def look_soon(self) -> None:
        """Let nobody sleep before the next look: something that matters has just changed."""
        self._look_again = 0.0

    def look_in(self, monotonic: float) -> float:
        """Give the seconds until the next look."""
        return self._look_again - monotonic

    def change(self, guid: str, change: Change, note: str | None = None) -> Job | None:
        """Apply a change that was promised to nobody; None, and the job is left alone, if its record is gone or bad.

        None as well if somebody sits on the store's lock; then the job stays in the book, for another try.
        """
        try:
            return self._store.change(guid, change, note, durable=False)
        except BitsError as error:
            log.warning("%s: %s", guid, error)
            if error.code != ERROR_LOCK_VIOLATION:
                self.jobs.pop(guid, None)
            return None
        finally:
            with contextlib.suppress(OSError):
                self.look()

    def begin_anew(self) -> None:
        """Know nothing: the next look reads all."""
        self.jobs, self._cursor, self._look_again = {}, Cursor(), 0.0
