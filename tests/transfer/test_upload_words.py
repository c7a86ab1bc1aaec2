"""What servers may answer to uploads, odd and hostile answers too: pure, no connection is made."""

from __future__ import annotations

import pytest

from pybits.domain.hresult import BG_E_CLIENT_SERVER_PROTOCOL_MISMATCH, BG_E_INVALID_SERVER_RESPONSE, http_error
from pybits.domain.upload import SourceMark, UploadSession
from pybits.transfer.headers import Response
from pybits.transfer.outcome import Failure, Severity
from pybits.transfer.uploads import beginning as upload
from pybits.transfer.uploads.bits import reply_url
from pybits.transfer.uploads.state import MIN_PIECE, Arrived, Next, Over, Phase, Refused, Step, Upload, at_host

SIZE = 1_000_000
BITS = UploadSession("bits", SourceMark(1, SIZE, 1))
TUS = UploadSession("tus", SourceMark(1, SIZE, 1), id="http://h/files/1")
CREATED = {"bits-protocol": "{7DF0354D-249B-430F-820D-3D2A9BEF4931}", "bits-session-id": "{1}"}


def bits(phase: Phase = Phase.CREATE, url: str = "http://h:81/in/a b", **session: object) -> Upload:
    return upload.begin(url, "a b", BITS._replace(**session))._replace(phase=phase)  # type: ignore[arg-type]


def tus(phase: Phase = Phase.PIECE, **values: object) -> Upload:
    return upload.begin("http://h/files", "a", TUS)._replace(phase=phase, **values)  # type: ignore[arg-type]


def judged(here: Upload, status: int, fields: dict[str, str] | None = None) -> Step:
    return upload.judge(here, Response(status, fields or {}), 1.0, 1e9)


def failure(step: Step) -> Failure:
    assert isinstance(step, Refused), step
    return step.failure


# ---- BITS


@pytest.mark.parametrize(
    ("name", "sent"),
    [("a.bin", "a.bin"), ('a:b"c?.x', "a_b_c_.x"), ("ä\n", "__"), ("x" * 300, "x" * 260), ("\\", "_")],
)
def test_the_files_name_is_fit_for_a_header(name: str, sent: str) -> None:
    assert f"Content-Name: {sent}" in upload.ask(bits()._replace(name=name)).headers


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("", "http://h:81/in/a b"),
        ("node7", "http://node7:81/in/a b"),
        ("node7:99", "http://node7:99/in/a b"),
        ("10.0.0.1", "http://10.0.0.1:81/in/a b"),
        ("fe80::1", "http://[fe80::1]:81/in/a b"),
        ("[fe80::1]", "http://[fe80::1]:81/in/a b"),
        ("[fe80::1]:99", "http://[fe80::1]:99/in/a b"),
    ],
)
def test_a_node_takes_the_hosts_place_in_the_url(host: str, url: str) -> None:
    assert at_host("http://h:81/in/a b", host) == url


@pytest.mark.parametrize(
    "host", ["node/../x", "user@node", "node x", "node:", "a\x00b", "[x]", "-" * 300, "::::", "[1:2:3]", "node:65536"]
)
def test_a_node_that_is_no_host_is_refused(host: str) -> None:
    step = judged(bits(), 200, {**CREATED, "bits-host-id": host})
    assert failure(step).code == BG_E_INVALID_SERVER_RESPONSE


@pytest.mark.parametrize(("word", "seconds"), [("86400", 86400), ("4294967295", None), ("", None), ("soon", None)])
def test_the_time_after_which_a_node_is_given_up(word: str, seconds: int | None) -> None:
    step = judged(bits(), 201, {**CREATED, "bits-host-id": "node", "bits-host-id-fallback-timeout": word})
    assert isinstance(step, Next)
    assert (step.upload.phase, step.upload.session.host, step.upload.session.fallback) == (Phase.PING, "node", seconds)


@pytest.mark.parametrize("session", ["{1}" * 40, "ä", "a\x7f"])
def test_a_session_whose_name_cannot_be_sent_back_is_refused(session: str) -> None:
    assert failure(judged(bits(), 200, {"bits-session-id": session})).code == BG_E_INVALID_SERVER_RESPONSE


def test_a_server_need_not_repeat_the_protocol_but_a_session_there_must_be() -> None:
    assert isinstance(judged(bits(), 200, {"bits-session-id": "1"}), Next)
    assert failure(judged(bits(), 200, {})).code == BG_E_CLIENT_SERVER_PROTOCOL_MISMATCH


