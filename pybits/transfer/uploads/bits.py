"""The BITS upload protocol (MC-BUP): sessions, fragments, and what its answers mean. Pure."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

from pybits.domain.enums import ErrorContext
from pybits.domain.file import URL_LIMIT
from pybits.domain.hresult import (
    BG_E_CLIENT_SERVER_PROTOCOL_MISMATCH,
    BG_E_SERVER_EXECUTE_ENABLE,
    BG_E_SESSION_NOT_FOUND,
    BG_E_TOO_LARGE,
    E_ACCESSDENIED,
    E_INVALIDARG,
    ERROR_DISK_FULL,
    HResult,
)
from pybits.transfer.headers import Response
from pybits.transfer.outcome import Failure, Severity, http_failure
from pybits.transfer.uploads.state import (
    Arrived,
    Ask,
    Next,
    Over,
    Phase,
    Refused,
    Step,
    Upload,
    at_host,
    begun_anew,
    invalid,
    moved_to,
    smaller,
)
from pybits.transfer.urls import host_of

PROTOCOL = "bits"
_GUID = "{7df0354d-249b-430f-820d-3d2a9bef4931}"
_METHOD = "BITS_POST"
_KINDS = {
    Phase.CREATE: "Create-Session",
    Phase.PING: "Ping",
    Phase.PIECE: "Fragment",
    Phase.CLOSE: "Close-Session",
    Phase.CANCEL: "Cancel-Session",
}
_FATAL = {
    BG_E_TOO_LARGE,
    BG_E_CLIENT_SERVER_PROTOCOL_MISMATCH,
    BG_E_SERVER_EXECUTE_ENABLE,
    E_ACCESSDENIED,
    E_INVALIDARG,
}
_MISPRINTS = {0x80070112: ERROR_DISK_FULL}  # the specification's own, copied by some servers
_CONTEXTS = {5: ErrorContext.REMOTE_FILE, 7: ErrorContext.REMOTE_APPLICATION}
_NOT_SPOKEN = frozenset({400, 405, 501})
_PING_MATTERS = frozenset({401, 403, 404, 407, 408, 429})
_MAX_SESSIONS = 3  # begun in one turn
_NUMBER = re.compile("[0-9]{1,19}")
_HOST = re.compile(r"(?:[A-Za-z0-9_.-]{1,253}|\[([0-9A-Fa-f:.]{2,45})\])(?::([0-9]{1,5}))?|([0-9A-Fa-f:.]{2,45})")
# Braces and the like come in a server's file names and have to be encoded; what is encoded already is left alone.
_REPLY_SAFE = "%/:?#[]@!$&'()*+,;=~"


def ask(upload: Upload) -> Ask:
    """Write the next packet."""
    kind, session = _KINDS[upload.phase], upload.session
    headers = [f"BITS-Packet-Type: {kind}"]
    if upload.phase is Phase.CREATE:
        headers.append(f"BITS-Supported-Protocols: {_GUID}")
    elif upload.phase is not Phase.PING:
        headers.append(f"BITS-Session-Id: {session.id}")
    if upload.phase in (Phase.CREATE, Phase.PIECE):
        headers.append(f"Content-Name: {_content_name(upload.name)}")
    url = at_host(upload.url, session.host)
    if upload.phase is not Phase.PIECE:
        return Ask(_METHOD, url, tuple(headers))
    first, length = upload.offset, upload.length
    headers.append(f"Content-Range: bytes {first}-{first + length - 1}/{upload.size}")
    return Ask(_METHOD, url, tuple(headers), first, length)


def _content_name(name: str) -> str:
    fit = (c if c.isascii() and c.isprintable() and c not in '\\/:*?"<>|' else "_" for c in name)
    return "".join(fit)[:260].strip() or "_"


def judge(upload: Upload, response: Response, seconds: float, now: float) -> Step:
    """Say what an answer leads to; `seconds` is how long it took, `now` in seconds since 1970."""
    host = host_of(at_host(upload.url, upload.session.host))
    if response.status in (200, 201):
        return _acks[upload.phase](upload, response, seconds, host)
    if _error_code(response) == BG_E_SESSION_NOT_FOUND:
        return _session_lost(upload, response, host, now)
    if upload.phase is Phase.PIECE:
        offset = _received(response)
        if response.status == 416 and offset is not None:
            return _continue(upload, offset, response, seconds, host)
        if response.status == 413 and (halved := smaller(upload)):
            return Next(halved)
    if upload.phase is Phase.PING and 400 <= response.status < 500 and response.status not in _PING_MATTERS:
        return _pinged(upload, response, seconds, host)
    if upload.phase is Phase.CANCEL and response.status < 500:
        return Over(upload)  # saying it again would not help
    return Refused(upload, _failure(upload, response, host, now))


# ---- answers that are well


def _created(upload: Upload, response: Response, _seconds: float, host: str) -> Step:
    chosen, session = response.fields.get("bits-protocol", _GUID), response.fields.get("bits-session-id", "")
    if not session or chosen.lower() != _GUID:
        text = f"{host} does not speak the BITS upload protocol. {_HINT}"
        return Refused(upload, invalid(text, code=BG_E_CLIENT_SERVER_PROTOCOL_MISMATCH))
    if len(session) > 100 or not (session.isascii() and session.isprintable()):
        return Refused(upload, invalid(f"{host} named a session in a way that cannot be."))
    node = response.fields.get("bits-host-id", "")
    if node and not _is_host(node):
        return Refused(upload, invalid(f"{host} sends the upload to a host whose name cannot be."))
    seconds = response.fields.get("bits-host-id-fallback-timeout", "")
    fallback = int(seconds) if node and _NUMBER.fullmatch(seconds) and int(seconds) < 0xFFFFFFFF else None
    made = upload.session._replace(protocol=PROTOCOL, id=session, host=node, fallback=fallback)
    return Next(upload._replace(session=made, phase=Phase.PING if node else Phase.PIECE))


def _is_host(node: str) -> bool:
    match = _HOST.fullmatch(node)
    if match is None or int(match[2] or 80) not in range(1, 65_536):
        return False
    address = match[1] or match[3]
    if not address:
        return True
    from ipaddress import IPv6Address

    try:
        IPv6Address(address)
    except ValueError:
        return False
    return True


def _pinged(upload: Upload, _response: Response, _seconds: float, _host: str) -> Step:
    # A Ping tells nothing of the offset: the next piece does, through its answer.
    if upload.session.sent:
        return Arrived(upload._replace(phase=Phase.CLOSE))
    return Next(upload._replace(phase=Phase.PIECE))


def _acknowledged(upload: Upload, response: Response, seconds: float, host: str) -> Step:
    offset = _received(response)
    if offset is None:
        text = f"{host} answered to a piece of the file without saying what it has (BITS-Received-Content-Range)."
        return Refused(upload, invalid(text, Severity.TRANSIENT))
    return _continue(upload, offset, response, seconds, host)


def _continue(upload: Upload, offset: int, response: Response, seconds: float, host: str) -> Step:
    if offset > upload.size:
        return Refused(upload, invalid(f"{host} asks for byte {offset} of a file that has {upload.size}."))
    if offset < upload.size:
        return moved_to(upload, offset, seconds, host)
    whole = upload._replace(offset=offset, furthest=offset, vain=0)
    reply = response.fields.get("bits-reply-url", "")
    if upload.reply and response.status == 416 and not upload.repeated:
        # The last Ack was lost, and with it where the reply is: the last piece sent again brings it again.
        return Next(whole._replace(offset=max(0, upload.size - upload.piece), repeated=True))
    sent = whole._replace(session=upload.session._replace(sent=True, reply_url=reply), phase=Phase.CLOSE)
    return Arrived(sent)


def _ended(upload: Upload, _response: Response, _seconds: float, _host: str) -> Step:
    return Over(upload)


_acks = {
    Phase.CREATE: _created,
    Phase.PING: _pinged,
    Phase.PIECE: _acknowledged,
    Phase.CLOSE: _ended,
    Phase.CANCEL: _ended,
}

# ---- answers that are not

_HINT = "For a server that takes plain PUT or tus: --upload-with put."


def _session_lost(upload: Upload, response: Response, host: str, now: float) -> Step:
    if upload.phase is Phase.CANCEL or (upload.phase is Phase.CLOSE and upload.session.sent):
        return Over(upload)  # an earlier one arrived, and its Ack was lost
    anew = begun_anew(upload, PROTOCOL)
    if anew.begun >= _MAX_SESSIONS:
        failure = _failure(upload, response, host, now)._replace(severity=Severity.TRANSIENT)
        return Refused(anew, failure)
    return Next(anew, f"{host} does not know the upload any more: it begins again at 0")


def _failure(upload: Upload, response: Response, host: str, now: float) -> Failure:
    failure = http_failure(response.status, response.fields, host, now)
    code = _error_code(response)
    context = _CONTEXTS.get(_hex(response.fields.get("bits-error-context", "")) or 0, failure.context)
    speaks = "bits-packet-type" in response.fields
    if upload.phase is Phase.CREATE and not speaks and response.status in _NOT_SPOKEN:
        return failure._replace(text=f"{failure.text} It seems not to speak the BITS upload protocol. {_HINT}")
    if not code:
        return failure._replace(context=context)
    severity = Severity.FATAL if code in _FATAL else failure.severity
    who = f"The application of {host}" if context is ErrorContext.REMOTE_APPLICATION else host
    text = f"{who} refused the upload with HTTP status {response.status}: {code.text}"
    return failure._replace(code=code, context=context, severity=severity, text=text)


def _error_code(response: Response) -> HResult | None:
    # The specification's prose calls the header BITS-Error; servers send BITS-Error-Code.
    word = response.fields.get("bits-error-code") or response.fields.get("bits-error", "")
    number = _hex(word)
    return None if number is None else HResult(_MISPRINTS.get(number, number))


def _hex(word: str) -> int | None:
    number = re.fullmatch("(?:0?x)?([0-9a-f]{1,8})", word.strip().lower())  # the 0 is left out in a misprint as well
    return int(number[1], 16) if number else None


def _received(response: Response) -> int | None:
    word = response.fields.get("bits-received-content-range", "").strip()
    return int(word) if _NUMBER.fullmatch(word) else None


def reply_url(upload: Upload) -> str | Failure:
    """Give the absolute URL of the reply: relative to the file's own, at the server that was asked first."""
    word, host = upload.session.reply_url, host_of(upload.url)
    try:
        target = urljoin(upload.url, quote(word.replace("\\", "/").encode("latin-1"), _REPLY_SAFE))
        scheme = urlsplit(target).scheme
    except ValueError:
        return invalid(f"{host} names a place of the reply that is no URL.")
    if len(word) > URL_LIMIT or scheme not in ("http", "https"):
        return invalid(f"{host} names a place of the reply that is not fetched from.")
    if scheme == "http" and urlsplit(upload.url).scheme == "https":
        return invalid(f"{host} would have the reply fetched without encryption.")
    return target
