"""The options of a request, and URLs made fit for libcurl."""

from __future__ import annotations

import pycurl
import pytest

from pybits.domain.file import Validator
from pybits.domain.hresult import BitsError
from pybits.transfer.curl_options import (
    Trust,
    ascii_url,
    fixed_options,
    host_of,
    request_options,
    trust_from,
)
from pybits.transfer.download import Attempt, Form
from pybits.transfer.request import ResumePoint, Timeouts, TransferRequest
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
    "url", ["", "a", "//a/b", "ftp://a/b", "http:///b", "http://?q", "http://a\tb/", "http://ä..b/"]
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


PLAIN = Attempt(Form.PLAIN)


def options_of(url: str = "http://a/", attempt: Attempt = PLAIN) -> dict[int, object]:
    request = TransferRequest(1, url, MemorySink(), timeouts=Timeouts(connect=1.5))
    return dict(request_options(request, url, attempt))


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


def test_only_https_leads_on_from_https() -> None:
    assert options_of("HTTPS://a/")[pycurl.REDIR_PROTOCOLS] == pycurl.PROTO_HTTPS
    assert options_of("http://a/")[pycurl.REDIR_PROTOCOLS] == pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS


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
    assert options[pycurl.MAXREDIRS] == 20
