"""Jobs on demand: what is asked for comes, each byte once, and what is claimed outlives a kill."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pybits.domain.file import NOTHING
from pybits.domain.hresult import (
    BG_E_EMPTY,
    BG_E_INVALID_RANGE,
    BG_E_RANDOM_ACCESS_NOT_SUPPORTED,
    BG_E_REMOTE_FILE_CHANGED,
    BG_E_TOO_MANY_RANGES_IN_FILE,
    BitsError,
    HResult,
)
from pybits.domain.range_words import parse_ranges
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.fault_server import Fault, FaultServer
from tests.support.nginx import Nginx
from tests.support.processes import Box, wait_until

SIZE = 4_000_000
BODY = pattern(SIZE)


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def add(queue: Queue, *urls: str) -> str:
    guid = queue.add(*urls)
    queue.box.ok("setondemand", guid, "true")
    return guid


def ask(queue: Queue, guid: str, ranges: str, *options: str) -> None:
    queue.box.ok("requestranges", guid, "0", ranges, *options)


def filled(queue: Queue, guid: str) -> str:
    return queue.box.ok("getfilledranges", guid, "0").strip()


def check(queue: Queue, guid: str, body: bytes = BODY) -> None:
    """Compare what is claimed of the file with what it should be."""
    word = filled(queue, guid)
    data = Path(queue.box.ok("gettemporaryname", guid, "0").strip()).read_bytes()
    for offset, length in parse_ranges(word) if word != "NULL" else ():
        assert length is not None
        assert data[offset : offset + length] == body[offset : offset + length]


def asked(server: FaultServer) -> list[str]:
    return [request.headers.get("range", "all") for request in server.requests]


@pytest.mark.nginx
def test_a_job_on_demand_fetches_what_is_asked_for_and_is_suspended_until_its_files_are_whole(
    queue: Queue, nginx: Nginx, www: Path
) -> None:
    (www / "f").write_bytes(BODY)
    guid = add(queue, nginx.url("/f"))
    assert filled(queue, guid) == "NULL"
    ask(queue, guid, "3000000:1000,100:50,120:100")
    assert "SUSPENDED" in queue.box.ok("wait", guid)
    assert filled(queue, guid) == "100:120,3000000:1000"
    check(queue, guid)
    assert "All that was asked for is here" in queue.box.ok("info", guid)
    assert queue.job(guid).bytes_done == 1120
    ask(queue, guid, "0:200,3999000:eof")
    queue.box.ok("wait", guid)
    assert filled(queue, guid) == "0:220,3000000:1000,3999000:1000"
    check(queue, guid)
    ask(queue, guid, "0:eof")
    assert "TRANSFERRED" in queue.box.ok("wait", guid)
    queue.complete(guid)
    assert queue.result().read_bytes() == BODY
    sizes = [int(line.split('"')[2].split()[1]) for line in nginx.requests()]
    assert sizes[:4] == [1000, 120, 100, 1000]
    assert sum(sizes) == SIZE, "a byte was fetched twice"


def test_what_is_asked_for_under_way_comes_next_or_instead(queue: Queue, fault_server: FaultServer) -> None:
    resource = fault_server.serve("/f", BODY, Fault(hold_after=100_000))
    guid = add(queue, fault_server.url("/f"))
    ask(queue, guid, "0:1000000")
    queue.wait_for_bytes(guid, 100_000, timeout=30)
    resource.fault.hold_after = None
    ask(queue, guid, "2000000:1000", "--instead")
    queue.box.ok("wait", guid)
    assert asked(fault_server) == ["bytes=0-999999", "bytes=2000000-2000999"]
    assert filled(queue, guid) == "0:100000,2000000:1000"
    check(queue, guid)


def test_a_kill_costs_what_is_not_claimed_and_nothing_is_fetched_twice(queue: Queue, fault_server: FaultServer) -> None:
    resource = fault_server.serve("/f", BODY, Fault(bytes_per_second=400_000))
    guid = add(queue, fault_server.url("/f"))
    ask(queue, guid, "1000000:200000,3000000:500000")
    queue.wait_for_bytes(guid, 300_000, timeout=60)
    queue.box.kill_daemon()
    claim = queue.store.progress(guid)[0]
    assert claim.written == 0
    (_, first), (second, place) = claim.islands
    assert (first, second) == (1_200_000, 3_000_000)
    check(queue, guid)
    resource.fault.bytes_per_second = None
    before = len(fault_server.requests)
    queue.resume(guid)
    queue.box.ok("wait", guid)
    assert asked(fault_server)[before:] == [f"bytes={place}-3499999"]
    assert fault_server.requests[before].headers["if-range"] == '"v1"'
    assert filled(queue, guid) == "1000000:200000,3000000:500000"
    check(queue, guid)


def test_what_is_here_is_on_the_disk_when_the_job_is_suspended(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY)
    guid = add(queue, fault_server.url("/f"))
    ask(queue, guid, "1000:1000")
    queue.box.ok("wait", guid)
    assert queue.store.progress(guid)[0].safe_islands == ((1000, 2000),)
    assert queue.job(guid).wanted == ()


def test_a_file_that_changed_is_fetched_anew_where_it_was_here(queue: Queue, fault_server: FaultServer) -> None:
    resource = fault_server.serve("/f", BODY)
    guid = add(queue, fault_server.url("/f"))
    ask(queue, guid, "500:1000")
    queue.box.ok("wait", guid)
    resource.body, resource.fault.etag = pattern(SIZE, seed=3), '"v2"'
    ask(queue, guid, "2000:1000")
    queue.box.ok("wait", guid)
    assert filled(queue, guid) == "500:1000,2000:1000"
    check(queue, guid, resource.body)
    assert "the file on the server changed" in queue.history(guid)


def test_a_file_that_is_another_each_time_is_given_up(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY, Fault(etags=tuple(f'"{number}"' for number in range(97)), last_modified=None))
    guid = add(queue, fault_server.url("/f"))
    queue.box.ok("setnoprogresstimeout", guid, "0")
    ask(queue, guid, "0:10")
    queue.box.ok("wait", guid)
    ask(queue, guid, "20:10")
    error = queue.wait_for(guid, JobState.ERROR, timeout=60).error
    assert error is not None
    assert error.code == BG_E_REMOTE_FILE_CHANGED
    assert len(fault_server.requests) < 30


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(ranges=False), BG_E_RANDOM_ACCESS_NOT_SUPPORTED),
        (Fault(etag=None, last_modified=None), BG_E_RANDOM_ACCESS_NOT_SUPPORTED),
        (Fault(range_total=-1), BG_E_RANDOM_ACCESS_NOT_SUPPORTED),
    ],
    ids=["no ranges", "no version", "no length"],
)
def test_a_server_that_cannot_is_an_error(queue: Queue, fault_server: FaultServer, fault: Fault, code: HResult) -> None:
    fault_server.serve("/f", BODY, fault)
    guid = add(queue, fault_server.url("/f"))
    ask(queue, guid, "10000:10")
    error = queue.wait_for(guid, JobState.ERROR, timeout=60).error
    assert error is not None
    assert error.code == code
    assert filled(queue, guid) == "NULL"


def test_a_range_that_the_file_does_not_have_can_be_taken_back(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY[:1000])
    guid = add(queue, fault_server.url("/f"))
    ask(queue, guid, "5000:10")
    error = queue.wait_for(guid, JobState.ERROR, timeout=60).error
    assert error is not None
    assert error.code == BG_E_INVALID_RANGE
    ask(queue, guid, "990:10", "--instead")
    queue.box.ok("wait", guid)
    assert filled(queue, guid) == "990:10"
    refused = queue.box.run("requestranges", guid, "0", "990:11")
    assert "0x8020002b" in refused.stderr
    assert "has 1000 bytes" in refused.stderr


def test_what_is_no_good_any_more_is_wanted_again(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY)
    guid = add(queue, fault_server.url("/f"))
    for ranges in ("0:100", "0:eof"):
        ask(queue, guid, ranges)
        queue.box.ok("wait", guid)
    queue.box.ok("setvalidationstate", guid, "0", "false")
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
    assert asked(fault_server) == ["bytes=0-99", "bytes=100-3999999", "bytes=0-"]
    queue.complete(guid)
    assert queue.result().read_bytes() == BODY


def test_another_source_goes_on_with_the_ranges_that_are_here_or_begins_with_them(
    queue: Queue, fault_server: FaultServer
) -> None:
    good = fault_server.serve("/f", BODY)
    fault_server.serve("/mirror", BODY, Fault(etag='"other"'))
    guid = queue.add()
    queue.box.ok("setondemand", guid, "true")
    words = ("--mirror", fault_server.url("/mirror"))
    queue.box.ok("addfile", guid, fault_server.url("/f"), str(queue.result()), *words)
    ask(queue, guid, "500:100")
    queue.box.ok("wait", guid)
    good.fault.status = 404
    ask(queue, guid, "900:100")
    queue.box.ok("wait", guid)
    assert filled(queue, guid) == "500:100,900:100"
    check(queue, guid)


def test_what_cannot_be_on_demand_is_refused(queue: Queue, tmp_path: Path) -> None:
    plain = queue.add("http://h/f", name="plain")
    guid = add(queue, "file:///etc/hostname")
    (wanted,) = parse_ranges("0:1")
    for one in (plain, guid):
        with pytest.raises(BitsError) as refused:
            queue.manager.request_ranges(one, 0, [wanted])
        assert refused.value.code == BG_E_RANDOM_ACCESS_NOT_SUPPORTED
    empty = queue.box.run("resume", guid)
    assert f"{BG_E_EMPTY.hex} BG_E_EMPTY" in empty.stderr
    queue.manager.add_file_with_ranges(guid, "http://h/f", str(tmp_path / "f"), [wanted])
    with pytest.raises(BitsError, match="ranges of its own"):
        queue.manager.request_ranges(guid, 1, [wanted])
    assert queue.job(guid).wanted == ()


def test_ordinary_users_have_a_limit_of_ranges(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    queue.box.set_policy(MaxRangesPerFile=3)
    guid = add(queue, "http://h/f")
    monkeypatch.setattr(queue.manager, "account", queue.manager.account._replace(uid=2000))
    with pytest.raises(BitsError) as refused:
        queue.manager.request_ranges(guid, 0, parse_ranges("0:1,2:1,4:1,6:1"))
    assert refused.value.code == BG_E_TOO_MANY_RANGES_IN_FILE


def test_of_several_files_those_that_nothing_is_asked_of_stay_out(queue: Queue, fault_server: FaultServer) -> None:
    for name in ("/a", "/b"):
        fault_server.serve(name, BODY)
    guid = add(queue, fault_server.url("/a"), fault_server.url("/b"))
    queue.box.ok("requestranges", guid, "1", "0:eof")
    queue.box.ok("wait", guid)
    assert fault_server.requests_for("/a") == []
    job = queue.job(guid)
    assert (job.state, job.files_done) == (JobState.SUSPENDED, 1)
    assert queue.store.progress(guid).get(0, NOTHING).here == 0
    queue.box.run("complete", guid)
    wait_until(lambda: not queue.store.guids(), 30, what="the end of the job")
    assert queue.result(number=1).read_bytes() == BODY
    assert not queue.result().exists()
    assert re.findall("BIT", " ".join(map(str, queue.temps()))) == []
