"""What the machine's network is, and when it has changed: told by Linux, elsewhere looked at now and then."""

from __future__ import annotations

import socket
import sys

from ...policy.network import Network
from . import netlink

_LOOK_EVERY = 10.0  # seconds, where nobody tells
_PROBES = ((socket.AF_INET, "192.0.2.1", "0.0.0.0/0"), (socket.AF_INET6, "2001:db8::1", "::/0"))


class NetworkWatch:
    """Follows the network; `present` is what it was at the last look."""

    def __init__(self) -> None:
        self._told: socket.socket | None = None
        self._look_at = 0.0
        if sys.platform == "linux":
            try:
                self._told = netlink.announcements()
                self.present = netlink.look()
            except OSError:  # a sandbox
                self.close()
        if self._told is None:
            self.present = _probe()

    def fileno(self) -> int | None:
        """Give the descriptor that becomes readable when something changes, None where nobody tells."""
        return None if self._told is None else self._told.fileno()

    def changed(self, monotonic: float) -> bool:
        """Look again if there is reason to; tell whether the network is another than before."""
        if self._told is not None:
            if not netlink.heard(self._told):
                return False
            try:
                fresh = netlink.look()
            except OSError:
                return False
        elif monotonic >= self._look_at:
            self._look_at = monotonic + _LOOK_EVERY
            fresh = _probe()
        else:
            return False
        changed, self.present = fresh != self.present, fresh
        return changed

    def due_in(self, monotonic: float) -> float:
        """Give the seconds until it has to be looked at."""
        return 3600.0 if self._told is not None else max(0.0, self._look_at - monotonic)

    def close(self) -> None:
        """Stop following."""
        if self._told is not None:
            self._told.close()
            self._told = None


def _probe() -> Network:
    """Ask for routes by connecting to addresses that belong to nobody: no packet is sent for that."""
    routes, addresses = set(), set()
    for family, address, prefix in _PROBES:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((address, 9))
                addresses.add(str(probe.getsockname()[0]))
                routes.add(prefix)
        except OSError:  # no such route, or no such protocol
            continue
    return Network(frozenset(routes), frozenset(addresses))
