"""Telling the owner: runs the notify commands that are due, beside the loop, until each has succeeded.

A URL command, which is asked for a fresh URL, is run in the same way, once.

That a command is to be run stands in the job (the third rule) from the change on that made the job TRANSFERRED or put
it in ERROR. A daemon that died while a command ran does not know how it ended: its successor runs it again.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..domain.frozen import NamedTuple
from ..domain.hresult import BitsError
from ..domain.job import RETRY_DELAY_FLOOR, Deed, Job, Notice, NotifyCommand, Trial
from ..domain.moment import Moment
from ..domain.properties import to_json
from ..manager import fresh_url
from ..manager.settings.notification import words
from ..storage import clock
from ..storage.atomic import open_output
from ..storage.index import Summary
from ..storage.job_store import JobStore
from . import renewing

if TYPE_CHECKING:
    from subprocess import Popen

log = logging.getLogger("pybits.daemon")

AT_ONCE = 4  # commands, as BITS limits notifications
_LOOK = 5.0  # seconds between two looks at what runs: its output must not fill the disk
_OUTPUT_LIMIT = 1 << 20
_TAIL = 1000  # bytes of output that the history keeps
_NOT_RUN = 127  # the status, as of a shell, of a command that cannot be run


class Running(NamedTuple):
    """A command that runs: the job as it was, the process, since when, and the file that takes its output.

    The answer of a URL command has a file of its own.
    """

    job: Job
    process: Popen[bytes]
    since: float
    output: int
    answer: int | None = None

    def too_long(self, now: Moment) -> bool:
        """Tell whether a job waits for it, and has waited for long enough."""
        return self.answer is not None and now.uptime - self.since > renewing.PATIENCE

    @property
    def files(self) -> tuple[int, ...]:
        """Give all that take what it prints."""
        return (self.output,) if self.answer is None else (self.output, self.answer)


class Notifier:
    """Runs the notify commands of one store's jobs."""

    def __init__(self, store: JobStore) -> None:
        self._store = store
        self._running: dict[str, Running] = {}

    def tend(self, book: Mapping[str, Summary]) -> bool:
        """Take note of the commands that have ended, and run those that are due; tell whether jobs changed."""
        now = clock.now()
        ended = [run for run in self._running.values() if run.process.poll() is not None]
        for run in ended:
            del self._running[run.job.guid]
            self._ended(run, now)
        for run in self._running.values():
            for file in run.files:
                if os.fstat(file).st_size > _OUTPUT_LIMIT:
                    os.ftruncate(file, 0)  # opened for appending: what comes next is written at the beginning
            if run.too_long(now):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(run.process.pid, signal.SIGKILL)  # its job waits for it
        due = [guid for guid, summary in book.items() if self._waits(summary) and _reached(summary.notify_at, now)]
        due = due[: max(0, self._room(book))]
        for guid in due:
            self._start(guid, now)
        return bool(ended or due)

    def due_in(self, book: Mapping[str, Summary], now: Moment) -> float:
        """Give the seconds until there is something to do; the end of a command is announced by SIGCHLD."""
        seconds = [_LOOK] if self._running else []
        if self._room(book) > 0:
            for summary in filter(self._waits, book.values()):
                at = summary.notify_at
                seconds.append(0.0 if at is None or _reached(at, now) else at.uptime - now.uptime)
        return min(seconds, default=float("inf"))

    def close(self) -> None:
        """Leave the commands that run to themselves: whether one succeeds, nobody will know."""
        for run in self._running.values():
            for file in run.files:
                os.close(file)
            run.process.returncode = 0  # else Popen warns that it was not waited for
        self._running.clear()

    def _room(self, book: Mapping[str, Summary]) -> int:
        """Count the commands that may be started; the command of a job that is gone takes nobody's place."""
        return AT_ONCE - sum(guid in book for guid in self._running)

    def _waits(self, summary: Summary) -> bool:
        return summary.notify and summary.guid not in self._running

    def _start(self, guid: str, now: Moment) -> None:
        wanted = False

        def change(job: Job) -> Job:
            nonlocal wanted
            wanted = job.asks or (Deed.NOTIFY in job.deeds and _reached(job.notice.next_try, now))
            due = wanted and not job.asks
            return job._replace(notice=Notice(job.notice.attempts + 1)) if due else job

        try:
            job = self._store.change(guid, change)
            if wanted:
                self._run(job, now)
        except BitsError as error:
            log.warning("%s: %s", guid, error)

    def _run(self, job: Job, now: Moment) -> None:
        folder, opened = self._store.folder(job.guid), list[int]()
        told = job._replace(notice=Notice()) if job.asks else job  # no attempt to tell something
        variables = environment(told, self._store.home)
        try:
            if job.asks and not job.trying:
                file = renewing.refused(self._store, job)
                opened += [_scratch(folder), _scratch(folder)]
                variables |= renewing.environment(job, file)
                process = _spawn(told, job.url_command, variables, folder, (opened[1], opened[0]))
            else:
                name = "trial.out" if job.trying else "notify.out"
                opened += [open_output(os.path.join(folder, name))]
                process = _spawn(told, job.notify_command, variables, folder, (opened[0], opened[0]))
            self._running[job.guid] = Running(job, process, now.uptime, *opened)
        except (OSError, ValueError) as error:
            for descriptor in opened:
                os.close(descriptor)
            reason = (isinstance(error, OSError) and error.strerror) or str(error)
            self._tell(job, now, f"cannot be run: {reason}", _NOT_RUN, problem=reason)

    def _ended(self, run: Running, now: Moment) -> None:
        status = run.process.returncode
        how = f"ended with status {status}" if status >= 0 else f"was ended by {_signal_name(-status)}"
        if status == -signal.SIGKILL and run.too_long(now):
            how = f"took more than {renewing.PATIENCE:.0f} seconds"
        said = _tail(run.output)
        answer = b"" if run.answer is None else os.pread(run.answer, fresh_url.MOST, 0)
        for file in run.files:
            os.close(file)
        with contextlib.suppress(BitsError):  # the job has ended, perhaps by this very command
            how += f": {said}" if said else ""
            self._tell(run.job, now, how, status if status >= 0 else 128 - status, answer=answer)

    def _tell(self, begun: Job, now: Moment, how: str, status: int, *, problem: str = "", answer: bytes = b"") -> None:
        if not begun.asks:
            self._note(begun, now, f"the notify command {how}", succeeded=status == 0)
            return
        if begun.trial is None or not begun.trying:
            renewing.settle(self._store, begun, now, how, None if status else answer)
            return
        asked, ended = begun.trial, Trial(begun.trial.ticket, status, problem)
        note = f"the notify command, run by hand, {how}"
        self._store.change(begun.guid, lambda job: job._replace(trial=ended) if job.trial == asked else job, note)

    def _note(self, begun: Job, now: Moment, text: str, *, succeeded: bool) -> None:
        def change(job: Job) -> Job:
            if _event(job) != _event(begun):
                return job  # it came into another state, or got another command: that has yet to be told
            if succeeded:
                return job._replace(notice=job.notice._replace(told=True)).with_notice().completes_itself()
            again = now.plus(max(RETRY_DELAY_FLOOR, job.min_retry_delay))
            return job._replace(notice=job.notice._replace(next_try=again))

        self._store.change(begun.guid, change, text)


