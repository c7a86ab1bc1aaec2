"""The network goes and comes back, in a network namespace with a real link: every file arrives whole, by itself."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pybits.domain.hresult import BG_E_NAME_RESOLUTION_FAILURE, BG_E_NETWORK_DISCONNECTED, http_error
from pybits.domain.job import Job
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.fault_server import Fault, FaultServer
from tests.support.netns import Cable, NameServer
from tests.support.preload import preload
from tests.support.processes import Box, wait_until

pytestmark = [pytest.mark.netns]

DOWN = float(os.environ.get("PYBITS_TEST_LINK_DOWN", "3"))  # seconds
LONG = 90.0  # seconds; far below the retry delay of 600
BODY = pattern(2_000_000)
SLOW = 400_000.0


@pytest.fixture
def cable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cable]:
    with Cable(tmp_path, default_route=getattr(request, "param", True)) as made:
        yield made


@pytest.fixture
def server(cable: Cable) -> Iterator[FaultServer]:
    with FaultServer(address=cable.near) as made:
        yield made


@pytest.fixture
def queue(cable: Cable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    with Box(tmp_path / "box", python=cable.python) as box:
        yield Queue(box, monkeypatch)


def disconnected(queue: Queue, guid: str) -> Job:
    """Wait until a job waits for the network, and look whether it says so."""
    return queue.held(guid, BG_E_NETWORK_DISCONNECTED, "The network is down")


def stays(queue: Queue, guid: str, seconds: float) -> None:
    """Insist that a job stays in TRANSIENT_ERROR for so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert queue.state(guid) is JobState.TRANSIENT_ERROR, queue.history(guid)
        time.sleep(0.05)


def arrives(queue: Queue, guid: str, name: str = "job", body: bytes = BODY) -> None:
    """Insist that a job's file arrives whole, with nobody doing anything for it."""
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=LONG)
    queue.complete(guid)
    assert queue.result(name).read_bytes() == body


@pytest.mark.parametrize("cable", [True, False], ids=["default route", "no default route"], indirect=True)
@pytest.mark.parametrize("how", ["cable", "interface"])
def test_the_link_goes_down_in_mid_transfer_and_comes_back(
    how: str, cable: Cable, queue: Queue, server: FaultServer
) -> None:
    resource = server.serve("/f", BODY, Fault(bytes_per_second=SLOW))
    guid = queue.start(server.url("/f"))
    before = queue.wait_for_bytes(guid, 200_000, timeout=LONG).bytes_done
    down, up = (cable.pull, cable.plug) if how == "cable" else (cable.lower_interface, cable.raise_interface)
    down()
    job = disconnected(queue, guid)
    assert job.bytes_done >= before
    stays(queue, guid, DOWN)
    resource.fault.bytes_per_second = None
    up()
    arrives(queue, guid)
    assert any(request.headers.get("range") for request in server.requests), "it did not go on where it was"


