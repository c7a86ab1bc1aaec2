"""The queue before each host: so many transfers at a time, the others in the order they came.

libcurl could queue too, but it counts the time in its queue as time to connect, and fails what waits long.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from pybits.transfer.request import PacketRequest, TransferRequest

from ..domain.frozen import NamedTuple


class Waiting(NamedTuple):
    """A transfer that has not begun; `url` is the request's in ASCII, `host` the queue that it is in."""

    request: TransferRequest | PacketRequest
    url: str
    host: str


class HostQueue:
    """Counts the transfers that run with each host, and keeps those that wait for them."""

    def __init__(self, limit: int) -> None:
        self._limit = max(1, limit)
        self._running: dict[str, int] = {}
        self._waiting: dict[str, OrderedDict[Hashable, Waiting]] = {}
        self._host_of: dict[Hashable, str] = {}

    def admit(self, waiting: Waiting) -> bool:
        """Take a place for a transfer, or queue it and give False."""
        host, key = waiting.host, waiting.request.key
        running = self._running.get(host, 0)
        if running < self._limit:
            self._running[host] = running + 1
            return True
        self._waiting.setdefault(host, OrderedDict())[key] = waiting
        self._host_of[key] = host
        return False

    def leave(self, host: str) -> Waiting | None:
        """Pass the place of a transfer that ended to the next in the queue, which is given."""
        queue = self._waiting.get(host)
        if queue:
            key, following = queue.popitem(last=False)
            del self._host_of[key]
            return following
        self._waiting.pop(host, None)
        self._running[host] -= 1
        if not self._running[host]:
            del self._running[host]
        return None

    def drop(self, key: Hashable) -> bool:
        """Take a transfer out of the queue; tell whether it was in it."""
        host = self._host_of.pop(key, None)
        return host is not None and self._waiting[host].pop(key, None) is not None

    def keys(self) -> set[Hashable]:
        """Give the keys of the transfers that wait."""
        return set(self._host_of)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._host_of
