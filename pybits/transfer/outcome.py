"""What a transfer's failure means: its HRESULT, whether to try again, and the sentence for a person."""

from __future__ import annotations

import errno
import re
from collections.abc import Mapping
from enum import Enum

from pybits.domain.enums import ErrorContext
from pybits.domain.hresult import (
    BG_E_CONNECT_FAILURE,
    BG_E_CONNECTION_CLOSED,
    BG_E_INVALID_SERVER_RESPONSE,
    BG_E_NAME_RESOLUTION_FAILURE,
    BG_E_PROTOCOL_ERROR,
    BG_E_PROXY_NAME_RESOLUTION_FAILURE,
    BG_E_RECEIVE_FAILURE,
    BG_E_SECURE_CHANNEL_FAILURE,
    BG_E_SEND_FAILURE,
    BG_E_TIMEOUT,
    BG_E_TRUST_FAILURE,
    BG_E_UNKNOWN_ERROR,
    E_ACCESSDENIED,
    E_FAIL,
    E_INVALIDARG,
    ERROR_CRC,
    ERROR_DISK_FULL,
    ERROR_FILE_NOT_FOUND,
    ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED,
    ERROR_WRITE_PROTECT,
    HResult,
    http_error,
)

from ..domain.frozen import NamedTuple
from .http_date import read_date

MAX_RETRY_AFTER = 24 * 3600.0
_MAX_DETAIL = 200
_BEFORE = "The proxy on the way to "


class Severity(Enum):
    """Whether another try can help."""

    FATAL = "fatal"
    TRANSIENT = "transient"


FATAL, TRANSIENT = Severity.FATAL, Severity.TRANSIENT
REMOTE, TRANSPORT, LOCAL = ErrorContext.REMOTE_FILE, ErrorContext.TRANSPORT, ErrorContext.LOCAL_FILE
_CERTIFICATE = ErrorContext.SERVER_CERTIFICATE


class Failure(NamedTuple):
    """Why a transfer ended without the whole file.

    `text` is one sentence for a person. `retry_after` is the server's wish in seconds. `quick`: a cut or refusal that
    is worth an immediate retry. `resume_ok` False: the next try must start at 0.
    """

    code: HResult
    context: ErrorContext
    severity: Severity
    text: str
    retry_after: float | None = None
    quick: bool = False
    resume_ok: bool = True


class CurlRow(NamedTuple):
    """What one libcurl error means; {host} is filled in, libcurl's own words follow in brackets."""

    code: HResult
    context: ErrorContext
    severity: Severity
    sentence: str
    quick: bool = False


_TRUST = CurlRow(BG_E_TRUST_FAILURE, _CERTIFICATE, FATAL, "The certificate of {host} is not trusted")
_CHANNEL = CurlRow(BG_E_SECURE_CHANNEL_FAILURE, TRANSPORT, TRANSIENT, "No secure connection to {host} could be made")
_OUR_TLS = CurlRow(BG_E_SECURE_CHANNEL_FAILURE, TRANSPORT, FATAL, "TLS cannot be used as it is configured here")
_OUR_CERTIFICATE = CurlRow(http_error(403), TRANSPORT, FATAL, "The client certificate cannot be used")
_REFUSED_CERTIFICATE = CurlRow(http_error(403), TRANSPORT, FATAL, "{host} refuses the client certificate")
_WANTED_CERTIFICATE = CurlRow(
    ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED, TRANSPORT, FATAL, "{host} wants a client certificate"
)
_BROKEN = CurlRow(BG_E_PROTOCOL_ERROR, TRANSPORT, TRANSIENT, "{host} broke the rules of HTTP", quick=True)

