"""Ranged files through the daemon's death, another place, and a server that changes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pybits.domain.range_words import parse_ranges
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.fault_server import LATER, Fault, FaultServer
from tests.support.nginx import Nginx
from tests.support.processes import Box

BODY, OTHER = pattern(300_000, seed=1), pattern(300_000, seed=2)
RANGES = "200000:80000,0:90000,290000:eof"


def glued(body: bytes) -> bytes:
    return body[200_000:280_000] + body[:90_000] + body[290_000:]


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def start(queue: Queue, url: str, ranges: str = RANGES) -> str:
    guid = queue.add()
    queue.manager.add_file_with_ranges(guid, url, str(queue.target / "job-0"), parse_ranges(ranges))
    queue.resume(guid)
    return guid


def finish(queue: Queue, guid: str) -> bytes:
    queue.resume(guid)
    return queue.finish(guid)


def killed_in_the_second_range(queue: Queue, server: FaultServer) -> tuple[str, Fault]:
    """Kill the daemon when the first range and most of the second are here."""
    fault = Fault(hold_after=85_000)  # the first has fewer bytes
    resource = server.serve("/f", BODY, fault)
    guid = start(queue, server.url("/f"))
    queue.wait_for_bytes(guid, 165_000)
    queue.box.kill_daemon()
    assert queue.temp(guid).read_bytes() == glued(BODY)[:165_000]
    fault.hold_after = None
    resource.release()
    return guid, fault


def test_a_killed_transfer_goes_on_in_the_range_where_it_was(queue: Queue, fault_server: FaultServer) -> None:
    guid, _ = killed_in_the_second_range(queue, fault_server)
    assert finish(queue, guid) == glued(BODY)
    asked = [(request.headers["range"], request.headers.get("if-range")) for request in fault_server.requests]
    assert asked == [
        ("bytes=200000-279999", None),
        ("bytes=0-89999", '"v1"'),
        ("bytes=85000-89999", '"v1"'),
        ("bytes=290000-", '"v1"'),
    ]


def test_a_file_that_changed_while_no_daemon_ran_begins_again(queue: Queue, fault_server: FaultServer) -> None:
    guid, fault = killed_in_the_second_range(queue, fault_server)
    resource = fault_server.serve("/f", OTHER, fault)
    resource.fault.etag, resource.fault.last_modified = '"v2"', LATER
    assert finish(queue, guid) == glued(OTHER)


def test_a_file_that_moves_keeps_its_ranges(queue: Queue, fault_server: FaultServer) -> None:
    guid, _ = killed_in_the_second_range(queue, fault_server)
    fault_server.serve("/g", BODY)
    assert queue.manager.replace_prefix(guid, fault_server.url("/f"), fault_server.url("/g")) == 1
    assert finish(queue, guid) == glued(BODY)
    assert fault_server.requests_for("/g")[0].headers["range"] == "bytes=85000-89999"


def scattered(body: bytes, count: int, chance: random.Random) -> tuple[str, bytes]:
    """Choose ranges all over a file, and say what they hold."""
    edges = sorted(chance.sample(range(len(body)), 2 * count))
    pairs = list(zip(edges[::2], edges[1::2], strict=True))
    chance.shuffle(pairs)
    return ",".join(f"{one}:{two - one}" for one, two in pairs), b"".join(body[one:two] for one, two in pairs)


@pytest.mark.nginx
def test_many_ranges_come_from_nginx(queue: Queue, www: Path, nginx: Nginx) -> None:
    body = pattern(4_000_000)
    (www / "f").write_bytes(body)
    ranges, wanted = scattered(body, 200, random.Random(3))
    guid = start(queue, nginx.url("/f"), ranges)
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
    queue.complete(guid)
    assert queue.result().read_bytes() == wanted


def test_ranges_come_whole_through_kills_anywhere(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY, Fault(bytes_per_second=60_000))
    ranges, wanted = scattered(BODY, 12, random.Random(4))
    guid = start(queue, fault_server.url("/f"), ranges)
    for _ in range(3):
        before = queue.job(guid).bytes_done
        queue.wait_for_bytes(guid, before + 1, timeout=60)
        queue.box.kill_daemon()
        assert queue.job(guid).bytes_done < len(wanted)
        queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
    queue.complete(guid)
    assert queue.result().read_bytes() == wanted
