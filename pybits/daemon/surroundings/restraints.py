"""What policies forbid for the moment: jobs that may not move wait without a time, and go on when they may."""

from __future__ import annotations

import logging
import time
from datetime import datetime

from ...domain.enums import ErrorContext, JobPriority
from ...domain.hresult import BG_E_BLOCKED_BY_POLICY
from ...domain.job import Job, JobError
from ...domain.state import IN_TURN, JobEvent, JobState
from ...policy.bandwidth_hours import Ceiling, ceiling, changes_at
from ...policy.surroundings import Reason, Surroundings, obstacle
from ...storage.index import Summary
from ...storage.job_store import JobStore
from ...storage.policy_file import policy_stamp
from ...transfer.engine import Engine
from ..book import Book
from ..turns import Turns
from .nearness import Nearness
from .system_bus import SystemBus

log = logging.getLogger("pybits.daemon")

_LOOK_EVERY = 5.0  # seconds: an administrator's new policy counts within this time


class Restraints:
    """Keeps the limits of the hour, and holds back the jobs that may not move."""

    def __init__(self, store: JobStore, book: Book, turns: Turns, engine: Engine) -> None:
        self._book, self._turns, self._engine = book, turns, engine
        self._bus = SystemBus()
        self._nearness = Nearness(store, engine)
        self._look_at = 0.0
        self._stamp: tuple[int, ...] = (-1,)  # of no file: the first look reads it
        self._blocked: dict[JobPriority, Reason] = {}
        self._held: dict[str, Reason] = {}

    def tend(self, monotonic: float) -> None:
        """Hold back what may not move, and let go of what may again."""
        if monotonic >= self._look_at:
            self._look(monotonic)
        self._follow_bus(monotonic)
        self._turns.near = self._near(monotonic)
        if self._blocked or self._held or self._bus.around != Surroundings():
            for guid, summary in list(self._book.jobs.items()):
                self._apply(guid, summary)
            self._held = {guid: reason for guid, reason in self._held.items() if guid in self._book.jobs}

    def due_in(self, monotonic: float) -> float:
        """Give the seconds until the next look."""
        if not self._book.jobs:
            return 3600.0
        return min(max(0.0, self._look_at - monotonic), self._bus.due_in(monotonic))

    def close(self) -> None:
        """Stop listening."""
        self._bus.close()

    # ---- inside

    def _follow_bus(self, monotonic: float) -> None:
        gone, new = self._bus.tend(monotonic)
        if gone is not None:
            self._engine.unwatch(gone)
        if new is not None:
            self._engine.watch(new)

    def _near(self, monotonic: float) -> frozenset[str]:
        """Give the jobs for which no bandwidth policy counts."""
        self._nearness.listen()
        blocked, limited = self._blocked, self._turns.ceilings
        if not (blocked or limited) or not self._turns.policy.switch("IgnoreBandwidthLimitsOnLan"):
            return frozenset()
        runs, jobs = self._turns.runs, self._book.jobs.items()
        concerned = {g: s for g, s in jobs if s.priority in blocked or (s.priority in limited and g in runs)}
        return self._nearness.near(concerned, monotonic)

    def _look(self, monotonic: float) -> None:
        """Read the policies if they have changed, and what they say at this time of the day."""
        stamp = policy_stamp()
        if stamp != self._stamp:
            self._stamp = stamp
            self._turns.load_policy()
        local, policy = datetime.now(), self._turns.policy  # a schedule is in local time
        found = {priority: ceiling(policy, priority, local) for priority in JobPriority}
        self._turns.ceilings = {priority: limit.rate for priority, limit in found.items() if limit.rate}
        self._blocked = {
            priority: self._reason(priority, limit, local) for priority, limit in found.items() if limit.blocked
        }
        # Never past the hour, at which the limits change.
        self._look_at = monotonic + min(_LOOK_EVERY, 3600.0 - local.minute * 60 - local.second)

    def _reason(self, priority: JobPriority, limit: Ceiling, local: datetime) -> Reason:
        then = changes_at(self._turns.policy, priority, local)
        until = f" until {then:%Y-%m-%d %H:%M}" if then else ""
        text = f"A policy allows no transfers of {priority.word} priority{until} ({limit.policy} is 0)."
        return Reason(BG_E_BLOCKED_BY_POLICY, text)

    def _apply(self, guid: str, summary: Summary) -> None:
        if summary.pending:
            return
        blocked = None if guid in self._turns.near else self._blocked.get(summary.priority)
        reason = blocked or obstacle(self._bus.around, summary.transfer_policy, summary.priority, self._turns.policy)
        held = self._held.get(guid)
        waits = summary.state is JobState.TRANSIENT_ERROR and not summary.next_try and held is not None
        if not waits:
            self._held.pop(guid, None)
        if reason and (summary.state is JobState.QUEUED or summary.state in IN_TURN):
            self._hold(guid, reason)
        elif waits and reason is None:
            self._let_go(guid)
        elif waits and reason and reason != held:
            self._hold(guid, reason)

    def _hold(self, guid: str, reason: Reason) -> None:
        error = JobError(reason.code, ErrorContext.QUEUE_MANAGER, reason.text, time.time())
        if guid in self._turns.runs:
            self._turns.stop(guid)

        def change(job: Job) -> Job:
            if job.state is JobState.TRANSIENT_ERROR and guid in self._held and job.retry is None:
                return job._replace(error=error)
            if job.state is not JobState.QUEUED and job.state not in IN_TURN:
                return job
            # No retry by the clock, and no error of the job's own: it is not counted.
            return job.move(JobEvent.STUMBLE)._replace(error=error, retry=None)

        self._book.change(guid, change, f"{error.code.hex} {error.text}")
        self._held[guid] = reason

    def _let_go(self, guid: str) -> None:
        def change(job: Job) -> Job:
            return job.move(JobEvent.RETRY) if job.state is JobState.TRANSIENT_ERROR else job

        self._held.pop(guid, None)
        self._book.change(guid, change, "nothing holds it back any more")
