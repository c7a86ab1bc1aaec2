"""One large file over several connections: whole whatever the server does, and crash-safe as over one."""

from __future__ import annotations

import hashlib
import random
import re
from pathlib import Path

import pytest
import trustme

from pybits.domain.enums import JobPriority
from pybits.domain.file import NOTHING
from pybits.domain.hresult import BG_E_VALIDATION_FAILED
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.fault_server import Fault, FaultServer, Resource
from tests.support.nginx import Nginx
from tests.support.processes import Box, wait_until

MIB = 1 << 20
SIZE = 6 * MIB
BODY = pattern(SIZE)
RATE = 1 * MIB
KILLS = 5


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


@pytest.fixture
def resource(fault_server: FaultServer) -> Resource:
    """Serve a file so slowly that even a busy machine is in time for what happens to it under way."""
    return fault_server.serve("/f", BODY, Fault(bytes_per_second=RATE // 4))


def start(queue: Queue, url: str, connections: str = "4") -> str:
    return queue.start(url, priority=JobPriority.FOREGROUND, connections=connections)


def islands(queue: Queue, guid: str) -> tuple[tuple[int, int], ...]:
    return queue.store.progress(guid).get(0, NOTHING).islands


def stretches(server: FaultServer) -> list[tuple[int, int]]:
    """Give the ranges with an end that were asked for."""
    found = (re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("range", "")) for request in server.requests)
    return [(int(match[1]), int(match[2]) + 1) for match in found if match]


def ends_whole(queue: Queue, guid: str, body: bytes = BODY) -> None:
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
    queue.complete(guid)
    assert queue.result().read_bytes() == body
    assert queue.temps() == []


def hurry(server: FaultServer, resource: Resource) -> None:
    """Serve the rest at once; what is under way is cut."""
    resource.fault.bytes_per_second = None
    server.drop_connections()


def test_four_connections_fetch_a_file_and_ask_for_its_version(
    queue: Queue, fault_server: FaultServer, resource: Resource
) -> None:
    guid = start(queue, fault_server.url("/f"))
    wait_until(lambda: len(stretches(fault_server)) >= 3, 30, what="three more connections")
    asked = [request for request in fault_server.requests if "range" in request.headers]
    assert {request.headers["if-range"] for request in asked} == {'"v1"'}
    wait_until(lambda: islands(queue, guid), 30, what="islands")
    hurry(fault_server, resource)
    ends_whole(queue, guid)
    assert fault_server.connections >= 4


def test_a_file_that_is_checked_is_read_when_it_is_whole(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY, Fault(bytes_per_second=RATE))
    good, bad = hashlib.sha256(BODY).hexdigest(), "0" * 64
    guids = []
    for name, digits in (("job", good), ("bad", bad)):
        guid = queue.add(name=name, priority=JobPriority.FOREGROUND, connections="4")
        target = str(queue.target / f"{name}-0")
        queue.box.ok("addfile", guid, fault_server.url("/f"), target, "--checksum", f"sha256:{digits}")
        guids.append(guid)
    queue.resume(*guids)
    error = queue.wait_for(guids[1], JobState.ERROR, timeout=60).error
    assert error is not None
    assert error.code == BG_E_VALIDATION_FAILED
    assert len(stretches(fault_server)) >= 6
    queue.box.ok("cancel", guids[1])
    ends_whole(queue, guids[0])


def test_a_server_that_serves_few_at_once_keeps_half_of_them(
    queue: Queue, fault_server: FaultServer, resource: Resource
) -> None:
    resource.fault.at_once = 6
    guid = start(queue, fault_server.url("/f"), connections="16")
    wait_until(lambda: len(fault_server.requests) >= 16, 30, what="sixteen requests")
    wait_until(lambda: resource.serving <= 3, 30, what="three that are left")
    wait_until(lambda: islands(queue, guid), 30, what="islands")
    assert (len(fault_server.requests), resource.serving) == (16, 3)
    hurry(fault_server, resource)
    ends_whole(queue, guid)


def test_the_policy_says_how_many_a_server_gets(queue: Queue, fault_server: FaultServer, resource: Resource) -> None:
    queue.box.set_policy(MaxConnectionsPerServer=2)
    guid = start(queue, fault_server.url("/f"), connections="16")
    wait_until(lambda: islands(queue, guid), 30, what="islands")
    assert resource.serving == 2
    hurry(fault_server, resource)
    ends_whole(queue, guid)
    assert len(stretches(fault_server)) >= 1


def test_more_than_sixteen_are_opened_while_they_make_it_faster(queue: Queue, fault_server: FaultServer) -> None:
    body = pattern(40 * MIB)
    resource = fault_server.serve("/f", body, Fault(bytes_per_second=RATE // 4))
    guid = start(queue, fault_server.url("/f"), connections="64")
    wait_until(lambda: resource.serving > 32, 60, what="more than thirty-two connections")
    hurry(fault_server, resource)
    ends_whole(queue, guid, body)


def test_a_background_job_has_one_connection_whatever_is_asked_for(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY, Fault(bytes_per_second=6 * RATE))
    guid = queue.start(fault_server.url("/f"), connections="16")
    ends_whole(queue, guid)
    assert fault_server.connections == 1


def test_a_job_that_becomes_a_background_job_goes_on_over_one(
    queue: Queue, fault_server: FaultServer, resource: Resource
) -> None:
    guid = start(queue, fault_server.url("/f"))
    wait_until(lambda: islands(queue, guid), 30, what="islands")
    queue.run("setpriority", guid, "normal")
    wait_until(lambda: open_to(fault_server.port) <= 1, 30, what="one connection")
    hurry(fault_server, resource)
    ends_whole(queue, guid)


def open_to(port: int) -> int:
    """Count the established connections to a port, seen from who made them."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[2].endswith(f":{port:04X}") and row[3] == "01" for row in rows)


def test_a_stretch_that_is_cut_is_asked_for_again_where_it_ended(
    queue: Queue, fault_server: FaultServer, resource: Resource
) -> None:
    resource.fault.bytes_per_second = RATE
    resource.fault.cut_after, resource.fault.cut_times = 300_000, 3
    guid = start(queue, fault_server.url("/f"))
    ends_whole(queue, guid)
    asked = [request.headers.get("range") for request in fault_server.requests]
    assert resource.cuts == 3
    assert len(asked) == len(set(asked)), f"something was fetched twice: {asked}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": 429},
        {"status": 503},
        {"range_shift": 1},
        {"range_cap": 100_000},
        {"range_total": SIZE + 1},
        {"ranges": False},
        {"multipart": True},
        {"content_range": ""},
        {"empty_replies": 1000},
        {"etag": '"v2"'},
    ],
    ids=lambda value: next(iter(value)),
)
def test_what_is_not_the_wanted_stretch_leaves_one_connection_and_nothing_is_lost(
    wrong: dict[str, int], queue: Queue, fault_server: FaultServer
) -> None:
    resource = fault_server.serve("/f", BODY, Fault(bytes_per_second=4 * RATE, hold_after=MIB))
    guid = start(queue, fault_server.url("/f"), connections="8")
    wait_until(lambda: fault_server.requests, 30, what="the first request")
    for name, value in wrong.items():
        setattr(resource.fault, name, value)
    wait_until(lambda: stretches(fault_server), 30, what="a further connection")
    resource.fault.hold_after = None
    resource.release()
    ends_whole(queue, guid)
    ranged = [request for request in fault_server.requests if "range" in request.headers]
    assert len(fault_server.requests) == 1 + len(ranged), "it began again"
    assert len(ranged) <= 7, "it was tried again and again"


def test_a_file_that_changes_under_way_arrives_in_one_version(
    queue: Queue, fault_server: FaultServer, resource: Resource
) -> None:
    guid = start(queue, fault_server.url("/f"))
    wait_until(lambda: islands(queue, guid), 30, what="islands")
    other = pattern(SIZE, seed=2)
    resource.body, resource.fault.etag = other, '"v2"'
    hurry(fault_server, resource)
    ends_whole(queue, guid, other)


def test_the_bytes_of_all_connections_outlive_a_suspend(
    queue: Queue, fault_server: FaultServer, resource: Resource
) -> None:
    guid = start(queue, fault_server.url("/f"))
    wait_until(lambda: len(islands(queue, guid)) >= 3, 30, what="islands")
    queue.run("suspend", guid)
    wait_until(lambda: open_to(fault_server.port) == 0, 30, what="the end of its connections")
    queue.wait_for(guid, JobState.SUSPENDED)
    queue.freeze_daemon()  # the daemon has written down how far it came, or is dead
    resource.fault.bytes_per_second = None
    claim = queue.store.progress(guid)[0]
    held = [(0, claim.written), *claim.islands]
    data = queue.temp(guid).read_bytes()
    assert all(data[start:end] == BODY[start:end] for start, end in held)
    before, asked = len(fault_server.requests), len(stretches(fault_server))
    queue.box.kill_daemon()
    queue.resume(guid)
    ends_whole(queue, guid)
    assert fault_server.requests[before].headers["range"] == f"bytes={claim.written}-"
    for first, last in stretches(fault_server)[asked:]:
        assert not any(first < end and start < last for start, end in held), "fetched twice"


@pytest.mark.nginx
def test_a_file_over_four_connections_by_tls_survives_a_kill(queue: Queue, www: Path, tmp_path: Path) -> None:
    authority, pem = trustme.CA(), tmp_path / "server.pem"
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(pem))
    queue.box.env["SSL_CERT_FILE"] = str(tmp_path / "authority.pem")
    (www / "file").write_bytes(BODY)
    tls = f"ssl_certificate {pem};\nssl_certificate_key {pem};\n"
    with Nginx(www, tmp_path / "nginx", f"limit_rate {RATE // 4};", tls=tls, http2=True) as server:
        guid = start(queue, server.url("/file"))
        wait_until(lambda: len(islands(queue, guid)) >= 3, 30, what="islands")
        queue.box.kill_daemon()
        claim = queue.store.progress(guid)[0]
        assert len(claim.islands) >= 3
        data = queue.temp(guid).read_bytes()
        assert all(data[first:last] == BODY[first:last] for first, last in [(0, claim.written), *claim.islands])
        queue.resume(guid)
        ends_whole(queue, guid)
        done = wait_until(lambda: [line for line in server.requests() if '" 206 ' in line], 30, what="the log")
        sent = sum(int(line.split('"')[2].split()[1]) for line in server.requests())
    assert "begins again" not in queue.history(guid)
    assert any("HTTP/1.1" in line for line in done), "several connections are connections of their own"
    assert sent <= SIZE + 2 * 4 * RATE // 4 + MIB


@pytest.mark.nginx
@pytest.mark.slow
def test_a_file_over_four_connections_survives_kills_and_costs_little_more(
    queue: Queue, www: Path, tmp_path: Path
) -> None:
    size = 28 * MIB
    body = pattern(size)
    (www / "file").write_bytes(body)
    chance = random.Random(4)
    with Nginx(www, tmp_path / "nginx", f"limit_rate {RATE};") as server:
        guid = start(queue, server.url("/file"))
        for _ in range(KILLS):
            before = queue.job(guid).bytes_done
            wait_until(lambda: islands(queue, guid), 30, what="islands")
            more = before + chance.randrange(MIB // 2, 2 * MIB)
            queue.wait_for_bytes(guid, more, timeout=30)
            queue.box.kill_daemon()
            assert more <= queue.job(guid).bytes_done < size
            queue.resume(guid)
        queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
        queue.complete(guid)
        wait_until(lambda: open_to(server.port) == 0 or len(server.requests()) > KILLS, 30, what="the log")
        sent = sum(int(line.split('"')[2].split()[1]) for line in server.requests())
    assert hashlib.sha256(queue.result().read_bytes()).digest() == hashlib.sha256(body).digest()
    # nginx gives each new connection a second's worth at once, and a steal ends one early.
    assert sent <= size + (KILLS + 1) * 4 * RATE, f"{(sent - size) / KILLS / 4 / RATE:.2f} seconds' worth for each kill"
