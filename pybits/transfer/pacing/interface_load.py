"""The traffic of this machine that is not ours: what an interface carried, less what our connections did."""

from __future__ import annotations

import fcntl
import socket
import struct
from collections.abc import Callable

_SIOCGIFADDR = 0x8915
# A packet has headers that no connection counts: 20 + 20 + 12 bytes, and 14 of Ethernet, to 1448.
_HEADERS = 1.046
_NOISE = 0.03  # of what the interface carries at most
_LEAST = 6000.0  # bytes a second
_LOOK_EVERY = 0.05  # seconds
_FADING = 0.9995  # of the highest rate, at each look: a way may have become narrower


def interface_of(address: str) -> str:
    """Give the name of the interface that has an address; empty if none has."""
    if ":" in address:
        return _interface6(address)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _index, name in socket.if_nameindex():
            try:
                reply = fcntl.ioctl(probe.fileno(), _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:
                continue
            if socket.inet_ntoa(reply[20:24]) == address:
                return name
    return ""


def _interface6(address: str) -> str:
    packed = socket.inet_pton(socket.AF_INET6, address.partition("%")[0]).hex()
    try:
        with open("/proc/net/if_inet6", encoding="ascii") as table:
            rows = [line.split() for line in table]
    except OSError:
        return ""
    return next((row[-1] for row in rows if row[0] == packed), "")


class InterfaceLoad:
    """One interface, looked at twenty times a second."""

    def __init__(self, name: str, counter: str) -> None:
        self._path = f"/sys/class/net/{name}/statistics/{counter}"
        self._last: tuple[float, int, int] | None = None
        self.peak = 1e5
        self._share = 0.0

    def others(self, own: int, own_again: Callable[[], int], now: float) -> float:
        """Give the share of the way that somebody else takes; `own` is the sum of our connections' bytes.

        That is read before the interface's counter and behind it: what comes in between is nobody else's, though it be
        a burst, or this process has not run for a while.
        """
        if self._last is not None and now - self._last[0] < _LOOK_EVERY:
            return self._share
        try:
            with open(self._path, encoding="ascii") as counter:
                total = int(counter.read())
        except (OSError, ValueError):
            return 0.0
        last, self._last = self._last, (now, total, own)
        at_most = own_again()
        if last is None or own < last[2] or total < last[1]:
            return 0.0
        span = now - last[0]
        whole = (total - last[1]) / span
        rest = whole - (at_most - last[2]) * _HEADERS / span
        self.peak = max(self.peak * _FADING, whole)
        share = rest / self.peak if rest > max(_NOISE * self.peak, _LEAST) else 0.0
        self._share = share
        return share
