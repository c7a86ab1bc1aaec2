"""Which of a job's credentials a request may show, to the server and to the proxy, and how: as libcurl's options."""

from __future__ import annotations

from collections.abc import Iterable

import pycurl

from pybits.domain.credentials import AuthScheme, AuthTarget, Credential, origin_of
from pybits.domain.frozen import NamedTuple
from pybits.transfer.logins.same_server import same_server
from pybits.transfer.logins.schemes import BITS, by_dialogue

_WORDS = {AuthScheme.NTLM: "NTLM", AuthScheme.NEGOTIATE: "Negotiate"}
_STRONGEST_FIRST = (AuthScheme.NEGOTIATE, AuthScheme.NTLM, AuthScheme.DIGEST, AuthScheme.BASIC)


class Login(NamedTuple):
    """One name and password, and every scheme that they may be shown by; libcurl takes the best that is offered."""

    user: str | None
    password: str | None
    netrc: str
    schemes: frozenset[AuthScheme]

    def __repr__(self) -> str:
        return "<login>"

    @property
    def dialogue(self) -> str:
        """Name the scheme, as HTTP writes it, if libcurl does not make its messages; empty if it does."""
        scheme = next(iter(self.schemes))
        return _WORDS[scheme] if by_dialogue(scheme, self.user) else ""


def server_logins(credentials: Iterable[Credential], url: str) -> list[Login]:
    """Give what may be shown to the server of a URL, the strongest first.

    What is bound to the server goes before what is for every server of the job. Proxy credentials of the logged-on
    user are for the server too, unless it has its own.
    """
    mine = [one for one in credentials if one.target is AuthTarget.SERVER]
    bound = [one for one in mine if one.origin and same_server(one.origin, url)]
    found = bound or [one for one in mine if not one.origin]
    implicit = [one for one in credentials if one.target is AuthTarget.PROXY and one.user is None]
    return _by_login(found or implicit)


def proxy_logins(credentials: Iterable[Credential], proxy: str) -> list[Login]:
    """Give what may be shown to a proxy, named by its URL, the strongest first."""
    mine = [one for one in credentials if one.target is AuthTarget.PROXY]
    free = [one for one in mine if not one.origin]
    return _by_login(free or [one for one in mine if one.origin == origin_of(proxy)]) if proxy else []


def _by_login(found: list[Credential]) -> list[Login]:
    schemes: dict[tuple[str | None, str | None, str, AuthScheme | None], list[AuthScheme]] = {}
    for one in sorted(found, key=lambda one: _STRONGEST_FIRST.index(one.scheme)):
        apart = one.scheme if by_dialogue(one.scheme, one.user) else None
        schemes.setdefault((one.user, one.password, one.netrc, apart), []).append(one.scheme)
    return [Login(*login[:3], frozenset(words)) for login, words in schemes.items()]


class Shown(NamedTuple):
    """What a request shows to the server and to the proxy; `asked`: the server is known to want it."""

    server: Login | None = None
    proxy: Login | None = None
    asked: bool = False


NOTHING_SHOWN = Shown()


def login_options(shown: Shown) -> list[tuple[int, object]]:
    """Give libcurl's options: a server gets a password when it asks for it, or is known to."""
    return [*_server_options(shown.server, asked=shown.asked), *_proxy_options(shown.proxy)]


def _server_options(login: Login | None, *, asked: bool) -> list[tuple[int, object]]:
    options: list[tuple[int, object]] = [
        (pycurl.USERNAME, None),
        (pycurl.PASSWORD, None),
        (pycurl.NETRC, pycurl.NETRC_IGNORED),
        (pycurl.HTTPAUTH, pycurl.HTTPAUTH_BASIC),
    ]
    if login is None:
        return options
    mask = _mask(login)
    if login.netrc:
        options[2] = (pycurl.NETRC, pycurl.NETRC_REQUIRED)
        options.append((pycurl.NETRC_FILE, login.netrc))
    else:
        options[:2] = [(pycurl.USERNAME, _bytes(login.user)), (pycurl.PASSWORD, _bytes(login.password))]
    probe = login.schemes == {AuthScheme.BASIC} and not asked
    options[3] = (pycurl.HTTPAUTH, mask | pycurl.HTTPAUTH_ONLY if probe else mask)
    return options


def _proxy_options(login: Login | None) -> list[tuple[int, object]]:
    # A proxy was chosen by the owner: it is shown a password for BASIC at once.
    if login is None:
        return [(pycurl.PROXYUSERNAME, None), (pycurl.PROXYPASSWORD, None), (pycurl.PROXYAUTH, pycurl.HTTPAUTH_BASIC)]
    return [
        (pycurl.PROXYUSERNAME, _bytes(login.user)),
        (pycurl.PROXYPASSWORD, _bytes(login.password)),
        (pycurl.PROXYAUTH, pycurl.HTTPAUTH_BASIC if login.dialogue else _mask(login)),
    ]


def _mask(login: Login) -> int:
    mask = 0
    for scheme in login.schemes:
        mask |= BITS[scheme]
    return mask


def _bytes(word: str | None) -> bytes:
    return (word or "").encode()
