"""Which proxy a request goes through."""

from __future__ import annotations

import pytest

from pybits.domain.enums import ProxyUsage
from pybits.domain.settings_values import ProxyDefault
from pybits.transfer.proxy import ProxySettings, Route, goes_direct, proxy_place, route, script_of, ways_of_answer

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
        ("socks5h://s", "http", "socks5h://s:1080"),
        ("https=SOCKS4://s:9 h:1", "https", "socks4://s:9"),
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


MANUAL = ProxyDefault("MANUAL_PROXY", "http=d:1 rest:2", "<local>")


@pytest.mark.parametrize(
    ("environment", "default", "scheme", "host", "found"),
    [
        ({}, MANUAL, "http", "h.org", Route("http://d:1")),
        ({}, MANUAL, "https", "h.org", Route("http://rest:2")),
        ({}, MANUAL, "http", "h", Route()),
        ({"https_proxy": "http://e:3"}, MANUAL, "https", "h.org", Route("http://e:3")),
        ({"https_proxy": "http://e:3"}, MANUAL, "http", "h.org", Route("http://d:1")),
        ({}, ProxyDefault("NO_PROXY", "d:1"), "http", "h.org", Route()),
    ],
)
def test_the_settings_say_what_the_environment_does_not(
    environment: dict[str, str], default: ProxyDefault, scheme: str, host: str, found: Route
) -> None:
    assert route(ProxySettings(environment=environment, default=default), scheme, host) == found
    own = ProxySettings(ProxyUsage.NO_PROXY, environment=environment, default=default)
    assert route(own, scheme, host) == Route()


def test_a_script_is_asked_where_nothing_else_says_what_to_do() -> None:
    named = ProxyDefault("AUTOSCRIPT", script="http://h/p.pac")
    assert script_of(ProxySettings(default=named), "http") == "http://h/p.pac"
    assert script_of(ProxySettings(default=ProxyDefault("AUTODETECT")), "http") == ""
    assert script_of(ProxySettings(ProxyUsage.AUTODETECT, default=named), "http") == ""
    assert script_of(ProxySettings(environment={"http_proxy": "http://e:3"}, default=named), "http") is None
    assert (
        script_of(ProxySettings(environment={"http_proxy": "http://e:3"}, default=named), "https") == "http://h/p.pac"
    )
    for usage in (ProxyUsage.NO_PROXY, ProxyUsage.OVERRIDE):
        assert script_of(ProxySettings(usage, default=named), "http") is None
    found = ProxySettings(default=named, found="http://f:1")
    assert script_of(found, "http") is None
    assert route(found, "http", "h.org") == Route("http://f:1")


@pytest.mark.parametrize(
    ("answer", "proxy"),
    [
        ("DIRECT", ("",)),
        ("PROXY p:8080; DIRECT", ("http://p:8080", "")),
        ("  HTTPS p:443 ;PROXY q:1", ("https://p:443", "http://q:1")),
        ("SOCKS5 s:1080", ("socks5h://s:1080",)),
        ("SOCKS s:1080", ("socks4://s:1080",)),
        ("TELEPATHY x:1; PROXY p:1", ("http://p:1",)),
        ("PROXY u:w@p:1; PROXY q:1", ("http://q:1",)),
        ("PROXY [p:1; PROXY [p]q:1; PROXY p:65536; PROXY ä:1; PROXY :1; PROXY q:1", ("http://q:1",)),
        ("PROXY [::1]:1; PROXY p", ("http://[::1]:1", "http://p")),
        ("Proxy p:1; direct", ("http://p:1", "")),
        ("", ("",)),
        ("null", ("",)),
    ],
)
def test_the_ways_that_are_understood_are_taken_from_an_answer(answer: str, proxy: tuple[str, ...]) -> None:
    assert ways_of_answer(answer) == proxy


@pytest.mark.parametrize(
    ("proxy", "place"),
    [
        ("http://p:3128", "p:3128"),
        ("p", "p:1080"),
        ("socks5h://alice:word@p", "p:1080"),
        ("http://[::1]", "[::1]:1080"),
        ("http://[::1]:3/", "[::1]:3"),
    ],
)
def test_a_proxy_is_where_libcurl_finds_it(proxy: str, place: str) -> None:
    assert proxy_place(proxy) == place


@pytest.mark.parametrize(
    ("no_proxy", "host", "direct"),
    [
        ("", "a.org", False),
        ("*", "a.org", True),
        ("*", "10.0.0.1", True),
        ("a.org", "a.org", True),
        ("a.org", "x.a.org", True),
        ("a.org", "xa.org", False),
        (".a.org", "a.org", True),
        ("b.org, A.org.", "a.org", True),
        ("b.org a.org", "a.org.", True),
        (".", "a.org", False),
        ("10.0.0.1", "10.0.0.1", True),
        ("10.0.0.1", "10.0.0.11", False),
        ("10.0.0.0/8", "10.9.9.9", True),
        ("10.0.0.0/8", "11.9.9.9", False),
        ("0.0.1", "10.0.0.1", False),
        ("[fd00::1]", "fd00::1", True),
        ("fd00::/64", "fd00::9", True),
        ("fd00::/64,x", "10.0.0.1", False),
    ],
)
def test_what_no_proxy_names_goes_direct(no_proxy: str, host: str, direct: bool) -> None:
    environment = {"http_proxy": "http://one:1", "no_proxy": no_proxy}
    assert goes_direct(ProxySettings(environment=environment), "http", host) is direct
    assert goes_direct(ProxySettings(environment=environment), "https", host)


def test_what_a_script_decides_is_not_known_to_go_direct() -> None:
    asked = ProxySettings(ProxyUsage.AUTODETECT)
    assert not goes_direct(asked, "http", "host")
    assert goes_direct(asked._replace(found=""), "http", "host")
    assert not goes_direct(asked._replace(found="http://one:1"), "http", "host")
    assert goes_direct(ProxySettings(ProxyUsage.NO_PROXY, environment=SHELL), "http", "host")
    assert not goes_direct(ProxySettings(ProxyUsage.OVERRIDE, "one:1"), "http", "host")
    assert goes_direct(ProxySettings(ProxyUsage.OVERRIDE, "one:1", "host"), "http", "host")
