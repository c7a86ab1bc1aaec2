"""The libcurl options of a request, as (option, value) pairs; pure, nothing is set here."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import pycurl

from pybits.domain.request_words import SecurityFlags
from pybits.transfer.about import describe
from pybits.transfer.http.download import Attempt, range_headers
from pybits.transfer.logins.allowed import NOTHING_SHOWN, Shown, login_options
from pybits.transfer.proxy import DIRECT, Route, route
from pybits.transfer.request import Identity, PacketRequest, RequestOptions, Timeouts, TransferRequest

from ...domain.frozen import NamedTuple

Options = list[tuple[int, object]]

BUFFER_SIZE = 512 * 1024
# Addresses change while a job waits: a retry must look the name up again, small files in a row need not.
_DNS_CACHE_SECONDS = 10
_KEEPALIVE_SECONDS = 60
# libcurl's numbers for options that pycurl has no names for.
_SUPPRESS_CONNECT_HEADERS = 265
_SSL_VERIFYSTATUS = 232
_HTTP_3 = 30  # or an older one, if that is faster to answer
_HTTP_1_1 = pycurl.CURL_HTTP_VERSION_1_1
# Methods whose requests have a body, here an empty one; some servers want to be told its length.
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


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
        (pycurl.FOLLOWLOCATION, 0),
        (pycurl.USERAGENT, user_agent),
        (pycurl.BUFFERSIZE, BUFFER_SIZE),
        (pycurl.UPLOAD_BUFFERSIZE, BUFFER_SIZE),
        (pycurl.DNS_CACHE_TIMEOUT, _DNS_CACHE_SECONDS),
        (pycurl.TCP_KEEPALIVE, 1),
        (pycurl.TCP_KEEPIDLE, _KEEPALIVE_SECONDS),
        (pycurl.TCP_KEEPINTVL, _KEEPALIVE_SECONDS),
        (pycurl.HTTP_CONTENT_DECODING, 0),
        (_SUPPRESS_CONNECT_HEADERS, 1),
        (pycurl.HEADEROPT, pycurl.HEADER_SEPARATE),  # what is meant for the server is not for the proxy
    ]
    if trust.file:
        options.append((pycurl.CAINFO, trust.file))
    if trust.folder:
        options.append((pycurl.CAPATH, trust.folder))
    return options


class Call(NamedTuple):
    """One HTTP request: `url` as `ascii_url` gives it; `private`: the owner's headers may go to this server.

    `shown` are the credentials for it, the authorizations headers that libcurl does not make itself. `apart`: it needs
    connections of its own; `tunnelled`: and ones that a proxy has led to the server already.
    """

    url: str
    method: str = ""
    private: bool = True
    shown: Shown = NOTHING_SHOWN
    authorization: str | None = None
    proxy_authorization: str | None = None
    apart: bool = False
    tunnelled: bool = False


def request_options(request: TransferRequest, call: Call, attempt: Attempt) -> Options:
    """Give the options of one HTTP request, every one of them each time: a handle serves many requests."""
    span, condition = range_headers(attempt)
    headers = [b"Accept-Encoding: identity"]
    if condition:
        headers.append(f"If-Range: {condition}".encode("latin-1", "replace"))
    if call.method.upper() in _WITH_BODY:
        headers.append(b"Content-Length: 0")
    return [
        *_call_options(request, call, headers),
        (pycurl.HTTP_VERSION, _HTTP_1_1 if call.apart else http_version(request.options.http)),
        (pycurl.PIPEWAIT, int(_shares(request, call))),
        (pycurl.RANGE, span),
        (pycurl.CUSTOMREQUEST, call.method or None),
    ]


def _shares(request: TransferRequest, call: Call) -> bool:
    """Tell whether a request waits for a connection that it could share over HTTP/2, instead of making its own.

    One connection gives way better than several. A foreground job has several: on a long way each has its own pace.
    """
    return request.lane.polite and request.options.http >= 2 and not call.apart and call.url[:6].lower() == "https:"


def _call_options(request: TransferRequest | PacketRequest, call: Call, headers: list[bytes]) -> Options:
    """Give what goes to whom, and which way: what requests of every kind have."""
    if call.private:
        headers += map(_header, request.options.headers)
    if call.authorization:
        headers.append(f"Authorization: {call.authorization}".encode())
    options: Options = [
        *route_options(request.options, request.timeouts, call.url, call.shown),
        *_identity_options(request.options.identity, shown=call.private),
        (pycurl.HTTPHEADER, headers),
    ]
    if call.apart:
        said = call.proxy_authorization
        options.append((pycurl.PROXYHEADER, [f"Proxy-Authorization: {said}".encode()] if said else None))
    if call.tunnelled:
        options.append((pycurl.PROXY, ""))
    return options


def http_version(newest: int) -> int:
    """Give libcurl's word for the newest version of HTTP that may be spoken, and that it has."""
    if newest >= 3 and "3" in describe().http:
        return _HTTP_3
    return int(pycurl.CURL_HTTP_VERSION_2TLS if newest >= 2 and "2" in describe().http else _HTTP_1_1)


