"""A real HTTP server that serves bytes with faults to order, and remembers what it was asked.

with FaultServer() as server:
    file = server.serve("/f", b"..." * 1000, Fault(cut_after=100))
    ... fetch server.url("/f"); the first answer is cut after 100 bytes, the next is whole ...
    file.fault.etag = '"v2"'; file.body = b"another version"      # any time, also while it is served
    assert server.requests_for("/f")[0].headers["range"] == "bytes=100-"
"""

from __future__ import annotations

import base64
import re
import socket
import ssl
import struct
import threading
import time
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.support.http_server import Cut, Handler, HttpServer

MODIFIED = "Wed, 01 Jan 2025 00:00:00 GMT"
LATER = "Thu, 02 Jan 2025 00:00:00 GMT"
_PIECE = 64 * 1024


@dataclass
class Fault:
    """How a file is served; what is not set is served as a good server would. Every field may change at run time."""

    etag: str | None = '"v1"'
    etags: tuple[str, ...] = ()  # one after another, over and over: the nodes of a cluster
    last_modified: str | None = MODIFIED
    headers: dict[str, str] = field(default_factory=dict)  # added to every answer that carries the file
    # Before the file: answers that are none.
    statuses: tuple[int, ...] = ()  # each is given once, with `status_headers`; then the file
    status: int | None = None  # given always
    status_headers: dict[str, str] = field(default_factory=dict)
    status_length: bool = True  # False: the error page has no Content-Length and ends with the connection
    error_body: bytes = b"<html>this is an error page</html>"
    redirect: str | None = None  # Location of a 302 that is given always
    login: tuple[str, str] | None = None  # Basic authentication wanted
    at_once: int | None = None  # so many answers carry the file at the same time, others are a 503
    empty_replies: int = 0  # so many connections are closed without an answer
    raw: bytes | None = None  # these bytes are the answer, then the connection ends
    delay: float = 0  # seconds before the answer
    # Ranges.
    ranges: bool = True  # False: every answer is the whole file
    accept_ranges: str | None = "bytes"  # the header; None = not sent
    if_range: bool = True  # False: If-Range is not looked at, every range is served
    if_range_etag_ignored: bool = False  # an If-Range with an ETag always gets the whole file, as some CDNs do
    range_shift: int = 0  # a 206 starts so many bytes later than asked, and says so
    range_total: int | None = None  # the length that a 206 claims for the file; -1 = "*"
    range_validators: bool = True  # False: a 206 has neither ETag nor Last-Modified
    range_cap: int | None = None  # a 206 holds at most so many bytes
    content_range: str | None = None  # the header of a 206, whatever it holds; "" = left out
    multipart: bool = False  # a 206 comes as multipart/byteranges
    # The body.
    length: bool = True  # False: no Content-Length; the end of the connection is the end of the file
    chunked: bool = False
    extra: bytes = b""  # sent after the body, uncounted
    cut_after: int | None = None  # the connection ends after so many bytes of the body ...
    cut_times: int = 1  # ... the first so many times
    reset: bool = False  # a cut is a TCP reset
    hold_after: int | None = (
        None  # nothing more after so many bytes of the body, until `release`; 0 = after the headers
    )
    bytes_per_second: float | None = None


@dataclass
class Resource:
    """What lies under a path."""

    body: bytes
    fault: Fault
    answers: int = 0  # how many requests there have been
    cuts: int = 0
    serving: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    released: threading.Event = field(default_factory=threading.Event)

    def release(self) -> None:
        """Let go on what `hold_after` holds."""
        self.released.set()


class Request(NamedTuple):
    """A request as it came: the headers' names in lower case; `connection` counts from 1."""

    method: str
    path: str
    headers: dict[str, str]
    connection: int
    time: float


class FaultServer(HttpServer):
    """Serves on `address` from `with` to its end; `tls` makes it https, `host` is what its URLs call it."""

    def __init__(self, tls: ssl.SSLContext | None = None, host: str | None = None, address: str = "127.0.0.1") -> None:
        super().__init__(_Handler, address, tls, host)
        self._resources: dict[str, Resource] = {}
        self._requests: list[Request] = []

    @property
    def requests(self) -> list[Request]:
        """Give every request so far."""
        with self._lock:
            return list(self._requests)

    def serve(self, path: str, body: bytes, fault: Fault | None = None) -> Resource:
        """Put a file under a path, in place of what was there."""
        resource = Resource(body, fault or Fault())
        self._resources[path] = resource
        return resource

    def requests_for(self, path: str) -> list[Request]:
        """Give the requests for one path."""
        return [request for request in self.requests if request.path == path]

    # For the handler.

    def record(self, request: Request) -> Resource | None:
        with self._lock:
            self._requests.append(request)
            resource = self._resources.get(request.path.partition("?")[0])
            if resource:
                resource.answers += 1
            return resource

    def pause(self, seconds: float, event: threading.Event | None = None) -> None:
        """Wait, but not beyond the server's own end."""
        end = time.monotonic() + seconds
        while not self.stopping.is_set() and time.monotonic() < end and not (event and event.is_set()):
            (event or self.stopping).wait(min(0.02, max(0.0, end - time.monotonic())))


