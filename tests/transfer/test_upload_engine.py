"""Uploads over real connections, to a strict server with each fault of the protocol's in turn."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator

import pytest

from pybits.domain.enums import ErrorContext
from pybits.domain.hresult import (
    BG_E_CLIENT_SERVER_PROTOCOL_MISMATCH,
    BG_E_INVALID_SERVER_RESPONSE,
    BG_E_TOO_LARGE,
    E_ACCESSDENIED,
    E_INVALIDARG,
    ERROR_DISK_FULL,
    HResult,
    http_error,
)
from pybits.domain.request_words import SecurityFlags
from pybits.domain.upload import SourceMark, UploadSession
from pybits.transfer.engine import Engine
from pybits.transfer.outcome import Failure, Severity
from pybits.transfer.request import Answered, Failed, PacketRequest, RequestOptions, Timeouts
from pybits.transfer.uploads import beginning as upload
from pybits.transfer.uploads.state import Arrived, Next, Over, Phase, Refused, Upload, interrupted
from tests.support.bits_server import BitsServer, Order
from tests.support.fault_server import Fault, FaultServer
from tests.transfer.driver import run

CONTENT = bytes(range(256)) * 4 * 1024 + b"the end"  # four pieces of the first size, and a rest
BITS = UploadSession("bits", SourceMark(1, len(CONTENT), 1))
PLAIN = BITS._replace(protocol="put")


class MemorySource:
    def read(self, offset: int, size: int, /) -> bytes:
        return CONTENT[offset : offset + size]


class Sent:
    """How an upload went: where it ended, its failures, and its notes."""

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        self.failures: list[Failure] = []
        self.notes: list[str] = []
        self.over = False

    @property
    def failure(self) -> Failure:
        (failure,) = self.failures
        return failure


@pytest.fixture
def server() -> Iterator[BitsServer]:
    with BitsServer() as running:
        yield running
        assert running.violations == []


_KEYS = itertools.count()


def send(engine: Engine, begun: Upload, *, tries: int = 4, options: RequestOptions | None = None) -> Sent:
    """Carry an upload to its end, as the daemon does; so many failures are put up with if they may pass."""
    sent = Sent(begun)
    home = (options or RequestOptions())._replace(home=begun.url)
    while len(sent.failures) < tries:
        ask, key = upload.ask(sent.upload), next(_KEYS)
        words = (ask.method, ask.headers, MemorySource(), ask.offset, ask.length)
        engine.start(PacketRequest(key, ask.url, *words, Timeouts(60, 60, 60), home))
        (report,) = run(engine, [key])
        if isinstance(report, Failed):
            sent.failures.append(report.failure)
            sent.upload = interrupted(sent.upload)
            continue
        assert isinstance(report, Answered)
        step = upload.judge(sent.upload, report.response, report.seconds, time.time())
        sent.upload = step.upload
        if isinstance(step, Over):
            sent.over = True
            break
        if isinstance(step, Next) and step.note:
            sent.notes.append(step.note)
        if isinstance(step, Arrived) and step.upload.session.protocol != "bits":
            sent.over = True
            break
        if isinstance(step, Refused):
            sent.failures.append(step.failure)
            if step.failure.severity is Severity.FATAL:
                break
            sent.upload = interrupted(sent.upload)
    return sent


def bits(server: BitsServer, session: UploadSession = BITS, **options: object) -> Upload:
    return upload.begin(server.url("/in/a.bin"), "a.bin", session, **options)  # type: ignore[arg-type]


def arrives(server: BitsServer, engine: Engine) -> Sent:
    sent = send(engine, bits(server))
    assert sent.over, sent.failures
    assert server.files["/in/a.bin"] == CONTENT
    assert server.sessions == {}
    return sent


def fragments(server: BitsServer) -> list[str]:
    return [packet.headers["content-range"] for packet in server.packets if packet.kind == "Fragment"]


def test_a_whole_upload_on_one_connection(server: BitsServer, engine: Engine) -> None:
    sent = arrives(server, engine)
    assert sent.failures == []
    assert server.kinds == ["Create-Session", "Fragment", "Close-Session"]
    assert fragments(server)[:2] == [f"bytes 0-262143/{len(CONTENT)}", f"bytes 262144-786431/{len(CONTENT)}"]
    assert server.connections == 1
    packet = server.packets[1]
    assert packet.headers["content-name"] == "a.bin"
    assert not {"expect", "transfer-encoding", "content-type"} & packet.headers.keys()


def test_pieces_get_smaller_until_the_server_takes_them(server: BitsServer, engine: Engine) -> None:
    server.fault.max_fragment = 70_000
    arrives(server, engine)
    sizes = [int(p.headers["content-length"]) for p in server.packets if p.kind == "Fragment"]
    assert sizes[:4] == [262144, 131072, 65536, 65536]
    assert max(sizes[2:]) == 65536


def test_a_server_that_takes_no_piece_at_all_is_given_up(server: BitsServer, engine: Engine) -> None:
    server.fault.max_fragment = 1000
    sent = send(engine, bits(server))
    assert (sent.failure.code, sent.failure.severity) == (http_error(413), Severity.FATAL)
    assert int(server.packets[-1].headers["content-length"]) == 5120


@pytest.mark.parametrize("trim", [False, True])
def test_a_forgotten_offset_is_learned_from_the_server(server: BitsServer, engine: Engine, trim: bool) -> None:
    server.fault.trim = trim
    server.fault.orders = [Order("Fragment", 503)]
    first = send(engine, bits(server), tries=1)
    session = server.sessions[first.upload.session.id]
    session.data += CONTENT[:300_000]
    session.total = len(CONTENT)
    sent = send(engine, bits(server, first.upload.session))
    assert sent.over
    assert server.files["/in/a.bin"] == CONTENT
    assert server.kinds == ["Create-Session", "Fragment", "Ping", "Fragment", "Close-Session"]


def test_a_server_that_lost_bytes_gets_them_again(server: BitsServer, engine: Engine) -> None:
    begun = send(engine, bits(server), tries=1).upload  # a whole one, to have a session's form
    server.files.clear()
    server.fault.orders = [Order("Fragment", 503)]
    begun = send(engine, bits(server), tries=1).upload
    session = server.sessions[begun.session.id]
    session.data += CONTENT[:1000]
    sent = send(engine, bits(server, begun.session, offset=500_000))
    assert sent.over
    assert server.files["/in/a.bin"] == CONTENT


@pytest.mark.parametrize("keep", [False, True], ids=["the cut piece is lost", "what came of it is kept"])
def test_a_connection_that_breaks_in_a_piece(server: BitsServer, engine: Engine, keep: bool) -> None:
    server.fault.cut_after, server.fault.cuts, server.fault.keep_partial = 50_000, 5, keep
    sent = arrives(server, engine)
    assert all(f.severity is Severity.TRANSIENT and f.quick for f in sent.failures)
    assert server.fault.cuts == 0  # of which libcurl makes up for those of kept connections that end without a word


def test_a_lost_ack_costs_no_byte_twice_in_the_file(server: BitsServer, engine: Engine) -> None:
    server.fault.lost_acks = 2
    arrives(server, engine)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_that_fails_is_tried_again(server: BitsServer, engine: Engine, status: int) -> None:
    server.fault.orders = [Order(kind, status) for kind in ("Create-Session", "Fragment", "Close-Session")]
    sent = arrives(server, engine)
    assert [(f.code, f.severity) for f in sent.failures] == [(http_error(status), Severity.TRANSIENT)] * 3


def test_acks_without_a_length_on_a_kept_connection_hang_nothing(server: BitsServer, engine: Engine) -> None:
    server.fault.no_length = True
    began = time.monotonic()
    arrives(server, engine)
    assert time.monotonic() - began < 50  # the timeout for an answer, of which there would be one for each


def test_a_200_without_an_offset_is_no_success(server: BitsServer, engine: Engine) -> None:
    server.fault.bare_acks = 1
    sent = arrives(server, engine)
    assert (sent.failure.code, sent.failure.severity) == (BG_E_INVALID_SERVER_RESPONSE, Severity.TRANSIENT)


def test_an_offset_beyond_the_end_is_a_server_that_cannot_be_worked_with(server: BitsServer, engine: Engine) -> None:
    server.fault.wild_acks = 1
    sent = send(engine, bits(server))
    assert (sent.failure.code, sent.failure.severity) == (BG_E_INVALID_SERVER_RESPONSE, Severity.FATAL)


def test_a_server_that_asks_for_the_same_byte_for_ever_does_not_keep_the_turn(
    server: BitsServer, engine: Engine
) -> None:
    server.fault.stuck = True
    sent = send(engine, bits(server), tries=1)
    assert (sent.failure.code, sent.failure.severity) == (BG_E_INVALID_SERVER_RESPONSE, Severity.TRANSIENT)


@pytest.mark.parametrize("header", ["BITS-Error-Code", "BITS-Error"])
def test_a_lost_session_begins_again_at_0(server: BitsServer, engine: Engine, header: str) -> None:
    server.fault.error_header = header
    begun = send(engine, bits(server)).upload  # its session is closed, so the server does not know it
    server.files.clear()
    sent = send(engine, bits(server, begun.session._replace(sent=False), offset=600_000))
    assert sent.over
    assert server.files["/in/a.bin"] == CONTENT
    assert len(sent.notes) == 1


def test_sessions_that_are_lost_over_and_over_do_not_keep_the_turn(server: BitsServer, engine: Engine) -> None:
    lost = {"BITS-Packet-Type": "Ack", "BITS-Error-Code": "0x8020001f", "BITS-Error-Context": "0x5"}
    server.fault.orders = [Order("Fragment", 500, lost)] * 9
    sent = send(engine, bits(server), tries=1)
    assert (sent.failure.code.name, sent.failure.severity) == ("BG_E_SESSION_NOT_FOUND", Severity.TRANSIENT)


def test_a_close_whose_ack_was_lost_is_no_failure(server: BitsServer, engine: Engine) -> None:
    lost = {"BITS-Packet-Type": "Ack", "BITS-Error-Code": "0x8020001f", "BITS-Error-Context": "0x5"}
    server.fault.orders = [Order("Close-Session", 500, lost)]
    assert send(engine, bits(server)).failures == []
    assert len(fragments(server)) == 3


def test_the_upload_goes_to_the_node_that_the_server_names(server: BitsServer, engine: Engine) -> None:
    with BitsServer(node_of=server, host="127.0.0.2") as node:
        server.fault.host_id = f"127.0.0.2:{node.port}"
        options = RequestOptions(headers=("Authorization: secret",))
        sent = send(engine, bits(server), options=options)
        assert sent.over
        assert server.kinds == ["Create-Session"]
        assert node.kinds == ["Ping", "Fragment", "Close-Session"]
        assert "authorization" in server.packets[0].headers
        assert not any("authorization" in packet.headers for packet in node.packets)
        assert node.files["/in/a.bin"] == CONTENT
        assert node.violations == []


Refusal = tuple[int, str, str, HResult, ErrorContext, Severity]
REFUSALS: list[Refusal] = [
    (403, "0x80070005", "0x5", E_ACCESSDENIED, ErrorContext.REMOTE_FILE, Severity.FATAL),
    (501, "0x80070005", "0x5", E_ACCESSDENIED, ErrorContext.REMOTE_FILE, Severity.FATAL),
    (400, "0x80070057", "0x5", E_INVALIDARG, ErrorContext.REMOTE_FILE, Severity.FATAL),
    (500, "0x80200020", "0x5", BG_E_TOO_LARGE, ErrorContext.REMOTE_FILE, Severity.FATAL),
    (500, "0x80070070", "0x5", ERROR_DISK_FULL, ErrorContext.REMOTE_FILE, Severity.TRANSIENT),
    (500, "x80070112", "0x5", ERROR_DISK_FULL, ErrorContext.REMOTE_FILE, Severity.TRANSIENT),
    (408, "0x80070112", "0x7", ERROR_DISK_FULL, ErrorContext.REMOTE_APPLICATION, Severity.TRANSIENT),
    (500, "0xA0000001", "0x7", HResult(0xA0000001), ErrorContext.REMOTE_APPLICATION, Severity.TRANSIENT),
    (404, "", "", http_error(404), ErrorContext.REMOTE_FILE, Severity.FATAL),
    (409, "", "", http_error(409), ErrorContext.REMOTE_FILE, Severity.TRANSIENT),
    (401, "", "", http_error(401), ErrorContext.REMOTE_FILE, Severity.FATAL),
    (407, "", "", http_error(407), ErrorContext.REMOTE_FILE, Severity.FATAL),
    (413, "", "", http_error(413), ErrorContext.REMOTE_FILE, Severity.FATAL),
]


@pytest.mark.parametrize("kind", ["Create-Session", "Fragment", "Close-Session"])
@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: f"{row[0]} {row[1]}")
def test_each_refusal_has_its_meaning(server: BitsServer, engine: Engine, row: Refusal, kind: str) -> None:
    status, word, where, *meaning = row
    headers = {"BITS-Packet-Type": "Ack", "BITS-Error-Code": word, "BITS-Error-Context": where} if word else {}
    smaller = 6 if (status, kind) == (413, "Fragment") else 0  # from 256 KiB to 5 KiB
    server.fault.orders = [Order(kind, status, headers)] * (1 + smaller)
    failure = send(engine, bits(server), tries=1).failure
    assert [failure.code, failure.context, failure.severity] == meaning


def test_a_file_that_is_too_large_for_the_server_is_refused_for_good(server: BitsServer, engine: Engine) -> None:
    server.fault.max_size = 1000
    sent = send(engine, bits(server))
    assert (sent.failure.code, sent.failure.severity) == (BG_E_TOO_LARGE, Severity.FATAL)


@pytest.mark.parametrize("how", ["speaks", "takes_anything", "protocol"])
def test_a_server_that_does_not_speak_the_protocol_is_told_from_one_that_fails(
    server: BitsServer, engine: Engine, how: str
) -> None:
    values = {"speaks": False, "takes_anything": True, "protocol": "{00000000-0000-0000-0000-000000000000}"}
    setattr(server.fault, how, values[how])
    sent = send(engine, bits(server))
    assert sent.failure.severity is Severity.FATAL
    assert sent.failure.code == (http_error(501) if how == "speaks" else BG_E_CLIENT_SERVER_PROTOCOL_MISMATCH)
    assert "--upload-with put" in sent.failure.text
    assert server.files == {}


def test_error_headers_of_an_ack_that_is_well_mean_nothing(server: BitsServer, engine: Engine) -> None:
    server.fault.orders = [Order("Close-Session", 200, {"BITS-Error-Code": "0x8020001F", "BITS-Error-Context": "0x5"})]
    assert send(engine, bits(server)).over


def test_an_application_that_fails_is_told_of_the_last_piece_again(server: BitsServer, engine: Engine) -> None:
    server.fault.application_errors = 1
    sent = arrives(server, engine)
    assert sent.failure.context is ErrorContext.REMOTE_APPLICATION


def test_the_place_of_the_reply_is_heard_though_the_ack_that_had_it_was_lost(
    server: BitsServer, engine: Engine
) -> None:
    server.fault.reply = b"the reply"
    server.fault.orders = [Order("Close-Session", 503)]
    session = send(engine, bits(server, reply=True), tries=1).upload.session
    assert session.sent
    unheard = session._replace(sent=False, reply_url="")
    sent = send(engine, bits(server, unheard, reply=True))  # which asks from 0 on
    assert sent.over
    assert sent.upload.session.reply_url.startswith("BITS-Sessions\\Replies\\{")
    found = upload_reply_url(sent.upload)
    assert found.startswith(server.url("/in/BITS-Sessions/Replies/%7B"))
    assert found.endswith("%7D/response%20file.bin")


def upload_reply_url(sent: Upload) -> str:
    from pybits.transfer.uploads.bits import reply_url

    found = reply_url(sent)
    assert isinstance(found, str), found
    return found


def test_a_session_is_dropped(server: BitsServer, engine: Engine) -> None:
    server.fault.orders = [Order("Fragment", 503), Order("Cancel-Session", 503)]
    begun = send(engine, bits(server), tries=1).upload
    assert len(server.sessions) == 1
    farewell = upload.farewell(begun.url, begun.session)
    assert send(engine, farewell).over
    assert server.sessions == {}
    assert send(engine, farewell).over, "a session that is gone already is dropped as well"


def test_a_put_brings_the_whole_file_with_its_length(server: BitsServer, engine: Engine) -> None:
    url = server.url("/in/a.bin?X-Amz-Signature=abc")
    sent = send(engine, upload.begin(url, "a.bin", PLAIN))
    assert sent.over
    assert server.files["/in/a.bin"] == CONTENT
    assert server.kinds == ["OPTIONS", "PUT"]
    put = server.packets[-1]
    assert put.headers["content-length"] == str(len(CONTENT))
    assert not {"expect", "transfer-encoding", "content-type"} & put.headers.keys()
    assert put.path.endswith("?X-Amz-Signature=abc")


def test_a_put_begins_again_after_a_cut(server: BitsServer, engine: Engine) -> None:
    server.fault.cut_after, server.fault.cuts = 500_000, 2
    sent = send(engine, upload.begin(server.url("/in/a.bin"), "a.bin", PLAIN))
    assert sent.over
    assert len(sent.failures) in (1, 2)
    assert server.files["/in/a.bin"] == CONTENT


def test_a_put_follows_where_it_is_sent_with_its_body_and_without_its_secrets(
    server: BitsServer, engine: Engine
) -> None:
    with BitsServer(host="127.0.0.2") as region:
        server.fault.orders = [Order("PUT", 307, {"Location": region.url("/other")})]
        begun = upload.begin(server.url("/in/a.bin"), "a.bin", PLAIN)
        sent = send(engine, begun, options=RequestOptions(headers=("Authorization: secret",)))
        assert sent.over
        assert region.files == {"/other": CONTENT}
        assert "authorization" in server.packets[-1].headers
        assert "authorization" not in region.packets[-1].headers


@pytest.mark.parametrize(("status", "security"), [(302, 0), (307, SecurityFlags.REDIRECT_DISALLOW)])
def test_a_put_is_not_led_away_against_the_rules(
    server: BitsServer, engine: Engine, status: int, security: int
) -> None:
    server.fault.orders = [Order("PUT", status, {"Location": "/other"})]
    sent = send(engine, upload.begin(server.url("/in/a.bin"), "a.bin", PLAIN, security=security))
    assert (sent.failure.code, sent.failure.severity) == (http_error(status), Severity.FATAL)
    assert server.files == {}


def test_phases_of_a_put_with_another_method_have_no_question_before(server: BitsServer) -> None:
    begun = upload.begin(server.url("/in/a.bin"), "a.bin", PLAIN, method="POST")
    assert begun.phase is Phase.PIECE
    assert upload.ask(begun).method == "POST"


@pytest.mark.parametrize("cut", [None, 1000])
def test_an_answer_that_is_wanted_is_had_whole_or_not_at_all(engine: Engine, cut: int | None) -> None:
    with FaultServer() as other:
        other.serve("/reply", b"x" * 200_000, Fault(cut_after=cut))
        kept = bytearray(b"old")
        engine.start(PacketRequest(1, other.url("/reply"), "POST", timeouts=Timeouts(60, 60, 60), answer=kept))
        (report,) = run(engine, [1])
    if cut is None:
        assert isinstance(report, Answered)
        assert bytes(kept) == b"x" * 200_000
    else:
        assert isinstance(report, Failed)
        assert report.failure.severity is Severity.TRANSIENT


def test_an_answer_of_any_size_does_not_fill_the_memory(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pybits.transfer.uploads.packet.MAX_ANSWER", 100_000)
    with FaultServer() as other:
        other.serve("/reply", b"x" * 200_000)
        kept = bytearray()
        engine.start(PacketRequest(1, other.url("/reply"), "POST", timeouts=Timeouts(60, 60, 60), answer=kept))
        (report,) = run(engine, [1])
    assert isinstance(report, Failed)
    assert report.failure.code == BG_E_TOO_LARGE
    assert len(kept) <= 100_000