@pytest.mark.gcc
@pytest.mark.slow
def test_where_nobody_tells_of_the_network_it_is_looked_at(
    cable: Cable, server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python-without-netlink"
    library = preload(Path(__file__).parents[1] / "support/no_netlink.c", tmp_path)
    without = f'env LD_PRELOAD={library} {sys.executable} "$@"'  # ip itself cannot do without
    python.write_text(f"#!/bin/sh\nexec ip netns exec {cable.name} {without}\n")
    python.chmod(0o755)
    resource = server.serve("/f", BODY, Fault(bytes_per_second=SLOW / 10))
    with Box(tmp_path / "box", python=str(python)) as box:
        queue = Queue(box, monkeypatch)
        guid = queue.start(server.url("/f"))
        queue.wait_for_bytes(guid, 1, timeout=LONG)
        cable.lower_interface()
        disconnected(queue, guid)
        resource.fault.bytes_per_second = None
        cable.raise_interface()
        arrives(queue, guid)


@pytest.mark.slow
def test_nothing_comes_through_for_20_seconds_and_no_link_is_down(
    cable: Cable, queue: Queue, server: FaultServer
) -> None:
    resource = server.serve("/f", BODY, Fault(bytes_per_second=SLOW))
    guid = queue.start(server.url("/f"))
    queue.wait_for_bytes(guid, 200_000, timeout=LONG)
    cable.cut_beyond()
    began, before, earlier = time.monotonic(), -1, -2
    while time.monotonic() - began < 20:
        assert queue.state(guid) is JobState.TRANSFERRING, queue.history(guid)
        time.sleep(0.5)
        before, earlier = queue.job(guid).bytes_done, before
    assert before == earlier, "something came through"
    resource.fault.bytes_per_second = None
    cable.mend_beyond()
    arrives(queue, guid)
    assert "0x" not in queue.history(guid)


def test_what_is_resumed_while_the_network_is_down_waits_for_it_and_so_does_nothing_local(
    cable: Cable, queue: Queue, server: FaultServer, tmp_path: Path
) -> None:
    server.serve("/f", BODY)
    slow = server.serve("/slow", b"s" * 1_000_000, Fault(bytes_per_second=10_000))
    source = tmp_path / "source"
    source.write_bytes(BODY)
    first = queue.start(server.url("/slow"), name="first")
    queue.wait_for_bytes(first, 1, timeout=LONG)
    cable.pull()
    disconnected(queue, first)
    remote, local = queue.start(server.url("/f"), name="remote"), queue.start(source.as_uri(), name="local")
    arrives(queue, local, "local")
    disconnected(queue, remote)
    slow.fault.bytes_per_second = None
    cable.plug()
    arrives(queue, remote, "remote")
    arrives(queue, first, "first", b"s" * 1_000_000)


def test_when_the_network_is_back_every_job_that_waits_is_tried_whatever_its_error(
    cable: Cable, queue: Queue, server: FaultServer
) -> None:
    server.serve("/f", BODY, Fault(statuses=(503,)))
    server.serve("/slow", b"s" * 1_000_000, Fault(bytes_per_second=10_000))
    failed, slow = queue.start(server.url("/f"), name="failed"), queue.start(server.url("/slow"), name="slow")
    job = queue.wait_for(failed, JobState.TRANSIENT_ERROR, timeout=LONG)
    assert job.error is not None
    assert job.error.code == http_error(503)
    queue.wait_for_bytes(slow, 1, timeout=LONG)
    cable.pull()
    disconnected(queue, slow)
    assert queue.job(failed).error == job.error
    cable.plug()
    queue.wait_for(failed, JobState.TRANSFERRED, timeout=LONG)
    assert "the network is back" in queue.history(failed)
    arrives(queue, failed, "failed")


def test_the_address_changes_in_mid_transfer(cable: Cable, queue: Queue, server: FaultServer) -> None:
    resource = server.serve("/f", BODY, Fault(bytes_per_second=SLOW))
    guid = queue.start(server.url("/f"))
    queue.wait_for_bytes(guid, 200_000, timeout=LONG)
    began = time.monotonic()
    cable.change_address(f"{cable.net}.77")
    wait_until(lambda: len(server.requests) > 1, LONG, what="a request from the new address")
    assert time.monotonic() - began < 45, "the dead connection was only found out by its silence"
    resource.fault.bytes_per_second = None
    arrives(queue, guid)


def test_a_daemon_that_begins_while_the_network_is_down_goes_on_when_it_is_back(
    cable: Cable, queue: Queue, server: FaultServer
) -> None:
    resource = server.serve("/f", BODY, Fault(bytes_per_second=SLOW))
    guid = queue.start(server.url("/f"))
    queue.wait_for_bytes(guid, 200_000, timeout=LONG)
    cable.pull()
    disconnected(queue, guid)
    queue.box.kill_daemon()
    queue.box.ok("daemon", "start")
    queue.wait_for(guid, JobState.CONNECTING, JobState.TRANSIENT_ERROR, timeout=LONG)
    resource.fault.bytes_per_second = None
    cable.plug()
    arrives(queue, guid)


def test_dns_dies_and_comes_back(cable: Cable, queue: Queue, server: FaultServer) -> None:
    resource = server.serve("/f", BODY, Fault(bytes_per_second=SLOW))
    url = server.url("/f").replace(cable.near, "files.test")
    with NameServer(cable.near) as names:
        guid = queue.start(url, minretrydelay=5)
        queue.wait_for_bytes(guid, 200_000, timeout=LONG)
        names.answers = False
        queue.box.kill_daemon()  # it knew the address
        queue.box.ok("daemon", "start")
        job = queue.wait_for(guid, JobState.TRANSIENT_ERROR, timeout=LONG)
        assert job.error is not None
        assert job.error.code == BG_E_NAME_RESOLUTION_FAILURE
        resource.fault.bytes_per_second = None
        names.answers = True
        arrives(queue, guid)
        assert names.asked >= 2


@pytest.mark.parametrize("cable", [False], indirect=True)
def test_a_machine_without_any_route_still_transfers_from_itself(cable: Cable, queue: Queue, tmp_path: Path) -> None:
    cable.lower_interface()
    (tmp_path / "www").mkdir()
    (tmp_path / "www/f").write_bytes(BODY)
    words = [cable.python, "-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(tmp_path / "www"), "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as serving:
        try:
            assert serving.stdout is not None
            port = serving.stdout.readline().split(" port ")[1].split()[0]
            for host in ("127.0.0.1", "localhost", "here.test"):
                arrives(queue, queue.start(f"http://{host}:{port}/f", name=host), host)
        finally:
            serving.terminate()