@pytest.mark.parametrize("status", [400, 405, 501])
def test_who_does_not_know_the_method_is_not_taken_for_a_server_that_fails(status: int) -> None:
    found = failure(judged(bits(), status))
    assert (found.code, found.severity) == (http_error(status), Severity.FATAL)
    assert "--upload-with put" in found.text


def test_a_server_that_knows_no_ping_is_put_up_with() -> None:
    for status in (400, 405, 416):
        step = judged(bits(Phase.PING, id="{1}"), status)
        assert isinstance(step, Next)
        assert step.upload.phase is Phase.PIECE
    assert failure(judged(bits(Phase.PING, id="{1}"), 403)).code == http_error(403)


@pytest.mark.parametrize("word", ["", "-1", "1e3", "0x10", "abc", "9" * 30])
def test_an_offset_that_is_no_number_is_none(word: str) -> None:
    found = failure(judged(bits(Phase.PIECE, id="{1}"), 200, {"bits-received-content-range": word}))
    assert (found.code, found.severity) == (BG_E_INVALID_SERVER_RESPONSE, Severity.TRANSIENT)


def test_a_close_is_not_said_again_after_a_refusal_and_is_after_a_failure() -> None:
    closing = bits(Phase.CLOSE, id="{1}", sent=True)
    assert failure(judged(closing, 404)).severity is Severity.FATAL
    assert failure(judged(closing, 503)).severity is Severity.TRANSIENT
    leaving = bits(Phase.CANCEL, id="{1}")
    assert isinstance(judged(leaving, 404), Over)
    assert failure(judged(leaving, 503)).severity is Severity.TRANSIENT


@pytest.mark.parametrize(
    ("word", "url"),
    [
        ("BITS-Sessions\\Replies\\{1}\\a b", "http://h:81/in/BITS-Sessions/Replies/%7B1%7D/a%20b"),
        ("/reply", "http://h:81/reply"),
        ("https://other/x", "https://other/x"),
        ("/%7B1%7D", "http://h:81/%7B1%7D"),
    ],
)
def test_where_the_reply_is(word: str, url: str) -> None:
    assert reply_url(bits(url="http://h:81/in/a", reply_url=word)) == url


@pytest.mark.parametrize("word", ["file:///etc/passwd", "javascript:x", "x" * 2201, "ftp://h/x", "http://[x"])
def test_where_no_reply_can_be(word: str) -> None:
    found = reply_url(bits(reply_url=word))
    assert isinstance(found, Failure)
    assert found.code == BG_E_INVALID_SERVER_RESPONSE
    assert isinstance(reply_url(bits(url="https://h/in/a", reply_url="http://h/x")), Failure)


# ---- tus and PUT


@pytest.mark.parametrize(
    ("status", "fields", "protocol"),
    [
        (204, {"tus-resumable": "1.0.0"}, "tus"),
        (200, {"tus-version": "1.0.0,0.2.2"}, "tus"),
        (204, {"tus-version": "0.2.2"}, "put"),
        (200, {}, "put"),
        (403, {}, "put"),  # S3, to a presigned URL
        (404, {}, "put"),
        (405, {}, "put"),
        (501, {}, "put"),
    ],
)
def test_what_a_server_offers(status: int, fields: dict[str, str], protocol: str) -> None:
    step = judged(upload.begin("http://h/files", "a", BITS._replace(protocol="put")), status, fields)
    assert isinstance(step, Next)
    assert step.upload.session.protocol == protocol


@pytest.mark.parametrize("status", [401, 407, 429, 502, 503])
def test_a_server_that_cannot_say_what_it_offers_is_not_sent_the_file(status: int) -> None:
    begun = upload.begin("http://h/files", "a", BITS._replace(protocol="put"))
    assert failure(judged(begun, status)).code == http_error(status)


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ("http://h/files/1", "http://h/files/1"),
        ("/files/1", "http://h/files/1"),
        ("//cdn/1", "http://cdn/1"),
        ("", None),
        ("file:///etc/passwd", None),
        ("x" * 5000, None),
    ],
)
def test_where_a_tus_server_wants_the_bytes(location: str, place: str | None) -> None:
    step = judged(tus(Phase.CREATE, session=TUS._replace(id="")), 201, {"location": location})
    if place is None:
        assert failure(step).code == BG_E_INVALID_SERVER_RESPONSE
    else:
        assert isinstance(step, Next)
        assert (step.upload.session.id, step.upload.phase) == (place, Phase.PIECE)


