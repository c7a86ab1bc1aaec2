"""Which hosts no_proxy excepts: the same that libcurl would."""

from __future__ import annotations

import contextlib

import pycurl
import pytest

from pybits.transfer.no_proxy import excepted
from tests.support.fault_server import FaultServer

CASES = [
    ("a.org", "", False),
    ("a.org", "*", True),
    ("a.org", "*,b.org", False),
    ("a.org", "*.org", False),
    ("a.org", "b.org,a.org", True),
    ("a.org", "b.org,   a.org  ", True),
    ("a.org", ",,a.org", True),
    ("A.Org", "a.oRG", True),
    ("x.a.org", "a.org", True),
    ("x.a.org", ".a.org", True),
    ("a.org", ".a.org", True),
    ("xa.org", "a.org", False),
    ("a.org", "x.a.org", False),
    ("a.org.", "a.org", True),
    ("a.org", "a.org.", True),
    ("a.org", ".", False),
    ("localhost", "localhost,127.0.0.1,::1", True),
    ("a.org", "a.org:80", False),
    ("127.0.0.1", "localhost,127.0.0.1,::1", True),
    ("127.0.0.1", "127.0.0.0/8", True),
    ("127.0.0.1", "10.0.0.0/8", False),
    ("127.0.0.1", "127.0.0.1/32", True),
    ("127.0.0.1", "0.0.1", False),
    ("127.0.0.1", "127.0.0.1/99", False),
    ("127.0.0.1", "::1", False),
    ("::1", "::1", True),
    ("::1", "::/64", True),
    ("::1", "fe80::/10", False),
    ("127.0.0.1", "127.0.0.9/8", True),
    ("fe80::a", "fe80::/10", True),
    ("fe80::a", "a", False),
]


@pytest.mark.parametrize(("host", "listed", "direct"), CASES)
def test_a_host_is_excepted(host: str, listed: str, direct: bool) -> None:
    assert excepted(host, listed) is direct


def test_a_blank_parts_names_as_a_comma_does_which_libcurl_gave_up() -> None:
    assert excepted("a.org", "b.org a.org")


def test_libcurl_says_the_same() -> None:
    with FaultServer() as proxy:
        for host, listed, direct in CASES:
            curl = pycurl.Curl()
            curl.setopt(pycurl.URL, f"http://[{host}]:9/f" if ":" in host else f"http://{host}:9/f")
            curl.setopt(pycurl.PROXY, f"http://127.0.0.1:{proxy.port}")
            curl.setopt(pycurl.NOPROXY, listed)
            curl.setopt(pycurl.CONNECTTIMEOUT_MS, 5000)
            curl.setopt(pycurl.RESOLVE, ["*:9:127.0.0.1"])  # where nobody listens
            curl.setopt(pycurl.WRITEFUNCTION, len)
            before = len(proxy.requests)
            with contextlib.suppress(pycurl.error):
                curl.perform()
            curl.close()
            assert (len(proxy.requests) == before) is direct, (host, listed)
