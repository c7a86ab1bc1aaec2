"""What the kernel knows of a TCP connection, and how it is held back. Linux; elsewhere nothing is known."""

from __future__ import annotations

import socket
import struct
import sys

from pybits.transfer.pacing.polite import YIELDED, Sample

SUPPORTED = sys.platform == "linux"

# Fields of struct tcp_info (linux/tcp.h), which only ever grows at its end: format and offset in bytes.
_SIZE = 256
_Field = tuple[struct.Struct, int]
_RTT: _Field = struct.Struct("I"), 68
_RECEIVER_RTT: _Field = struct.Struct("I"), 92
_RETRANSMITTED: _Field = struct.Struct("I"), 100
_ACKED: _Field = struct.Struct("Q"), 120
_RECEIVED: _Field = struct.Struct("Q"), 128
_SHORTEST_RTT: _Field = struct.Struct("I"), 148
_DISORDERED: _Field = struct.Struct("I"), 224
_UNKNOWN_RTT = 1_000_000  # microseconds; the kernel says 2^32 - 1 when it has none
_WINDOW_CLAMP = 10  # TCP_WINDOW_CLAMP
_PACING_RATE = 47  # SO_MAX_PACING_RATE
_BUFFER_LOCK, _RECEIVE = 72, 2  # SO_BUF_LOCK
_NO_LIMIT = 1 << 30
_TRICKLE = 8192  # bytes a second, of a connection that gives way


class Connection:
    """A socket of libcurl's, looked at and held back, never owned: this one receives."""

    counter = "rx_bytes"
    _rtt, _moved, _troubled = _RECEIVER_RTT, _RECEIVED, _DISORDERED

    def __init__(self, fd: int) -> None:
        self._socket = socket.socket(fileno=fd)
        self._locked = False

    def sample(self) -> Sample | None:
        """Read the connection's state; None if it is none (any more)."""
        try:
            raw = self._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _SIZE)
        except (OSError, AttributeError):
            return None
        if len(raw) < self._troubled[1] + 4:
            return None
        rtt, moved, shortest, troubled = (
            int(field.unpack_from(raw, offset)[0])
            for field, offset in (self._rtt, self._moved, _SHORTEST_RTT, self._troubled)
        )
        return Sample(rtt / 1e6, (shortest if shortest < _UNKNOWN_RTT else 0) / 1e6, moved, troubled)

    def hold(self, window: int, rtt: float) -> None:
        """Let so many bytes be on their way at once.

        The kernel widens the receive window by itself, so this is said again and again; not before the connection
        stands: a narrow one then would fix the window's scale for good.
        """
        del rtt
        self._lock(yes=window <= YIELDED)
        self._set(socket.IPPROTO_TCP, _WINDOW_CLAMP, window)

    def free(self) -> None:
        """Let go of it: as many bytes as the kernel likes."""
        self._lock(yes=False)
        self._set(socket.IPPROTO_TCP, _WINDOW_CLAMP, _NO_LIMIT)

    def _lock(self, *, yes: bool) -> None:
        """Keep the kernel from widening the window each time that something is read, or let it do so again."""
        if yes != self._locked:
            self._locked = yes
            self._set(socket.SOL_SOCKET, _BUFFER_LOCK, _RECEIVE if yes else 0)

    def _set(self, level: int, option: int, value: int) -> None:
        try:
            self._socket.setsockopt(level, option, value)
        except OSError:
            return

    def own_address(self) -> str | None:
        """Give the local address: empty when the way never leaves the machine, None while there is no connection."""
        try:
            own, peer = self._socket.getsockname()[0], self._socket.getpeername()[0]
        except (OSError, IndexError):
            return None
        loop = own == peer or own.startswith("127.") or own == "::1"
        return "" if loop else str(own)

    def forget(self) -> None:
        """Forget the socket; it stays open, for it is libcurl's."""
        self._socket.detach()


class SendingConnection(Connection):
    """The same for a connection that sends: its rate is held instead of its window, which is the other side's."""

    counter = "tx_bytes"
    _rtt, _moved, _troubled = _RTT, _ACKED, _RETRANSMITTED

    def hold(self, window: int, rtt: float) -> None:
        """Send no faster than a window of so many bytes would let it, and hardly at all if that is the least one."""
        rate = int(window / max(rtt, 0.001))
        self._set(socket.SOL_SOCKET, _PACING_RATE, min(rate, _TRICKLE) if window <= YIELDED else rate)

    def free(self) -> None:
        """Send as fast as the kernel likes."""
        self._set(socket.SOL_SOCKET, _PACING_RATE, _NO_LIMIT)
