"""One download from an FTP or SFTP server on one libcurl handle: look at the file, fetch it, look once more.

Such a server has no If-Range and no ETag. What tells one version of a file from another is its size and the time of
its last change, so both are asked for before the bytes and after them, and bytes that are here are gone on with only
while both are the same. The last byte is held back until then, so that a file which may be a mixture is never whole.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum

import pycurl

from pybits.domain.enums import ErrorContext
from pybits.domain.file import Validator
from pybits.domain.hresult import (
    BG_E_INSUFFICIENT_RANGE_SUPPORT,
    BG_E_MISSING_FILE_SIZE,
    BG_E_REMOTE_FILE_CHANGED,
    HResult,
)
from pybits.domain.request_words import SecurityFlags
from pybits.domain.url_schemes import scheme_of
from pybits.transfer.broken import culprit, refused_by_proxy, why
from pybits.transfer.files.options import file_options
from pybits.transfer.files.outcome import CANNOT_GO_ON, file_failure, host_key_failure
from pybits.transfer.handle import ABORT, NEVER, TimedHandle
from pybits.transfer.host_queue import Waiting
from pybits.transfer.http.curl_options import Options
from pybits.transfer.http.download import CANNOT_RESUME, CHANGED, UNRECOGNISABLE
from pybits.transfer.http_date import write_date
from pybits.transfer.outcome import (
    TIMED_OUT,
    Failure,
    Severity,
    invalid_answer,
    local_failure,
    too_short,
)
from pybits.transfer.request import Answer, Connected, Failed, Finished, Report, TransferRequest
from pybits.transfer.urls import host_name

_MAX_RESTARTS = 3
# The times are whole seconds: a file that changed this lately may change once more without its time telling.
_FRESH = 2.0
_SIZE = getattr(pycurl, "CONTENT_LENGTH_DOWNLOAD_T", pycurl.CONTENT_LENGTH_DOWNLOAD)
_TIME = getattr(pycurl, "FILETIME_T", pycurl.INFO_FILETIME)


class Phase(Enum):
    """What the request that runs is for."""

    LOOK = "what is there"
    FETCH = "the bytes"
    CHECK = "whether it is still the same"


class FileExchange(TimedHandle):
    """A libcurl handle and the file that it fetches; it serves one transfer."""

    spent = True
    _request: TransferRequest | None

    def __init__(self, options: Options, reports: list[Report], alarm: Callable[[float], None]) -> None:
        super().__init__(options, reports, alarm)
        self.curl.setopt(pycurl.WRITEFUNCTION, self._on_body)
        self.curl.setopt(pycurl.HEADERFUNCTION, self._on_line)
        self.curl.setopt(pycurl.SOCKOPTFUNCTION, self._on_opened)

    def begin(self, waiting: Waiting) -> None:
        """Take up a transfer. Raise pycurl.error for what libcurl rejects."""
        request = waiting.request
        if not isinstance(request, TransferRequest):
            raise TypeError(f"{request!r:.60} is not for this handle")
        self._request, self._url, self.host = request, waiting.url, waiting.host
        self._found = Validator()
        self._fresh = self._told = False
        self._restarts = 0
        self._key_known: bool | None = None  # of an SSH server whose key was refused
        for option, value in file_options(request, waiting.url):
            if value is not None:
                self.curl.setopt(option, value)
        if scheme_of(waiting.url) == "sftp":
            self.curl.setopt(pycurl.SSH_KEYFUNCTION, self._on_key)
        self._ask(Phase.LOOK)

    @property
    def socket(self) -> int:
        """Give the descriptor of the connection on which the bytes come, -1 without one."""
        told = int(self.curl.getinfo(pycurl.ACTIVESOCKET))
        if scheme_of(self._url) == "sftp":
            return told
        # libcurl tells of the one for commands; FTP opens one more for each file.
        return self._opened if self._phase is Phase.FETCH and self._opened != told else -1

    def dug(self, _outcome: object) -> None:
        """Do nothing: no tunnel is dug for it."""

    def _ask(self, phase: Phase, offset: int = 0, restart: str | None = None) -> None:
        self._phase = phase
        self._problem: Failure | None = None
        self._other = False  # the server sent other bytes than those that are here
        self.deadline = NEVER
        self._opened = -1
        if phase is Phase.FETCH:
            self._start, self._restart = offset, restart
            self._offset, self._begun = offset, False
            self._last = b""
            # Some servers agree to begin in the middle and do not: they are asked for bytes that are known, too.
            self._expected = self._request.resume.tail if offset and self._request and self._request.resume else b""
            self.curl.setopt(pycurl.NOBODY, 0)
            self.curl.setopt(pycurl.RESUME_FROM_LARGE, offset - len(self._expected))
        else:
            self.curl.setopt(pycurl.RESUME_FROM_LARGE, 0)
            self.curl.setopt(pycurl.NOBODY, 1)

    # What libcurl calls while it runs.

    def _on_key(self, _known: object, _found: object, match: int) -> int:
        trusting = self._request is not None and self._request.options.security & SecurityFlags.IGNORE_UNKNOWN_CA
        if match == pycurl.KHMATCH_OK or (trusting and match == pycurl.KHMATCH_MISSING):
            return int(pycurl.KHSTAT_FINE)
        self._key_known = match == pycurl.KHMATCH_MISMATCH
        return int(pycurl.KHSTAT_REJECT)

    def _on_opened(self, fd: int, _purpose: int) -> int:
        self._opened = fd
        return int(pycurl.SOCKOPT_OK)

    def _on_line(self, _line: bytes) -> None:
        """Take no note of what an FTP server says: libcurl reads it."""

    def _on_body(self, data: bytes) -> int | None:
        request = self._request
        if self._phase is not Phase.FETCH or request is None:
            return None  # libcurl writes what it found out as if it were a file
        if self._expected:
            known, data = data[: len(self._expected)], data[len(self._expected) :]
            if not self._expected.startswith(known):
                self._other = True
                return ABORT
            self._expected = self._expected[len(known) :]
            if not data:
                return None
        size, total = len(data), self._found.length
        try:
            self._begin_file(request)
            if total is not None and self._offset + size > total:
                self._problem = invalid_answer(self.host, "sent more than the file has")._replace(resume_ok=False)
                return ABORT
            if self._offset + size == total:
                self._last, data = data[-1:], data[:-1]
            if data:
                request.sink.write(data)
        except OSError as error:
            self._problem = local_failure(error)
            return ABORT
        self._offset += size
        self.deadline = time.monotonic() + request.timeouts.stall
        return None

    def _begin_file(self, request: TransferRequest) -> None:
        """Tell the sink what comes, once the server has agreed to send it."""
        if self._begun:
            return
        self._begun = True
        resumable = self._recognisable and self._restart != CANNOT_RESUME
        known = self._found if resumable else Validator(length=self._found.length)
        request.sink.begin(Answer(self._offset, self._found.length, known, resumable, self._restart))
        if not self._told:
            self._reports.append(Connected(request.key))
        self._told = True

    @property
    def _recognisable(self) -> bool:
        return self._found.length is not None and self._found.last_modified is not None and not self._fresh

    # What becomes of it when libcurl, or the time allowed, has ended.

    def time_out(self) -> Report | None:
        """End a transfer whose deadline has passed, as `end` does."""
        return self.end(TIMED_OUT, "no byte in the time allowed")

    def end(self, code: int, detail: str) -> Report | None:
        """Take libcurl's error number (0 = well) and words; give the report, None = run the handle once more."""
        request = self._request
        if request is None:
            return None
        report = self._ended(request, code, detail)
        if report:
            self.release()
        return report

    def _ended(self, request: TransferRequest, code: int, detail: str) -> Report | None:
        if self._problem:
            return Failed(request.key, self._problem)
        if self._other or (code in CANNOT_GO_ON and self._phase is Phase.FETCH and self._start):
            return self._begin_again(request)
        if code:
            return Failed(request.key, self._failure(code, detail))
        try:
            return {Phase.LOOK: self._looked, Phase.FETCH: self._fetched, Phase.CHECK: self._checked}[self._phase](
                request
            )
        except OSError as error:
            return Failed(request.key, local_failure(error))

    def _looked(self, request: TransferRequest) -> Report | None:
        self._found = found = self._seen()
        if found.length is None and request.rules.require_length:
            return self._refused(BG_E_MISSING_FILE_SIZE, f"{self.host} did not say how long the file is (SIZE).")
        resume, offset, restart = request.resume, 0, None
        if resume:
            same = self._recognisable and (resume.validator.last_modified, resume.validator.length) == found[1:]
            offset = resume.offset if same else 0
            restart = None if same else CHANGED if resume.validator.last_modified else UNRECOGNISABLE
        self._ask(Phase.FETCH, offset, restart)
        if offset and offset == found.length:
            self._begin_file(request)
            return Finished(request.key, offset, found)
        return None

    def _begin_again(self, request: TransferRequest) -> Report | None:
        if request.rules.require_ranges:
            text = f"{self.host} does not begin in the middle of the file (REST)."
            return self._refused(BG_E_INSUFFICIENT_RANGE_SUPPORT, text)
        self._ask(Phase.FETCH, 0, CANNOT_RESUME)
        return None

    def _fetched(self, request: TransferRequest) -> Report | None:
        self._begin_file(request)  # an empty file has come without a byte
        total = self._found.length
        if total is not None and self._offset != total:
            return Failed(request.key, self._kept(too_short(self.host, self._offset, total)))
        if total is None and self._found.last_modified is None:
            return Finished(request.key, self._offset, self._found._replace(length=self._offset))
        self._ask(Phase.CHECK)
        return None

    def _checked(self, request: TransferRequest) -> Report | None:
        found = self._seen()
        if found == self._found:
            if self._last:
                request.sink.write(self._last)
            return Finished(request.key, self._offset, found._replace(length=self._offset))
        self._restarts += 1
        if self._restarts > _MAX_RESTARTS:
            text = f"The file on {self.host} keeps changing while it is fetched."
            failure = Failure(BG_E_REMOTE_FILE_CHANGED, ErrorContext.REMOTE_FILE, Severity.TRANSIENT, text)
            return Failed(request.key, failure._replace(resume_ok=False))
        self._found = found
        self._ask(Phase.FETCH, 0, CHANGED)
        return None

    def _seen(self) -> Validator:
        """Read what libcurl has found out about the file."""
        size, changed = self.curl.getinfo(_SIZE), self.curl.getinfo(_TIME)
        self._fresh = changed > time.time() - _FRESH
        date = write_date(changed) if changed >= 0 else None
        return Validator(None, date, int(size) if size >= 0 else None)

    def _refused(self, code: HResult, text: str) -> Failed:
        return Failed(self.key, Failure(code, ErrorContext.REMOTE_FILE, Severity.FATAL, text))

    def _failure(self, code: int, detail: str) -> Failure:
        if self._key_known is not None:
            return host_key_failure(self.host, host_name(self._url), known=self._key_known)
        refusal = refused_by_proxy(self.curl, code, self.host)
        host = culprit(self.curl, code, self.host)
        failure = self._kept(refusal or file_failure(code, why(self.curl, code, detail), host))
        # All bytes came and the server was not content: it may have sent others than those that were asked for.
        odd = self._phase is Phase.FETCH and self._start and self._offset == self._found.length
        return failure._replace(resume_ok=False) if odd else failure

    def _kept(self, failure: Failure) -> Failure:
        # What came of a file that cannot be recognised is of no use to the next try.
        lost = self._phase is not Phase.LOOK and (not self._recognisable or self._restart == CANNOT_RESUME)
        return failure._replace(resume_ok=False) if lost else failure
