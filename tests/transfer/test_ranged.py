"""Ranges of a file: which bytes are asked for, which answers are taken, and what the local file becomes."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pybits.domain.file import FileRange, Validator
from pybits.domain.hresult import (
    BG_E_INSUFFICIENT_RANGE_SUPPORT,
    BG_E_INVALID_RANGE,
    BG_E_INVALID_SERVER_RESPONSE,
    BG_E_REMOTE_FILE_CHANGED,
    HResult,
    http_error,
)
from pybits.domain.range_words import parse_ranges
from pybits.transfer.engine import Engine
from pybits.transfer.headers import Response
from pybits.transfer.http.download import CHANGED, UNRECOGNISABLE, Again, Form, Refuse
from pybits.transfer.http.pieces import Piece, beyond, local_size, next_piece, not_held
from pybits.transfer.http.ranged import first_piece, judge_piece
from pybits.transfer.outcome import Severity
from pybits.transfer.request import Failed, ResumePoint, TransferRequest
from tests.support.fault_server import LATER, MODIFIED, Fault, FaultServer
from tests.transfer.driver import PATIENT, Fetched, MemorySink, run

BODY = random.Random(1).randbytes(300_000)
OTHER = random.Random(2).randbytes(300_000)
KNOWN = Validator('"v1"', MODIFIED, len(BODY))


def slices(body: bytes, ranges: tuple[FileRange, ...]) -> bytes:
    """Glue what the ranges hold, in their order."""
    return b"".join(body[offset:] if length is None else body[offset : offset + length] for offset, length in ranges)


def fetch(
    engine: Engine, url: str, word: str | tuple[FileRange, ...], have: bytes = b"", known: Validator = KNOWN
) -> Fetched:
    ranges = parse_ranges(word) if isinstance(word, str) else word
    fetched = Fetched(MemorySink(have))
    resume = ResumePoint(len(have), known) if have else None
    engine.start(TransferRequest(url, url, fetched.sink, resume, timeouts=PATIENT, ranges=ranges))
    fetched.reports = run(engine, [url])
    assert fetched.connected <= 1
    return fetched


def asked(server: FaultServer) -> list[str | None]:
    return [request.headers.get("range") for request in server.requests]


# ------------------------------------------------------------------------------------------ one answer

RANGES = parse_ranges("10:5,0:4,30:6")


@pytest.mark.parametrize(
    ("word", "length", "size"),
    [("10:5,0:4", None, 9), ("10:5,20:eof", None, None), ("10:5,20:eof", 30, 15), ("10:5,40:eof", 30, 5)],
)
def test_the_size_of_the_local_file(word: str, length: int | None, size: int | None) -> None:
    assert local_size(parse_ranges(word), length) == size


@pytest.mark.parametrize(
    ("total", "found", "text"),
    [
        (36, None, ""),
        (35, Piece(30, 36, 0), "F does not hold the bytes 30 to 35: it has 35 bytes."),
        (14, Piece(10, 15, 0), "F does not hold the bytes 10 to 14: it has 14 bytes."),
    ],
)
def test_a_range_that_a_file_does_not_have_is_named(total: int, found: Piece | None, text: str) -> None:
    assert beyond(RANGES, total) == found
    assert text == ("" if found is None else not_held("F", found, total))


def test_what_has_no_end_and_what_has_no_length_is_named_too() -> None:
    assert beyond(parse_ranges("0:eof"), 1) is None
    assert beyond(parse_ranges("1:eof"), 1) == Piece(1, None, 0)
    assert not_held("F", Piece(1, None, 0), None) == "F does not hold the bytes 1 to its end."


@pytest.mark.parametrize(
    ("known", "form"),
    [
        (Validator('"v1"', MODIFIED, 90), Form.ETAG),
        (Validator('W/"v1"', MODIFIED, None), Form.DATE),
        (Validator('W/"v1"'), Form.BARE),
        (Validator(None, None, 90), Form.BARE),
    ],
)
def test_what_is_known_of_a_file_is_the_condition_of_the_rest(known: Validator, form: Form) -> None:
    attempt = first_piece(RANGES, ResumePoint(7, known))
    assert (attempt.form, attempt.piece, attempt.restart) == (form, Piece(2, 4, 7), None)
    anew = first_piece(RANGES, ResumePoint(7, Validator()))
    assert (anew.form, anew.piece, anew.restart) == (Form.BARE, Piece(10, 15, 0), UNRECOGNISABLE)


def test_a_condition_that_failed_begins_again_and_one_that_was_not_made_is_an_error() -> None:
    attempt = first_piece(RANGES, ResumePoint(7, KNOWN))
    again = judge_piece(RANGES, attempt, Response(412, {}), "h", 0)
    assert isinstance(again, Again)
    assert (again.attempt.restart, again.attempt.restarts, again.attempt.piece) == (CHANGED, 1, Piece(10, 15, 0))
    refused = judge_piece(RANGES, again.attempt, Response(412, {}), "h", 0)
    assert isinstance(refused, Refuse)
    assert refused.failure.code == http_error(412)


@pytest.mark.parametrize(
    ("here", "says", "again"), [(KNOWN, "*/300001", True), (KNOWN, "*/300000", False), (KNOWN, "", False)]
)
def test_a_range_that_the_server_has_not_is_outside_of_the_file_or_the_file_another(
    here: Validator, says: str, again: bool
) -> None:
    attempt = first_piece(RANGES, ResumePoint(7, here))
    verdict = judge_piece(RANGES, attempt, Response(416, {"content-range": f"bytes {says}"}), "h", 0)
    assert isinstance(verdict, Again if again else Refuse)
    first = judge_piece(RANGES, first_piece(RANGES, None), Response(416, {"content-range": f"bytes {says}"}), "h", 0)
    assert isinstance(first, Refuse)
    assert first.failure.code == BG_E_INVALID_RANGE


@pytest.mark.parametrize(("restarts", "again"), [(2, True), (3, False)])
def test_a_file_begins_again_three_times(restarts: int, again: bool) -> None:
    attempt = first_piece(RANGES, ResumePoint(7, KNOWN))._replace(restarts=restarts)
    verdict = judge_piece(RANGES, attempt, Response(412, {}), "h", 0)
    assert isinstance(verdict, Again if again else Refuse)


# ------------------------------------------------------------------------------------------ what is asked for


@pytest.mark.parametrize(
    ("word", "requests"),
    [
        ("10:5,0:4,30:6", ["bytes=10-14", "bytes=0-3", "bytes=30-35"]),
        ("100:50,150:50,0:10", ["bytes=100-199", "bytes=0-9"]),
        ("200000:eof,0:1", ["bytes=200000-", "bytes=0-0"]),
        ("0:eof", ["bytes=0-"]),
        ("0:300000", ["bytes=0-299999"]),
    ],
)
def test_each_stretch_is_asked_for_in_the_order_given(
    engine: Engine, server: FaultServer, word: str, requests: list[str]
) -> None:
    server.serve("/f", BODY)
    fetched = fetch(engine, server.url("/f"), word)
    assert fetched.sink.data == slices(BODY, parse_ranges(word))
    assert asked(server) == requests
    assert fetched.finished.length == len(fetched.sink.data)
    assert fetched.finished.validator == KNOWN
    assert fetched.connected == 1
    assert {request.connection for request in server.requests} == {1}, "one connection serves them all"


def test_the_size_is_told_with_the_first_answer(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY)
    fetched = fetch(engine, server.url("/f"), "299000:eof,0:10")
    assert [answer.total for answer in fetched.sink.answers] == [1010, 1010]
    assert [answer.offset for answer in fetched.sink.answers] == [0, 1000]


def test_later_stretches_are_asked_for_under_the_condition_that_the_file_is_the_same(
    engine: Engine, server: FaultServer
) -> None:
    server.serve("/f", BODY)
    fetch(engine, server.url("/f"), "10:5,0:4")
    assert [request.headers.get("if-range") for request in server.requests] == [None, '"v1"']


@pytest.mark.parametrize("here", [1, 5, 7, 9, 12])
def test_a_transfer_goes_on_in_the_middle(engine: Engine, server: FaultServer, here: int) -> None:
    server.serve("/f", BODY)
    ranges = parse_ranges("10:5,0:4,30:6")
    fetched = fetch(engine, server.url("/f"), ranges, slices(BODY, ranges)[:here])
    assert fetched.sink.data == slices(BODY, ranges)
    assert sum(fetched.sink.writes) == 15 - here


def test_bytes_by_which_the_file_cannot_be_recognised_are_fetched_again(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY)
    fetched = fetch(engine, server.url("/f"), "10:5,0:4", BODY[10:13], Validator())
    assert (fetched.sink.data, sum(fetched.sink.writes)) == (BODY[10:15] + BODY[:4], 9)


# ------------------------------------------------------------------------------------------ servers that cannot, or lie


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(ranges=False), BG_E_INSUFFICIENT_RANGE_SUPPORT),
        (Fault(ranges=False, length=False), BG_E_INSUFFICIENT_RANGE_SUPPORT),
        (Fault(range_shift=1), BG_E_INVALID_SERVER_RESPONSE),
        (Fault(range_cap=3), BG_E_INVALID_SERVER_RESPONSE),
        (Fault(multipart=True), BG_E_INVALID_SERVER_RESPONSE),
        (Fault(content_range=""), BG_E_INVALID_SERVER_RESPONSE),
        (Fault(content_range="bytes 10-15/300000"), BG_E_INVALID_SERVER_RESPONSE),
        (Fault(content_range="bytes 9-13/300000"), BG_E_INVALID_SERVER_RESPONSE),
        (Fault(range_total=14), BG_E_INVALID_SERVER_RESPONSE),
        (Fault(headers={"Content-Encoding": "gzip"}), BG_E_INVALID_SERVER_RESPONSE),
    ],
    ids=str,
)
def test_an_answer_with_other_bytes_than_were_asked_for_is_refused(
    engine: Engine, server: FaultServer, fault: Fault, code: HResult
) -> None:
    server.serve("/f", BODY, fault)
    fetched = fetch(engine, server.url("/f"), "10:5,0:4")
    assert (fetched.failure.code, fetched.failure.severity) == (code, Severity.FATAL)
    assert fetched.sink.data == b""


@pytest.mark.parametrize("word", ["0:eof", "0:300000", "0:5,5:eof"])
def test_the_whole_file_as_the_only_stretch_needs_no_ranges(engine: Engine, server: FaultServer, word: str) -> None:
    server.serve("/f", BODY, Fault(ranges=False))
    assert fetch(engine, server.url("/f"), word).sink.data == BODY


@pytest.mark.parametrize("word", ["0:4,300000:1", "299999:2", "0:4,300000:eof", "0:4,299999:2"])
def test_a_range_outside_the_file_ends_the_transfer_before_a_byte_is_kept(
    engine: Engine, server: FaultServer, word: str
) -> None:
    server.serve("/f", BODY)
    fetched = fetch(engine, server.url("/f"), word)
    assert (fetched.failure.code, fetched.failure.severity) == (BG_E_INVALID_RANGE, Severity.FATAL)
    assert fetched.sink.data == b""


def test_a_server_that_does_not_say_the_files_length_serves_closed_ranges(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY, Fault(range_total=-1))
    assert fetch(engine, server.url("/f"), "10:5,0:4").sink.data == BODY[10:15] + BODY[:4]


# ------------------------------------------------------------------------------------------ files that change


def test_a_file_that_changed_meanwhile_begins_again(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OTHER, Fault(etag='"v2"', last_modified=LATER))
    fetched = fetch(engine, server.url("/f"), "10:5,0:4,30:6", BODY[10:15] + BODY[:2])
    assert fetched.sink.data == slices(OTHER, parse_ranges("10:5,0:4,30:6"))
    assert [answer.restart for answer in fetched.sink.answers] == [CHANGED, None, None]


def test_a_file_that_shrank_is_begun_again_and_then_refused(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", OTHER[:20], Fault(etag=None, last_modified=None))
    fetched = fetch(engine, server.url("/f"), "10:5,30:6", BODY[10:15], Validator(None, None, len(BODY)))
    assert fetched.failure.code == BG_E_INVALID_RANGE


def test_a_file_that_keeps_changing_is_given_up_for_now(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY, Fault(etags=tuple(f'"{number}"' for number in range(99)), last_modified=None))
    fetched = fetch(engine, server.url("/f"), "10:5,0:4")
    assert (fetched.failure.code, fetched.failure.severity) == (BG_E_REMOTE_FILE_CHANGED, Severity.TRANSIENT)


def test_etags_that_name_the_servers_nodes_are_no_other_version(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY, Fault(etags=('"a"', '"b"', '"c"')))
    assert fetch(engine, server.url("/f"), "10:5,0:4,30:6").sink.data == slices(BODY, parse_ranges("10:5,0:4,30:6"))


# ------------------------------------------------------------------------------------------ local files


@pytest.mark.parametrize("word", ["10:5,0:4,30:6", "299000:eof,0:10", "0:eof", "5:200000,200005:eof"])
@pytest.mark.parametrize("here", [0, 1, 6])
def test_ranges_of_a_local_file(engine: Engine, tmp_path: Path, word: str, here: int) -> None:
    (tmp_path / "f").write_bytes(BODY)
    whole = slices(BODY, parse_ranges(word))
    first = fetch(engine, str(tmp_path / "f"), word)
    assert first.sink.data == whole
    again = fetch(engine, str(tmp_path / "f"), word, whole[:here], first.finished.validator)
    assert again.sink.data == whole
    assert sum(again.sink.writes) == len(whole) - here


def test_a_range_that_a_local_file_does_not_have(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"1234")
    fetched = fetch(engine, f"file://{tmp_path}/f", "0:2,3:2")
    assert (fetched.failure.code, fetched.sink.data) == (BG_E_INVALID_RANGE, b"")


# ------------------------------------------------------------------------------------------ any ranges, any cuts


@st.composite
def legal_ranges(draw: st.DrawFn, size: int) -> tuple[FileRange, ...]:
    """Draw ranges that a file of this size has."""
    edges = sorted(draw(st.sets(st.integers(0, size), min_size=2, max_size=12)))
    pairs = [(one, two) for one, two in pairwise(edges) if draw(st.booleans())] or [(0, size)]
    ranges = [FileRange(one, None if two == size and draw(st.booleans()) else two - one) for one, two in pairs]
    return tuple(draw(st.permutations(ranges)))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_for_any_ranges_and_any_cuts_the_local_file_is_the_slices_glued(
    engine: Engine, server: FaultServer, data: st.DataObject
) -> None:
    body = BODY[:4000]
    ranges = data.draw(legal_ranges(len(body)))
    cut = data.draw(st.none() | st.integers(0, 4000))
    resource = server.serve("/f", body, Fault(cut_after=cut, cut_times=data.draw(st.integers(1, 3))))
    fetched = fetch(engine, server.url("/f"), ranges)
    known = Validator()
    while isinstance(fetched.reports[-1], Failed):
        assert fetched.failure.quick, fetched.failure
        assert resource.cuts <= resource.fault.cut_times
        # What a kill leaves: some of the bytes, and what was known of the file.
        have = fetched.sink.data[: data.draw(st.integers(0, len(fetched.sink.data)))]
        known = fetched.sink.answers[-1].validator if fetched.sink.answers else known
        fetched = fetch(engine, server.url("/f"), ranges, have, known)
    assert fetched.sink.data == slices(body, ranges)
    assert fetched.finished.length == len(fetched.sink.data)


@given(data=st.data())
def test_the_pieces_are_the_ranges_wherever_one_begins(data: st.DataObject) -> None:
    body = BODY[:200]
    ranges = data.draw(legal_ranges(len(body)))
    whole = slices(body, ranges)
    position = data.draw(st.integers(0, len(whole)))
    got = whole[:position]
    while piece := next_piece(ranges, len(got), len(body)):
        assert piece.local == len(got)
        got += body[piece.start : piece.end]
    assert got == whole
    assert next_piece(ranges, len(whole), len(body)) is None
    assert isinstance(next_piece(ranges, 0, None), Piece)
