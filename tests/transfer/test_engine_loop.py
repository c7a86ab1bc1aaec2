"""The engine's loop: many transfers at once, stopping, waking, and giving control back in time."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pybits.domain.hresult import E_INVALIDARG
from pybits.transfer.engine import Engine
from pybits.transfer.outcome import Severity
from pybits.transfer.pacing.tcp_info import SUPPORTED
from pybits.transfer.request import (
    Connected,
    Failed,
    Finished,
    Lane,
    Report,
    RequestOptions,
    ResumePoint,
    Timeouts,
    TransferRequest,
)
from tests.support.fault_server import Fault, FaultServer
from tests.transfer.driver import MemorySink, fetch, run

BODY = bytes(range(256)) * 100


def begin(engine: Engine, url: str, key: object = "k", timeouts: Timeouts = Timeouts()) -> MemorySink:
    sink = MemorySink()
    engine.start(TransferRequest(key, url, sink, timeouts=timeouts))
    return sink


def test_an_idle_step_lasts_its_timeout_and_reports_nothing(engine: Engine) -> None:
    start = time.monotonic()
    assert engine.step(0.1) == []
    assert 0.09 < time.monotonic() - start < 30


def test_a_watched_descriptor_ends_a_step_early(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY, Fault(hold_after=0))
    begin(engine, server.url("/f"))
    assert isinstance(engine.step(10)[0], Connected)
    reader, writer = os.pipe()
    engine.watch(reader)
    os.write(writer, b"x")
    start = time.monotonic()
    assert engine.step(60) == []
    assert time.monotonic() - start < 30
    assert os.read(reader, 10) == b"x", "reading is the caller's business"
    os.close(writer)
    os.close(reader)


def test_a_failed_start_is_reported_at_once_and_by_step_alone(engine: Engine) -> None:
    begin(engine, "nonsense")
    assert engine.running() == set()
    start = time.monotonic()
    (report,) = engine.step(60)
    assert isinstance(report, Failed)
    assert time.monotonic() - start < 30
    assert engine.step(0) == []


def test_a_request_that_cannot_be_put_into_bytes_fails_alone(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY)
    failure = fetch(engine, server.url("/f"), options=RequestOptions(headers=("X-Odd: \udc80",))).failure
    assert (failure.code, failure.severity) == (E_INVALIDARG, Severity.FATAL)
    assert fetch(engine, server.url("/f")).sink.data == BODY


def test_a_key_runs_once_at_a_time(engine: Engine, server: FaultServer, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(BODY)
    server.serve("/f", BODY)
    for url in (server.url("/f"), f"{tmp_path}/f"):
        begin(engine, url)
        with pytest.raises(ValueError, match="'k' is running"):
            begin(engine, url)
        run(engine, ["k"])
        begin(engine, url)
        run(engine, ["k"])


def test_a_stopped_transfer_is_never_heard_of_again(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY * 100, Fault(bytes_per_second=50_000))
    sink = begin(engine, server.url("/f"))
    while not sink.data:
        engine.step(0.1)
    engine.stop("k")
    size = len(sink.data)
    assert engine.running() == set()
    assert engine.step(0.1) == []
    assert len(sink.data) == size
    engine.stop("k")  # once more is harmless


def test_a_report_that_waits_is_taken_back_by_stop(engine: Engine) -> None:
    begin(engine, "nonsense")
    begin(engine, "nonsense", "other")
    engine.stop("k")
    assert [report.key for report in engine.step(0)] == ["other"]


def test_a_stopped_transfer_can_go_on_where_it_was(engine: Engine, server: FaultServer) -> None:
    file = server.serve("/f", BODY * 10, Fault(hold_after=1000))
    sink = begin(engine, server.url("/f"))
    while len(sink.data) < 1000:
        engine.step(0.1)
    engine.stop("k")
    file.fault.hold_after = None
    point = ResumePoint(1000, sink.answers[0].validator)
    engine.start(TransferRequest("k", server.url("/f"), sink, point))
    run(engine, ["k"])
    assert sink.data == BODY * 10
    assert [answer.offset for answer in sink.answers] == [0, 1000]


def test_transfers_with_one_host_wait_for_their_turn_in_order(server: FaultServer) -> None:
    engine = Engine(max_host_connections=1)
    for number in range(5):
        server.serve(f"/{number}", BODY)
        begin(engine, server.url(f"/{number}"), number)
    engine.stop(3)  # one that waits
    assert engine.running() == {0, 1, 2, 4}
    run(engine, [0, 1, 2, 4])
    assert [request.path for request in server.requests] == ["/0", "/1", "/2", "/4"]
    assert (server.connections, engine.running()) == (1, set())
    engine.close()


def test_a_stopped_transfer_makes_room_for_the_next_and_no_more_than_that(server: FaultServer) -> None:
    engine = Engine(max_host_connections=2)
    for number in range(6):
        server.serve(f"/{number}", BODY, Fault(hold_after=10))
        begin(engine, server.url(f"/{number}"), number)
    assert {report.key for report in _first_reports(engine, 2)} == {0, 1}
    engine.stop(0)
    assert {report.key for report in _first_reports(engine, 1)} == {2}
    assert engine.step(0.1) == []
    assert {request.path for request in server.requests} == {"/0", "/1", "/2"}
    engine.close()


def test_one_of_a_crowd_does_not_wait_for_the_usual_number_but_for_the_highest(server: FaultServer) -> None:
    engine = Engine(max_host_connections=2)
    engine.limit_hosts(4)
    for number in range(8):
        server.serve(f"/{number}", BODY, Fault(hold_after=10))
    for number in range(2):
        begin(engine, server.url(f"/{number}"), number)
    begin(engine, server.url("/2"), 2)  # waits
    for number in (3, 4, 5):  # and so does the third of these
        engine.start(TransferRequest(number, server.url(f"/{number}"), MemorySink(), crowd=5))
    assert {report.key for report in _first_reports(engine, 4)} == {0, 1, 3, 4}
    for number in (0, 1):
        engine.stop(number)
    assert engine.step(0.1) == []  # who is not of the crowd goes first, and there are two still
    engine.stop(3)
    assert {report.key for report in _first_reports(engine, 1)} == {2}
    engine.stop(4)
    assert {report.key for report in _first_reports(engine, 1)} == {5}
    engine.close()


@pytest.mark.parametrize("tls", [False, True])
def test_a_held_transfer_does_not_hold_the_next_one(
    trusting_engine: Engine, server: FaultServer, tls_server: FaultServer, tls: bool
) -> None:
    host = tls_server if tls else server
    held = host.serve("/held", BODY, Fault(hold_after=10))
    host.serve("/f", BODY)
    begin(trusting_engine, host.url("/held"), "held")
    begin(trusting_engine, host.url("/f"), "f")
    run(trusting_engine, ["f"], seconds=5)
    assert trusting_engine.running() == {"held"}
    held.release()
    run(trusting_engine, ["held"])


def test_a_fast_transfer_starves_neither_the_others_nor_the_caller(
    engine: Engine, server: FaultServer, tmp_path: Path
) -> None:
    big = tmp_path / "big"
    with big.open("wb") as file:
        file.truncate(30 << 30)
    reader, writer = os.pipe()
    engine.watch(reader)
    engine.start(TransferRequest("big", str(big), _Counter()))
    server.serve("/f", BODY)
    begin(engine, server.url("/f"), "small")
    longest, seen = 0.0, set()
    while "small" not in seen:
        start = time.process_time()  # others on the machine do not count
        seen |= {report.key for report in engine.step(0.05) if isinstance(report, Finished)}
        longest = max(longest, time.process_time() - start)
    assert "big" not in seen
    assert longest < 1
    os.write(writer, b"x")
    start = time.process_time()
    engine.step(30)
    assert time.process_time() - start < 1
    os.close(reader)
    os.close(writer)


def test_many_transfers_end_each_with_its_own_bytes(engine: Engine, server: FaultServer) -> None:
    sinks = {}
    for number in range(200):
        server.serve(f"/{number}", b"%d" % number * 300, Fault(cut_after=100 if number % 10 == 0 else None))
        sinks[number] = begin(engine, server.url(f"/{number}"), number)
    reports = run(engine, range(200))
    finished = {report.key for report in reports if isinstance(report, Finished)}
    assert finished == {number for number in range(200) if number % 10}
    for number in range(200):
        assert number not in finished or sinks[number].data == b"%d" % number * 300
    assert server.connections <= 6 + 20


def test_a_new_request_forgets_what_the_handle_was_told_before(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY)
    first = fetch(engine, server.url("/f"))
    point = ResumePoint(10, first.finished.validator)
    assert fetch(engine, server.url("/f"), BODY[:10], point).sink.data == BODY
    assert fetch(engine, server.url("/f")).sink.data == BODY
    assert [request.headers.get("range") for request in server.requests] == [None, "bytes=10-", None]
    assert "if-range" not in server.requests[2].headers
    assert server.connections == 1


def test_closing_gives_every_descriptor_back(server: FaultServer) -> None:
    before = open_descriptors()
    engine = Engine(max_host_connections=2)
    files = [server.serve(f"/{number}", BODY, Fault(hold_after=10)) for number in range(5)]
    for number in range(5):
        begin(engine, server.url(f"/{number}"), number)
    while len(server.requests) < 2:
        engine.step(0.1)
    engine.close()
    for file in files:
        file.release()
    # The server's ends are in this process too: it gives them back when it sees the close.
    wait_until(lambda: open_descriptors() <= before)


@pytest.mark.skipif(not SUPPORTED, reason="only Linux tells of connections")
def test_a_closed_engine_closes_nothing_that_was_opened_since(server: FaultServer) -> None:
    engine = Engine()
    file = server.serve("/f", BODY, Fault(hold_after=10))
    engine.start(TransferRequest("k", server.url("/f"), MemorySink(), lane=Lane(polite=True)))
    while not engine.pacer.receiving.held:
        engine.step(0.1)
    engine.close()
    since = [os.open(os.devnull, os.O_RDONLY) for _ in range(50)]  # they get the numbers of what was closed
    del engine
    gc.collect()
    for fd in since:
        os.close(fd)
    file.release()


def test_a_silent_server_does_not_keep_the_timeouts_of_others_from_coming(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY, Fault(hold_after=0))
    for number in range(3):
        begin(engine, server.url("/f"), number, Timeouts(60, 60, 0.1 + number / 10))
    start = time.monotonic()
    reports = run(engine, range(3))
    assert [report.key for report in reports if isinstance(report, Failed)] == [0, 1, 2]
    assert time.monotonic() - start < 30


def test_an_answer_is_heard_of_though_no_byte_follows_it(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY, Fault(hold_after=0))
    begin(engine, server.url("/f"), "slow", Timeouts(60, 60, 60))
    (report,) = _first_reports(engine, 1)
    assert isinstance(report, Connected)


def _first_reports(engine: Engine, count: int) -> list[Report]:
    reports: list[Report] = []
    end = time.monotonic() + 10
    while len(reports) < count:
        assert time.monotonic() < end
        reports += engine.step(0.5)
    return reports


class _Counter(MemorySink):
    def begin(self, answer: object) -> None:
        """Take any answer."""

    def write(self, data: bytes, /) -> None:
        """Drop the bytes: there are too many."""


def open_descriptors() -> set[str]:
    folder = Path("/dev/fd")
    return {entry.name for entry in folder.iterdir() if entry.exists() or entry.is_symlink()}


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
