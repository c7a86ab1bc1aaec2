"""The options of a request."""

from __future__ import annotations

import pycurl
import pytest

from pybits.domain.file import Validator
from pybits.transfer.http.curl_options import Call, Trust, fixed_options, request_options, trust_from
from pybits.transfer.http.download import Attempt, Form
from pybits.transfer.request import RequestOptions, ResumePoint, Timeouts, TransferRequest
from tests.transfer.driver import MemorySink

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
