"""One transfer on one libcurl handle: its callbacks, the attempts it takes, and the report it ends with."""

from __future__ import annotations

import time
from collections.abc import Callable

import pycurl

from pybits.transfer.broken import broken
from pybits.transfer.handle import ABORT, NEVER, Handle
from pybits.transfer.headers import EMPTY_LINES, Response, blocks_of, read_block
from pybits.transfer.host_queue import Waiting
from pybits.transfer.http.asking import begin_with, go_on_with, judge_answer
from pybits.transfer.http.curl_options import Call, Options, request_options
from pybits.transfer.http.digest import digest_of
from pybits.transfer.http.download import Accept, Again, Attempt, Complete, Form, Refuse, first_attempt
from pybits.transfer.http.ending import Judged, kept, report_of
from pybits.transfer.http.redirect import Follow, Hop, is_redirect, judge_redirect
from pybits.transfer.http.renewal import renewal
from pybits.transfer.http.showing import CHALLENGES, Showing
from pybits.transfer.logins.apart import Awaited
from pybits.transfer.logins.same_server import same_server
from pybits.transfer.outcome import (
    CUT,
    TIMED_OUT,
    Failure,
    http_failure,
    invalid_answer,
    local_failure,
)
from pybits.transfer.request import Answer, Connected, Enough, Failed, Report, TransferRequest
from pybits.transfer.urls import host_of

# The rest of an unwanted answer is read to its end if it is this short, so that the connection can be used again.
_MAX_DISCARD = 64 * 1024
# libcurl takes 300 KiB of headers, 100 KiB in a line, and then says no more than that it could not go on.
_TOO_MANY = (300 - 100) * 1024
_LISTEN = 1.0  # seconds between two looks at what the server has said while no byte of a file came after it
_GOOD, _MORE = (Accept, Complete), (Again, Follow)