def packet_options(request: PacketRequest, call: Call, length: int) -> Options:
    """Give the options of one request of an upload; its body comes from the handle's read function."""
    # Without "Expect" the first bytes go out at once, which servers that know BITS only are used to.
    headers = [b"Expect:", *map(_header, request.headers)]
    head = request.method == "HEAD"
    return [
        *_call_options(request, call, headers),
        (pycurl.UPLOAD, 0 if head else 1),
        (pycurl.NOBODY, 1 if head else 0),
        (pycurl.INFILESIZE_LARGE, length),
        (pycurl.CUSTOMREQUEST, None if head else request.method),
    ]


def route_options(options: RequestOptions, timeouts: Timeouts, url: str, shown: Shown) -> Options:
    """Give what every kind of request needs: where it goes, through which proxy, and which certificates will do."""
    flags = options.security
    return [
        (pycurl.URL, url),
        (pycurl.CONNECTTIMEOUT_MS, max(1, int(timeouts.connect * 1000))),
        (pycurl.PROXY, route_of(options, url).proxy.encode()),  # it may have letters that no host has
        (pycurl.NOPROXY, ""),  # which has been asked already; without one libcurl asks the environment
        (pycurl.SSL_VERIFYPEER, 0 if flags & SecurityFlags.IGNORE_UNKNOWN_CA else 1),
        (pycurl.SSL_VERIFYHOST, 0 if flags & SecurityFlags.IGNORE_CERT_CN else 2),
        (_SSL_VERIFYSTATUS, 1 if flags & SecurityFlags.CRL_CHECK else 0),
        *login_options(shown),
    ]


def _identity_options(identity: Identity | None, *, shown: bool) -> Options:
    """Give what shows a client certificate, or takes it back; a handle that had one serves no other request."""
    if identity is None:
        return []
    return [
        (pycurl.SSLCERT_BLOB, identity.certificate if shown else None),
        (pycurl.SSLKEY_BLOB, identity.key or None if shown else None),
        (pycurl.SSLCERTTYPE, identity.form),
        (pycurl.KEYPASSWD, identity.password.encode()),
    ]


def _header(header: str) -> bytes:
    # libcurl takes a name with nothing after the colon as "do not send"; a semicolon asks for an empty value.
    name, _, value = header.partition(":")
    return header.encode() if value.strip() else f"{name};".encode()


def route_of(options: RequestOptions, url: str) -> Route:
    """Give the proxy that a request for a URL goes through."""
    settings = options.proxy
    if settings == DIRECT:
        return Route()
    parts = urlsplit(url)
    return route(settings, parts.scheme.lower(), (parts.hostname or "").lower())
