"""Which proxy a request goes through: the environment's, a list's, or none. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from pybits.domain.enums import ProxyUsage
from pybits.domain.request_words import hosts_of, proxies_of

from ..domain.frozen import NamedTuple

VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
LOCAL = "<local>"


class ProxySettings(NamedTuple):
    """A job's proxy settings; `environment` holds the variables of curl that PRECONFIG goes by, in lower case."""

    usage: ProxyUsage = ProxyUsage.PRECONFIG
    proxies: str = ""
    bypass: str = ""
    environment: Mapping[str, str] = {}


class Route(NamedTuple):
    """libcurl's PROXY and NOPROXY: both empty for a direct connection, whatever the environment says."""

    proxy: str = ""
    excepted: str = ""


def route(settings: ProxySettings, scheme: str, host: str) -> Route:
    """Choose the proxy for a URL's scheme and host (both in lower case, no port)."""
    if settings.usage is ProxyUsage.PRECONFIG:
        known = settings.environment
        proxy = known.get(f"{scheme}_proxy") or known.get("all_proxy") or ""
        return Route(proxy, known.get("no_proxy", "")) if proxy else Route()
    if settings.usage is not ProxyUsage.OVERRIDE or _bypassed(host, settings.bypass):
        return Route()
    proxies = proxies_of(settings.proxies)
    return Route(proxies.get(scheme) or proxies.get("", ""))


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
