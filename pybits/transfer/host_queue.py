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

    @property
    def crowd(self) -> int:
        """Give how many transfers there may be with its host, if it is one of more than usual."""
        return self.request.crowd if isinstance(self.request, TransferRequest) else 0


class HostQueue:
    """Counts the transfers that run with each host, and keeps those that wait for them.

    There are up to `usual` of them with a host, more if their crowd is larger, and never more than the limit.
    """

    def __init__(self, usual: int) -> None:
        self._usual = max(1, usual)
        self._sure = self._usual
        self._most: int | None = None
        self._running: dict[str, int] = {}
        self._waiting: dict[str, OrderedDict[Hashable, Waiting]] = {}
        self._host_of: dict[Hashable, str] = {}

    def limit(self, most: int) -> None:
        """Let no more than these run with a host from now on, whatever they ask for."""
        self._most, self._sure = most, min(self._usual, most)

    def admit(self, waiting: Waiting) -> bool:
        """Take a place for a transfer, or queue it and give False."""
        host, key = waiting.host, waiting.request.key
        running = self._running.get(host, 0)
        if running < self._sure or running < self._limit(waiting):
            self._running[host] = running + 1
            return True
        self._waiting.setdefault(host, OrderedDict())[key] = waiting
        self._host_of[key] = host
        return False

    def leave(self, host: str) -> Waiting | None:
        """Pass the place of a transfer that ended to the next in the queue, which is given."""
        queue = self._waiting.get(host)
        if queue and self._running[host] <= self._limit(next(iter(queue.values()))):
            key, following = queue.popitem(last=False)
            del self._host_of[key]
            return following
        if not queue:
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

    def _limit(self, waiting: Waiting) -> int:
        limit = max(self._usual, waiting.crowd)
        return limit if self._most is None else min(limit, self._most)
