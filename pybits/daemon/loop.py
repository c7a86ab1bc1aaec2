"""The daemon's loop: look what changed, decide who has the turn, make it so, move bytes, write down what came of it."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import time
from collections.abc import Callable
from functools import partial

from .. import __version__
from ..domain.enums import JobPriority
from ..domain.hresult import BitsError
from ..domain.job import Job
from ..domain.moment import Moment
from ..domain.policy_values import Policy
from ..domain.state import ACTIVE, IN_TURN, JobEvent, JobState
from ..manager.settle import settle
from ..policy import retry
from ..policy.scheduler import choose
from ..storage import clock
from ..storage.index import Cursor, Summary
from ..storage.job_store import Change, JobStore
from ..storage.locks import FileLock
from ..storage.machine_ledger import MachineLedger
from ..storage.policy_file import load_policy
from ..storage.wake import Bell
from ..transfer.engine import Engine
from ..transfer.request import Connected, Finished, Report, ServerRules
from .notify import Notifier
from .reconcile import Step, candidates, reconcile
from .reports import Reports
from .run import Key, Run, SyncTag
from .syncer import Syncer

log = logging.getLogger("pybits.daemon")

LINGER = 2.0  # seconds without work before the daemon goes: a script's next resume finds it running
_STORE_PAUSE = 5.0
_HOST_CONNECTIONS = 16  # to one server; how many a job uses is the policy's affair
_LOOK_ANYWAY = 60.0  # seconds


class Daemon:
    """The holder of engine.lock: moves the bytes of one user's jobs until nothing is left to do."""

    def __init__(self, store: JobStore) -> None:
        self._store = store
        self._ledger = MachineLedger.open(os.geteuid())
        self._bell = Bell(os.path.join(store.home, "wake"))
        self._engine, self._syncer = Engine(f"pybits/{__version__}", _HOST_CONNECTIONS), Syncer()
        self._engine.watch(self._bell.fileno())
        self._engine.watch(self._syncer.fileno())
        self._book: dict[str, Summary] = {}
        self._cursor = Cursor()
        self._runs: dict[str, Run] = {}
        self._last_turn: dict[str, float] = {}
        self._reports, self._notifier = Reports(store), Notifier(store)
        self._policy = Policy({})
        self._busy_at = time.monotonic()
        self._look_again = 0.0
        self._stopping = False

    def run(self, lock: FileLock) -> None:
        """Work until nothing is left to do or SIGTERM comes, then give engine.lock back."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        signal.signal(signal.SIGCHLD, self._on_child)
        while not self._stopping:
            try:
                self._look_if_rung(time.monotonic())
                self._turn_the_wheel()
            except OSError as error:
                self._store_failed(error)
            if self._idle_for_long() and self._leave():
                break
        with self._store.lock:
            self._bell.close()  # from here on commands start a new daemon, which waits for engine.lock
        for guid in list(self._runs):
            self._requeue(guid, "the daemon stops")
        lock.release()
        self._notifier.close()
        self._syncer.close()
        self._engine.close()

    # ---- looking

    def _look_if_rung(self, monotonic: float) -> None:
        """Read the store's changes when there are some; now and then in any case: who should have rung may be dead."""
        if self._bell.rang() or monotonic >= self._look_again:
            self._look_again = monotonic + _LOOK_ANYWAY
            self._look()

    def _look(self) -> None:
        changes, self._cursor, fresh = self._store.follow(self._cursor)
        if fresh:
            self._book = {}
        for guid, summary in changes.items():
            if summary is not None and (summary.state in ACTIVE or summary.pending or summary.notify):
                self._book[guid] = summary
            else:
                self._book.pop(guid, None)

    def _turn_the_wheel(self) -> None:
        now = clock.now()
        self._settle_pending()
        self._retry_due(now)
        self._reconcile(now.uptime)
        if self._notifier.tend(self._book):
            self._look()
        monotonic = time.monotonic()
        for run in list(self._runs.values()):
            self._guarded(run, partial(run.feed, monotonic))
        for report in self._engine.step(self._sleep(monotonic)):
            self._report(report)
        self._collect_synced()
        monotonic = time.monotonic()
        for run in list(self._runs.values()):
            self._guarded(run, partial(run.checkpoint, monotonic))
            if run.guid in self._runs and run.finished:
                self._guarded(run, partial(self._finish, run))
            elif run.guid in self._runs and self._reports.overtime(run):
                self._guarded(run, partial(self._leave_turn, run))

    def _sleep(self, monotonic: float) -> float:
        due = [run.wants_attention_in(monotonic) for run in self._runs.values()]
        due += [s.next_try.uptime - clock.now().uptime for s in self._book.values() if s.next_try]
        due.append(self._notifier.due_in(self._book, clock.now()))
        if not self._book:
            due.append(self._busy_at + LINGER - monotonic)
        return max(0.0, min([*due, self._look_again - monotonic]))

    def _idle_for_long(self) -> bool:
        if self._book or self._runs:
            self._busy_at = time.monotonic()
            return False
        return time.monotonic() - self._busy_at >= LINGER

    def _leave(self) -> bool:
        """Stop listening, unless there is work after all.

        Decided under the store's lock: a command that changes a job before this is seen here; one that does so
        after finds nobody listening, and starts a new daemon.
        """
        with self._store.lock:
            self._look()
            if self._book:
                return False
            self._bell.close()
            return True

    # ---- deciding and making it so

    def _settle_pending(self) -> None:
        for guid in [guid for guid, summary in self._book.items() if summary.pending]:
            if guid in self._runs:
                self._stop_run(guid)
            try:
                settle(self._store, self._ledger, guid)
            except (BitsError, OSError) as error:
                log.warning("%s: %s", guid, error)
            self._book.pop(guid, None)
            self._look_again = 0.0

    def _retry_due(self, now: Moment) -> None:
        def change(job: Job) -> Job:
            if job.state is not JobState.TRANSIENT_ERROR:
                return job
            gives_up = retry.when_due(job, now)
            if gives_up is None:
                return job.move(JobEvent.RETRY)
            return job.move(gives_up.event)._replace(error=gives_up.error, retry=None, error_count=job.error_count + 1)

        for guid, summary in list(self._book.items()):
            if summary.state is JobState.TRANSIENT_ERROR and (
                summary.next_try is None or summary.next_try.reached(now)
            ):
                self._change(guid, change)

    def _reconcile(self, uptime: float) -> None:
        in_turn = {guid: s.turn for guid, s in self._book.items() if s.state in IN_TURN}
        running = {guid: run.turn for guid, run in self._runs.items()}
        began = {guid: run.began for guid, run in self._runs.items()}
        rivals = candidates(self._book, began, self._last_turn)
        for step, guid in reconcile(in_turn, running, choose(rivals, uptime)):
            if step is Step.STOP:
                self._stop_run(guid)
            elif step is Step.REQUEUE:
                self._requeue(guid, "its turn was interrupted" if guid not in running else "another job's turn")
            else:
                self._start(guid, uptime)
        for guid, run in self._runs.items():
            summary = self._book.get(guid)
            if summary is not None and summary.files_total > len(run.files):
                run.extend()

    def _start(self, guid: str, uptime: float) -> None:
        def change(job: Job) -> Job:
            return job.move(JobEvent.PICK)._replace(turn=job.turn + 1) if job.state is JobState.QUEUED else job

        job = self._change(guid, change)
        if job is None or job.state is not JobState.CONNECTING:
            self._look_again = 0.0  # the turn is free for another
            return
        self._load_policy()
        foreground = job.priority is JobPriority.FOREGROUND
        in_flight = self._policy.number("MaxForegroundFilesInFlight" if foreground else "MaxFilesInFlight")
        rules = ServerRules(self._policy.switch("RequireContentLength"), self._policy.switch("RequireRanges"))
        try:
            run = Run(self._store, job, self._engine, self._syncer, clock.boot_id(), rules, in_flight)
        except (BitsError, OSError) as error:
            self._reports.broken(job, error)
            self._look_again = 0.0
            return
        run.began = uptime
        self._runs[guid] = run

    def _requeue(self, guid: str, why: str) -> None:
        if guid in self._runs:
            self._stop_run(guid)
        # With the sums of its log: a daemon that died has not put them into the record, and progress must not fall.
        totals = self._store.with_totals
        self._change(guid, lambda job: totals(job).move(JobEvent.YIELD) if job.state in IN_TURN else job, why)

    def _stop_run(self, guid: str) -> None:
        run = self._runs[guid]
        self._last_turn[guid] = ended = clock.now().uptime
        run.halt()  # first: waiting for the disk must not keep a suspended job's server busy
        while run.syncing:
            self._hand_back(run, *self._syncer.wait())
        totals = run.stop()
        self._runs.pop(guid, None)

        def change(job: Job) -> Job:
            same_files = totals.bytes_total if job.files_total == len(run.files) else None
            spent = run.time_spent(job, ended - run.began)
            return job._replace(**totals._replace(bytes_total=same_files)._asdict(), download_time=spent)

        self._change(guid, change)

    # ---- what came of it

    def _report(self, report: Report) -> None:
        key = report.key
        if isinstance(key, Key) and key.guid in self._runs and self._runs[key.guid].turn == key.turn:
            run = self._runs[key.guid]
            self._guarded(run, partial(self._apply, run, key.number, report))

    def _apply(self, run: Run, number: int, report: Report) -> None:
        if isinstance(report, Connected):
            if self._reports.connected(run, number, report.moved):
                self._look_again = 0.0
        elif isinstance(report, Finished):
            run.arrived(number, report.validator, time.monotonic())
        elif not self._reports.failed(run, number, report.failure, report.moved):
            self._leave_turn(run)

    def _finish(self, run: Run) -> None:
        self._look_again = 0.0
        if self._reports.finished(run):
            self._stop_run(run.guid)
        else:
            run.extend()

    def _leave_turn(self, run: Run) -> None:
        self._look_again = 0.0
        self._stop_run(run.guid)
        self._reports.leave(run)

    def _collect_synced(self) -> None:
        for result in self._syncer.results():
            tag = result.tag
            run = self._runs.get(tag.guid) if isinstance(tag, SyncTag) else None
            self._hand_back(run, tag, result.error)

    def _hand_back(self, run: Run | None, tag: object, error: OSError | None) -> None:
        if not isinstance(tag, SyncTag):
            return
        owner = self._runs.get(tag.guid, run)
        if owner is not None and owner.guid == tag.guid and owner.turn == tag.turn:
            self._guarded(owner, partial(owner.synced, tag, error))

    def _guarded(self, run: Run, work: Callable[[], None]) -> None:
        """Do something for a run; what the disk refuses becomes the job's error and ends its turn.

        A job whose record is gone or damaged is let go: the others must not suffer from it.
        """
        try:
            work()
        except OSError as error:
            if run.guid not in self._runs:
                raise
            self._reports.disk_failed(run, error)
            self._leave_turn(run)
        except BitsError as error:
            log.warning("%s: %s", run.guid, error)
            if self._runs.pop(run.guid, None) is not None:
                self._abandon([run])

    def _store_failed(self, error: OSError) -> None:
        """Let go of everything and begin anew after a while: the store's own disk is full or broken.

        Nothing is lost: what the records do not claim is fetched again.
        """
        log.error("the store cannot be written, trying again in %.0f s: %s", _STORE_PAUSE, error)
        runs = list(self._runs.values())
        self._runs.clear()
        self._abandon(runs)
        self._book, self._cursor, self._look_again = {}, Cursor(), 0.0
        until = time.monotonic() + _STORE_PAUSE
        while not self._stopping and (left := until - time.monotonic()) > 0:
            self._engine.step(min(left, 0.5))
            self._bell.rang()

    def _abandon(self, runs: list[Run]) -> None:
        for result in self._syncer.drain():
            self._hand_back(None, result.tag, result.error)
        for run in runs:
            run.abandon()

    # ---- small things

    def _change(self, guid: str, change: Change, note: str | None = None) -> Job | None:
        try:
            return self._store.change(guid, change, note, durable=False)
        except BitsError as error:
            log.warning("%s: %s", guid, error)
            self._book.pop(guid, None)
            return None
        finally:
            with contextlib.suppress(OSError):
                self._look()

    def _load_policy(self) -> None:
        try:
            self._policy = load_policy()
        except BitsError as error:
            log.warning("%s The policy read before stays in force.", error)

    def _on_child(self, _number: int, _frame: object) -> None:
        self._store.wake_daemon()  # a notify command has ended

    def _on_signal(self, number: int, _frame: object) -> None:
        log.info("stopping: %s", signal.Signals(number).name)
        self._stopping = True
        self._store.wake_daemon()
