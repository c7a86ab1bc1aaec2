"""The engine that runs transfers: libcurl's multi interface on one selector, in one thread."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Hashable

import pycurl

from pybits.domain.enums import ErrorContext
from pybits.domain.hresult import E_INVALIDARG, BitsError, HResult
from pybits.transfer.digger import Diggers
from pybits.transfer.files.options import request_url
from pybits.transfer.handle_pool import HandlePool
from pybits.transfer.host_queue import HostQueue, Waiting
from pybits.transfer.http.curl_options import fixed_options, trust_from
from pybits.transfer.local import LocalCopy, is_local, local_path
from pybits.transfer.logins.apart import Awaited
from pybits.transfer.outcome import Failure, Severity, readable
from pybits.transfer.pac.parked import ParkedRequests
from pybits.transfer.pacing.pacer import TICK, AnyExchange, Pacer
from pybits.transfer.permitted import forbidden
from pybits.transfer.proxy import DIRECT
from pybits.transfer.readiness import READ, Readiness
from pybits.transfer.request import Failed, PacketRequest, Report, TransferRequest
from pybits.transfer.urls import host_name, host_of, plain_host

# Fewer than are in use at once would close connections that the next transfer wants.
_MAX_CONNECTIONS = 256
_ENDED = (pycurl.POLL_REMOVE, pycurl.POLL_NONE)
_MAX_IDLE = 118  # seconds after which libcurl does not use a connection again
_NEVER = float("inf")


class Engine:
    """Runs transfers side by side; bytes move only inside `step`. Its methods are not for a sink to call.

    Handles and connections are kept and used again. Trusted certificates are those that the environment names
    (CURL_CA_BUNDLE, SSL_CERT_FILE, SSL_CERT_DIR) when the engine is made, else the system's.
    """

    def __init__(self, user_agent: str = "pybits", max_host_connections: int = 6) -> None:
        self._options = fixed_options(user_agent, trust_from(os.environ))
        self._readiness = Readiness()
        self._callers: set[int] = set()  # descriptors that the caller reads
        self._queue = HostQueue(max_host_connections)
        self._exchanges: dict[Hashable, AnyExchange] = {}
        self._copies: dict[Hashable, LocalCopy] = {}
        self._by_handle: dict[pycurl.Curl, AnyExchange] = {}
        self._reports: list[Report] = []
        self._handles = HandlePool(self._options, self._reports, self._alarm)
        self._ready: dict[int, int] = {}
        self._network_since = -1e9  # long ago
        self._check_at = _NEVER
        self._parked = ParkedRequests(self._readiness)
        self.pacer = Pacer()
        self._pace_at = _NEVER
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._on_socket)
        self._multi.setopt(pycurl.M_MAXCONNECTS, _MAX_CONNECTIONS)
        self._diggers = Diggers(self._multi, self._options, self._readiness)
        self._openings = self._diggers.openings

    def start(self, request: TransferRequest | PacketRequest) -> None:
        """Begin a transfer without blocking; what is wrong with its URL comes as a Failed report."""
        if request.key in self._exchanges or request.key in self._copies or request.key in self._queue:
            raise ValueError(f"a transfer with the key {request.key!r} is running")
        schemes = request.options.schemes
        unsure = schemes is not None and request.url.partition(":")[0] not in schemes  # as nearly no URL is written
        if unsure and (barred := forbidden(request.url, schemes)):
            self._reports.append(Failed(request.key, barred))
            return
        try:
            host = plain_host(request.url)
            if not host and isinstance(request, TransferRequest) and is_local(request.url):
                self._copies[request.key] = LocalCopy(request, local_path(request.url), self._reports)
            else:
                url = request.url if host else request_url(request)
                admitted = request if request.options.proxy == DIRECT else self._parked.admit(request)
                if admitted is None:
                    return
                if isinstance(admitted, Failure):
                    self._reports.append(Failed(request.key, admitted))
                    return
                waiting = Waiting(admitted, url, host or host_of(url))
                if self._queue.admit(waiting) and not self._run(waiting):
                    self._run_next(waiting.host)
        except BitsError as error:
            self._refuse(request.key, error.code, str(error))

    def _refuse(self, key: Hashable, code: HResult, text: str) -> None:
        self._reports.append(Failed(key, Failure(code, ErrorContext.REMOTE_FILE, Severity.FATAL, text)))

    def post(self, report: Report) -> None:
        """Put a report among those that the next step gives."""
        self._reports.append(report)

    def _run(self, waiting: Waiting) -> bool:
        exchange = self._handles.take(waiting)
        key = waiting.request.key
        try:
            exchange.begin(waiting)
        except (pycurl.error, ValueError) as error:  # one request that cannot be made must not end all others
            exchange.close()
            self._refuse(key, E_INVALIDARG, f"The request cannot be made ({readable(str(error.args[-1]))}).")
            return False
        idle = int(time.monotonic() - self._network_since)
        if idle < _MAX_IDLE:
            exchange.curl.setopt(pycurl.MAXAGE_CONN, max(1, idle))
        self._exchanges[key] = exchange
        self._by_handle[exchange.curl] = exchange
        if exchange.starved:
            self._go_on(exchange, self._diggers.dig(exchange))
        else:
            self._multi.add_handle(exchange.curl)
        lane = waiting.request.lane
        if lane.limit or (lane.polite and not self.pacer.holds):  # else it looks soon anyway
            self._pace_at = min(self._pace_at, time.monotonic())
        return True

    def _run_next(self, host: str) -> None:
        following = self._queue.leave(host)
        while following and not self._run(following):
            following = self._queue.leave(host)

    def stop(self, key: Hashable) -> None:
        """End a transfer without a report; one that is not running is ignored."""
        exchange = self._exchanges.get(key)
        if exchange:
            if not self._diggers.drop(key):
                self._multi.remove_handle(exchange.curl)
            exchange.release()
            self._forget(key, exchange)
        copy = self._copies.pop(key, None)
        if copy:
            copy.close()
        self._queue.drop(key)
        self._parked.drop(key)
        self._reports[:] = [report for report in self._reports if report.key != key]

    def running(self) -> set[Hashable]:
        """Give the keys of the transfers that have not ended."""
        return self._exchanges.keys() | self._copies.keys() | self._queue.keys() | self._parked.keys()

    @property
    def crowded(self) -> bool:
        """Tell whether a transfer waits for a free connection to its host."""
        return bool(self._queue.keys())

    def limit_hosts(self, most: int) -> None:
        """Have no more transfers than these with one host from now on, whatever they ask for."""
        self._queue.limit(most)

    def endpoints(self) -> list[tuple[Hashable, str, str, str]]:
        """Give the key and the host of each transfer that runs, and both ends of its connection, "" without one."""
        found = []
        for key, exchange in self._exchanges.items():
            url, *ends = map(exchange.curl.getinfo, (pycurl.EFFECTIVE_URL, pycurl.LOCAL_IP, pycurl.PRIMARY_IP))
            found.append((key, host_name(url), ends[0] or "", ends[1] or ""))
        return found

    def forget_connections(self) -> None:
        """Use no kept connection again that was idle since before now: the network is another, with other proxies."""
        self._network_since = time.monotonic()
        self._parked.forget()

    def watch(self, fd: int) -> None:
        """Make `step` return early when `fd` is readable; the caller reads it."""
        self._callers.add(fd)
        self._readiness.watch(fd, READ)

    def unwatch(self, fd: int) -> None:
        """Watch a descriptor no more, which may be closed already."""
        self._callers.discard(fd)
        with contextlib.suppress(OSError, ValueError):
            self._readiness.forget(fd)

    def step(self, timeout: float) -> list[Report]:
        """Move bytes until there is something to report, a watched fd is readable or `timeout` seconds are over."""
        end = time.monotonic() + timeout
        while True:
            woken = self._turn(end)
            if self._reports or woken or time.monotonic() >= end:
                reports = self._reports.copy()
                self._reports.clear()
                return reports

    def close(self) -> None:
        """Stop every transfer and give back all connections."""
        for key in self._queue.keys():  # noqa: SIM118 - first those that would take the place of a stopped one
            self._queue.drop(key)
        for key in self.running():
            self.stop(key)
        self._parked.close()
        self.pacer.close()
        self._handles.close()
        self._openings.close()
        self._multi.close()
        self._readiness.close()

    def _turn(self, end: float) -> bool:
        now = time.monotonic()
        busy = self._ready or self._copies or self._reports
        asking = self._parked.fd is not None
        timeout = self._multi.timeout()  # milliseconds until libcurl wants to be called, -1 for never
        timer = now + timeout / 1000 if timeout >= 0 else _NEVER
        until = min(end, timer, self._check_at, self._pace_at, self._openings.deadline)
        until = min(until, self._parked.deadline) if asking else until
        wait = 0.0 if busy else max(0.0, until - now)
        woken = False
        for fd, events in self._readiness.wait(wait):
            if fd in self._callers:
                woken = True
            elif fd not in (self._parked.fd, self._openings.fd):
                self._ready[fd] = events
        if asking:
            for request in self._parked.heard():
                self.start(request)
        if self._openings.fd >= 0:
            for awaiting in self._diggers.heard():
                self._go_on(*awaiting)
        self._move(end)
        self._collect()
        now = time.monotonic()
        self._check_deadlines(now)
        if now >= self._pace_at:
            self._pace(now)
        return woken

    def _pace(self, now: float) -> None:
        moving = [one for key, one in self._exchanges.items() if key not in self._diggers]
        for exchange in self.pacer.tick(moving, now):
            self._multi.remove_handle(exchange.curl)
            exchange.renew()
            self._multi.add_handle(exchange.curl)
        self._pace_at = now + TICK if self.pacer.holds else _NEVER

    def _move(self, end: float) -> None:
        # Sockets that the time did not suffice for stay at the head of the queue, so that no fast one starves them.
        while self._ready:
            fd = next(iter(self._ready))
            self._multi.socket_action(fd, self._ready.pop(fd))
            if time.monotonic() >= end:
                break
        if not self._multi.timeout():
            self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        for key in list(self._copies):
            copy = self._copies.pop(key)
            report = copy.piece()
            if report:
                self._reports.append(report)
            else:
                self._copies[key] = copy
            if time.monotonic() >= end:
                break

    def _collect(self) -> None:
        queued = 1
        while queued:
            queued, done, failed = self._multi.info_read()
            for curl in done:
                self._end(curl, 0, "")
            for curl, code, detail in failed:
                self._end(curl, code, detail)

    def _check_deadlines(self, now: float) -> None:
        if now < self._check_at:
            return
        for exchange in [one for one in self._exchanges.values() if one.overdue(now)]:
            self._end(exchange.curl, None, "")
        self._check_at = min((exchange.deadline for exchange in self._exchanges.values()), default=_NEVER)

    def _end(self, curl: pycurl.Curl, code: int | None, detail: str) -> None:
        exchange = self._by_handle.get(curl)
        if exchange is None:
            self._dug(curl, code or 0, detail)
            return
        self._multi.remove_handle(curl)
        report = exchange.time_out() if code is None else exchange.end(code, detail)
        if report is not None:
            self._reports.append(report)
            self._forget(report.key, exchange)
        elif exchange.starved:
            exchange.deadline = _NEVER
            self._go_on(exchange, self._diggers.dig(exchange))
        else:
            self._multi.add_handle(curl)

    def _dug(self, curl: pycurl.Curl, code: int, detail: str) -> None:
        dug = self._diggers.end(curl, code, detail)
        if dug:
            self._go_on(*dug)

    def _go_on(self, exchange: AnyExchange, awaited: Awaited | Failure | None) -> None:
        """Let a transfer go on, or not, after what came of what it awaited; None is nothing yet."""
        while awaited is not None:
            key, report = exchange.key, exchange.dug(awaited)
            if report is not None:
                self._reports.append(report)
                self._forget(key, exchange)
            elif exchange.starved:
                awaited = self._diggers.dig(exchange)
                continue
            else:
                self._multi.add_handle(exchange.curl)
            return

    def _forget(self, key: Hashable, exchange: AnyExchange) -> None:
        if self._parked.taken:
            self._parked.ended(key, self._reports)
        del self._exchanges[key], self._by_handle[exchange.curl]
        self.pacer.release(exchange.curl)
        self._handles.put(exchange)
        self._run_next(exchange.host)

    def _alarm(self, deadline: float) -> None:
        self._check_at = min(self._check_at, deadline)

    def _on_socket(self, what: int, fd: int, _multi: object, _data: object) -> None:
        if what in _ENDED:
            self._ready.pop(fd, None)
            (self._readiness.drop if self._diggers else self._readiness.forget)(fd)
        else:
            self._readiness.watch(fd, what)