class _Handler(Handler):
    owner: FaultServer

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, self.number, time.time())
        resource = self.owner.record(request)
        if resource is None:
            self._page(404, {}, b"no such path")
        elif not self._refused(resource, headers):
            self._file_or_busy(resource, headers)

    def _refused(self, resource: Resource, headers: dict[str, str]) -> bool:
        fault = resource.fault
        self.owner.pause(fault.delay)
        if fault.empty_replies >= resource.answers:
            raise Cut
        if fault.raw is not None:
            self.wfile.write(fault.raw)
            raise Cut
        if fault.login and headers.get("authorization") != _basic(*fault.login):
            self._page(401, {"WWW-Authenticate": 'Basic realm="test"'}, fault.error_body)
            return True
        if fault.redirect:
            self._page(302, {"Location": fault.redirect}, b"")
            return True
        once = resource.answers - fault.empty_replies
        status = fault.statuses[once - 1] if once <= len(fault.statuses) else fault.status
        if status is not None:
            self._page(status, fault.status_headers, fault.error_body, length=fault.status_length)
        return status is not None

    def _page(self, status: int, headers: dict[str, str], body: bytes, *, length: bool = True) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        bodiless = status in (204, 304)
        if length and not bodiless:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and not bodiless:
            self.wfile.write(body)
        if not length:
            raise Cut

    def _file_or_busy(self, resource: Resource, headers: dict[str, str]) -> None:
        with resource.lock:
            busy = resource.fault.at_once is not None and resource.serving >= resource.fault.at_once
            resource.serving += not busy
        if busy:
            self._page(503, resource.fault.status_headers, resource.fault.error_body)
            return
        try:
            self._file(resource, headers)
        finally:
            with resource.lock:
                resource.serving -= 1

    def _file(self, resource: Resource, headers: dict[str, str]) -> None:
        fault, body = resource.fault, resource.body
        etag = fault.etags[(resource.answers - 1) % len(fault.etags)] if fault.etags else fault.etag
        match = re.fullmatch(r"bytes=([0-9]+)-([0-9]*)", headers.get("range", ""))
        if match and fault.ranges and self._condition_holds(fault, headers.get("if-range"), etag):
            self._part(resource, etag, int(match[1]), int(match[2]) if match[2] else len(body) - 1)
            return
        self.send_response(200)
        self._validators(fault, etag)
        self._body(resource, body)

    def _condition_holds(self, fault: Fault, condition: str | None, etag: str | None) -> bool:
        if condition is None or not fault.if_range:
            return True
        if condition.startswith('"'):
            return not fault.if_range_etag_ignored and condition == etag
        return condition == fault.last_modified

    def _part(self, resource: Resource, etag: str | None, first: int, last: int) -> None:
        fault, body = resource.fault, resource.body
        total = len(body) if fault.range_total is None else fault.range_total
        first += fault.range_shift
        last = min(last, len(body) - 1, *([first + fault.range_cap - 1] if fault.range_cap else []))
        if first >= len(body):
            self._page(416, {"Content-Range": f"bytes */{total}"}, b"")
            return
        self.send_response(206)
        if fault.range_validators:
            self._validators(fault, etag)
        span = f"bytes {first}-{last}/{'*' if total < 0 else total}"
        part = body[first : last + 1]
        if fault.multipart:
            self.send_header("Content-Type", "multipart/byteranges; boundary=B")
            part = b"--B\r\nContent-Range: " + span.encode() + b"\r\n\r\n" + part + b"\r\n--B--\r\n"
        elif fault.content_range != "":
            self.send_header("Content-Range", fault.content_range or span)
        self._body(resource, part)

    def _validators(self, fault: Fault, etag: str | None) -> None:
        if etag is not None:
            self.send_header("ETag", etag)
        if fault.last_modified is not None:
            self.send_header("Last-Modified", fault.last_modified)
        if fault.accept_ranges is not None:
            self.send_header("Accept-Ranges", fault.accept_ranges)

    def _body(self, resource: Resource, body: bytes) -> None:
        fault = resource.fault
        for name, value in fault.headers.items():
            self.send_header(name, value)
        if fault.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif fault.length:
            self.send_header("Content-Length", str(len(body)))
        else:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        sent = 0
        for stop in self._stops(resource, len(body)):
            self._send(fault, body[sent:stop])
            sent = stop
            self._act_at(resource, sent)
        if fault.chunked:
            self.wfile.write(b"0\r\n\r\n")
        self.wfile.write(fault.extra)
        if not (fault.length or fault.chunked):
            raise Cut

    @staticmethod
    def _stops(resource: Resource, size: int) -> list[int]:
        wanted = (resource.fault.hold_after, resource.fault.cut_after, size)
        return sorted({min(stop, size) for stop in wanted if stop is not None})

    def _act_at(self, resource: Resource, sent: int) -> None:
        fault = resource.fault
        if fault.hold_after == sent:
            self.owner.pause(3600, resource.released)
        if fault.cut_after == sent and resource.cuts < fault.cut_times:
            resource.cuts += 1
            if fault.reset:
                # Lingering for no time makes close() send a reset.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            raise Cut

    def _send(self, fault: Fault, data: bytes) -> None:
        rate = fault.bytes_per_second
        piece = _PIECE if rate is None else max(1, int(rate / 50))
        for start in range(0, len(data), piece):
            part = data[start : start + piece]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part) if fault.chunked else part)
            if rate is not None:
                self.owner.pause(len(part) / rate)
                if self.owner.stopping.is_set():
                    raise Cut


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