CURL_ROWS: dict[int, CurlRow] = {
    1: CurlRow(E_INVALIDARG, REMOTE, FATAL, "The URL's scheme is not one that can be fetched"),
    3: CurlRow(E_INVALIDARG, REMOTE, FATAL, "The URL is not well formed"),
    5: CurlRow(BG_E_PROXY_NAME_RESOLUTION_FAILURE, TRANSPORT, TRANSIENT, "The proxy's name has no address"),
    6: CurlRow(BG_E_NAME_RESOLUTION_FAILURE, TRANSPORT, TRANSIENT, "The name of {host} has no address"),
    7: CurlRow(BG_E_CONNECT_FAILURE, TRANSPORT, TRANSIENT, "No connection to {host} could be made", quick=True),
    8: _BROKEN,
    16: _BROKEN,
    18: CurlRow(BG_E_CONNECTION_CLOSED, TRANSPORT, TRANSIENT, "{host} ended the transfer too early", quick=True),
    23: CurlRow(E_FAIL, LOCAL, TRANSIENT, "The bytes from {host} could not be stored"),
    27: CurlRow(BG_E_UNKNOWN_ERROR, TRANSPORT, TRANSIENT, "There is not enough memory for the transfer"),
    28: CurlRow(BG_E_TIMEOUT, TRANSPORT, TRANSIENT, "{host} took too long"),
    35: _CHANNEL,
    47: CurlRow(BG_E_INVALID_SERVER_RESPONSE, REMOTE, FATAL, "{host} redirects too often"),
    52: CurlRow(BG_E_CONNECTION_CLOSED, TRANSPORT, TRANSIENT, "{host} closed without an answer", quick=True),
    55: CurlRow(BG_E_SEND_FAILURE, TRANSPORT, TRANSIENT, "The request could not be sent to {host}", quick=True),
    56: CurlRow(BG_E_RECEIVE_FAILURE, TRANSPORT, TRANSIENT, "The connection to {host} was cut", quick=True),
    58: _OUR_CERTIFICATE,
    59: _OUR_TLS,
    60: _TRUST,
    61: CurlRow(BG_E_INVALID_SERVER_RESPONSE, REMOTE, FATAL, "{host} encodes the file in an unknown way"),
    77: CurlRow(BG_E_TRUST_FAILURE, _CERTIFICATE, FATAL, "The file of trusted certificates cannot be read"),
    83: _TRUST,
    90: _TRUST,
    91: _TRUST,
    92: _BROKEN,
    97: CurlRow(BG_E_CONNECT_FAILURE, TRANSPORT, TRANSIENT, "The proxy on the way to {host} refused"),
    100: CurlRow(BG_E_INVALID_SERVER_RESPONSE, REMOTE, FATAL, "{host} sent too many headers"),
}
# OpenSSL's words for what a server says of the certificate that it was shown, or that it misses.
_ALERT = re.compile(
    r"alert (certificate required|bad certificate|unsupported certificate|certificate revoked|certificate expired"
    r"|certificate unknown|unknown ca|access denied)"
)
_UNKNOWN = CurlRow(BG_E_UNKNOWN_ERROR, TRANSPORT, TRANSIENT, "The transfer from {host} failed")
UNSUPPORTED_SCHEME, COULD_NOT_RESOLVE, COULD_NOT_CONNECT, PROTOCOL_BROKEN, TIMED_OUT, CUT = 1, 6, 7, 8, 28, 56

_FATAL_STATUSES = frozenset({300, 301, 302, 303, 304, 305, 307, 501, 505})
_TRANSIENT_4XX = frozenset({408, 409, 425, 429})


def curl_failure(code: int, detail: str, host: str) -> Failure:
    """Say what a libcurl error means; `detail` is libcurl's message."""
    row = _alert_row(detail) or CURL_ROWS.get(code, _UNKNOWN)
    detail = readable(detail) or f"libcurl error {code}"
    text = f"{row.sentence.format(host=host)} ({detail})."
    return Failure(row.code, row.context, row.severity, text, quick=row.quick)


def _alert_row(detail: str) -> CurlRow | None:
    """Tell what a server's TLS alert about a client certificate means: it comes as a cut connection."""
    alert = _ALERT.search(detail)
    if alert is None:
        return None
    return _WANTED_CERTIFICATE if "required" in alert[1] else _REFUSED_CERTIFICATE


def http_severity(status: int) -> Severity:
    """Tell whether a status is final; the table is that of "Handling Server Application Errors", 425 and 429 added."""
    if status in _FATAL_STATUSES:
        return FATAL
    return FATAL if 400 <= status < 500 and status not in _TRANSIENT_4XX else TRANSIENT


