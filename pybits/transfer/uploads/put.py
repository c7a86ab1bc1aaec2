"""Uploads to servers without the BITS protocol: one PUT, or tus 1.0 where the server offers that. Pure."""

from __future__ import annotations

import re
from base64 import b64encode
from urllib.parse import urljoin, urlsplit

from pybits.domain.hresult import BG_E_SESSION_NOT_FOUND, BitsError
from pybits.transfer.headers import Response
from pybits.transfer.http.redirect import Blocked, Hop, is_redirect, judge_redirect
from pybits.transfer.http.signed_url import with_expiry
from pybits.transfer.outcome import Severity, http_failure
from pybits.transfer.uploads.state import (
    Arrived,
    Ask,
    Next,
    Over,
    Phase,
    Refused,
    Step,
    Upload,
    begun_anew,
    invalid,
    moved_to,
    smaller,
)
from pybits.transfer.urls import ascii_url, host_of

PUT, TUS = "put", "tus"
_VERSION = "1.0.0"
_VERSION_HEADER = f"Tus-Resumable: {_VERSION}"
_NUMBER = re.compile("[0-9]{1,19}")
_SAME_METHOD = frozenset({307, 308})  # the other redirects make a GET of a PUT, or are for answers
_MAX_URL = 4096
_MAX_BEGUN = 3  # uploads begun in one turn
_GONE = frozenset({403, 404, 410})  # how tus servers say that they do not know an upload


def ask(upload: Upload) -> Ask:
    """Write the next request."""
    place, phase = upload.session.id or upload.url, upload.phase
    if phase is Phase.DISCOVER:
        return Ask("OPTIONS", upload.url, (_VERSION_HEADER,))
    if upload.session.protocol != TUS:
        return Ask(upload.method, upload.url, (), 0, upload.size)
    if phase is Phase.CREATE:
        name = b64encode(upload.name.encode("utf-8", "surrogateescape")).decode()
        described = f"Upload-Metadata: filename {name}"
        return Ask("POST", upload.url, (_VERSION_HEADER, f"Upload-Length: {upload.size}", described))
    if phase is Phase.PING:
        return Ask("HEAD", place, (_VERSION_HEADER,))
    if phase is Phase.CANCEL:
        return Ask("DELETE", place, (_VERSION_HEADER,))
    headers = (_VERSION_HEADER, f"Upload-Offset: {upload.offset}", "Content-Type: application/offset+octet-stream")
    return Ask("PATCH", place, headers, upload.offset, upload.length)


def judge(upload: Upload, response: Response, seconds: float, now: float) -> Step:
    """Say what an answer leads to; `seconds` is how long it took, `now` in seconds since 1970."""
    if upload.phase is Phase.DISCOVER:
        return _discovered(upload, response, now)
    well = 200 <= response.status < 300
    if upload.session.protocol != TUS:
        return _put(upload, response, now)
    if upload.phase is Phase.CANCEL:
        return Over(upload) if response.status < 500 else _refused(upload, response, now)
    if well:
        return _created(upload, response) if upload.phase is Phase.CREATE else _stands_at(upload, response, seconds)
    if upload.phase is Phase.CREATE:
        return _refused(upload, response, now)
    if response.status in _GONE:
        return _lost(upload, response, now)
    if upload.phase is Phase.PIECE and response.status == 409:
        return _ask_where(upload, response, now)
    if upload.phase is Phase.PIECE and response.status == 413 and (halved := smaller(upload)):
        return Next(halved)
    failed = _refused(upload, response, now)
    if response.status == 423:  # another request still holds the upload: the one whose connection broke
        return failed._replace(failure=failed.failure._replace(severity=Severity.TRANSIENT, quick=True))
    return failed


def _discovered(upload: Upload, response: Response, now: float) -> Step:
    """Take tus if the server names it; anything else that is no failure of the server's says that there is none."""
    if response.status in (401, 407, 408, 429) or response.status >= 502:
        return _refused(upload, response, now)
    fields = response.fields
    offered = f"{fields.get('tus-resumable', '')},{fields.get('tus-version', '')}"
    tus = _VERSION in re.split("[, ]+", offered)
    session = upload.session._replace(protocol=TUS if tus else PUT)
    return Next(upload._replace(session=session, phase=Phase.CREATE if tus else Phase.PIECE))


def _put(upload: Upload, response: Response, now: float) -> Step:
    if response.status in _SAME_METHOD and is_redirect(response):
        return _redirected(upload, response)
    well = 200 <= response.status < 300
    return Over(upload._replace(offset=upload.size)) if well else _refused(upload, response, now)


def _redirected(upload: Upload, response: Response) -> Step:
    verdict = judge_redirect(Hop(upload.url, upload.method, upload.hops), response, upload.security)
    if isinstance(verdict, Blocked):
        return Refused(upload, verdict.failure)
    return Next(upload._replace(url=verdict.url, hops=upload.hops + 1))


def _created(upload: Upload, response: Response) -> Step:
    host = host_of(upload.url)
    location = response.fields.get("location", "")
    try:
        place = ascii_url(urljoin(upload.url, location.encode("latin-1").decode("utf-8", "replace")))
        safe = location and not (urlsplit(upload.url).scheme == "https" and urlsplit(place).scheme != "https")
    except (ValueError, BitsError):
        safe, place = "", ""
    if not safe or len(place) > _MAX_URL:
        return Refused(upload, invalid(f"{host} did not say where the bytes go (Location)."))
    made = upload.session._replace(id=place)
    return Next(upload._replace(session=made, phase=Phase.PIECE, begun=upload.begun + 1))


def _stands_at(upload: Upload, response: Response, seconds: float) -> Step:
    host, word = host_of(upload.session.id), response.fields.get("upload-offset", "")
    if not _NUMBER.fullmatch(word):
        text = f"{host} did not say what it has of the file (Upload-Offset)."
        return Refused(upload, invalid(text, Severity.TRANSIENT))
    offset = int(word)
    if offset > upload.size:
        return Refused(upload, invalid(f"{host} says that it has {offset} bytes of a file that has {upload.size}."))
    if offset == upload.size:
        sent = upload._replace(offset=offset, session=upload.session._replace(sent=True), phase=Phase.CLOSE)
        return Arrived(sent)
    if upload.phase is Phase.PING:
        return Next(upload._replace(offset=offset, furthest=max(offset, upload.furthest), phase=Phase.PIECE))
    return moved_to(upload, offset, seconds, host)


def _ask_where(upload: Upload, response: Response, now: float) -> Step:
    if upload.vain:
        return _refused(upload, response, now)
    return Next(upload._replace(phase=Phase.PING, vain=upload.vain + 1))


def _lost(upload: Upload, response: Response, now: float) -> Step:
    anew = begun_anew(upload, TUS)
    if upload.begun >= _MAX_BEGUN:
        failure = http_failure(response.status, response.fields, host_of(upload.url), now)
        return Refused(anew, failure._replace(code=BG_E_SESSION_NOT_FOUND, severity=Severity.TRANSIENT))
    return Next(anew, f"{host_of(upload.url)} does not know the upload any more: it begins again at 0")


def _refused(upload: Upload, response: Response, now: float) -> Refused:
    failure = http_failure(response.status, response.fields, host_of(upload.url), now)
    return Refused(upload, with_expiry(failure, response.status, upload.url, now))
