"""The libcurl options of a download from an FTP or SFTP server, and what the libcurl at hand has of them."""

from __future__ import annotations

import contextlib
import getpass
import os
from urllib.parse import urlsplit

import pycurl

from pybits.domain.credentials import AuthScheme
from pybits.domain.hresult import E_INVALIDARG, E_NOTIMPL, BitsError
from pybits.domain.request_words import SecurityFlags
from pybits.domain.url_schemes import FILE_SERVERS, on_file_server, path_problem, scheme_of
from pybits.transfer.about import describe
from pybits.transfer.http.curl_options import Options, route_of, route_options
from pybits.transfer.logins.allowed import Login, Shown, proxy_logins, server_logins
from pybits.transfer.logins.same_server import same_server
from pybits.transfer.proxy import SPOKEN_TO_IN_HTTP, proxy_kind
from pybits.transfer.request import PacketRequest, TransferRequest
from pybits.transfer.urls import ascii_url

_PROTOCOLS = pycurl.PROTO_FTP | pycurl.PROTO_FTPS | pycurl.PROTO_SFTP
_KEYS = ("id_ed25519", "id_ecdsa", "id_rsa")
_SYSTEM_HOSTS = "/etc/ssh/ssh_known_hosts"


def check_protocol(url: str) -> None:
    """Refuse a URL of a file server whose protocol libcurl lacks (E_NOTIMPL), and say what would help."""
    scheme = scheme_of(url)
    needed = {"ftpes": "ftps"}.get(scheme, scheme)
    if scheme in FILE_SERVERS and needed not in describe().protocols:
        raise BitsError(
            E_NOTIMPL,
            f"The libcurl that pybits uses here has no {needed.upper()}. Install pycurl from its wheel: "
            "pip install --force-reinstall --only-binary :all: pycurl",
        )


def request_url(request: TransferRequest | PacketRequest) -> str:
    """Give the URL of a request in ASCII; BitsError for one that cannot be fetched."""
    if request.url.startswith("http") or not isinstance(request, TransferRequest) or not on_file_server(request.url):
        return ascii_url(request.url)
    check_protocol(request.url)
    url = ascii_url(request.url, FILE_SERVERS)
    problem = path_problem(urlsplit(url).path)
    if problem:
        raise BitsError(E_INVALIDARG, f"The URL cannot be fetched: {problem}.")
    if request.ranges:
        raise BitsError(E_NOTIMPL, "Byte ranges are for http, https and file URLs.")
    return url


def curl_url(url: str) -> str:
    """Give a URL as libcurl knows it."""
    return f"ftp{url[5:]}" if scheme_of(url) == "ftpes" else url


def file_options(request: TransferRequest, url: str) -> Options:
    """Give the options of all requests for one file; `url` is the request's in ASCII."""
    scheme, flags = scheme_of(url), request.options.security
    login = _login(request, url)
    trusting = scheme == "sftp" and bool(flags & SecurityFlags.IGNORE_UNKNOWN_CA)
    options = [
        *route_options(request.options, request.timeouts, url, Shown(login, _proxy_login(request, url), asked=True)),
        (pycurl.URL, curl_url(url)),
        (pycurl.PROTOCOLS, _PROTOCOLS),
        (pycurl.HTTPPROXYTUNNEL, 1),  # a proxy that fetched the file itself would answer in HTTP
        (pycurl.OPT_FILETIME, 1),
        (pycurl.USE_SSL, pycurl.FTPSSL_ALL if scheme in ("ftpes", "ftps") else pycurl.FTPSSL_NONE),
        # A connection to a host whose key was not asked for is nobody else's.
        (pycurl.FRESH_CONNECT, int(trusting)),
        (pycurl.FORBID_REUSE, int(trusting)),
    ]
    return options + _ssh_options(login) if scheme == "sftp" else options


def _login(request: TransferRequest, url: str) -> Login | None:
    """Choose what is shown: these protocols know names and passwords alone, which is what BASIC stands for."""
    options = request.options
    if options.home and not same_server(options.home, url):
        return None
    logins = server_logins(options.credentials, url)
    return next((one for one in logins if AuthScheme.BASIC in one.schemes and (one.user or one.netrc)), None)


def _proxy_login(request: TransferRequest, url: str) -> Login | None:
    """Choose what is shown to the proxy; NTLM takes a dialogue, which is had for http and https alone."""
    way = route_of(request.options, url).proxy
    plain = proxy_kind(way) not in SPOKEN_TO_IN_HTTP
    return next((one for one in proxy_logins(request.options.credentials, way) if plain or not one.dialogue), None)


def _ssh_options(login: Login | None) -> Options:
    home = os.path.join(os.path.expanduser("~"), ".ssh")
    own = os.path.join(home, "known_hosts")
    kinds = pycurl.SSH_AUTH_PUBLICKEY | pycurl.SSH_AUTH_AGENT
    if login and (login.password or login.netrc):
        kinds |= pycurl.SSH_AUTH_PASSWORD | pycurl.SSH_AUTH_KEYBOARD
    options: Options = [
        (pycurl.SSH_KNOWNHOSTS, own if os.path.exists(own) or not os.path.exists(_SYSTEM_HOSTS) else _SYSTEM_HOSTS),
        (pycurl.SSH_AUTH_TYPES, kinds),
    ]
    key = next((path for path in (os.path.join(home, name) for name in _KEYS) if os.path.exists(path)), None)
    if key:
        options.append((pycurl.SSH_PRIVATE_KEYFILE, key))
    if login is None:
        with contextlib.suppress(KeyError, OSError):  # a user number without a name, as containers have
            options.append((pycurl.USERNAME, getpass.getuser().encode()))
    return options
