"""Holds transfers back that are not to take the whole way: looks at their connections, and sets what each may take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pycurl

from pybits.domain.pace import Pace
from pybits.transfer.files.exchange import FileExchange
from pybits.transfer.http.exchange import Exchange
from pybits.transfer.pacing.interface_load import InterfaceLoad, interface_of
from pybits.transfer.pacing.polite import YIELDED, Budget, Flow
from pybits.transfer.pacing.tcp_info import SUPPORTED, Connection, SendingConnection
from pybits.transfer.request import Lane
from pybits.transfer.uploads.packet import PacketExchange

TICK = 0.010  # seconds
_IDLE = 1.0  # seconds after which a connection that nothing uses is forgotten
# Where round trips are short, a window of one segment is still many segments a second: a transfer that yields is not
# read either, but for a tick in so many seconds, which tells the server that it is still wanted: what fits into the
# kernel's buffer is two round trips' worth of the way, and so a fiftieth of it where those take a tenth of a second.
_TRICKLE = 10.0
_UNLIMITED = 1 << 30

AnyExchange = Exchange | FileExchange | PacketExchange


class _Held:
    """A connection that is held back, and what is known of it."""

    def __init__(self, connection: Connection, host: str) -> None:
        self.connection = connection
        self.host = host
        self.used = 0.0
        self.flow = Flow()
        self.moved = 0
        self.address: str | None = None


class _Side:
    """The connections of one direction, under one budget."""

    def __init__(self, connect: type[Connection]) -> None:
        self.budget = Budget()
        self.held: dict[int, _Held] = {}
        self._connect = connect
        self._load = InterfaceLoad("", connect.counter)
        self._address = ""
        self._gone = 0  # bytes of the connections that are not held any more
        self._all_here = False  # none of the connections leaves the machine

    @property
    def window(self) -> int:
        """Give the bytes that the connections may have on their way, all together; none while they give way."""
        return _UNLIMITED if self._all_here else int(self.budget.window)

    def keep(self, polite: dict[int, str], free: set[int], now: float) -> None:
        """Take up the sockets that became polite, each with its host, and let go of those that are not any more."""
        for fd, held in list(self.held.items()):
            if polite.get(fd) == held.host and fd not in free:
                held.used = now
            elif fd in polite or fd in free or now - held.used > _IDLE:
                del self.held[fd]
                self._gone += held.moved
                if fd in free:
                    held.connection.free()
                held.connection.forget()
        for fd in polite.keys() - free - self.held.keys():
            self.held[fd] = _Held(self._connect(fd), polite[fd])
            self.held[fd].used = now

    def forget(self) -> None:
        """Forget all sockets: libcurl closes them, and their numbers will be those of other files."""
        for held in self.held.values():
            held.connection.forget()
        self.held.clear()

    def control(self, now: float) -> bool:
        """Set the windows anew; tell whether the connections should be made anew, as their servers became slow."""
        live = [held for held in self.held.values() if held.used == now and self._look(held, now)]
        self._all_here = bool(self.held) and all(held.address == "" for held in self.held.values())
        if not live:
            return False
        load = self._load_of(live[0].address or "")
        others = load.others(self._moved(), lambda: self._moved(live), now)
        window = self.budget.step([held.flow for held in live], now, others, load.peak)
        share = max(YIELDED, int(window / len(live)))
        for held in live:
            held.connection.hold(share, held.flow.rtt)
        return self.budget.stuck(now)

    def _moved(self, anew: Sequence[_Held] = ()) -> int:
        """Count the bytes of all connections so far, those of some of them by asking the kernel again."""
        for held in anew:
            sample = held.connection.sample()
            held.moved = sample.moved if sample else held.moved
        return self._gone + sum(held.moved for held in self.held.values())

    def _look(self, held: _Held, now: float) -> bool:
        if held.address is None:
            held.address = held.connection.own_address()
        sample = held.connection.sample() if held.address else None
        if sample is None:
            return False
        if sample.moved < held.moved:
            held.flow = Flow()  # another connection under the same number
        held.moved = sample.moved
        held.flow.look(sample, now)
        return True

    def _load_of(self, address: str) -> InterfaceLoad:
        if address != self._address:
            self._address, self._load = address, InterfaceLoad(interface_of(address), self._connect.counter)
        return self._load


class Pacer:
    """All transfers of an engine that are held back: the polite ones, and those with a limit of their own."""

    def __init__(self) -> None:
        self.receiving, self.sending = _Side(Connection), _Side(SendingConnection)
        self._limited: dict[pycurl.Curl, int] = {}
        self._paused: set[pycurl.Curl] = set()
        self._read_at = 0.0
        self.holds = False

    def tick(self, exchanges: Iterable[AnyExchange], now: float) -> list[AnyExchange]:
        """Look at all transfers, and set what each may take; give those that should go on over a new connection."""
        running = list(exchanges)
        self._limit(running)
        if SUPPORTED:
            stuck = self._polite(self.receiving, [one for one in running if not isinstance(one, PacketExchange)], now)
            self._pause(running, now)
            self._polite(self.sending, [one for one in running if isinstance(one, PacketExchange)], now)
        else:
            stuck = False
        self.holds = bool(self._limited) or any(one.lane.polite for one in running)
        return [one for one in running if stuck and one.lane.polite and one.renewable]

    def release(self, curl: pycurl.Curl) -> None:
        """Take the limit off a handle whose transfer has ended: the next one may have none."""
        if self._limited.pop(curl, 0):
            _limit_speed(curl, 0)

    def close(self) -> None:
        """Let go of every connection."""
        self.receiving.forget()
        self.sending.forget()

    def pace(self, now: float) -> Pace:
        """Say how fast the polite transfers move, and what holds them back."""
        side = self.receiving if self.receiving.held or not self.sending.held else self.sending
        return side.budget.pace(now)

    def _polite(self, side: _Side, exchanges: Iterable[AnyExchange], now: float) -> bool:
        polite: dict[int, str] = {}
        free: set[int] = set()
        for exchange in exchanges:
            fd = exchange.socket
            if fd >= 0 and exchange.lane.polite:
                polite[fd] = exchange.host
            elif fd >= 0:
                free.add(fd)
        side.keep(polite, free, now)
        return side.control(now)

    def _pause(self, running: list[AnyExchange], now: float) -> None:
        wanted: set[pycurl.Curl] = set()
        if self.receiving.budget.yields(now):
            if now >= self._read_at:
                self._read_at = now + _TRICKLE
            else:
                wanted = {one.curl for one in running if one.lane.polite and not isinstance(one, PacketExchange)}
        self._paused &= {one.curl for one in running}
        for curl in self._paused - wanted:
            curl.pause(pycurl.PAUSE_CONT)
        for curl in wanted - self._paused:
            curl.pause(pycurl.PAUSE_RECV)
        self._paused = wanted

    def _limit(self, running: list[AnyExchange]) -> None:
        """Divide each lane's limit among its transfers; those that have none any more are set free."""
        together: dict[Lane, int] = {}
        for one in running:
            if one.lane.limit:
                together[one.lane] = together.get(one.lane, 0) + 1
        if not together and not self._limited:
            return
        wanted = {one.curl: max(1, one.lane.limit // together[one.lane]) for one in running if one.lane.limit}
        for one in running:
            rate = wanted.get(one.curl, 0)
            if rate != self._limited.get(one.curl, 0):
                _limit_speed(one.curl, rate)
        self._limited = wanted


def _limit_speed(curl: pycurl.Curl, rate: int) -> None:
    curl.setopt(pycurl.MAX_RECV_SPEED_LARGE, rate)
    curl.setopt(pycurl.MAX_SEND_SPEED_LARGE, rate)