@pytest.mark.parametrize(("location", "followed"), [("https://cdn/1", True), ("http://h/1", False), ("/1", True)])
def test_a_tus_server_that_is_spoken_to_by_tls_does_not_get_the_bytes_without(location: str, followed: bool) -> None:
    begun = upload.begin("https://h/files", "a", TUS._replace(id=""))._replace(phase=Phase.CREATE)
    assert isinstance(judged(begun, 201, {"location": location}), Next if followed else Refused)


@pytest.mark.parametrize(("status", "well"), [(199, False), (200, True), (201, True), (204, True), (299, True)])
def test_a_put_is_over_with_an_answer_that_is_well(status: int, well: bool) -> None:
    begun = upload.begin("http://h/a", "a", BITS._replace(protocol="put"), method="POST")
    step = judged(begun, status)
    assert isinstance(step, Over if well else Refused)
    assert step.upload.offset == (SIZE if well else 0)
    assert isinstance(judged(begun, 300), Refused)


@pytest.mark.parametrize(("status", "followed"), [(307, True), (308, True), (302, False), (303, False)])
def test_a_put_follows_redirects_that_leave_it_one(status: int, followed: bool) -> None:
    step: Step = Next(upload.begin("http://h/a", "a", BITS._replace(protocol="put"), method="POST"))
    for hop in range(20):
        step = judged(step.upload, status, {"location": f"/{hop}"})
        if not followed:
            assert failure(step).code == http_error(status)
            return
        assert isinstance(step, Next)
        assert upload.ask(step.upload).url == f"http://h/{hop}"
    assert failure(judged(step.upload, status, {"location": "/again"})).code == BG_E_INVALID_SERVER_RESPONSE
    assert failure(judged(step.upload, status)).code == http_error(status)


def test_a_tus_upload_is_asked_for_under_the_name_that_it_got() -> None:
    assert upload.ask(tus(Phase.PING)).url == "http://h/files/1"
    assert upload.ask(tus(Phase.CREATE, session=TUS._replace(id=""))).url == "http://h/files"
    step = judged(tus(Phase.CREATE, session=TUS._replace(id=""), begun=1), 201, {"location": "/files/2"})
    assert step.upload.begun == 2


def test_what_a_tus_server_has_is_where_the_upload_goes_on_and_no_answer_in_vain() -> None:
    step = judged(tus(Phase.PING, vain=2), 200, {"upload-offset": "500"})
    assert isinstance(step, Next)
    assert (step.upload.phase, step.upload.offset, step.upload.furthest, step.upload.vain) == (Phase.PIECE, 500, 500, 2)
    arrived = judged(tus(Phase.PING), 200, {"upload-offset": str(SIZE)})
    assert arrived.upload.session.sent


def test_a_tus_upload_follows_the_offset_that_the_server_tells() -> None:
    step = judged(tus(), 204, {"upload-offset": "500"})
    assert isinstance(step, Next)
    assert step.upload.offset == 500
    assert isinstance(judged(tus(), 204, {"upload-offset": str(SIZE)}), Arrived)
    assert failure(judged(tus(), 204, {})).severity is Severity.TRANSIENT
    assert failure(judged(tus(), 204, {"upload-offset": str(SIZE + 1)})).severity is Severity.FATAL


def test_a_tus_server_that_is_out_of_step_is_asked_where_it_is_once() -> None:
    step = judged(tus(), 409)
    assert isinstance(step, Next)
    assert step.upload.phase is Phase.PING
    again = judged(step.upload._replace(phase=Phase.PIECE), 409)
    assert failure(again).severity is Severity.TRANSIENT


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_tus_upload_that_the_server_forgot_begins_again_and_not_for_ever(status: int) -> None:
    step = judged(tus(Phase.PING), status)
    assert isinstance(step, Next)
    assert (step.upload.phase, step.upload.session.id, step.upload.offset) == (Phase.CREATE, "", 0)
    assert failure(judged(tus(Phase.PING, begun=3), status)).severity is Severity.TRANSIENT


def test_a_tus_server_may_want_smaller_pieces_or_be_locked() -> None:
    step = judged(tus(), 413)
    assert isinstance(step, Next)
    assert step.upload.length < tus().length
    assert failure(judged(tus(piece=MIN_PIECE), 413)).severity is Severity.FATAL
    locked = failure(judged(tus(), 423))
    assert (locked.severity, locked.quick) == (Severity.TRANSIENT, True)


def test_the_end_of_a_tus_upload_that_is_cancelled() -> None:
    leaving = upload.farewell("http://h/files", TUS)
    assert upload.ask(leaving).method == "DELETE"
    assert isinstance(judged(leaving, 204), Over)
    assert isinstance(judged(leaving, 404), Over)
    assert failure(judged(leaving, 500)).severity is Severity.TRANSIENT