def http_failure(status: int, fields: Mapping[str, str], host: str, now: float) -> Failure:
    """Say what an HTTP answer means that holds no bytes of the file; `now` is in seconds since 1970."""
    if 200 <= status < 300:
        # 202 promises the file for later; the others say that there is none in this answer.
        text = f"{host} answered with HTTP status {status}, which carries no file."
        severity = TRANSIENT if status == 202 else FATAL
        return Failure(BG_E_INVALID_SERVER_RESPONSE, REMOTE, severity, text)
    code = http_error(status)
    severity = http_severity(status)
    wait = retry_after(fields, now) if severity is TRANSIENT else None
    who = proxy_before(host) if status == 407 and not host.startswith(_BEFORE) else host
    meaning, known, _ = code.text.partition(" (HTTP status")
    what = f"{status}: {meaning}." if known else f"{status}."
    return Failure(code, REMOTE, severity, f"{who} answered with HTTP status {what}", retry_after=wait)


def proxy_before(host: str) -> str:
    """Name the proxy that a host is reached through, to begin a sentence with."""
    return f"{_BEFORE}{host}"


def retry_after(fields: Mapping[str, str], now: float) -> float | None:
    """Read Retry-After, seconds or a date, as seconds from now, from 0 to 24 hours; None when it says nothing.

    A date counts from the server's own Date if it sent one: the two clocks need not agree.
    """
    text = fields.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), MAX_RETRY_AFTER)
    then = read_date(text)
    if then is None:
        return None
    since = read_date(fields.get("date", ""))
    return min(max(then - (now if since is None else since), 0.0), MAX_RETRY_AFTER)


class _LocalRow(NamedTuple):
    code: HResult
    severity: Severity
    sentence: str


_DISK_FULL = _LocalRow(ERROR_DISK_FULL, TRANSIENT, "There is not enough space for the file")
_DENIED = _LocalRow(E_ACCESSDENIED, FATAL, "Writing the file is not allowed")
_LOCAL_ROWS: dict[int, _LocalRow] = {
    errno.ENOSPC: _DISK_FULL,
    errno.EDQUOT: _DISK_FULL,
    errno.EFBIG: _LocalRow(ERROR_DISK_FULL, FATAL, "The file is too large for its file system"),
    errno.EROFS: _LocalRow(ERROR_WRITE_PROTECT, TRANSIENT, "The file system is read-only"),
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EIO: _LocalRow(ERROR_CRC, TRANSIENT, "The disk reported an error"),
    errno.ENOENT: _LocalRow(ERROR_FILE_NOT_FOUND, FATAL, "The file's folder is gone"),
    errno.ENOTDIR: _LocalRow(ERROR_FILE_NOT_FOUND, FATAL, "The file's folder is gone"),
}
_LOCAL_UNKNOWN = _LocalRow(E_FAIL, TRANSIENT, "The file could not be written")


def too_short(host: str, offset: int, total: int) -> Failure:
    """Say that an answer ended before its time."""
    text = f"{host} ended the transfer too early (at byte {offset} of {total})."
    return Failure(BG_E_CONNECTION_CLOSED, TRANSPORT, TRANSIENT, text, quick=True)


def invalid_answer(host: str, what: str) -> Failure:
    """Say that an answer is not what a server may send."""
    return Failure(BG_E_INVALID_SERVER_RESPONSE, REMOTE, FATAL, f"{host} {what}.")


class Unwanted(OSError):
    """What a sink raises that wants no more bytes; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.text)
        self.failure = failure


def local_failure(error: OSError) -> Failure:
    """Say what an error of the sink means."""
    if isinstance(error, Unwanted):
        return error.failure
    row = _LOCAL_ROWS.get(error.errno or 0, _LOCAL_UNKNOWN)
    detail = f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)
    return Failure(row.code, LOCAL, row.severity, f"{row.sentence} ({readable(detail)}).")


def readable(text: str) -> str:
    """Make foreign text fit for a sentence: control characters escaped, length capped."""
    if len(text) <= _MAX_DETAIL and text.isprintable():
        return text
    shown = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text[: _MAX_DETAIL + 1])
    return shown if len(shown) <= _MAX_DETAIL else shown[:_MAX_DETAIL] + "…"
