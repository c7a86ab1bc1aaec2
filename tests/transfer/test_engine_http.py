"""The engine against a server that misbehaves: what reaches the sink, and which report comes."""

from __future__ import annotations

import errno
import os
import time

import pytest

from pybits.domain.enums import ErrorContext
from pybits.domain.hresult import (
    BG_E_CONNECT_FAILURE,
    BG_E_CONNECTION_CLOSED,
    BG_E_INSUFFICIENT_RANGE_SUPPORT,
    BG_E_INVALID_SERVER_RESPONSE,
    BG_E_MISSING_FILE_SIZE,
    BG_E_NAME_RESOLUTION_FAILURE,
    BG_E_PROTOCOL_ERROR,
    BG_E_RECEIVE_FAILURE,
    BG_E_TIMEOUT,
    E_ACCESSDENIED,
    E_INVALIDARG,
    ERROR_DISK_FULL,
    http_error,
)
from pybits.transfer.engine import Engine
from pybits.transfer.http.download import CANNOT_RESUME, CHANGED, WRONG_RANGE
from pybits.transfer.outcome import Severity
from pybits.transfer.request import Finished, ServerRules, Timeouts, TransferRequest
from tests.support.fault_server import LATER, MODIFIED, Fault, FaultServer
from tests.transfer.driver import Fetched, MemorySink, fetch, point, run

OLD = bytes(range(256)) * 400
NEW = bytes(reversed(range(256))) * 400
HALF = len(OLD) // 2
BIG = os.urandom(3_000_000)


def resume(engine: Engine, server: FaultServer, have: bytes = OLD[:HALF], date: str | None = MODIFIED) -> Fetched:
    """Go on with `have` of the OLD file, whose ETag is "v1"."""
    return fetch(engine, server.url("/f"), have, point(have, len(OLD), '"v1"', date))


def forms(server: FaultServer) -> list[str | None]:
    """Give the Range of each request, with its If-Range."""
    asked = []
    for request in server.requests_for("/f"):
        span, condition = request.headers.get("range"), request.headers.get("if-range")
        asked.append(f"{span} {condition}" if condition else span)
    return asked


# ------------------------------------------------------------------------------------------ whole files


@pytest.mark.parametrize(
    ("fault", "total", "resumable"),
    [
        (Fault(), len(BIG), True),
        (Fault(ranges=False, accept_ranges="none"), len(BIG), False),
        (Fault(length=False), None, True),
        (Fault(length=False, accept_ranges=None), None, False),
        (Fault(chunked=True), None, True),
        (Fault(chunked=True, etag=None, last_modified=None), None, False),
        (Fault(etag=None, last_modified=None), len(BIG), False),
        (Fault(headers={"Content-Encoding": "gzip"}), len(BIG), False),
    ],
    ids=str,
)
def test_a_file_arrives_whole(
    engine: Engine, server: FaultServer, fault: Fault, total: int | None, resumable: bool
) -> None:
    server.serve("/f", BIG, fault)
    fetched = fetch(engine, server.url("/f"))
    assert fetched.sink.data == BIG
    assert fetched.finished.length == fetched.finished.validator.length == len(BIG)
    assert (fetched.answer.total, fetched.answer.resumable, fetched.answer.restart) == (total, resumable, None)
    assert fetched.connected == 1


