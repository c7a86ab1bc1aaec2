"""Which proxy a request goes through: the environment's, a list's, the settings' or what a script says. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pybits.domain.enums import ProxyUsage
from pybits.domain.frozen import NamedTuple
from pybits.domain.request_words import hosts_of, proxies_of
from pybits.domain.settings_values import AUTODETECT, AUTOSCRIPT, MANUAL_PROXY, ProxyDefault
from pybits.transfer.no_proxy import excepted

LOCAL = "<local>"
_PLACE = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~%-]+)(?::([0-9]{1,5}))?")
NETWORK = ""  # the script that the network names (WPAD)
# A script's words and libcurl's; "SOCKS" without a number is version 4.
_SCHEMES = {
    "PROXY": "http",
    "HTTP": "http",
    "HTTPS": "https",
    "SOCKS": "socks4",
    "SOCKS4": "socks4",
    "SOCKS5": "socks5h",
}


class ProxySettings(NamedTuple):
    """A job's proxy settings; `environment` holds the variables of curl that PRECONFIG goes by, in lower case.

    `default` is what it means where they name none. `found` is what a script said of this request, None if none did.
    """

    usage: ProxyUsage = ProxyUsage.PRECONFIG
    proxies: str = ""
    bypass: str = ""
    environment: Mapping[str, str] = {}
    default: ProxyDefault = ProxyDefault()
    found: str | None = None


DIRECT = ProxySettings()
SPOKEN_TO_IN_HTTP = frozenset({"http", "https"})


class Route(NamedTuple):
    """The proxy's URL, empty for a direct connection, and the list of hosts that the environment excepts from it."""

    proxy: str = ""
    excepted: str = ""


def proxy_kind(proxy: str) -> str:
    """Give the scheme of a proxy's URL, which need not have one."""
    scheme, mark, _ = proxy.partition("://")
    return scheme.lower() if mark else "http"


def proxy_place(proxy: str) -> str:
    """Give the host and port of a proxy's URL; without a port it is the one that libcurl takes."""
    place = proxy.rpartition("://")[2].partition("/")[0].rpartition("@")[2]
    bare = place.rpartition("]")[2] if place.startswith("[") else place
    return place if ":" in bare else f"{place}:1080"


def route(settings: ProxySettings, scheme: str, host: str) -> Route:
    """Choose the proxy for a URL's scheme and host (both in lower case, no port)."""
    if settings.found is not None:
        return Route(settings.found)
    if settings.usage is ProxyUsage.PRECONFIG:
        variable = variable_of(settings, scheme)
        if variable:
            listed = settings.environment.get("no_proxy", "")
            return Route("" if excepted(host, listed) else settings.environment[variable], listed)
        default = settings.default
        return _listed(default.list, default.bypass, scheme, host) if default.usage == MANUAL_PROXY else Route()
    return (
        _listed(settings.proxies, settings.bypass, scheme, host) if settings.usage is ProxyUsage.OVERRIDE else Route()
    )


def variable_of(settings: ProxySettings, scheme: str) -> str:
    """Name the variable of the environment that has the proxy for a scheme, empty if none has."""
    return next((name for name in (f"{scheme}_proxy", "all_proxy") if settings.environment.get(name)), "")


def script_of(settings: ProxySettings, scheme: str) -> str | None:
    """Give the URL of the script that has to be asked for a request's proxy, NETWORK for WPAD's; None for no script."""
    if settings.found is not None:
        return None
    if settings.usage is ProxyUsage.AUTODETECT:
        return NETWORK
    if settings.usage is not ProxyUsage.PRECONFIG or variable_of(settings, scheme):
        return None
    return {AUTODETECT: NETWORK, AUTOSCRIPT: settings.default.script}.get(settings.default.usage)


def goes_direct(settings: ProxySettings, scheme: str, host: str) -> bool:
    """Tell whether a request surely goes to its server itself; what a script decides is not known before."""
    if script_of(settings, scheme) is not None:
        return False
    return not route(settings, scheme, host).proxy


def ways_of_answer(answer: str) -> tuple[str, ...]:
    """Read what a script answers, `PROXY host:port; DIRECT`: what is understood of it, as libcurl writes it.

    The network may have named the script, and anybody the network.
    """
    ways: list[str] = []
    for part in answer.split(";"):
        words = part.split()
        scheme = _SCHEMES.get(words[0].upper()) if len(words) == 2 else None
        if [word.upper() for word in words[:1]] == ["DIRECT"]:
            ways.append("")
        elif scheme and _is_place(words[1]):
            ways.append(f"{scheme}://{words[1]}")
    return tuple(ways) or ("",)


def _is_place(word: str) -> bool:
    place = _PLACE.fullmatch(word)
    return place is not None and int(place[1] or 1080) in range(1, 65_536)


def _listed(proxies: str, bypass: str, scheme: str, host: str) -> Route:
    if _bypassed(host, bypass):
        return Route()
    found = proxies_of(proxies)
    return Route(found.get(scheme) or found.get("", ""))


def _bypassed(host: str, bypass: str) -> bool:
    for pattern in hosts_of(bypass):
        if pattern == LOCAL:
            if "." not in host and ":" not in host:
                return True
        elif pattern.startswith("*"):
            if host.endswith(pattern[1:]):
                return True
        elif host == pattern.strip("[]"):
            return True
    return False
