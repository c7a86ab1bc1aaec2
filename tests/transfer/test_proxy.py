"""Which proxy a request goes through."""

from __future__ import annotations

import pytest

from pybits.domain.enums import ProxyUsage
from pybits.transfer.proxy import ProxySettings, Route, route

SHELL = {"http_proxy": "http://one:1", "all_proxy": "socks5h://all:2", "no_proxy": "a.org,b.org"}


@pytest.mark.parametrize(
    ("scheme", "found"),
    [("http", Route("http://one:1", "a.org,b.org")), ("https", Route("socks5h://all:2", "a.org,b.org"))],
)
def test_the_environment_names_a_proxy_for_each_scheme_and_its_exceptions(scheme: str, found: Route) -> None:
    assert route(ProxySettings(environment=SHELL), scheme, "host") == found
    assert route(ProxySettings(), scheme, "host") == Route()


def test_no_proxy_is_none_whatever_the_environment_says() -> None:
    assert route(ProxySettings(ProxyUsage.NO_PROXY, environment=SHELL), "http", "host") == Route()


@pytest.mark.parametrize(
    ("proxies", "scheme", "proxy"),
    [
        ("p", "http", "http://p:80"),
        ("p:8080", "https", "http://p:8080"),
        ("https://p:8080/", "http", "https://p:8080"),
        ("http=h:1 https=s:2", "http", "http://h:1"),
        ("http=h:1,https=s:2", "https", "http://s:2"),
        ("http=h:1 rest:3", "https", "http://rest:3"),
        ("http=h:1", "https", ""),
        ("[::1]:3128", "http", "http://[::1]:3128"),
        ("first:1 second:2", "http", "http://first:1"),
    ],
)
def test_a_list_names_a_proxy_for_a_scheme_or_for_the_rest(proxies: str, scheme: str, proxy: str) -> None:
    assert route(ProxySettings(ProxyUsage.OVERRIDE, proxies), scheme, "host") == Route(proxy)


@pytest.mark.parametrize(
    ("bypass", "host", "bypassed"),
    [
        ("", "host", False),
        ("<local>", "host", True),
        ("<local>", "host.org", False),
        ("<local>", "::1", False),
        ("*.a.org", "x.a.org", True),
        ("*.a.org", "a.org", False),
        ("a.org b.org", "b.org", True),
        ("a.org;B.org", "b.org", True),
        ("a.org", "x.a.org", False),
        ("*", "anything.org", True),
    ],
)
def test_hosts_of_the_bypass_list_are_reached_directly(bypass: str, host: str, bypassed: bool) -> None:
    found = route(ProxySettings(ProxyUsage.OVERRIDE, "p", bypass), "http", host)
    assert found == (Route() if bypassed else Route("http://p:80"))
