"""The handles of an engine: made when they are needed, and used again where that is safe."""

from __future__ import annotations

from collections.abc import Callable

from pybits.domain.url_schemes import on_file_server
from pybits.transfer.files.exchange import FileExchange
from pybits.transfer.host_queue import Waiting
from pybits.transfer.http.curl_options import Options
from pybits.transfer.http.exchange import Exchange
from pybits.transfer.pacing.pacer import AnyExchange
from pybits.transfer.request import PacketRequest, Report
from pybits.transfer.uploads.kept import KeptHandles
from pybits.transfer.uploads.packet import PacketExchange

_MAX_IDLE = 64


class HandlePool:
    """Those that are idle; `asked` are the servers that wanted credentials."""

    def __init__(self, options: Options, reports: list[Report], alarm: Callable[[float], None]) -> None:
        self._made = options, reports, alarm
        self._asked: set[str] = set()
        self._idle: list[Exchange] = []
        self._idle_packets: list[PacketExchange] = []
        self._kept = KeptHandles()

    def take(self, waiting: Waiting) -> AnyExchange:
        """Give a handle for a request."""
        if isinstance(waiting.request, PacketRequest):
            idle = self._kept.take(waiting) or (self._idle_packets.pop() if self._idle_packets else None)
            return idle or PacketExchange(*self._made, self._asked)
        if on_file_server(waiting.url):
            return FileExchange(*self._made)
        return self._idle.pop() if self._idle else Exchange(*self._made, self._asked)

    def put(self, exchange: AnyExchange) -> None:
        """Take a handle back that has served."""
        if isinstance(exchange, PacketExchange) and exchange.known:
            self._kept.put(exchange)
        elif exchange.spent:
            exchange.close()
        elif isinstance(exchange, PacketExchange):
            self._idle_packets.append(exchange)  # there are no more than jobs in turn
        elif isinstance(exchange, Exchange) and len(self._idle) < _MAX_IDLE:
            self._idle.append(exchange)
        else:
            exchange.close()

    def close(self) -> None:
        """Free them all."""
        for exchange in self._idle:
            exchange.close()
        for packet in self._idle_packets:
            packet.close()
        self._idle.clear()
        self._idle_packets.clear()
        self._kept.close()
