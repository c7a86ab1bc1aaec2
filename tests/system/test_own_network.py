"""IgnoreBandwidthLimitsOnLan, in a network namespace: no limit for what comes from there, and each for the rest."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pybits.domain.enums import JobPriority
from pybits.domain.hresult import BG_E_BLOCKED_BY_POLICY
from pybits.domain.state import JobState
from pybits.policy.network import Way, is_near
from tests.daemon.queue import Queue, pattern
from tests.support.fault_server import Fault, FaultServer
from tests.support.netns import Cable, NameServer
from tests.support.processes import Box, wait_until

pytestmark = [pytest.mark.netns]

ALL_DAY = {"EnableBITSMaxBandwidth": True, "MaxBandwidthValidFrom": 0, "MaxBandwidthValidTo": 0}
BLOCKED = ALL_DAY | {"MaxTransferRateOnSchedule": 0}
FREE = {"IgnoreBandwidthLimitsOnLan": True}
LONG = 90.0


@pytest.fixture
def cable(tmp_path: Path) -> Iterator[Cable]:
    with Cable(tmp_path) as made:
        yield made


@pytest.fixture
def near(cable: Cable) -> Iterator[FaultServer]:
    with FaultServer(address=cable.near) as made:
        yield made


@pytest.fixture
def beyond(cable: Cable) -> Iterator[FaultServer]:
    with FaultServer(address=cable.beyond) as made:
        yield made


@pytest.fixture
def queue(cable: Cable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    with Box(tmp_path / "box", python=cable.python) as box:
        yield Queue(box, monkeypatch)


def is_held(queue: Queue, guid: str) -> None:
    queue.held(guid, BG_E_BLOCKED_BY_POLICY)


def test_a_limit_of_0_is_for_what_comes_from_elsewhere(queue: Queue, near: FaultServer, beyond: FaultServer) -> None:
    for server in (near, beyond):
        server.serve("/f", pattern(100_000))
    queue.box.set_policy(**BLOCKED)
    here = queue.start(near.url("/f"), name="here")
    both = queue.start(near.url("/f"), beyond.url("/f"), name="both")
    for guid in (here, both):
        is_held(queue, guid)
    queue.box.set_policy(**BLOCKED, **FREE)
    queue.wait_for(here, JobState.TRANSFERRED, timeout=LONG)
    is_held(queue, both)
    there = queue.start(beyond.url("/f"), name="there")
    is_held(queue, there)
    queue.box.ok("replaceremoteprefix", both, beyond.url("/"), near.url("/"))
    queue.wait_for(both, JobState.TRANSFERRED, timeout=LONG)
    assert not beyond.requests
    queue.box.set_policy()
    queue.wait_for(there, JobState.TRANSFERRED, timeout=LONG)


def test_no_rate_is_kept_on_the_own_network(queue: Queue, near: FaultServer, beyond: FaultServer) -> None:
    body = pattern(30_000_000)  # ten minutes at this rate
    for server in (near, beyond):
        server.serve("/f", body)
    queue.box.set_policy(**ALL_DAY, **FREE, MaxTransferRateOnSchedule=400)
    here = queue.start(near.url("/f"), name="here")
    queue.wait_for(here, JobState.TRANSFERRED, timeout=LONG)
    there = queue.start(beyond.url("/f"), name="there")
    queue.wait_for_bytes(there, 1, timeout=LONG)
    wait_until(lambda: "no faster than its bandwidth allows: 0.4 Mbit/s." in queue.box.ok("info", there), LONG)
    queue.complete(here)
    assert queue.result("here").read_bytes() == body


def test_a_redirect_to_elsewhere_ends_the_freedom(queue: Queue, near: FaultServer, beyond: FaultServer) -> None:
    beyond.serve("/f", pattern(3_000_000), Fault(bytes_per_second=10_000))
    near.serve("/f", b"", Fault(redirect=beyond.url("/f")))
    queue.box.set_policy(**BLOCKED, **FREE)
    guid = queue.start(near.url("/f"))
    wait_until(lambda: beyond.requests, LONG, what="the redirect being followed")
    is_held(queue, guid)
    asked, held = len(beyond.requests), queue.history(guid).count("0x8020003e")
    queue.box.ok("/resume", guid)
    wait_until(lambda: queue.history(guid).count("0x8020003e") > held, LONG, what="the job being held back again")
    assert len(beyond.requests) == asked


def test_what_goes_through_a_proxy_does_not_come_from_here(queue: Queue, near: FaultServer, cable: Cable) -> None:
    near.serve("/f", pattern(100_000))
    queue.box.set_policy(**BLOCKED, **FREE)
    through = queue.add(near.url("/f"), name="through")
    queue.box.ok("setproxysettings", through, "OVERRIDE", f"{cable.near}:1")
    queue.resume(through)
    past = queue.add(near.url("/f"), name="past")
    queue.box.ok("setproxysettings", past, "OVERRIDE", f"{cable.near}:1", cable.near)
    queue.resume(past)
    queue.wait_for(past, JobState.TRANSFERRED, timeout=LONG)
    is_held(queue, through)


@pytest.mark.parametrize("where", ["near", "beyond", "nowhere"])
def test_a_name_is_where_its_addresses_are(where: str, queue: Queue, near: FaultServer, cable: Cable) -> None:
    near.serve("/f", pattern(100_000))
    queue.box.set_policy(**BLOCKED, **FREE)
    url = near.url("/f").replace(cable.near, "files.test")
    with NameServer(cable.near, cable.beyond if where == "beyond" else cable.near) as names:
        names.answers = where != "nowhere"
        guid = queue.start(url)
        if where == "near":
            queue.wait_for(guid, JobState.TRANSFERRED, timeout=LONG)
        else:
            wait_until(lambda: names.asked, LONG, what="the name being asked for")
            is_held(queue, guid)
            urgent = queue.start(near.url("/f"), name="urgent", priority=JobPriority.FOREGROUND)
            queue.wait_for(urgent, JobState.TRANSFERRED, timeout=LONG)  # who asks for a name stops nobody
            is_held(queue, guid)


WAYS = """
import sys
from pybits.daemon.surroundings.netlink import way_to
print([tuple(way_to(word)) for word in sys.argv[1:]])
"""


@pytest.mark.link
def test_the_kernel_is_asked_by_which_way_it_would_go(cable: Cable) -> None:
    cable.inside("tuntap", "add", "dev", "tun0", "mode", "tun")
    cable.inside("address", "add", "10.8.0.2/24", "dev", "tun0")
    cable.inside("link", "set", "tun0", "up")
    cable.inside("address", "add", "fd00::2/64", "dev", "eth0", "nodad")
    cable.inside("route", "add", "203.0.113.0/24", "nexthop", "via", cable.near, "nexthop", "via", f"{cable.net}.9")
    cable.inside("route", "add", "unreachable", "198.51.100.0/24")
    ways = {
        cable.near: Way(prefix=24, shared=True),
        f"::ffff:{cable.near}": Way(prefix=24, shared=True),
        "fd00::9": Way(prefix=64, shared=True),
        cable.far: Way(own=True, prefix=32, shared=True),
        "127.0.0.1": Way(own=True, prefix=32, shared=True),
        cable.beyond: Way(gateway=True, shared=True),
        "10.8.0.9": Way(prefix=24),
    }
    far = ["203.0.113.9", "198.51.100.9", "2001:db8::9", "files.test", ""]
    ran = subprocess.run([cable.python, "-c", WAYS, *ways, *far], cwd="/", capture_output=True, text=True, check=True)
    found = [Way(*way) for way in ast.literal_eval(ran.stdout)]
    assert found[: len(ways)] == list(ways.values())
    assert not any(map(is_near, found[len(ways) :]))
