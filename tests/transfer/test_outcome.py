"""The table of failures: fatal or transient, its HRESULT, its sentence."""

from __future__ import annotations

import errno
import time

import pycurl
import pytest

from pybits.domain import hresult
from pybits.domain.enums import ErrorContext
from pybits.domain.hresult import http_error
from pybits.transfer.outcome import (
    CURL_ROWS,
    Severity,
    curl_failure,
    http_failure,
    http_severity,
    local_failure,
    readable,
    retry_after,
)

FATAL, TRANSIENT = Severity.FATAL, Severity.TRANSIENT

# fmt: off
EXPECTED_STATUSES = {
    **dict.fromkeys(range(300, 600), TRANSIENT),
    **dict.fromkeys([300, 301, 302, 303, 304, 305, 307], FATAL),
    **dict.fromkeys(range(400, 500), FATAL),
    **dict.fromkeys([408, 409, 425, 429], TRANSIENT),
    **dict.fromkeys([501, 505], FATAL),
}
# fmt: on


@pytest.mark.parametrize("status", range(300, 600))
def test_each_status_waits_or_stops_as_the_table_says(status: int) -> None:
    failure = http_failure(status, {}, "example.com", 0)
    assert failure.severity is EXPECTED_STATUSES[status] is http_severity(status)
    assert failure.code == 0x80190000 + status
    assert failure.context is ErrorContext.REMOTE_FILE
    assert "example.com" in failure.text
    assert str(status) in failure.text
    assert failure.text.count(str(status)) == 1, "once is enough"


def test_only_accepted_among_the_other_successes_is_worth_waiting_for() -> None:
    failures = {status: http_failure(status, {}, "h", 0) for status in (200, 201, 202, 203, 204, 205, 226, 299)}
    severities = {status: failure.severity for status, failure in failures.items()}
    assert severities == {**dict.fromkeys([200, 201, 203, 204, 205, 226, 299], FATAL), 202: TRANSIENT}
    assert {failure.code for failure in failures.values()} == {hresult.BG_E_INVALID_SERVER_RESPONSE}


# fmt: off
CURL_CASES = [
    (pycurl.E_UNSUPPORTED_PROTOCOL, hresult.E_INVALIDARG, FATAL, False),
    (pycurl.E_URL_MALFORMAT, hresult.E_INVALIDARG, FATAL, False),
    (pycurl.E_COULDNT_RESOLVE_PROXY, hresult.BG_E_PROXY_NAME_RESOLUTION_FAILURE, TRANSIENT, False),
    (pycurl.E_COULDNT_RESOLVE_HOST, hresult.BG_E_NAME_RESOLUTION_FAILURE, TRANSIENT, False),
    (pycurl.E_COULDNT_CONNECT, hresult.BG_E_CONNECT_FAILURE, TRANSIENT, True),
    (pycurl.E_FTP_WEIRD_SERVER_REPLY, hresult.BG_E_PROTOCOL_ERROR, TRANSIENT, True),
    (pycurl.E_HTTP2, hresult.BG_E_PROTOCOL_ERROR, TRANSIENT, True),
    (pycurl.E_PARTIAL_FILE, hresult.BG_E_CONNECTION_CLOSED, TRANSIENT, True),
    (pycurl.E_WRITE_ERROR, hresult.E_FAIL, TRANSIENT, False),
    (pycurl.E_OUT_OF_MEMORY, hresult.BG_E_UNKNOWN_ERROR, TRANSIENT, False),
    (pycurl.E_OPERATION_TIMEDOUT, hresult.BG_E_TIMEOUT, TRANSIENT, False),
    (pycurl.E_SSL_CONNECT_ERROR, hresult.BG_E_SECURE_CHANNEL_FAILURE, TRANSIENT, False),
    (pycurl.E_TOO_MANY_REDIRECTS, hresult.BG_E_INVALID_SERVER_RESPONSE, FATAL, False),
    (pycurl.E_GOT_NOTHING, hresult.BG_E_CONNECTION_CLOSED, TRANSIENT, True),
    (pycurl.E_SEND_ERROR, hresult.BG_E_SEND_FAILURE, TRANSIENT, True),
    (pycurl.E_RECV_ERROR, hresult.BG_E_RECEIVE_FAILURE, TRANSIENT, True),
    (pycurl.E_SSL_CERTPROBLEM, http_error(403), FATAL, False),
    (pycurl.E_SSL_CIPHER, hresult.BG_E_SECURE_CHANNEL_FAILURE, FATAL, False),
    (pycurl.E_PEER_FAILED_VERIFICATION, hresult.BG_E_TRUST_FAILURE, FATAL, False),
    (pycurl.E_BAD_CONTENT_ENCODING, hresult.BG_E_INVALID_SERVER_RESPONSE, FATAL, False),
    (pycurl.E_SSL_CACERT_BADFILE, hresult.BG_E_TRUST_FAILURE, FATAL, False),
    (pycurl.E_SSL_ISSUER_ERROR, hresult.BG_E_TRUST_FAILURE, FATAL, False),
    (pycurl.E_SSL_PINNEDPUBKEYNOTMATCH, hresult.BG_E_TRUST_FAILURE, FATAL, False),
    (pycurl.E_SSL_INVALIDCERTSTATUS, hresult.BG_E_TRUST_FAILURE, FATAL, False),
    (92, hresult.BG_E_PROTOCOL_ERROR, TRANSIENT, True),
    (97, hresult.BG_E_CONNECT_FAILURE, TRANSIENT, False),
    (100, hresult.BG_E_INVALID_SERVER_RESPONSE, FATAL, False),
]
# fmt: on


