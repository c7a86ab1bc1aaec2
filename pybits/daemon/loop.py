"""The daemon's loop: look what changed, decide who has the turn, make it so, move bytes, write down what came of it."""

from __future__ import annotations

import logging
import os
import signal
import time
from functools import partial

from .. import __version__
from ..domain.hresult import BitsError
from ..storage import clock
from ..storage.job_store import JobStore
from ..storage.locks import FileLock
from ..storage.machine_ledger import MachineLedger
from ..storage.wake import Bell
from ..transfer.engine import Engine
from ..transfer.request import Connected, Failed, Finished, Report
from .book import Book
from .chores import Chores
from .downloads.run import Run
from .downloads.syncer import Syncer
from .downloads.tags import Key
from .notify import Notifier
from .reports import AnyRun, Reports
from .share import Share
from .shortage import Shortage
from .speedometer import Speedometer
from .supervision import ServiceManager
from .surroundings.outages import Outages
from .surroundings.restraints import Restraints
from .terms import schemes_of
from .turns import Turns
from .uploads.partings import Partings
from .uploads.run import UploadRun
from .witness import Witness

log = logging.getLogger("pybits.daemon")

LINGER = 2.0  # seconds without work before the daemon goes: a script's next resume finds it running
_STORE_PAUSE = 5.0
_STRIDE = 0.02  # seconds of small files before the daemon looks around: a command takes effect within 0.1
_ANSWERED = (Connected, Failed)
_HOST_CONNECTIONS = 16  # to one server; how many a job uses is the policy's affair


