"""The libcurl options of a request, as (option, value) pairs; pure, nothing is set here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

import pycurl

from pybits.domain.hresult import E_INVALIDARG, BitsError
from pybits.transfer.download import Attempt, range_headers
from pybits.transfer.outcome import readable
from pybits.transfer.request import TransferRequest

Options = list[tuple[int, object]]

BUFFER_SIZE = 512 * 1024
MAX_REDIRECTS = 20
# Addresses change while a job waits: a retry must look the name up again, small files in a row need not.
_DNS_CACHE_SECONDS = 10
_KEEPALIVE_SECONDS = 60
# libcurl's number for an option that pycurl has no name for.
_SUPPRESS_CONNECT_HEADERS = 265

_URL_SAFE = "%/:?#[]@!$&'()*+,;=~|{}^`<>\"\\"
_PLAIN_URL = re.compile(r"https?://(?![/?#])[!-~]+", re.IGNORECASE)


class Trust(NamedTuple):
    """Where the trusted certificates are; None = where libcurl was built to look."""

    file: str | None = None
    folder: str | None = None


def trust_from(environment: Mapping[str, str]) -> Trust:
    """Read the variables that curl and OpenSSL users set; the wheel's libcurl itself ignores them."""
    return Trust(
        environment.get("CURL_CA_BUNDLE") or environment.get("SSL_CERT_FILE") or None,
        environment.get("SSL_CERT_DIR") or None,
    )


def fixed_options(user_agent: str, trust: Trust) -> Options:
    """Give the options that are the same for every request of an engine."""
    options: Options = [
        (pycurl.NOSIGNAL, 1),
        (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
        (pycurl.FOLLOWLOCATION, 1),
        (pycurl.MAXREDIRS, MAX_REDIRECTS),
        (pycurl.USERAGENT, user_agent),
        (pycurl.BUFFERSIZE, BUFFER_SIZE),
        (pycurl.DNS_CACHE_TIMEOUT, _DNS_CACHE_SECONDS),
        (pycurl.TCP_KEEPALIVE, 1),
        (pycurl.TCP_KEEPIDLE, _KEEPALIVE_SECONDS),
        (pycurl.TCP_KEEPINTVL, _KEEPALIVE_SECONDS),
        (pycurl.HTTP_CONTENT_DECODING, 0),
        (_SUPPRESS_CONNECT_HEADERS, 1),
    ]
    if trust.file:
        options.append((pycurl.CAINFO, trust.file))
    if trust.folder:
        options.append((pycurl.CAPATH, trust.folder))
    return options


def request_options(request: TransferRequest, url: str, attempt: Attempt) -> Options:
    """Give the options of one attempt, every one of them each time: a handle serves many requests.

    `url` is what `ascii_url` made of the request's.
    """
    span, condition = range_headers(attempt)
    headers = ["Accept-Encoding: identity"]
    if condition:
        headers.append(f"If-Range: {condition}")
    # A redirect may go up to https, never down from it.
    secure = url[:6].lower() == "https:"
    redirects = pycurl.PROTO_HTTPS if secure else pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS
    return [
        (pycurl.URL, url),
        (pycurl.REDIR_PROTOCOLS, redirects),
        (pycurl.CONNECTTIMEOUT_MS, max(1, int(request.timeouts.connect * 1000))),
        (pycurl.RANGE, span),
        (pycurl.HTTPHEADER, [header.encode("latin-1", "replace") for header in headers]),
    ]


def ascii_url(url: str) -> str:
    """Write an http or https URL in ASCII: the host in punycode, the rest percent-encoded UTF-8.

    Raises BitsError(E_INVALIDARG) for other schemes, no host, control characters, a host name that cannot be.
    """
    if _PLAIN_URL.fullmatch(url):
        return url
    if re.search(r"[\x00-\x1f\x7f]", url):
        raise BitsError(E_INVALIDARG, "The URL has control characters in it; percent-encode them.")
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as error:
        raise BitsError(E_INVALIDARG, f"The URL is not well formed ({readable(str(error))}).") from error
    if parts.scheme not in ("http", "https"):
        raise BitsError(E_INVALIDARG, "The URL must begin with http://, https:// or file://.")
    if not host:
        raise BitsError(E_INVALIDARG, "The URL names no host.")
    login, at, place = parts.netloc.rpartition("@")
    if not host.isascii():
        colon = place.rfind(":")
        port = place[colon:] if colon >= 0 else ""
        place = _punycode(host) + port
    netloc = quote(login, _URL_SAFE) + at + place
    rest = (quote(part, _URL_SAFE) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, netloc, *rest))


def _punycode(host: str) -> str:
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise BitsError(E_INVALIDARG, f"The host name {readable(host)} cannot be ({readable(str(error))}).") from error


def host_of(url: str) -> str:
    """Name a URL's host, and its port if it has one, for messages; never its user or password."""
    netloc = re.split(r"[/?#\\]", url.partition("://")[2], maxsplit=1)[0]
    return readable(netloc.rpartition("@")[2]) or "the server"
