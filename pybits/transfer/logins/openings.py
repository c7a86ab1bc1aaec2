"""What dialogues begin with, made in threads: for Negotiate a library asks a Kerberos server, which may be silent."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Hashable
from queue import Empty, SimpleQueue
from threading import Thread

from pybits.domain.enums import ErrorContext
from pybits.domain.hresult import BG_E_TIMEOUT
from pybits.transfer.logins.dialogue import Dialogue
from pybits.transfer.outcome import Failure, Severity
from pybits.transfer.readiness import READ, Readiness

PATIENCE = 20.0  # seconds
_MOST = 16  # threads: what is silent must not use up the machine
_NEVER = float("inf")
_SILENT = Failure(
    BG_E_TIMEOUT,
    ErrorContext.TRANSPORT,
    Severity.TRANSIENT,
    f"What Negotiate begins with could not be made within {PATIENCE:.0f} seconds: no Kerberos server answers.",
)


class Openings:
    """The first messages that are being made, by the keys of who waits for them; a thread lives as long as it must."""

    def __init__(self, readiness: Readiness) -> None:
        self.fd = -1  # readable when there is a message; none before one was asked for
        self.deadline = _NEVER  # when the first has waited for too long, in monotonic seconds
        self._readiness = readiness
        self._bell: tuple[socket.socket, socket.socket] | None = None  # made when it is first needed
        self._made: SimpleQueue[tuple[int, str]] = SimpleQueue()
        self._number = self._threads = 0
        self._waiting: dict[Hashable, tuple[int, float]] = {}
        self._later: dict[int, Dialogue] = {}  # those for which there is no thread yet

    def begin(self, key: Hashable, dialogue: Dialogue) -> None:
        """Have the first message of a dialogue made; nobody else may touch that meanwhile."""
        if self._bell is None:
            self._bell = socket.socketpair()
            self._bell[0].setblocking(False)
            self.fd = self._bell[0].fileno()
            self._readiness.watch(self.fd, READ)
        self._number += 1
        self._waiting[key] = self._number, time.monotonic() + PATIENCE
        self.deadline = min(self.deadline, self._waiting[key][1])
        self._later[self._number] = dialogue
        self._start_some()

    def drop(self, key: Hashable) -> bool:
        """Wait no more; False if nobody did."""
        number, _ = self._waiting.pop(key, (0, 0.0))
        self._later.pop(number, None)
        self.deadline = min((deadline for _, deadline in self._waiting.values()), default=_NEVER)
        return number > 0

    def heard(self) -> list[tuple[Hashable, str | Failure]]:
        """Give what came of those that are waited for: a message, an empty one if it cannot be made, or silence."""
        if self._bell is None:
            return []
        with contextlib.suppress(BlockingIOError):
            self._bell[0].recv(4096)
        keys = {number: key for key, (number, _) in self._waiting.items()}
        found: list[tuple[Hashable, str | Failure]] = []
        with contextlib.suppress(Empty):
            while True:
                number, message = self._made.get_nowait()
                self._threads -= 1
                if number in keys:
                    found.append((keys.pop(number), message))
        self._start_some()
        now = time.monotonic()
        found += [(key, _SILENT) for number, key in keys.items() if self._waiting[key][1] <= now]
        for key, _ in found:
            self.drop(key)
        return found

    def close(self) -> None:
        """Listen no more; the threads end by themselves."""
        self._waiting.clear()
        self._later.clear()
        for end in self._bell or ():
            end.close()

    def _start_some(self) -> None:
        while self._later and self._threads < _MOST:
            number = next(iter(self._later))
            self._threads += 1
            Thread(target=self._make, args=(number, self._later.pop(number)), name="opening", daemon=True).start()

    def _make(self, number: int, dialogue: Dialogue) -> None:
        self._made.put((number, dialogue.message(b"") or ""))
        if self._bell:
            with contextlib.suppress(OSError):  # full: it has been rung; closed: nobody listens any more
                self._bell[1].send(b"!", socket.MSG_DONTWAIT)