class Daemon:
    """The holder of engine.lock: moves the bytes of one user's jobs until nothing is left to do."""

    def __init__(self, store: JobStore, service: ServiceManager, *, stay: bool = False) -> None:
        self._store, self._service, self._stay = store, service, stay
        self._stopping = 0  # the signal that told it to
        self._obey()  # before the bell hangs, by which others know that a daemon is here
        ledger = MachineLedger.open(os.geteuid(), to_end=True)
        self._bell = Bell(os.path.join(store.home, "wake"))
        self._engine, self._syncer = Engine(f"pybits/{__version__}", _HOST_CONNECTIONS), Syncer()
        self._engine.watch(self._bell.fileno())
        self._engine.watch(self._syncer.fileno())
        self._witness = Witness(store.home)
        self._book = Book(store, self._bell, self._witness)
        self._reports, self._notifier, self._shortage = Reports(store), Notifier(store), Shortage(store, self._book)
        self._share = Share(store)
        if (others := self._share.fileno()) is not None:
            self._engine.watch(others)
        self._turns = Turns(store, self._book, self._engine, self._syncer, self._reports, self._share)
        self._partings = Partings(store, self._engine, lambda: schemes_of(self._turns.policy))
        self._chores = Chores(store, ledger, self._book, self._turns, self._partings)
        self._outages = Outages(store, self._book, self._turns, self._engine)
        self._restraints = Restraints(store, self._book, self._turns, self._engine)
        if (routes := self._outages.watch.fileno()) is not None:
            self._engine.watch(routes)
        self._speedometer = Speedometer(store.home, self._engine)
        self._busy_at = time.monotonic()

    def run(self, lock: FileLock) -> None:
        """Work until nothing is left to do or SIGTERM comes, then give engine.lock back."""
        self._service.ready()
        while not self._stopping:
            try:
                self._book.look_if_rung(time.monotonic())
                self._turn_the_wheel()
                if self._idle_for_long() and self._leave():
                    break
            except (BitsError, OSError) as error:  # a BitsError: somebody sits on the store's lock
                self._store_failed(error)
        if self._stopping:
            log.info("stopping: %s", signal.Signals(self._stopping).name)
        self._service.stopping()
        with self._store.lock:
            self._bell.close()  # from here on commands start a new daemon, which waits for engine.lock
        for guid in list(self._turns.runs):
            self._turns.requeue(guid, "the daemon stops")
        self._share.close()
        self._witness.end("it was told to" if self._stopping else "nothing is left to do")
        lock.release()
        self._notifier.close()
        self._syncer.close()
        self._engine.close()
        self._outages.watch.close()
        self._restraints.close()

    # ---- one round

    def _turn_the_wheel(self) -> None:
        now, turns = clock.now(), self._turns
        self._chores.settle_pending()
        self._shortage.tend(time.monotonic())
        self._chores.retry_due(now)
        self._chores.expire(now)
        self._chores.put_ledger_right(now)
        self._outages.tend(time.monotonic())
        self._restraints.tend(time.monotonic())
        if (others := self._share.join(now.uptime)) is not None:
            self._engine.watch(others)
        turns.reconcile(now.uptime)
        if self._notifier.tend(self._book.jobs):
            self._book.look()
        monotonic = time.monotonic()
        self._chores.part(self._partings.tend(monotonic))
        for run in list(turns.runs.values()):
            turns.guarded(run, partial(self._feed, run, monotonic))
        self._tell_service()  # before the sleep, which may be long
        self._move(self._sleep(monotonic))
        turns.collect_synced()
        monotonic = time.monotonic()
        turns.keep_accounts(monotonic)
        self._speedometer.tell(turns.runs.values(), monotonic)
        for run in list(turns.runs.values()):
            turns.guarded(run, partial(self._checkpoint, run, monotonic))
            if run.guid in turns.runs and run.finished:
                turns.guarded(run, partial(self._finish, run))
            elif run.guid in turns.runs and self._has_to_leave(run):
                turns.guarded(run, partial(turns.leave, run))

    def _has_to_leave(self, run: AnyRun) -> bool:
        return (isinstance(run, Run) and run.exhausted) or self._reports.overtime(run)

    def _move(self, timeout: float) -> None:
        """Move bytes; small files that end make room for the next at once, for the rest of a round costs far more."""
        reports, runs = self._engine.step(timeout), self._turns.runs
        end = time.monotonic() + _STRIDE
        while reports:
            for report in reports:
                self._report(report)
            now = time.monotonic()
            hungry = [run for run in runs.values() if run.hungry]
            if not hungry or now >= end or self._book.look_in(now) <= 0:
                break
            for run in hungry:
                self._turns.guarded(run, partial(self._feed, run, now))
            reports = self._engine.step(end - now)

    def _sleep(self, monotonic: float) -> float:
        due = [run.wants_attention_in(monotonic) for run in self._turns.runs.values()]
        now = clock.now()
        due += [self._share.due_in(now.uptime), self._turns.slice_ends_in(now.uptime)]
        due += [self._chores.due_in(now), self._notifier.due_in(self._book.jobs, now), self._partings.due_in(monotonic)]
        due += [self._outages.watch.due_in(monotonic), self._restraints.due_in(monotonic)]
        due.append(self._shortage.due_in(monotonic))
        if not self._book.jobs and not self._stay:
            due.append(self._busy_at + LINGER - monotonic)
        return max(0.0, min([*due, self._book.look_in(monotonic)]))

    # ---- what came of it

    def _report(self, report: Report) -> None:
        if self._witness.awake:
            self._witness.report(report)
        key, runs = report.key, self._turns.runs
        if isinstance(key, Key) and key.guid in runs and runs[key.guid].turn == key.turn:
            run = runs[key.guid]
            if key.stretch:
                self._turns.guarded(run, partial(self._stretch, run, key, report))
                return
            if isinstance(report, Connected) and run.connected and report.moved is None:
                return  # every file reports it, and it is news once
            if isinstance(report, Finished) and isinstance(run, Run):
                self._turns.guarded(run, partial(self._arrived, run, key.number))
            else:
                self._turns.guarded(run, partial(self._apply, run, key.number, report))
        else:
            self._chores.part(self._partings.report(report))

    def _stretch(self, run: AnyRun, key: Key, report: Report) -> None:
        failure = run.stretch(key, report) if isinstance(run, Run) else None
        if failure is not None and not self._reports.failed(run, key.number, failure, None):
            self._turns.leave(run)

    def _apply(self, run: AnyRun, number: int, report: Report) -> None:
        if isinstance(report, _ANSWERED) and report.block and isinstance(run, Run):
            run.answers[number] = report.block
        known = run.translate(report) if isinstance(run, UploadRun) else report
        if known is not None:
            self._apply_known(run, 0 if isinstance(run, UploadRun) else number, known)

    def _apply_known(self, run: AnyRun, number: int, report: Report) -> None:
        if isinstance(report, Connected):
            if self._reports.connected(run, number, report.moved):
                self._book.look_soon()
        elif isinstance(report, Failed) and not self._reports.failed(run, number, report.failure, report.moved):
            self._turns.leave(run)

    def _arrived(self, run: Run, number: int) -> None:
        run.arrived(number, time.monotonic())
        self._take_failures(run)

    def _feed(self, run: AnyRun, monotonic: float) -> None:
        if isinstance(run, Run):
            run.watched = self._witness.awake
        run.feed(monotonic)
        self._take_failures(run)

    def _checkpoint(self, run: AnyRun, monotonic: float) -> None:
        self._take_failures(run)
        if run.guid in self._turns.runs:
            run.checkpoint(monotonic)

    def _take_failures(self, run: AnyRun) -> None:
        if not run.failures:
            return
        failures, run.failures = run.failures, []
        for number, failure in failures:
            if run.guid in self._turns.runs and not self._reports.failed(run, number, failure, None):
                self._turns.leave(run)

    def _finish(self, run: AnyRun) -> None:
        self._book.look_soon()
        if self._reports.finished(run):
            self._turns.stop(run.guid)
        else:
            run.extend()

    # ---- the daemon's own end, and that of its disk

    def _tell_service(self) -> None:
        waiting, running = len(self._book.jobs) - len(self._turns.runs), len(self._turns.runs)
        self._service.status(f"jobs in turn: {running}, waiting: {max(0, waiting)}")

    def _idle_for_long(self) -> bool:
        if self._stay or self._book.jobs or self._turns.runs or self._partings:
            self._busy_at = time.monotonic()
            return False
        return time.monotonic() - self._busy_at >= LINGER

    def _leave(self) -> bool:
        """Stop listening, unless there is work after all.

        Decided under the store's lock: a command that changes a job before this is seen here; one that does so
        after finds nobody listening, and starts a new daemon.
        """
        with self._store.lock:
            self._book.look()
            if self._book.jobs:
                return False
            self._bell.close()
            return True

    def _store_failed(self, error: BitsError | OSError) -> None:
        """Let go of everything and begin anew after a while: the store's own disk is full or broken, or it is locked.

        Nothing is lost: what the records do not claim is fetched again.
        """
        log.error("the store cannot be written, trying again: %s", error)
        self._witness.store_failed(error)
        self._turns.abandon_all()
        self._share.withdraw()
        held = self._shortage.hold(error)
        self._book.begin_anew()
        if held:
            return  # no pause: who ends jobs to make room waits for this daemon
        until = time.monotonic() + _STORE_PAUSE
        while not self._stopping and (left := until - time.monotonic()) > 0:
            self._engine.step(min(left, 0.5))
            self._bell.rang()
            self._share.drain()

    def _obey(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        signal.signal(signal.SIGCHLD, self._on_child)

    def _on_child(self, _number: int, _frame: object) -> None:
        self._store.wake_daemon()  # a notify command has ended

    def _on_signal(self, number: int, _frame: object) -> None:
        self._stopping = number
        self._store.wake_daemon()
