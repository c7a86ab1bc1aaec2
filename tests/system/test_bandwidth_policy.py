"""Bandwidth policies, with a real daemon: the limit of the hour is kept, nothing moves under a limit of 0."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from pybits.domain.enums import JobPriority
from pybits.domain.hresult import BG_E_BLOCKED_BY_POLICY
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.fault_server import FaultServer
from tests.support.processes import Box, wait_until

ALL_DAY = {"EnableBITSMaxBandwidth": True, "MaxBandwidthValidFrom": 0, "MaxBandwidthValidTo": 0}
LONG = 60.0


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def test_the_limit_of_the_hour_is_kept_in_the_background_alone(queue: Queue, fault_server: FaultServer) -> None:
    body = pattern(1_000_000)
    fault_server.serve("/f", body)
    queue.box.set_policy(**ALL_DAY, MaxTransferRateOnSchedule=2000)
    began = time.monotonic()
    slow = queue.start(fault_server.url("/f"), name="slow")
    fast = queue.start(fault_server.url("/f"), name="fast", priority=JobPriority.FOREGROUND)
    queue.wait_for(fast, JobState.TRANSFERRED, timeout=LONG)
    queue.wait_for(slow, JobState.TRANSFERRED, timeout=LONG)
    assert time.monotonic() - began > 2, "a megabyte at 250,000 bytes a second takes four seconds"
    queue.complete(slow)
    assert queue.result("slow").read_bytes() == body


def test_a_limit_of_0_blocks_the_background_until_the_policy_changes(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", pattern(100_000))
    fault_server.serve("/slow", pattern(10_000_000))
    queue.box.set_policy(**ALL_DAY, MaxTransferRateOnSchedule=400)
    running = queue.start(fault_server.url("/slow"), name="running", priority=JobPriority.HIGH)
    queue.wait_for_bytes(running, 1, timeout=LONG)
    queue.box.set_policy(**ALL_DAY, MaxTransferRateOnSchedule=0)
    queue.wait_for(running, JobState.TRANSIENT_ERROR, timeout=LONG)
    waiting = queue.start(fault_server.url("/f"), name="waiting")
    urgent = queue.start(fault_server.url("/f"), name="urgent", priority=JobPriority.FOREGROUND)
    queue.wait_for(urgent, JobState.TRANSFERRED, timeout=LONG)
    for guid in (running, waiting):
        queue.held(guid, BG_E_BLOCKED_BY_POLICY, "MaxTransferRateOnSchedule is 0")
    queue.box.ok("/resume", waiting)  # who resumes it does not get round the policy
    wait_until(lambda: queue.history(waiting).count("0x8020003e") == 2, LONG, what="the job being held back again")
    queue.box.set_policy()
    for guid in (running, waiting):
        queue.wait_for(guid, JobState.TRANSFERRED, timeout=LONG)


def test_what_an_hour_holds_back_goes_on_when_the_hour_is_over(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", pattern(100_000))
    # Where the daemon lives it is 25 seconds to one o'clock.
    now = datetime.now(UTC)
    ahead = now - now.replace(hour=12, minute=59, second=35)
    sign, seconds = ("+" if ahead > timedelta() else "-"), abs(ahead).seconds
    queue.box.env["TZ"] = f"HERE{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    hours = {"MaxBandwidthValidFrom": 12, "MaxBandwidthValidTo": 13, "MaxTransferRateOffSchedule": 100_000}
    queue.box.set_policy(EnableBITSMaxBandwidth=True, MaxTransferRateOnSchedule=0, **hours)
    guid = queue.start(fault_server.url("/f"))
    queue.held(guid, BG_E_BLOCKED_BY_POLICY)
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=LONG)
    assert "TRANSIENT_ERROR → QUEUED" in queue.history(guid)


def test_a_daemon_that_begins_lets_go_of_what_its_predecessor_held_back(
    queue: Queue, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", pattern(100_000))
    queue.box.set_policy(**ALL_DAY, MaxTransferRateOnSchedule=0)
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for(guid, JobState.TRANSIENT_ERROR, timeout=LONG)
    queue.box.kill_daemon()
    queue.box.set_policy()
    queue.box.ok("daemon", "start")
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=LONG)
