"""URLs in ASCII, and the names of their hosts."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pybits.domain.hresult import BitsError
from pybits.transfer.urls import ascii_url, host_name, host_of, plain_host


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a/b?c#d", "http://a/b?c#d"),
        ("HTTP://A/%20", "HTTP://A/%20"),
        ("http://a/b c", "http://a/b%20c"),
        ("http://a/ä?ö=ü", "http://a/%C3%A4?%C3%B6=%C3%BC"),
        ("http://bücher.example/x", "http://xn--bcher-kva.example/x"),
        ("https://user:p%40ss@bücher.example:8443/x", "https://user:p%40ss@xn--bcher-kva.example:8443/x"),
        ("http://BÜCHER.example/", "http://xn--bcher-kva.example/"),
        ("http://[::1]:80/ä", "http://[::1]:80/%C3%A4"),
        ("http://例え.テスト", "http://xn--r8jz45g.xn--zckzah"),
    ],
)
def test_a_url_is_written_in_ascii(url: str, expected: str) -> None:
    assert ascii_url(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a",
        "//a/b",
        "ftp://a/b",
        "http:///b",
        "http://?q",
        "http://a\tb/",
        "http://ä..b/",
        "http://[::1",
        "http://a/\udc80",
    ],
)
def test_a_url_that_cannot_be_fetched_is_an_invalid_argument(url: str) -> None:
    with pytest.raises(BitsError) as caught:
        ascii_url(url)
    assert caught.value.code == 0x80070057


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://example.com/f", "example.com"),
        ("http://user:secret@example.com:8/f@g", "example.com:8"),
        ("http://a@b:c@example.com", "example.com"),
        ("http://[::1]:8/", "[::1]:8"),
        ("http://example.com?u=http://x@y/", "example.com"),
        ("http://exa\x1bmple/", "exa\\x1bmple"),
        ("nonsense", "the server"),
    ],
)
def test_messages_name_the_host_and_never_the_login(url: str, host: str) -> None:
    assert host_of(url) == host


@given(st.from_regex(r"https?://[a-c0-9.:@%?#/\[\]ä-]{0,12}", fullmatch=True))
@example("http://a.example:80/b?c#d")
@example("http://user@a/")
def test_the_short_way_for_plain_urls_leads_to_the_same(url: str) -> None:
    host = plain_host(url)
    assert not host or (ascii_url(url), host_of(url)) == (url, host)


def test_a_plain_url_goes_the_short_way() -> None:
    assert plain_host("http://a.example:80/b?c#d") == "a.example:80"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://User:P@Example.com:8/f", "example.com"),
        ("ftp://[::1]:21/f", "::1"),
        ("http://example.com?x=/y@z", "example.com"),
        ("/a/file", ""),
        ("file:///a/file", ""),
    ],
)
def test_a_host_is_looked_up_by_its_bare_name(url: str, name: str) -> None:
    assert host_name(url) == name
