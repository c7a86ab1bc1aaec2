"""Turns: the runs are made equal to the scheduler's choice, and what goes wrong in one ends that one alone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from ..domain.enums import JobPriority, JobType
from ..domain.hresult import BitsError
from ..domain.job import Job
from ..domain.policy_values import Policy
from ..domain.state import IN_TURN, JobEvent, JobState
from ..manager.settings.disk_floor import wanted_free
from ..policy.bandwidth import Allowance, allowance
from ..policy.free_space import floor_of
from ..policy.scheduler import Candidate
from ..storage import clock
from ..storage.job_store import JobStore
from ..storage.policy_file import load_policy
from ..storage.progress_log import Totals
from ..transfer.engine import Engine
from .book import Book
from .downloads.run import Run
from .downloads.syncer import Synced, Syncer
from .downloads.tags import SyncTag
from .reconcile import Step, candidates, reconcile
from .reports import AnyRun, Reports
from .share import Share
from .terms import schemes_of, terms_of
from .uploads.run import UploadRun

log = logging.getLogger("pybits.daemon")

_ACCOUNTS = 5.0  # seconds; how much of its maximum download time a job is given back by a kill


class Turns:
    """The jobs that are being transferred: `runs` has one Run for each."""

    def __init__(
        self, store: JobStore, book: Book, engine: Engine, syncer: Syncer, reports: Reports, share: Share
    ) -> None:
        self.runs: dict[str, AnyRun] = {}
        self._store, self._book, self._reports = store, book, reports
        self._engine, self._syncer, self._share = engine, syncer, share
        self._last_turn: dict[str, float] = {}
        self.policy = Policy({})
        self.ceilings: dict[JobPriority, int] = {}  # bytes a second, of the levels that a policy limits now
        self.near: frozenset[str] = frozenset()  # jobs that these limits do not concern
        self._accounts_due = 0.0
        self._free = (0, "")  # mebibytes that the settings leave free, and where they say so
        self.load_policy()

    # ---- deciding and making it so

    def reconcile(self, uptime: float) -> None:
        """Start and stop what has to be; take up the files that were added to what runs."""
        jobs = self._book.jobs
        in_turn = {guid: s.turn for guid, s in jobs.items() if s.state in IN_TURN}
        running = {guid: run.turn for guid, run in self.runs.items()}
        time_slice = float(self.policy.number("TimeSlice"))
        for step, guid in reconcile(in_turn, running, self._share.choose(self._candidates(), uptime, time_slice)):
            if step is Step.STOP:
                self.stop(guid)
            elif step is Step.REQUEUE:
                self.requeue(guid, "its turn was interrupted" if guid not in running else "another job's turn")
            else:
                self._start(guid, uptime)
        self._share.settle(self._candidates(), self.runs, uptime, time_slice)
        for guid, run in list(self.runs.items()):
            summary = self._book.jobs.get(guid)
            if summary is not None and summary.files_total > len(run.files):
                run.extend()
            if summary is not None:
                run.lane.polite, run.lane.limit = self._allowance(run, summary.priority)
                if run.lane.polite and isinstance(run, Run) and run.http > 2:
                    self.requeue(guid, "it gives way from now on, which it can over TCP alone")

    def _allowance(self, run: AnyRun, priority: JobPriority) -> Allowance:
        ceiling = 0 if run.guid in self.near else self.ceilings.get(priority, 0)
        return allowance(run.lane.word, priority, self.policy, ceiling)

    def slice_ends_in(self, uptime: float) -> float:
        """Give the seconds until somebody's time slice is over."""
        ends = (run.began + self.policy.number("TimeSlice") - uptime for run in self.runs.values())
        return min((left for left in ends if left > 0), default=3600.0)

    def _candidates(self) -> list[Candidate]:
        began = {guid: run.began for guid, run in self.runs.items()}
        return candidates(self._book.jobs, began, self._last_turn)

    def _start(self, guid: str, uptime: float) -> None:
        def change(job: Job) -> Job:
            return job.move(JobEvent.PICK)._replace(turn=job.turn + 1) if job.state is JobState.QUEUED else job

        job = self._book.change(guid, change)
        if job is None or job.state is not JobState.CONNECTING:
            self._book.look_soon()  # the turn is free for another
            return
        try:
            run = self._run_of(job)
        except (BitsError, OSError) as error:
            self._reports.broken(job, error)
            self._book.look_soon()
            return
        run.began = uptime
        self.runs[guid] = run

    def _run_of(self, job: Job) -> AnyRun:
        """Make the run of a job whose turn begins, by the policy of this moment."""
        self.load_policy()
        if job.type is not JobType.DOWNLOAD:
            schemes = schemes_of(self.policy)
            return UploadRun(self._store, job, self._engine, self._syncer, clock.boot_id(), schemes)
        terms = terms_of(job, self.policy, floor_of(self.policy, *self._free))
        return Run(self._store, job, self._engine, self._syncer, clock.boot_id(), terms)

    def load_policy(self) -> None:
        """Read the policies, and what settings add to them; those that cannot be read leave the former in force."""
        try:
            self.policy = load_policy()
            self._engine.limit_hosts(self.policy.number("MaxConnectionsPerServer"))
        except BitsError as error:
            log.warning("%s The policy read before stays in force.", error)
        try:
            self._free = wanted_free()
        except BitsError as error:
            log.warning("%s As much of the disk is left free as before.", error)

    # ---- ending turns

    def requeue(self, guid: str, why: str) -> None:
        """End a job's turn early; it goes back to the queue."""
        if guid in self.runs:
            self.stop(guid)
        # With the sums of its log: a daemon that died has not put them into the record, and progress must not fall.
        totals = self._store.with_totals
        self._book.change(guid, lambda job: totals(job).move(JobEvent.YIELD) if job.state in IN_TURN else job, why)

    def leave(self, run: AnyRun) -> None:
        """End the turn of a job that has failed, as was decided."""
        self._book.look_soon()
        self.stop(run.guid)
        self._reports.leave(run)

    def stop(self, guid: str) -> None:
        """End a job's transfers, and write down how far they came and how long they took."""
        run = self.runs[guid]
        self._last_turn[guid] = clock.now().uptime
        run.halt()  # first: waiting for the disk must not keep a suspended job's server busy
        while run.syncing:
            self._hand_back(run, self._syncer.wait())
        totals = run.stop()
        self.runs.pop(guid, None)

        def change(job: Job) -> Job:
            return _summed(run.watch.credit(job), totals, len(run.files))

        self._book.change(guid, change)

    def keep_accounts(self, monotonic: float) -> None:
        """Now and then write down how far the runs are and how long they took: a daemon may be killed."""
        if monotonic < self._accounts_due:
            return
        self._accounts_due = monotonic + _ACCOUNTS
        for run in list(self.runs.values()):

            def change(job: Job, run: AnyRun = run) -> Job:
                current = job.turn == run.turn and job.state in IN_TURN
                return _summed(run.watch.credit(job), run.totals(), len(run.files)) if current else job

            self._book.change(run.guid, change)

    # ---- what goes wrong

    def guarded(self, run: AnyRun, work: Callable[[], None]) -> None:
        """Do something for a run; what the disk refuses becomes the job's error and ends its turn.

        A job whose record is gone or damaged is let go: the others must not suffer from it.
        """
        try:
            work()
        except OSError as error:
            if run.guid not in self.runs:
                raise
            self._reports.disk_failed(run, error)
            self.leave(run)
        except BitsError as error:
            log.warning("%s: %s", run.guid, error)
            if self.runs.pop(run.guid, None) is not None:
                self._abandon([run])

    def collect_synced(self) -> None:
        """Tell the runs what the syncer has put on the disk."""
        for result in self._syncer.results():
            tag = result.tag
            run = self.runs.get(tag.guid) if isinstance(tag, SyncTag) else None
            self._hand_back(run, result)

    def abandon_all(self) -> None:
        """Let go of every run: the store cannot be written. What the records do not claim is fetched again."""
        runs = list(self.runs.values())
        self.runs.clear()
        self._abandon(runs)

    def _hand_back(self, run: AnyRun | None, result: Synced) -> None:
        tag = result.tag
        if not isinstance(tag, SyncTag):
            return
        owner = self.runs.get(tag.guid, run)
        if owner is not None and owner.guid == tag.guid and owner.turn == tag.turn:
            self.guarded(owner, partial(owner.synced, tag, result.error, result.bad))

    def _abandon(self, runs: list[AnyRun]) -> None:
        for result in self._syncer.drain():
            self._hand_back(None, result)
        for run in runs:
            run.abandon()


def _summed(job: Job, totals: Totals, files: int) -> Job:
    if job.rejected:  # the run still counts what its owner does not want
        return job
    same_files = totals.bytes_total if job.files_total == files else None
    return job._replace(**totals._replace(bytes_total=same_files)._asdict())