class Exchange(Handle):
    """A libcurl handle and the transfer that it serves; an ended one can begin the next.

    It is `spent` when credentials were shown: libcurl keeps of some schemes what must not meet another server.
    """

    _request: TransferRequest | None

    def __init__(
        self, options: Options, reports: list[Report], alarm: Callable[[float], None], asked: set[str]
    ) -> None:
        super().__init__(options, reports, alarm)
        self._lines: list[bytes] = []
        self._manner: object = None
        self._asked = asked
        self.showing: Showing | None = None
        # Called a dozen times for each file: Python is not, before the first byte after them comes.
        self.curl.setopt(pycurl.HEADERFUNCTION, self._lines.append)
        self.curl.setopt(pycurl.WRITEFUNCTION, self._on_body)

    def begin(self, waiting: Waiting) -> None:
        """Take up a transfer. Raise pycurl.error for what libcurl rejects."""
        request = waiting.request
        if not isinstance(request, TransferRequest):
            raise TypeError(f"{request!r:.60} is not for this handle")
        self._request = request
        self._sink = request.sink
        self._timeouts = request.timeouts
        self._url = waiting.url
        self.host = waiting.host
        asked = request.options
        self.showing = Showing(request, self._asked, self.curl) if asked.credentials or asked.identity else None
        self._connected = self._fresh = False
        self._head: list[bytes] = []
        self._prepare(request, begin_with(request))

    @property
    def renewable(self) -> bool:
        """Tell whether it could go on over a new connection, and whether that is worth it."""
        return renewal(self._request, self._verdict, self._offset) is not None

    @property
    def starved(self) -> bool:
        """Tell whether it needs a tunnel, or a message, before it can go on."""
        return self.showing is not None and self.showing.starved

    def renew(self) -> None:
        """Go on over a new connection, on which the server is not careful yet; the handle must not be running."""
        resume = renewal(self._request, self._verdict, self._offset)
        if self._request and resume:
            self._prepare(
                self._request,
                first_attempt(resume, checked=self._request.checked),
                self._hop if self._hop.number else None,
            )
            self.curl.setopt(pycurl.FRESH_CONNECT, 1)
            self._fresh = True

    def close(self) -> None:
        """Free the handle, and the connections that are its own."""
        super().close()
        if self.showing and self.showing.apart:
            self.showing.apart.close()

    def _prepare(self, request: TransferRequest, attempt: Attempt, hop: Hop | None = None) -> None:
        self._attempt = attempt
        self._hop = hop or Hop(self._url, request.options.method)
        self._lines.clear()
        self._response: Response | None = None
        self._verdict: Judged = None
        self._problem: Failure | None = None
        self._writing = self._enough = False
        self._discarded = 0
        self._offset = 0
        self._end: int | None = None
        self._began = time.monotonic()
        self.deadline = self._began + min(_LISTEN, request.timeouts.first_byte)
        self._alarm(self.deadline)
        # The next small file of a job differs from the one before in its URL alone; all options cost more than it does.
        plain = hop is None and attempt.form is Form.PLAIN and attempt.piece is None
        plain = plain and not request.options.credentials  # whose showing depends on what was heard
        manner = (request.options, request.timeouts, self.host, self._url[:5]) if plain else None
        if plain and manner == self._manner:
            self.curl.setopt(pycurl.URL, self._url)
        else:
            self._manner = None  # while it is half set
            self._set_all(request, attempt, hop)
            self._manner = manner

    def _set_all(self, request: TransferRequest, attempt: Attempt, hop: Hop | None) -> None:
        private = hop is None and not request.options.home
        private = private or self._at_home(request.options.home)
        hop = self._hop
        call = self.showing.call(hop, private=private) if self.showing else Call(hop.url, hop.method, private)
        for option, value in request_options(request, call, attempt):
            if value is None:
                self.curl.unsetopt(option)
            else:
                self.curl.setopt(option, value)

    def _at_home(self, home: str) -> bool:
        return same_server(home or self._url, self._hop.url)

    # What libcurl calls while it runs; whatever is not None or the data's length makes it stop.

    def overdue(self, now: float) -> bool:
        """Tell whether the server has been silent for too long; what it has said is heard before."""
        if now < self.deadline:
            return False
        if self._verdict or self._hear() is not None:
            return True
        if not self._verdict:
            # To wait for a connection is not to wait for the server: the clock starts with the request.
            sent = self.curl.getinfo(pycurl.PRETRANSFER_TIME)
            until = self._began + sent + self._timeouts.first_byte if sent else NEVER
            self.deadline = min(until, now + _LISTEN)
        return now >= self.deadline

    def _hear(self) -> int | None:
        """Read the answer's headers, if they are here; -1 if nothing more is to come."""
        if not self._lines or self._lines[-1] not in EMPTY_LINES:
            return None
        blocks = blocks_of(self._lines)
        self._lines.clear()
        stop = None
        for block in blocks:
            # What comes after an answer is its trailer, unless libcurl may have taken the answer as a question.
            if self._verdict is None or (self._response is not None and self._response.status in CHALLENGES):
                stop = self._on_block(block)
        return stop

    def _on_block(self, lines: list[bytes]) -> int | None:
        response, request = read_block(lines), self._request
        if response is None or request is None:
            return self._abort(self._invalid("sent headers that are not HTTP's"))
        if response.status < 200:
            return None
        self._response = response
        self._head = lines
        if self.showing and response.status in CHALLENGES:
            self.showing.heard(response)
        if is_redirect(response):
            self._verdict = judge_redirect(self._hop, response, request.options.security, request.options.schemes)
        else:
            self._verdict = judge_answer(request, self._attempt, response, self._host())
        if isinstance(self._verdict, _GOOD):
            return self._accept(request, self._verdict.answer)
        self._wait(self._timeouts.stall)
        length = response.fields.get("content-length", "")
        long = isinstance(self._verdict, _MORE) and not (length.isdigit() and int(length) <= _MAX_DISCARD)
        return ABORT if long else None

    def _accept(self, request: TransferRequest, answer: Answer) -> int | None:
        if request.digests and self._response:
            whole = self._response.status == 200 and answer.offset == 0
            answer = answer._replace(digest=digest_of(self._response, whole=whole))
        try:
            self._sink.begin(answer)
        except OSError as error:
            return self._abort(local_failure(error))
        moved = self._hop.url if self._hop.number else None
        if not self._connected and (moved or not request.quiet):
            self._reports.append(Connected(request.key, moved, b"".join(self._head)))
        self._connected = True
        self._offset = answer.offset
        self._writing = isinstance(self._verdict, Accept)
        self._end = self._verdict.end if isinstance(self._verdict, Accept) else None
        self._wait(self._timeouts.stall)
        return None

    def _on_body(self, data: bytes) -> int | None:
        if self._lines and self._hear() is not None:
            return ABORT
        size = len(data)
        if not self._writing:
            self._discarded += size
            return ABORT if self._discarded > _MAX_DISCARD else None
        if self._end is not None and self._offset + size > self._end:
            return self._abort(self._invalid("sent more bytes than the file has")._replace(resume_ok=False))
        try:
            self._sink.write(data)
        except OSError as error:
            return self._abort(local_failure(error))
        except Enough:
            self._enough = True
            return ABORT
        self._offset += size
        self.deadline = time.monotonic() + self._timeouts.stall
        return None

    def _abort(self, problem: Failure) -> int:
        self._problem = problem
        return ABORT

    # What becomes of it when libcurl, or the time allowed, has ended.

    def time_out(self) -> Report | None:
        """End a transfer whose deadline has passed, as `end` does."""
        timeouts = self._request.timeouts if self._request else None
        silence = timeouts and (timeouts.stall if self._verdict else timeouts.first_byte)
        what = "no byte" if self._verdict else "no answer"
        return self.end(TIMED_OUT, f"{what} for {silence:g} seconds")

    def end(self, code: int, detail: str) -> Report | None:
        """Take libcurl's error number (0 = well) and words; give the report, None = run the handle once more."""
        request = self._request
        if request is None or (self.showing and self.showing.starved):
            return None
        if self._lines:
            self._hear()
        verdict = self._verdict
        if isinstance(verdict, Again) and not self._problem:
            self._prepare(request, verdict.attempt)
            return None
        if isinstance(verdict, Follow) and not self._problem:
            self._prepare(request, self._attempt, Hop(verdict.url, verdict.method, self._hop.number + 1))
            return None
        if self.showing and not self._problem and self.showing.another(self._refusal(), self._response):
            if not self.showing.opening:  # else it is not sure yet that this answer is not the last
                self._prepare(request, self._attempt, self._hop)
            return None
        going = not code and not self._problem
        following = go_on_with(request, self._attempt, verdict, self._offset) if going else None
        if following:
            self._prepare(request, following)
            return None
        report = self._report(request, code, detail)
        if isinstance(report, Failed):
            report = report._replace(block=b"".join(self._head))
        self.release()
        return report

    def dug(self, outcome: Awaited | Failure) -> Report | None:
        """Go on with what was awaited, or without, as `end` does."""
        request, showing = self._request, self.showing
        if request is None or showing is None:
            return None
        if showing.goes_on(outcome):
            self._prepare(request, self._attempt, self._hop)
            return None
        self._problem = outcome if isinstance(outcome, Failure) else None
        return self.end(0, "")

    def _refusal(self) -> int:
        """Give the status of an answer that refuses, the server's or that of a proxy to the tunnel; 0 if none does."""
        if isinstance(self._verdict, Refuse) and self._response:
            return self._response.status
        return 0 if self._verdict else int(self.curl.getinfo(pycurl.HTTP_CONNECTCODE))

    def release(self) -> None:
        """Let go of the request and its sink."""
        self.spent = self.spent or (self.showing is not None and self.showing.used)
        super().release()
        if self._fresh:
            self.curl.setopt(pycurl.FRESH_CONNECT, 0)
            self._fresh = False
        del self._sink

    def _report(self, request: TransferRequest, code: int, detail: str) -> Report:
        verdict = self._verdict
        if self._problem:
            return Failed(request.key, kept(verdict, self._problem))
        cut = None if isinstance(verdict, Accept) and not code else self._failure(code, detail)
        return report_of(request, verdict, self._offset, cut, self._host(), enough=self._enough)

    def _failure(self, code: int, detail: str) -> Failure:
        host, response = self._host(), self._response
        status = response.status if response else 0
        if response and not code:
            return http_failure(status, response.fields, host, time.time())
        if code == CUT and not response and sum(map(len, self._lines)) >= _TOO_MANY:
            return self._invalid("sent too many headers")
        return broken(self.curl, code, detail, host)

    def _invalid(self, what: str) -> Failure:
        return invalid_answer(self._host(), what)

    def _host(self) -> str:
        return host_of(self._hop.url) if self._hop.number else self.host
