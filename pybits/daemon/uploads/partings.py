"""The uploads that were cancelled, whose servers are still to be told: for a day at most, beside everything else."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial

from ...domain.frozen import NamedTuple
from ...domain.hresult import BitsError
from ...domain.job import Job
from ...policy.retry import QUICK_DELAYS
from ...storage import clock, upload_record
from ...storage.job_store import JobStore
from ...transfer.engine import Engine
from ...transfer.request import Answered, Failed, PacketRequest, Report, RequestOptions
from ...transfer.uploads import beginning as upload
from ...transfer.uploads.state import Over, Upload
from ..downloads.asked import options_of
from .trouble import longest_farewell

log = logging.getLogger("pybits.daemon")


class PartingKey(NamedTuple):
    """Names the request that ends a session; it belongs to no turn, for the job has none any more."""

    guid: str


class _Parting:
    """One session that is over for its owner."""

    def __init__(self, job: Job, here: Upload, options: RequestOptions) -> None:
        self.here, self.options = here, options
        self.pause, self.patience = float(job.min_retry_delay), longest_farewell(job.no_progress_timeout)
        self.tries, self.again_at, self.busy = 0, 0.0, False


class Partings:
    """Tells servers that sessions are over, and forgets each session when its server knows or time is up."""

    def __init__(self, store: JobStore, engine: Engine, schemes: Callable[[], frozenset[str]]) -> None:
        self._store, self._engine, self._schemes = store, engine, schemes
        self._open: dict[str, _Parting] = {}

    def __bool__(self) -> bool:
        return bool(self._open)

    def take(self, guid: str) -> None:
        """Take charge of a cancelled job's session; it is forgotten at once if nothing can be said to its server."""
        if guid in self._open:
            return
        folder = self._store.folder(guid)
        session = upload_record.read(folder)
        if session is None:
            return
        try:
            job = self._store.read(guid)
            remote = self._store.files(guid)[0].remote
            options = options_of(self._store, job)._replace(home=remote)
        except (BitsError, IndexError) as error:
            log.warning("%s: %s", guid, error)
            upload_record.forget(folder)
            return
        session = session._replace(ending_since=session.ending_since or clock.now())
        self._store.reserve.spend(partial(upload_record.write, folder, session))
        self._open[guid] = _Parting(job, upload.farewell(remote, session), options)

    def tend(self, monotonic: float) -> list[str]:
        """Send what is due; give the jobs whose servers have been tried for too long: their sessions are forgotten."""
        now, given_up = clock.now(), []
        for guid, parting in list(self._open.items()):
            since = parting.here.session.ending_since or now
            if parting.busy or monotonic < parting.again_at:
                continue
            if parting.tries and now.since(since) >= parting.patience:
                log.warning("%s: its server could not be told that the upload was cancelled", guid)
                self._forget(guid)
                given_up.append(guid)
                continue
            ask = upload.ask(parting.here)
            parting.busy, parting.tries = True, parting.tries + 1
            key = PartingKey(guid)
            options = parting.options._replace(schemes=self._schemes())
            self._engine.start(PacketRequest(key, ask.url, ask.method, ask.headers, options=options))
        return given_up

    def report(self, report: Report) -> list[str]:
        """Take up an answer, or that there was none; give the jobs whose sessions are over."""
        key = report.key
        parting = self._open.get(key.guid) if isinstance(key, PartingKey) else None
        if not isinstance(key, PartingKey) or parting is None:
            return []
        parting.busy = False
        if isinstance(report, Answered):
            step = upload.judge(parting.here, report.response, report.seconds, time.time())
            if isinstance(step, Over):
                self._forget(key.guid)
                return [key.guid]
        elif not isinstance(report, Failed):
            return []
        elif parting.tries == 1:
            log.info("%s: its server cannot be told yet: %s", key.guid, report.failure.text)
        quick = parting.tries <= len(QUICK_DELAYS)
        pause = QUICK_DELAYS[parting.tries - 1] if quick else min(parting.pause, parting.patience)
        parting.again_at = time.monotonic() + pause
        return []

    def due_in(self, monotonic: float) -> float:
        """Give the seconds until something is to be sent."""
        due = [parting.again_at - monotonic for parting in self._open.values() if not parting.busy]
        return max(0.0, min(due, default=3600.0))

    def _forget(self, guid: str) -> None:
        del self._open[guid]
        upload_record.forget(self._store.folder(guid))