def test_an_empty_file_arrives(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", b"")
    fetched = fetch(engine, server.url("/f"), have=b"old")
    assert (fetched.finished.length, fetched.answer.total, fetched.sink.data) == (0, 0, b"")


def test_the_request_says_who_asks_and_wants_the_bytes_as_they_are(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD)
    fetch(engine, server.url("/f"))
    (request,) = server.requests
    assert request.method == "GET"
    assert request.headers["user-agent"] == "pybits/test"
    assert request.headers["accept-encoding"] == "identity"
    assert "range" not in request.headers


def test_a_path_that_is_not_ascii_is_percent_encoded(engine: Engine, server: FaultServer) -> None:
    server.serve("/%C3%A4%20b%2F", OLD)
    assert fetch(engine, server.url("/ä b%2F?q=ö")).finished
    assert server.requests[0].path == "/%C3%A4%20b%2F?q=%C3%B6"


def test_bytes_after_the_announced_length_are_not_the_files(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD, Fault(extra=b"surplus"))
    fetched = fetch(engine, server.url("/f"))
    assert (fetched.finished.length, fetched.sink.data) == (len(OLD), OLD)


# ------------------------------------------------------------------------------------------ going on


def test_the_rest_of_a_file_is_fetched_under_the_condition_that_it_is_the_same(
    engine: Engine, server: FaultServer
) -> None:
    server.serve("/f", OLD)
    fetched = resume(engine, server)
    assert fetched.sink.data == OLD
    assert sum(fetched.sink.writes) == len(OLD) - HALF
    assert (fetched.answer.offset, fetched.answer.restart) == (HALF, None)
    assert forms(server) == [f'bytes={HALF}- "v1"']


def test_a_changed_file_is_fetched_from_the_start_at_once(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", NEW, Fault(etag='"v2"', last_modified=LATER))
    fetched = resume(engine, server)
    assert fetched.sink.data == NEW
    assert (fetched.answer.offset, fetched.answer.restart, fetched.answer.resumable) == (0, CHANGED, True)
    assert len(server.requests) == 1


def test_a_changed_file_with_the_old_date_and_length_is_never_mixed(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", NEW, Fault(etag='"v2"'))
    fetched = resume(engine, server)
    assert fetched.sink.data == NEW
    assert fetched.answer.restart == CHANGED


def test_a_changed_file_is_noticed_on_a_server_that_ignores_if_range(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", NEW, Fault(etag='"v2"', last_modified=LATER, if_range=False))
    fetched = resume(engine, server)
    assert fetched.sink.data == NEW
    assert fetched.answer.restart == CHANGED
    assert forms(server) == [f'bytes={HALF}- "v1"', None]


def test_etags_that_name_the_node_do_not_keep_a_file_from_going_on(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD, Fault(etags=('"n2"', '"v1"')))
    fetched = resume(engine, server)
    assert fetched.sink.data == OLD
    assert (fetched.answer.offset, fetched.connected) == (HALF, 1)
    server.serve("/f", OLD, Fault(etags=('"n2"', '"n3"')))
    assert resume(engine, server).answer.offset == HALF


def test_a_network_that_ignores_ranges_beside_an_etag_is_asked_by_date(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD, Fault(if_range_etag_ignored=True))
    fetched = resume(engine, server)
    assert fetched.sink.data == OLD
    assert (fetched.answer.offset, fetched.connected) == (HALF, 1)
    assert forms(server) == [f'bytes={HALF}- "v1"', f"bytes={HALF}- {MODIFIED}"]


def test_an_answer_that_is_not_wanted_is_not_waited_for(engine: Engine, server: FaultServer) -> None:
    file = server.serve("/f", OLD, Fault(if_range_etag_ignored=True, hold_after=0))
    sink = MemorySink(OLD[:HALF])
    resume = point(OLD[:HALF], len(OLD), '"v1"', MODIFIED)
    engine.start(TransferRequest("k", server.url("/f"), sink, resume, timeouts=Timeouts(60, 60, 60)))
    start = time.monotonic()
    while len(server.requests) < 2:
        engine.step(0.1)
        assert time.monotonic() - start < 30
    file.release()
    run(engine, ["k"])
    assert sink.data == OLD


def test_without_a_date_such_a_network_is_asked_for_the_bare_range(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD, Fault(if_range_etag_ignored=True, last_modified=None))
    fetched = resume(engine, server, date=None)
    assert (fetched.sink.data, fetched.answer.offset) == (OLD, HALF)
    assert forms(server) == [f'bytes={HALF}- "v1"', f"bytes={HALF}-"]


def test_a_server_that_does_not_resume_serves_the_whole_file_again(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD, Fault(ranges=False, accept_ranges=None))
    fetched = resume(engine, server)
    assert fetched.sink.data == OLD
    assert (fetched.answer.offset, fetched.answer.restart, fetched.answer.resumable) == (0, CANNOT_RESUME, False)
    assert (len(server.requests), fetched.connected) == (3, 1)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(range_shift=1),
        Fault(range_shift=-1),
        Fault(range_total=-1, content_range="bytes 0-9/10"),
        Fault(content_range=""),
        Fault(content_range="nonsense"),
        Fault(multipart=True),
    ],
    ids=str,
)
def test_a_lying_range_never_reaches_the_file(engine: Engine, server: FaultServer, fault: Fault) -> None:
    server.serve("/f", OLD, fault)
    fetched = resume(engine, server)
    assert fetched.sink.data == OLD
    assert (fetched.answer.offset, fetched.answer.restart, fetched.answer.resumable) == (0, WRONG_RANGE, False)


def test_a_range_of_a_file_of_another_length_starts_it_over(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD, Fault(range_total=len(OLD) + 1))
    fetched = resume(engine, server)
    assert fetched.sink.data == OLD
    assert fetched.answer.restart == CHANGED


def test_a_range_that_holds_more_than_it_says_is_cut_off_before_the_file(engine: Engine, server: FaultServer) -> None:
    span = f"bytes {HALF}-{HALF + 9}/{len(OLD)}"
    server.serve("/f", OLD, Fault(content_range=span, chunked=True))
    fetched = resume(engine, server)
    assert (fetched.failure.code, fetched.failure.resume_ok) == (BG_E_INVALID_SERVER_RESPONSE, False)
    assert len(fetched.sink.data) <= HALF + 10


def test_a_range_that_ends_early_is_a_part_and_not_the_end(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD, Fault(range_cap=1000))
    fetched = resume(engine, server)
    assert (fetched.failure.code, fetched.failure.quick) == (BG_E_CONNECTION_CLOSED, True)
    assert fetched.failure.resume_ok
    assert fetched.sink.data == OLD[: HALF + 1000]


def test_a_file_that_is_whole_is_finished_without_bytes(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD)
    fetched = resume(engine, server, have=OLD)
    assert (fetched.finished.length, fetched.sink.writes) == (len(OLD), [])
    assert (fetched.answer.offset, fetched.answer.total) == (len(OLD), len(OLD))


def test_a_shrunken_file_starts_over(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD[:1000], Fault(if_range=False))
    fetched = resume(engine, server)
    assert fetched.sink.data == OLD[:1000]
    assert fetched.answer.restart == CHANGED


@pytest.mark.parametrize(
    ("fault", "rules", "code"),
    [
        (Fault(length=False), ServerRules(require_length=True), BG_E_MISSING_FILE_SIZE),
        (Fault(chunked=True), ServerRules(require_length=True), BG_E_MISSING_FILE_SIZE),
        (Fault(accept_ranges="none"), ServerRules(require_ranges=True), BG_E_INSUFFICIENT_RANGE_SUPPORT),
    ],
    ids=str,
)
def test_strict_rules_refuse_before_a_byte_is_written(
    engine: Engine, server: FaultServer, fault: Fault, rules: ServerRules, code: int
) -> None:
    server.serve("/f", BIG, fault)
    fetched = fetch(engine, server.url("/f"), rules=rules)
    assert (fetched.failure.code, fetched.failure.severity) == (code, Severity.FATAL)
    assert (fetched.sink.answers, fetched.connected) == ([], 0)


# ------------------------------------------------------------------------------------------ cuts and silence


@pytest.mark.parametrize(
    ("fault", "code", "resume_ok"),
    [
        (Fault(cut_after=1000), BG_E_CONNECTION_CLOSED, True),
        (Fault(cut_after=0), BG_E_CONNECTION_CLOSED, True),
        (Fault(cut_after=1000, accept_ranges="none"), BG_E_CONNECTION_CLOSED, False),
        (Fault(cut_after=1000, chunked=True), BG_E_CONNECTION_CLOSED, True),
        (Fault(cut_after=1000, reset=True), BG_E_RECEIVE_FAILURE, True),
        (Fault(empty_replies=1), BG_E_CONNECTION_CLOSED, True),
        (
            Fault(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef"),
            BG_E_PROTOCOL_ERROR,
            True,
        ),
        (Fault(raw=b"SSH-2.0-OpenSSH\r\n"), BG_E_PROTOCOL_ERROR, True),
    ],
    ids=str,
)
def test_a_cut_is_never_the_end_of_a_file(
    engine: Engine, server: FaultServer, fault: Fault, code: int, resume_ok: bool
) -> None:
    server.serve("/f", OLD, fault)
    fetched = fetch(engine, server.url("/f"))
    failure = fetched.failure
    assert (failure.code, failure.severity, failure.quick) == (code, Severity.TRANSIENT, True)
    assert (failure.context, failure.resume_ok) == (ErrorContext.TRANSPORT, resume_ok)
    assert f"127.0.0.1:{server.port}" in failure.text
    assert OLD.startswith(fetched.sink.data)


def test_what_came_before_a_cut_is_kept_and_the_rest_fetched(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD, Fault(cut_after=1000))
    sink = fetch(engine, server.url("/f")).sink
    assert sink.data == OLD[:1000]
    fetched = resume(engine, server, sink.data)
    assert fetched.sink.data == OLD
    assert forms(server)[1] == 'bytes=1000- "v1"'


@pytest.mark.parametrize(
    "fault", [Fault(hold_after=1000), Fault(hold_after=0)], ids=["in the body", "after the headers"]
)
def test_silence_in_the_body_is_a_stall(engine: Engine, server: FaultServer, fault: Fault) -> None:
    server.serve("/f", OLD, fault)
    fetched = fetch(engine, server.url("/f"), timeouts=Timeouts(60, 60, 0.2))
    assert (fetched.failure.code, fetched.failure.severity) == (BG_E_TIMEOUT, Severity.TRANSIENT)
    assert "no byte for 0.2 seconds" in fetched.failure.text
    assert fetched.failure.resume_ok


def test_silence_before_the_answer_has_a_time_of_its_own(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD, Fault(delay=60))
    fetched = fetch(engine, server.url("/f"), timeouts=Timeouts(60, 0.3, 0.1))
    assert fetched.failure.code == BG_E_TIMEOUT
    assert "no answer for 0.3 seconds" in fetched.failure.text
    server.serve("/g", OLD, Fault(delay=2.5))
    assert fetch(engine, server.url("/g"), timeouts=Timeouts(60, 60, 2)).finished


def test_a_slow_drip_is_no_stall(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD[:3000], Fault(bytes_per_second=1000))
    assert fetch(engine, server.url("/f"), timeouts=Timeouts(60, 60, 2)).finished


def test_the_time_in_the_queue_for_a_connection_is_not_the_servers_silence(server: FaultServer) -> None:
    engine = Engine(max_host_connections=1)
    short = Timeouts(2, 2, 60)
    server.serve("/slow", OLD[:3000], Fault(bytes_per_second=1000))
    server.serve("/f", OLD)
    for path in ("/slow", "/f"):
        engine.start(TransferRequest(path, server.url(path), MemorySink(), None, ServerRules(), short))
    reports = run(engine, ["/slow", "/f"])
    assert {report.key for report in reports if isinstance(report, Finished)} == {"/slow", "/f"}, reports
    assert server.connections == 1
    engine.close()


def test_a_refused_connection_and_an_unknown_host_are_worth_a_retry(engine: Engine) -> None:
    refused = fetch(engine, "http://127.0.0.1:1/f").failure
    assert (refused.code, refused.severity, refused.quick) == (BG_E_CONNECT_FAILURE, Severity.TRANSIENT, True)
    assert refused.text == "No connection to 127.0.0.1:1 could be made (Connection refused)."
    unknown = fetch(engine, "http://name.invalid/f").failure
    assert (unknown.code, unknown.severity) == (BG_E_NAME_RESOLUTION_FAILURE, Severity.TRANSIENT)


# ------------------------------------------------------------------------------------------ answers that are no file


@pytest.mark.parametrize("status", [201, 204, 400, 403, 404, 410, 416, 429, 500, 501, 503])
@pytest.mark.parametrize("length", [True, False])
def test_an_error_page_never_reaches_the_file(engine: Engine, server: FaultServer, status: int, length: bool) -> None:
    server.serve("/f", OLD, Fault(status=status, status_length=length, error_body=b"<h1>sorry</h1>" * 20_000))
    fetched = fetch(engine, server.url("/f"))
    assert fetched.failure.code == (http_error(status) if status >= 300 else BG_E_INVALID_SERVER_RESPONSE)
    assert (fetched.sink.answers, fetched.sink.data, fetched.connected) == ([], b"", 0)


def test_an_error_while_going_on_leaves_the_bytes_alone(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD, Fault(statuses=(503,), status_headers={"Retry-After": "17"}))
    fetched = resume(engine, server)
    assert (fetched.failure.code, fetched.failure.retry_after) == (http_error(503), 17)
    assert (fetched.failure.severity, fetched.failure.resume_ok) == (Severity.TRANSIENT, True)
    assert fetched.sink.data == OLD[:HALF]
    assert resume(engine, server).sink.data == OLD


def test_short_error_pages_keep_the_connection(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD, Fault(status=404))
    for _ in range(3):
        assert fetch(engine, server.url("/f")).failure.code == http_error(404)
    assert server.connections == 1


def test_an_error_page_that_never_ends_does_not_hold_the_transfer(engine: Engine, server: FaultServer) -> None:
    head = b"HTTP/1.1 500 Oops\r\nContent-Length: 1000\r\n\r\n"
    server.serve("/f", OLD, Fault(raw=head))
    assert fetch(engine, server.url("/f")).failure.code == http_error(500)


def test_huge_headers_are_refused(engine: Engine, server: FaultServer) -> None:
    lines = b"".join(b"X-%d: %s\r\n" % (number, b"y" * 1000) for number in range(400))
    server.serve("/f", OLD, Fault(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n" + lines + b"\r\nabc"))
    fetched = fetch(engine, server.url("/f"))
    assert fetched.failure.code == BG_E_INVALID_SERVER_RESPONSE
    assert fetched.failure.severity is Severity.FATAL
    assert fetched.sink.answers == []


def test_an_interim_answer_is_not_the_answer(engine: Engine, server: FaultServer) -> None:
    interim = b'HTTP/1.1 103 Early Hints\r\nETag: "no"\r\nContent-Length: 99\r\n\r\n'
    server.serve("/f", OLD, Fault(raw=interim + b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"))
    fetched = fetch(engine, server.url("/f"))
    assert (fetched.sink.data, fetched.finished.validator.etag) == (b"abc", None)


def test_an_interim_answer_alone_is_no_answer(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD, Fault(raw=b"HTTP/1.1 103 Early Hints\r\n\r\n"))
    failure = fetch(engine, server.url("/f")).failure
    assert failure.severity is Severity.TRANSIENT
    assert failure.code in (BG_E_CONNECTION_CLOSED, BG_E_RECEIVE_FAILURE)


def test_a_trailer_is_not_a_header(engine: Engine, server: FaultServer) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: ETag\r\n\r\n"
    server.serve("/f", OLD, Fault(raw=head + b'3\r\nabc\r\n0\r\nETag: "late"\r\n\r\n'))
    fetched = fetch(engine, server.url("/f"))
    assert (fetched.sink.data, fetched.connected, fetched.answer.validator.etag) == (b"abc", 1, None)


# ------------------------------------------------------------------------------------------ redirects


def test_redirects_are_followed_and_the_range_goes_along(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", b"", Fault(redirect="/g"))
    server.serve("/g", OLD)
    fetched = resume(engine, server)
    assert (fetched.sink.data, fetched.connected) == (OLD, 1)
    assert server.requests_for("/g")[0].headers["if-range"] == '"v1"'


def test_a_loop_of_redirects_ends(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", b"", Fault(redirect="/f"))
    fetched = fetch(engine, server.url("/f"))
    assert (fetched.failure.code, fetched.failure.severity) == (BG_E_INVALID_SERVER_RESPONSE, Severity.FATAL)
    assert len(server.requests) == 21


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/f", "gopher://127.0.0.1/"])
def test_a_redirect_out_of_the_web_is_refused(engine: Engine, server: FaultServer, target: str) -> None:
    server.serve("/f", b"", Fault(redirect=target))
    fetched = fetch(engine, server.url("/f"))
    assert (fetched.failure.code, fetched.failure.severity) == (http_error(302), Severity.FATAL)
    assert fetched.sink.answers == []


def test_a_redirect_without_a_target_is_an_error(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD, Fault(status=302))
    assert fetch(engine, server.url("/f")).failure.code == http_error(302)


def test_a_failure_behind_a_redirect_names_the_host_behind_it(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", b"", Fault(redirect="http://127.0.0.1:1/g"))
    failure = fetch(engine, server.url("/f")).failure
    assert failure.code == BG_E_CONNECT_FAILURE
    assert "127.0.0.1:1 " in failure.text


def test_a_server_behind_a_redirect_that_does_not_speak_http_is_not_a_refused_redirect(
    engine: Engine, server: FaultServer
) -> None:
    with FaultServer() as other:  # a fresh connection is where libcurl calls it an unsupported protocol
        other.serve("/g", b"", Fault(raw=b"SSH-2.0-OpenSSH\r\n"))
        server.serve("/f", b"", Fault(redirect=other.url("/g")))
        assert fetch(engine, server.url("/f")).failure.code == BG_E_PROTOCOL_ERROR


# ------------------------------------------------------------------------------------------ URLs and logins


@pytest.mark.parametrize(
    "url",
    [
        "gopher://example.com/f",
        "example.com/f",
        "http://",
        "http:///f",
        "http://exa\nmple/f",
        "http://[::1/f",
        "http://127.0.0.1:99999999/",
        "http://a..ü/",
        "",
        "http://127.0.0.1:x/",
        "file://other/f",
        "file:relative",
    ],
)
def test_a_bad_url_is_a_report_and_not_an_exception(engine: Engine, url: str) -> None:
    fetched = fetch(engine, url)
    assert (fetched.failure.code, fetched.failure.severity) == (E_INVALIDARG, Severity.FATAL)
    assert fetched.failure.text.endswith(".")


def test_a_login_in_the_url_is_used_and_never_told(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OLD, Fault(login=("user", "s3cret")))
    url = server.url("/f")
    assert fetch(engine, url.replace("//", "//user:s3cret@")).finished
    failure = fetch(engine, url.replace("//", "//user:wr0ng@")).failure
    assert (failure.code, failure.severity) == (http_error(401), Severity.FATAL)
    refused = fetch(engine, "http://user:wr0ng@127.0.0.1:1/f").failure
    assert "wr0ng" not in failure.text + refused.text


# ------------------------------------------------------------------------------------------ the sink


@pytest.mark.parametrize("when", ["begin", "write"])
@pytest.mark.parametrize(
    ("number", "code", "severity"),
    [
        (errno.ENOSPC, ERROR_DISK_FULL, Severity.TRANSIENT),
        (errno.EACCES, E_ACCESSDENIED, Severity.FATAL),
    ],
)
def test_an_error_of_the_sink_ends_the_transfer_as_a_local_failure(
    engine: Engine, server: FaultServer, when: str, number: int, code: int, severity: Severity
) -> None:
    server.serve("/f", OLD)
    error = OSError(number, os.strerror(number))
    sink = MemorySink(begin_error=error) if when == "begin" else MemorySink(write_error=error)
    failure = fetch(engine, server.url("/f"), sink=sink).failure
    assert (failure.code, failure.severity, failure.context) == (code, severity, ErrorContext.LOCAL_FILE)
    assert fetch(engine, server.url("/f")).sink.data == OLD, "the engine goes on with other transfers"
