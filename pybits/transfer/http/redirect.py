"""Where a redirect leads, whether it may be followed, and what may go along. Pure.

Redirects are not left to libcurl: the job's security flags decide on each, each may need another proxy, and headers
that the owner set for one server are not for the next.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from pybits.domain.enums import ErrorContext
from pybits.domain.hresult import BG_E_INVALID_SERVER_RESPONSE, BitsError, HResult, http_error
from pybits.domain.request_words import SecurityFlags
from pybits.transfer.headers import Response
from pybits.transfer.logins.same_server import PORTS, same_server
from pybits.transfer.outcome import Failure, Severity, readable
from pybits.transfer.permitted import forbidden
from pybits.transfer.urls import URL_SAFE, ascii_url, host_of

from ...domain.frozen import NamedTuple

MAX_REDIRECTS = 20
_NO_REDIRECTS = frozenset({304, 305, 306})


class Follow(NamedTuple):
    """The next request's URL and method; no method is GET."""

    url: str
    method: str


class Blocked(NamedTuple):
    """The redirect ends the transfer; `url` is where it led, if the job is to remember that."""

    failure: Failure
    url: str | None = None


class Hop(NamedTuple):
    """The request that was redirected: its URL, its method, and how many redirects came before."""

    url: str
    method: str = ""
    number: int = 0


def is_redirect(response: Response) -> bool:
    """Tell whether an answer says that the file is elsewhere, and where."""
    redirects = 300 <= response.status < 400 and response.status not in _NO_REDIRECTS
    return redirects and "location" in response.fields


def judge_redirect(
    hop: Hop, response: Response, flags: int, schemes: Collection[str] | None = None
) -> Follow | Blocked:
    """Decide on a redirect by the job's security flags and the schemes that are allowed; a refusal is final."""
    here = host_of(hop.url)
    try:
        target = urljoin(hop.url, _location(response))
        scheme = urlsplit(target).scheme
    except ValueError as error:
        return _blocked(BG_E_INVALID_SERVER_RESPONSE, f"{here} redirects to what is no URL ({readable(str(error))}).")
    if scheme not in PORTS or (
        scheme == "http" and hop.url[:6].lower() == "https:" and not flags & SecurityFlags.HTTPS_TO_HTTP
    ):
        return _blocked(http_error(response.status), f"{here} redirects to {readable(scheme)}, which is refused.")
    try:
        target = ascii_url(_with_login(hop.url, target))
    except BitsError as error:
        return _blocked(BG_E_INVALID_SERVER_RESPONSE, f"{here} redirects to what is no URL ({readable(str(error))}).")
    if flags & SecurityFlags.REDIRECT_DISALLOW:
        text = f"{here} redirects to {host_of(target)}, which the job's security flags refuse."
        return _blocked(http_error(response.status), text)._replace(url=target)
    barred = forbidden(target, schemes)
    if barred:
        return Blocked(barred._replace(text=f"{here} redirects to {host_of(target)}. {barred.text}"))
    if hop.number >= MAX_REDIRECTS:
        return _blocked(BG_E_INVALID_SERVER_RESPONSE, f"{here} redirects too often ({MAX_REDIRECTS} times).")
    return Follow(target, _next_method(hop.method, response.status))


def _blocked(code: HResult, text: str) -> Blocked:
    return Blocked(Failure(code, ErrorContext.REMOTE_FILE, Severity.FATAL, text))


def _location(response: Response) -> str:
    # The field was read as Latin-1; what it holds beyond ASCII goes out as the same bytes, percent-encoded.
    return quote(response.fields["location"].encode("latin-1"), URL_SAFE)


def _next_method(method: str, status: int) -> str:
    if status == 303 or (status in (301, 302) and method.upper() == "POST"):
        return ""
    return method


def _with_login(url: str, target: str) -> str:
    """Take the URL's user and password along to the same server, and to no other."""
    login, at, _ = urlsplit(url).netloc.rpartition("@")
    parts = urlsplit(target)
    if not at or "@" in parts.netloc or not same_server(url, target):
        return target
    return urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc}"))
