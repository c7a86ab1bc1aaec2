"""The proxies that the submitting shell's environment names, as curl reads it, apart from their passwords."""

from __future__ import annotations

from collections.abc import Mapping

from ...domain.frozen import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...domain.credentials import Credential

PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


class ShellProxies(NamedTuple):
    """The variables that name proxies, without the names and passwords in them, and these."""

    variables: tuple[tuple[str, str], ...] = ()
    logins: tuple[Credential, ...] = ()


def shell_proxies(environment: Mapping[str, str]) -> ShellProxies:
    """Pick the variables that name proxies, as curl does: lower case first, and no upper-case HTTP_PROXY.

    A CGI program's HTTP_PROXY is a request's header Proxy, which anybody may send.
    """
    found: list[tuple[str, str]] = []
    logins: tuple[Credential, ...] = ()
    for name in PROXY_VARIABLES:
        word = environment.get(name) or ("" if name == "http_proxy" else environment.get(name.upper()))
        if not word or not word.isprintable():
            continue
        if "@" in word and name != "no_proxy":
            word, login = _without_login(word)
            logins = (*(old for old in logins if old.slot != login.slot), login)
        found.append((name, word))
    return ShellProxies(tuple(found), logins)


def _without_login(word: str) -> tuple[str, Credential]:
    from ...domain.credentials import AuthScheme, AuthTarget, Credential, origin_of, split_login

    url, user, password = split_login(word if "://" in word else f"http://{word}")
    return url, Credential(AuthTarget.PROXY, AuthScheme.BASIC, user or "", password, origin=origin_of(url))
