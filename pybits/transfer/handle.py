"""A libcurl handle and the request that it serves: the outside that transfers of every kind have for the engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable

import pycurl

from pybits.transfer.request import OPEN, Lane, PacketRequest, Report, TransferRequest

NEVER = float("inf")
Settings = Iterable[tuple[int, object]]  # of libcurl: what is the same for every request
ABORT = -1
"""What a callback gives back to end libcurl's work."""


class Handle:
    """Serves one request at a time.

    `deadline` (monotonic seconds) is when the server has been silent for too long; `alarm` hears of a new one. What is
    `spent` serves no other request.
    """

    spent = False
    _request: TransferRequest | PacketRequest | None

    def __init__(self, options: Settings, reports: list[Report], alarm: Callable[[float], None]) -> None:
        self.curl = pycurl.Curl()
        self.deadline = NEVER
        self.host = ""
        self._reports, self._alarm = reports, alarm
        self._request = None
        for option, value in options:
            self.curl.setopt(option, value)

    @property
    def key(self) -> Hashable:
        """Give the key of the request."""
        return self._request.key if self._request else None

    @property
    def lane(self) -> Lane:
        """Give what the transfer may take of the way."""
        return self._request.lane if self._request else OPEN

    @property
    def socket(self) -> int:
        """Give the descriptor of the connection on which the bytes move, -1 without one."""
        return int(self.curl.getinfo(pycurl.ACTIVESOCKET))

    @property
    def renewable(self) -> bool:
        """Tell whether it could go on over a new connection, and whether that is worth it."""
        return False

    @property
    def starved(self) -> bool:
        """Tell whether it needs a tunnel, or a message, before it can go on."""
        return False

    def overdue(self, now: float) -> bool:
        """Tell whether the server has been silent for too long."""
        return now >= self.deadline

    def renew(self) -> None:
        """Go on over a new connection; what is not `renewable` stays where it is."""

    def release(self) -> None:
        """Let go of the request."""
        self._request = None
        self.deadline = NEVER

    def close(self) -> None:
        """Free the handle."""
        self.curl.close()

    def _wait(self, seconds: float) -> None:
        self.deadline = time.monotonic() + seconds
        self._alarm(self.deadline)


class TimedHandle(Handle):
    """One that is told when its request goes out: who waits for a free connection does not wait for the server."""

    def __init__(self, options: Settings, reports: list[Report], alarm: Callable[[float], None]) -> None:
        super().__init__(options, reports, alarm)
        self.curl.setopt(pycurl.PREREQFUNCTION, self._on_request)

    def _on_request(self, *_addresses: object) -> int:
        if self._request:
            self._wait(self._request.timeouts.first_byte)
        return int(pycurl.PREREQFUNC_OK)
