"""One request of an upload on one libcurl handle: bytes of a file out, an answer's status and headers back."""

from __future__ import annotations

import time
from collections.abc import Callable

import pycurl

from pybits.domain.hresult import BG_E_TOO_LARGE
from pybits.transfer.broken import broken
from pybits.transfer.handle import ABORT, NEVER, TimedHandle
from pybits.transfer.headers import MAX_BLOCK, Response, read_block
from pybits.transfer.host_queue import Waiting
from pybits.transfer.http.curl_options import Call, Options, packet_options
from pybits.transfer.http.redirect import Hop
from pybits.transfer.http.showing import CHALLENGES, Showing
from pybits.transfer.logins.apart import Awaited
from pybits.transfer.logins.same_server import same_server
from pybits.transfer.outcome import TIMED_OUT, Failure
from pybits.transfer.request import MAX_ANSWER, Answered, Failed, PacketRequest, Report, SourceFailed
from pybits.transfer.uploads.state import invalid

# What an answer says beyond its headers is of no interest; so much of it is read to keep the connection.
_MAX_BODY = 64 * 1024
_BODY_SECONDS = 5.0


class PacketExchange(TimedHandle):
    """A libcurl handle and the request that it serves; an ended one can begin the next."""

    _request: PacketRequest | None

    def __init__(
        self, options: Options, reports: list[Report], alarm: Callable[[float], None], asked: set[str]
    ) -> None:
        super().__init__(options, reports, alarm)
        self._asked = asked
        self.showing: Showing | None = None
        self.known = False  # its connection is one on which a dialogue has come to its end
        self._trusting = True  # that it is known, until it turns out that the server asks for each request
        self.curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)  # BITS' packets are 1.1's
        self.curl.setopt(pycurl.HEADERFUNCTION, self._on_header)
        self.curl.setopt(pycurl.WRITEFUNCTION, self._on_body)
        self.curl.setopt(pycurl.READFUNCTION, self._on_read)
        self.curl.setopt(pycurl.SEEKFUNCTION, self._on_seek)

    def begin(self, waiting: Waiting) -> None:
        """Take up a request. Raise pycurl.error for what libcurl rejects."""
        request = waiting.request
        if not isinstance(request, PacketRequest):
            raise TypeError(f"{request!r:.60} is not for this handle")
        self._request, self.host, self._url = request, waiting.host, waiting.url
        self._options = asked = request.options
        # libcurl keeps of some what must not meet another server.
        self.spent = bool(asked.credentials or asked.identity)
        kept = self.showing.apart if self.showing else None
        self.showing = Showing(request, self._asked, self.curl, kept) if self.spent else None
        self._eager = not (self.known and self._trusting)
        self.known = False
        self._began = time.monotonic()
        self._prepare(request)

    def _prepare(self, request: PacketRequest) -> None:
        self.deadline = NEVER
        self._lines: list[bytes] = []
        self._block_size = self._discarded = self._position = 0
        self._response: Response | None = None
        self._problem: Failure | None = None
        self._kept: bytearray | None = None  # where the answer's body goes, once it is known to be well
        at_home = same_server(request.options.home, self._url)
        hop = Hop(self._url, request.method)
        call = self.showing.call(hop, private=at_home, eager=self._eager) if self.showing else Call(*hop[:2], at_home)
        # A password for BASIC goes out at once: to be asked for it would cost the whole body.
        call = call._replace(shown=call.shown._replace(asked=True))
        # What a dialogue begins with has no body, which would be sent for nothing.
        self._withheld = bool(self.showing and self.showing.pending and request.length)
        self._length = 0 if self._withheld else request.length
        for option, value in packet_options(request, call, self._length):
            if value is None:
                self.curl.unsetopt(option)
            else:
                self.curl.setopt(option, value)

    def serves(self, waiting: Waiting) -> bool:
        """Tell whether a request is for the server that the handle's connection leads to, and with the same secrets."""
        return (waiting.request.options, waiting.host) == (self._options, self.host)

    @property
    def starved(self) -> bool:
        """Tell whether it needs a tunnel, or a message, before it can go on."""
        return self.showing is not None and self.showing.starved

    def close(self) -> None:
        """Free the handle, and the connections that are its own."""
        super().close()
        if self.showing and self.showing.apart:
            self.showing.apart.close()

    def time_out(self) -> Report | None:
        """End a request whose deadline has passed, as `end` does."""
        return self.end(TIMED_OUT, "no answer in the time allowed")

    def end(self, code: int, detail: str) -> Report | None:
        """Take libcurl's error number (0 = well) and words, and give the report."""
        request, response = self._request, self._response
        if request is None or self.starved:
            return None
        if self.showing and response and not self._problem and self._once_more(self.showing, response):
            if not self.showing.opening:  # else it is not sure yet that this answer is not the last
                self._prepare(request)
            return None
        self.known = bool(not code and response and self.showing and self.showing.apart)
        report: Report
        if self._problem:
            report = Failed(request.key, self._problem)
        elif response and not (code and self._kept is not None):
            # Whatever became of the connection: this is what the server says.
            report = Answered(request.key, response, time.monotonic() - self._began)
        else:
            report = Failed(request.key, broken(self.curl, code, detail, self.host))
        self.release()
        return report

    def _once_more(self, showing: Showing, response: Response) -> bool:
        """Tell whether an answer is no answer to the request: there is more to show, or it had no body yet."""
        if response.status in CHALLENGES:
            showing.heard(response)
            self._trusting, self._eager = self._trusting and self._eager, True
            return showing.another(response.status, response)
        if self._withheld:
            showing.not_asked()
        return self._withheld

    def dug(self, outcome: Awaited | Failure) -> Report | None:
        """Go on with what was awaited, or without, as `end` does."""
        request, showing = self._request, self.showing
        if request is None or showing is None:
            return None
        if showing.goes_on(outcome):
            self._prepare(request)
            return None
        self._problem = outcome if isinstance(outcome, Failure) else None
        return self.end(0, "")

    # What libcurl calls while it runs; whatever is not None or the data's length makes it stop.

    def _on_read(self, room: int) -> bytes | int:
        request = self._request
        if request is None or request.source is None:
            return b""
        size = min(room, self._length - self._position)
        try:
            data = request.source.read(request.offset + self._position, size) if size else b""
        except SourceFailed as problem:
            self._problem = problem.failure
            return int(pycurl.READFUNC_ABORT)
        self._position += len(data)
        rest = self._length - self._position
        self.deadline = time.monotonic() + (request.timeouts.stall if rest else request.timeouts.first_byte)
        return data

    def _on_seek(self, offset: int, _origin: int) -> int:
        self._position = offset  # the connection was not what it seemed, or wants a password: once more
        return int(pycurl.SEEKFUNC_OK)

    def _on_header(self, line: bytes) -> int | None:
        if line in (b"\r\n", b"\n"):
            return self._on_block()
        if line.startswith(b"HTTP/"):
            self._lines.clear()
            self._block_size = 0
        self._lines.append(line)
        self._block_size += len(line)
        if self._block_size > MAX_BLOCK:
            self._problem = invalid(f"{self.host} sent too many headers.")
            return ABORT
        return None

    def _on_block(self) -> int | None:
        response = read_block(self._lines)
        if response is None or response.status < 200:
            return None
        if self._response and self._response.status not in CHALLENGES:
            return None
        self._response = response
        self._wait(_BODY_SECONDS)
        if self._request is not None and self._request.answer is not None and 200 <= response.status < 300:
            self._kept = self._request.answer
            self._kept.clear()
            self._wait(self._request.timeouts.stall)
            return None
        # Some servers leave the length of "nothing" away and keep the connection: an end that never comes.
        bodiless = response.status in (204, 304) or (self._request is not None and self._request.method == "HEAD")
        told = "content-length" in response.fields or "transfer-encoding" in response.fields
        return None if told or bodiless else ABORT

    def _on_body(self, data: bytes) -> int | None:
        if self._kept is not None:
            return self._keep(self._kept, data)
        self._discarded += len(data)
        return ABORT if self._discarded > _MAX_BODY else None

    def _keep(self, kept: bytearray, data: bytes) -> int | None:
        if len(kept) + len(data) > MAX_ANSWER:
            text = f"{self.host} answered to the upload with more than {MAX_ANSWER} bytes."
            self._problem = invalid(text, code=BG_E_TOO_LARGE)
            return ABORT
        kept += data
        if self._request is not None:
            self._wait(self._request.timeouts.stall)
        return None