@pytest.mark.parametrize(("code", "result", "severity", "quick"), CURL_CASES)
def test_each_libcurl_error_means_what_the_table_says(
    code: int, result: hresult.HResult, severity: Severity, quick: bool
) -> None:
    failure = curl_failure(code, "libcurl's words", "example.com:8")
    assert (failure.code, failure.severity, failure.quick) == (result, severity, quick)
    assert failure.text.endswith("(libcurl's words).")
    assert "{" not in failure.text


@pytest.mark.parametrize(
    ("alert", "code"),
    [
        ("tlsv13 alert certificate required", hresult.ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED),
        ("tlsv1 alert unknown ca", http_error(403)),
        ("sslv3 alert certificate expired", http_error(403)),
        ("sslv3 alert bad certificate", http_error(403)),
    ],
)
def test_a_servers_alert_about_the_client_certificate_is_final(alert: str, code: hresult.HResult) -> None:
    failure = curl_failure(pycurl.E_RECV_ERROR, f"OpenSSL SSL_read: error:0A00045C:SSL routines::{alert}, errno 0", "h")
    assert (failure.code, failure.severity, failure.quick) == (code, FATAL, False)
    assert "client certificate" in failure.text


def test_the_table_of_libcurl_errors_is_covered() -> None:
    assert {case[0] for case in CURL_CASES} == CURL_ROWS.keys()


def test_an_unknown_libcurl_error_is_worth_another_try() -> None:
    failure = curl_failure(9999, "", "example.com")
    assert (failure.code, failure.severity) == (hresult.BG_E_UNKNOWN_ERROR, TRANSIENT)
    assert "libcurl error 9999" in failure.text


@pytest.mark.parametrize(
    ("number", "code", "severity"),
    [
        (errno.ENOSPC, 0x80070070, TRANSIENT),
        (errno.EDQUOT, 0x80070070, TRANSIENT),
        (errno.EFBIG, 0x80070070, FATAL),
        (errno.EROFS, 0x80070013, TRANSIENT),
        (errno.EACCES, 0x80070005, FATAL),
        (errno.EPERM, 0x80070005, FATAL),
        (errno.EIO, 0x80070017, TRANSIENT),
        (errno.ENOENT, 0x80070002, FATAL),
        (errno.ENOTDIR, 0x80070002, FATAL),
        (errno.EBADF, 0x80004005, TRANSIENT),
    ],
)
def test_each_local_error_means_what_the_table_says(number: int, code: int, severity: Severity) -> None:
    failure = local_failure(OSError(number, "words", "/folder/file"))
    assert (failure.code, failure.severity, failure.context) == (code, severity, ErrorContext.LOCAL_FILE)
    assert "(/folder/file: words)." in failure.text
    assert failure.resume_ok
    assert not failure.quick
    assert "(words)." in local_failure(OSError("words")).text


NOW = 1735689600.0  # Wed, 01 Jan 2025 00:00:00 GMT


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "999999999"}, 86400),
        ({"retry-after": "9" * 400}, 86400),
        ({"retry-after": "Wed, 01 Jan 2025 00:01:00 GMT"}, 60),
        ({"retry-after": "Wed, 01 Jan 2025 00:01:00 GMT", "date": "Wed, 01 Jan 2025 00:00:50 GMT"}, 10),
        ({"retry-after": "Tue, 31 Dec 2024 00:00:00 GMT"}, 0),
        ({"retry-after": "Wed, 01 Jan 2031 00:00:00 GMT"}, 86400),
        ({"retry-after": "Wed Jan  1 00:01:00 2025"}, 60),
        ({"retry-after": "Wednesday, 01-Jan-25 00:01:00 GMT"}, 60),
        ({"retry-after": "Wed, 01 Jan 2025 00:01:00 GMT", "date": "Wed Jan  1 00:00:50 2025"}, 10),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "٣"}, None),
        ({"retry-after": "Wed, 99 Jan 2025 00:00:00 GMT"}, None),
        ({"retry-after": "1.5"}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_retry_after_is_read_in_both_forms_and_capped(
    monkeypatch: pytest.MonkeyPatch, fields: dict[str, str], seconds: float | None, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    found = retry_after(fields, NOW)
    monkeypatch.undo()
    time.tzset()
    assert found == seconds


@pytest.mark.parametrize("host", ["h", "proxy.example.org", "The proxy on the way to h"])
def test_it_is_a_proxy_that_wants_a_proxys_password(host: str) -> None:
    text = http_failure(407, {}, host, 0).text
    assert text.startswith(f"The proxy on the way to {host.rpartition(' ')[2]} answered with HTTP status 407: ")


def test_retry_after_counts_for_what_is_worth_a_retry() -> None:
    fields = {"retry-after": "7"}
    assert http_failure(503, fields, "h", 0).retry_after == 7
    assert http_failure(429, fields, "h", 0).retry_after == 7
    assert http_failure(404, fields, "h", 0).retry_after is None


def test_foreign_text_drives_no_terminal_and_fills_no_screen() -> None:
    assert readable("a\x1b[2J\nb\u202e") == "a\\x1b[2J\\nb\\u202e"
    assert readable("é ü") == "é ü"
    assert len(readable("x" * 5000)) == 201
