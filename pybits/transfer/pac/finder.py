"""Asking scripts which proxy to use, in a process of its own; nobody waits for it, and its answers are kept a while."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable

from pybits.domain.enums import ErrorContext
from pybits.domain.frozen import NamedTuple
from pybits.domain.hresult import BG_E_INVALID_PROXY_INFO
from pybits.transfer.outcome import Failure, Severity, readable
from pybits.transfer.proxy import ways_of_answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from subprocess import Popen

PATIENCE = 20.0  # seconds for an answer
_KEPT = 600.0  # seconds that an answer holds, and a script
_FAILURE_KEPT = 30.0
_MOST = 1000  # answers
_NEVER = float("inf")


class Question(NamedTuple):
    """What a script is asked: its own URL (empty: the one that the network names), the URL up to its path, the host."""

    script: str
    url: str
    host: str


Ways = tuple[str, ...]


class ProxyFinder:
    """Knows what scripts say. `fd` is to be watched for answers, None while no question is open."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._worker: Popen[bytes] | None = None
        self._answers: dict[Question, tuple[float, Ways | Failure]] = {}
        self._open: dict[int, tuple[Question, float]] = {}
        self._number = 0
        self._reading = 0  # how often the worker was told to read its scripts again
        self._read_again_at = 0.0
        self._forgotten = 0  # the last question whose answer is of no use any more
        self._heard = b""

    @property
    def fd(self) -> int | None:
        """Give the descriptor that is readable when there are answers."""
        return self._worker.stdout.fileno() if self._worker and self._worker.stdout else None

    @property
    def deadline(self) -> float:
        """Give when the first open question has waited for too long, in monotonic seconds."""
        return min((deadline for _, deadline in self._open.values()), default=_NEVER)

    def ask(self, question: Question) -> Ways | Failure | None:
        """Give the proxies' URLs, best first (empty: none), or why there are none; None while nothing is known yet."""
        until, answer = self._answers.get(question, (0.0, ()))
        if until > self._clock():
            return answer
        self._answers.pop(question, None)
        if question not in (asked for asked, _ in self._open.values()):
            self._send(question)
            if question in self._answers:  # the worker could not be started
                return self._answers[question][1]
        return None

    def forget(self) -> None:
        """Keep no answer and no script: the network is another, and so may be what it says of proxies."""
        self._answers.clear()
        self._read_again_at = 0.0
        self._forgotten = self._number

    def listen(self) -> bool:
        """Take what the worker says, and tell whether that answers something.

        A worker that is silent for too long, or has died, is given up, which answers everything.
        """
        if self.fd is None:
            return True
        try:
            data = os.read(self.fd, 1 << 16)
        except BlockingIOError:
            late = self._clock() >= self.deadline
            if late:
                self._give_up("took too long")
            return late
        if not data:
            self._give_up("ended")
            return True
        *lines, self._heard = (self._heard + data).split(b"\n")
        for line in lines:
            said = json.loads(line)
            question, _ = self._open.pop(said["id"])
            if said["id"] <= self._forgotten:
                continue
            text = said.get("error")
            self._keep(question, _failure(text, fatal=said["fatal"]) if text else ways_of_answer(said["answer"]))
        return bool(lines)

    def close(self) -> None:
        """End the worker."""
        worker, self._worker = self._worker, None
        if worker:
            worker.kill()
            worker.wait()
            for pipe in (worker.stdin, worker.stdout):
                if pipe:
                    pipe.close()

    def _send(self, question: Question) -> None:
        try:
            worker = self._worker = self._worker or _start()
            assert worker.stdin is not None  # noqa: S101  it was made with a pipe
            self._number, now = self._number + 1, self._clock()
            if now >= self._read_again_at:
                self._reading, self._read_again_at = self._reading + 1, now + _KEPT
            order = {"id": self._number, "reading": self._reading, **question._asdict()}
            worker.stdin.write(json.dumps(order).encode() + b"\n")
            worker.stdin.flush()
            self._open[self._number] = question, now + PATIENCE
        except OSError as error:
            self._keep(question, _failure(f"The script that names the proxy cannot be run ({error})."))
            self._give_up("cannot be reached")

    def _give_up(self, why: str) -> None:
        self.close()
        self._heard = b""
        for question, _ in self._open.values():
            self._keep(question, _failure(f"The script that names the proxy {why}."))
        self._open.clear()

    def _keep(self, question: Question, answer: Ways | Failure) -> None:
        if len(self._answers) >= _MOST:
            self._answers.clear()
        kept = _FAILURE_KEPT if isinstance(answer, Failure) else _KEPT
        self._answers[question] = self._clock() + kept, answer


def _start() -> Popen[bytes]:
    import subprocess

    command = [sys.executable, "-m", "pybits.transfer.pac.worker"]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603  our own program
    assert worker.stdout is not None  # noqa: S101  it was made with a pipe
    os.set_blocking(worker.stdout.fileno(), False)
    return worker


def _failure(text: str, *, fatal: bool = False) -> Failure:
    severity = Severity.FATAL if fatal else Severity.TRANSIENT
    return Failure(BG_E_INVALID_PROXY_INFO, ErrorContext.TRANSPORT, severity, readable(text))
