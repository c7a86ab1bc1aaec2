"""The options of a request, and URLs made fit for libcurl."""

from __future__ import annotations

import pycurl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pybits.domain.file import Validator
from pybits.domain.hresult import BitsError
from pybits.transfer.http.curl_options import (
    Call,
    Trust,
    ascii_url,
    fixed_options,
    host_of,
    plain_host,
    request_options,
    trust_from,
)
from pybits.transfer.http.download import Attempt, Form
from pybits.transfer.request import RequestOptions, ResumePoint, Timeouts, TransferRequest
from tests.transfer.driver import MemorySink


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


PLAIN = Attempt(Form.PLAIN)


def options_of(url: str = "http://a/", attempt: Attempt = PLAIN) -> dict[int, object]:
    request = TransferRequest(1, url, MemorySink(), timeouts=Timeouts(connect=1.5))
    return dict(request_options(request, Call(url), attempt))


def test_a_range_and_its_condition_are_asked_for_without_libcurls_own_resuming() -> None:
    options = options_of(attempt=Attempt(Form.ETAG, ResumePoint(7, Validator('"a"'))))
    assert options[pycurl.RANGE] == "7-"
    assert options[pycurl.HTTPHEADER] == [b"Accept-Encoding: identity", b'If-Range: "a"']
    assert pycurl.RESUME_FROM_LARGE not in options


def test_every_option_of_a_request_is_set_each_time_for_handles_serve_many() -> None:
    plain, ranged = options_of(), options_of(attempt=Attempt(Form.DATE, ResumePoint(7, Validator(None, "d"))))
    assert plain.keys() == ranged.keys()
    assert plain[pycurl.RANGE] is None
    assert plain[pycurl.CONNECTTIMEOUT_MS] == 1500


def test_neither_proxy_nor_method_nor_trust_is_left_over_from_an_earlier_request() -> None:
    options = options_of()
    assert (options[pycurl.PROXY], options[pycurl.NOPROXY]) == (b"", "")
    assert options[pycurl.CUSTOMREQUEST] is None
    assert (options[pycurl.SSL_VERIFYPEER], options[pycurl.SSL_VERIFYHOST]) == (1, 2)


@pytest.mark.parametrize(
    ("flags", "peer", "host", "status"), [(0, 1, 2, 0), (0x1, 1, 2, 1), (0x2, 1, 0, 0), (0x8, 0, 2, 0), (0xB, 0, 0, 1)]
)
def test_security_flags_change_what_they_are_about_and_nothing_else(
    flags: int, peer: int, host: int, status: int
) -> None:
    request = TransferRequest(1, "https://a/", MemorySink(), options=RequestOptions(security=flags))
    options = dict(request_options(request, Call("https://a/"), PLAIN))
    found = options[pycurl.SSL_VERIFYPEER], options[pycurl.SSL_VERIFYHOST], options[232]
    assert found == (peer, host, status)


def test_the_owners_headers_go_where_they_may_and_an_empty_one_is_sent() -> None:
    request = TransferRequest(1, "http://a/", MemorySink(), options=RequestOptions(headers=("A: ü", "B: ")))
    options = dict(request_options(request, Call("http://a/", "POST"), PLAIN))
    assert options[pycurl.HTTPHEADER] == [
        b"Accept-Encoding: identity",
        b"Content-Length: 0",
        b"A: \xc3\xbc",
        b"B;",
    ]
    stranger = dict(request_options(request, Call("http://b/", private=False), PLAIN))
    assert stranger[pycurl.HTTPHEADER] == [b"Accept-Encoding: identity"]


@pytest.mark.parametrize(
    ("environment", "trust"),
    [
        ({}, Trust(None, None)),
        ({"SSL_CERT_FILE": "/f", "SSL_CERT_DIR": "/d"}, Trust("/f", "/d")),
        ({"SSL_CERT_FILE": "/f", "CURL_CA_BUNDLE": "/c"}, Trust("/c", None)),
        ({"SSL_CERT_FILE": "", "CURL_CA_BUNDLE": ""}, Trust(None, None)),
    ],
)
def test_trusted_certificates_come_from_the_environment(environment: dict[str, str], trust: Trust) -> None:
    assert trust_from(environment) == trust
    options = dict(fixed_options("agent", trust))
    assert options.get(pycurl.CAINFO) == trust.file
    assert options.get(pycurl.CAPATH) == trust.folder


def test_an_engine_speaks_http_alone_and_stores_what_was_sent() -> None:
    options = dict(fixed_options("agent", Trust()))
    assert options[pycurl.PROTOCOLS] == pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS
    assert options[pycurl.HTTP_CONTENT_DECODING] == 0
    assert options[pycurl.FOLLOWLOCATION] == 0