def _event(job: Job) -> tuple[object, ...]:
    """Tell one reason to run a command from the next."""
    return job.turn, job.state, job.notify_command, job.notice


def _reached(at: Moment | None, now: Moment) -> bool:
    return at is None or at.reached(now)


def _scratch(folder: str) -> int:
    """Open a file without a name."""
    path = os.path.join(folder, "notify.in")
    descriptor = open_output(path)
    os.unlink(path)
    return descriptor


def _spawn(
    job: Job, command: NotifyCommand | None, variables: dict[str, str], folder: str, outputs: tuple[int, int]
) -> Popen[bytes]:
    """Start a command: no shell, a session of its own, the job as JSON on its standard input."""
    from subprocess import Popen

    if command is None:
        raise ValueError("there is none")
    source = _scratch(folder)
    try:
        with open(source, "wb", closefd=False) as file:
            file.write(json.dumps({"version": 1, "job": to_json(job)}).encode() + b"\n")
        os.lseek(source, 0, os.SEEK_SET)
        return Popen(  # noqa: S603 - running what the owner wants is what it is for
            words(command.parameters) or [command.program],
            executable=command.program,
            stdin=source,
            stdout=outputs[0],
            stderr=outputs[1],
            cwd="/",
            env={**os.environ, **variables},
            umask=job.umask,
            start_new_session=True,
        )
    finally:
        os.close(source)


def environment(job: Job, home: str) -> dict[str, str]:
    """Give the variables that tell a notify command what it is about."""
    values = {
        "PYBITS_HOME": home,
        "PYBITS_JOB": job.guid,
        "PYBITS_NAME": job.name,
        "PYBITS_STATE": job.state.name,
        "PYBITS_ERROR": job.error.code.hex if job.error else "",
        "PYBITS_ERROR_TEXT": job.error.text if job.error else "",
        "PYBITS_ATTEMPT": str(job.notice.attempts),
    }
    return {name: value.replace("\0", "") for name, value in values.items()}


def _tail(output: int) -> str:
    size = os.fstat(output).st_size
    data = os.pread(output, _TAIL, max(0, size - _TAIL)).decode("utf-8", "replace").strip()
    return f"…{data}" if size > _TAIL else data


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
