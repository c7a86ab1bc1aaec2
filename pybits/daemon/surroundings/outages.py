"""Jobs and the network: what is cut off stops and waits; when the network is back everything that waits is tried."""

from __future__ import annotations

import logging
import time

from ...domain.enums import ErrorContext
from ...domain.hresult import BG_E_NETWORK_DISCONNECTED, BitsError
from ...domain.job import Job, JobError
from ...domain.state import IN_TURN, JobEvent, JobState
from ...policy.network import Endpoints, all_lost, came_back, cut_off
from ...storage.job_store import JobStore
from ...transfer.engine import Engine
from ...transfer.urls import host_name
from ..book import Book
from ..downloads.tags import Key
from ..turns import Turns
from .network_watch import NetworkWatch

log = logging.getLogger("pybits.daemon")

_KNOWN = 256  # hosts whose addresses are remembered


class Outages:
    """Applies what becomes of the network to the jobs."""

    def __init__(self, store: JobStore, book: Book, turns: Turns, engine: Engine) -> None:
        self.watch = NetworkWatch()
        self._store, self._book, self._turns, self._engine = store, book, turns, engine
        self._known: dict[str, str] = {}  # host → the address under which it was reached
        self._widest = self.watch.present.reach
        self._hosts: dict[tuple[str, int], list[str]] = {}
        self._first = True

    def tend(self, monotonic: float) -> None:
        """Do what a change of the network asks for; hold back what is queued for a host that is lost."""
        before = self.watch.present
        if self.watch.changed(monotonic):
            network = self.watch.present
            log.info("the network has changed: %s", ", ".join(sorted(network.routes)) or "no routes")
            self._engine.forget_connections()
            ends = self._endpoints()
            self._known.update({end.host: end.remote for end in ends if end.remote})
            self._known = dict(list(self._known.items())[-_KNOWN:])
            self._widest = max(self._widest, network.reach)
            self._cut(ends)
            if came_back(before, network, self._known):
                self._try_all("the network is back")
        if self._first:
            self._try_all("the daemon begins", only_waiting=True)
            self._first = False  # not before: on a full disk this is tried again
        if self._known or self.watch.present.reach < self._widest:
            self._hold_back()

    def _endpoints(self) -> list[Endpoints]:
        return [
            Endpoints(key.guid, host, local, remote)
            for key, host, local, remote in self._engine.endpoints()
            if isinstance(key, Key)
        ]

    def _cut(self, ends: list[Endpoints]) -> None:
        """End the turns of jobs whose connections are dead; `_hold_back` says which of them wait."""
        for guid in list(self._turns.runs):
            own = [end for end in ends if end.guid == guid and end.remote]
            if any(cut_off(end, self.watch.present) for end in own):
                self._turns.requeue(guid, "the network has changed")

    def _hold_back(self) -> None:
        for guid, summary in list(self._book.jobs.items()):
            if not summary.pending and (summary.state is JobState.QUEUED or summary.state in IN_TURN):
                host = self._lost_host(guid, summary.files_total)
                if host is not None:
                    self._disconnect(guid, host)
        if len(self._hosts) > 2 * len(self._book.jobs) + _KNOWN:  # those of jobs that are gone, or have more files
            self._hosts.clear()

    def _lost_host(self, guid: str, files: int) -> str | None:
        if (guid, files) not in self._hosts:
            self._hosts[guid, files] = self._hosts_of(guid)
        shrunk = self.watch.present.reach < self._widest
        return all_lost(self._hosts[guid, files], self.watch.present, self._known, shrunk=shrunk)

    def _hosts_of(self, guid: str) -> list[str]:
        """Give the hosts of the files that a job has still to get, in their order."""
        try:
            done = {number for number, claim in self._store.progress(guid).items() if claim.done}
            return list(dict.fromkeys(host_name(f.remote) for f in self._store.files(guid) if f.number not in done))
        except (BitsError, OSError):
            return []

    def _disconnect(self, guid: str, host: str) -> None:
        text = f"The network is down: no route leads to {host}."
        error = JobError(BG_E_NETWORK_DISCONNECTED, ErrorContext.TRANSPORT, text, time.time())
        if guid in self._turns.runs:
            self._turns.stop(guid)

        def change(job: Job) -> Job:
            if job.state is not JobState.QUEUED and job.state not in IN_TURN:
                return job
            # No retry by the clock: it goes on when the network does.
            return job.move(JobEvent.STUMBLE)._replace(error=error, retry=None)

        self._book.change(guid, change, f"{error.code.hex} {text}")

    def _try_all(self, why: str, *, only_waiting: bool = False) -> None:
        """Queue every job in TRANSIENT_ERROR, or those that wait for no time; what is still lost is held back again."""
        self._hosts.clear()

        def change(job: Job) -> Job:
            return job.move(JobEvent.RETRY) if job.state is JobState.TRANSIENT_ERROR else job

        for guid, summary in list(self._book.jobs.items()):
            if summary.state is JobState.TRANSIENT_ERROR and not (only_waiting and summary.next_try):
                self._book.change(guid, change, why)
