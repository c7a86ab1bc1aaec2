"""The handles of uploads whose connections know who comes: the next request to the same server needs no dialogue."""

from __future__ import annotations

import time

from pybits.transfer.host_queue import Waiting
from pybits.transfer.uploads.packet import PacketExchange

_MOST = 4
_SECONDS = 60.0


class KeptHandles:
    """The handles that wait for the next request of their own upload, the newest last."""

    def __init__(self) -> None:
        self._kept: list[tuple[float, PacketExchange]] = []

    def take(self, waiting: Waiting) -> PacketExchange | None:
        """Give the handle of a request's upload, if there is one."""
        for row in self._kept:
            if row[1].serves(waiting):
                self._kept.remove(row)
                return row[1]
        return None

    def put(self, exchange: PacketExchange) -> None:
        """Keep a handle for a while."""
        now = time.monotonic()
        self._kept.append((now, exchange))
        while len(self._kept) > _MOST or self._kept[0][0] < now - _SECONDS:
            self._kept.pop(0)[1].close()

    def close(self) -> None:
        """Close what is kept."""
        for _, exchange in self._kept:
            exchange.close()
        self._kept.clear()
