"""Retry and expiry by real daemons whose wall clock is set and whose machine sleeps, while they run and in between."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pybits.domain.hresult import http_error
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.clocks import Clocks
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Box, wait_until

pytestmark = pytest.mark.gcc
LONG = 60.0
BODY = pattern(100_000)
ALL_DAY = {"EnableBITSMaxBandwidth": True, "MaxBandwidthValidFrom": 0, "MaxBandwidthValidTo": 0}


@pytest.fixture
def clocks(box: Box, tmp_path: Path) -> Clocks:
    return Clocks(tmp_path, box)


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def fails_once(queue: Queue, server: FaultServer, **properties: int) -> str:
    """Start a job that its server refuses the first time, and wait until it waits for the second."""
    server.serve("/once", BODY, Fault(statuses=(503,)))
    guid = queue.start(server.url("/once"), name="once", **properties)
    job = queue.wait_for(guid, JobState.TRANSIENT_ERROR, timeout=LONG)
    assert job.error is not None
    assert (job.error.code, job.retry is not None) == (http_error(503), True)
    return guid


def another_arrives(queue: Queue, server: FaultServer, name: str) -> None:
    """Let the daemon do something, so that it has looked at its clocks since."""
    server.serve("/f", BODY)
    queue.box.ok("transfer", name, server.url("/f"), queue.target / name)


@pytest.mark.parametrize("days", [400, -400])
def test_who_sets_the_date_ends_no_delay_and_no_job(
    days: int, clocks: Clocks, queue: Queue, fault_server: FaultServer
) -> None:
    suspended = queue.add(fault_server.url("/once"), name="suspended")
    waiting = fails_once(queue, fault_server, noprogresstimeout=1000)
    clocks.set_wall(days=days)
    another_arrives(queue, fault_server, "first")
    assert queue.state(waiting) is JobState.TRANSIENT_ERROR
    queue.box.kill_daemon()
    another_arrives(queue, fault_server, "second")  # of a daemon that knows no other date
    assert (queue.state(waiting), queue.job(waiting).error_count) == (JobState.TRANSIENT_ERROR, 1)
    assert queue.state(suspended) is JobState.SUSPENDED
    assert "tries again in 9 min" in queue.box.ok("info", waiting) or "in 10 min" in queue.box.ok("info", waiting)


@pytest.mark.parametrize("days", [400, -400])
def test_a_delay_is_over_in_time_whoever_sets_the_date(
    days: int, clocks: Clocks, queue: Queue, fault_server: FaultServer
) -> None:
    guid = fails_once(queue, fault_server, minretrydelay=5)
    clocks.set_wall(days=days)
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=LONG)


def test_a_delay_that_was_over_while_the_machine_slept_is_over(
    clocks: Clocks, queue: Queue, fault_server: FaultServer
) -> None:
    guid = fails_once(queue, fault_server, minretrydelay=3000)
    another_arrives(queue, fault_server, "first")
    assert queue.state(guid) is JobState.TRANSIENT_ERROR
    clocks.sleep(hours=1)
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=LONG)


def test_a_job_without_progress_is_given_up_after_a_long_sleep(
    clocks: Clocks, queue: Queue, fault_server: FaultServer
) -> None:
    guid = fails_once(queue, fault_server, minretrydelay=3000, noprogresstimeout=3500)
    clocks.sleep(hours=1)
    job = queue.wait_for(guid, JobState.ERROR, timeout=LONG)
    assert job.error is not None
    assert (job.error.code, "No progress for 3500 seconds" in job.error.text) == (http_error(503), True)


def test_the_time_that_the_machine_slept_is_no_time_of_transferring(
    clocks: Clocks, queue: Queue, fault_server: FaultServer
) -> None:
    slow = fault_server.serve("/slow", BODY, Fault(bytes_per_second=20_000))
    guid = queue.start(fault_server.url("/slow"), name="slow", maxdownloadtime=600)
    before = queue.wait_for_bytes(guid, 1, timeout=LONG).bytes_done
    clocks.sleep(hours=1)
    queue.wait_for_bytes(guid, before + 30_000, timeout=LONG)
    slow.fault.bytes_per_second = None
    assert queue.wait_for(guid, JobState.TRANSFERRED, timeout=LONG).download_time < 600


def test_a_job_that_nobody_touches_goes_after_its_days_asleep_or_awake(
    clocks: Clocks, queue: Queue, fault_server: FaultServer
) -> None:
    idle = queue.add(fault_server.url("/f"), name="idle")
    another_arrives(queue, fault_server, "first")
    clocks.sleep(days=89)
    touched = queue.add(fault_server.url("/f"), name="touched")
    queue.box.ok("setdescription", touched, "still wanted")
    another_arrives(queue, fault_server, "second")
    assert queue.state(idle) is JobState.SUSPENDED
    clocks.sleep(days=1, hours=1)
    another_arrives(queue, fault_server, "third")

    def gone() -> bool:
        return "no progress and no change for 90 days (JobInactivityTimeout)" in queue.box.run("info", idle).stderr

    wait_until(gone, LONG)
    assert queue.state(touched) is JobState.SUSPENDED


def test_a_limit_of_the_hour_ends_with_the_hour_on_the_wall(
    clocks: Clocks, queue: Queue, fault_server: FaultServer
) -> None:
    """Bandwidth policies alone follow the wall clock, and see at once that it was set."""
    fault_server.serve("/f", BODY)
    hours = {"MaxBandwidthValidFrom": 8, "MaxBandwidthValidTo": 20}
    queue.box.env["TZ"] = "UTC"
    clocks.set_wall(seconds=at_hour(12))
    queue.box.set_policy(**ALL_DAY | hours, MaxTransferRateOnSchedule=0)
    guid = queue.start(fault_server.url("/f"), name="blocked")
    queue.wait_for(guid, JobState.TRANSIENT_ERROR, timeout=LONG)
    clocks.set_wall(hours=10)
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=LONG)


def at_hour(hour: int) -> float:
    """Give the seconds by which the clock has to be set for it to be so late, in UTC."""
    return hour * 3600 - time.time() % 86_400
