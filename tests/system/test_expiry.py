"""Timeouts of jobs, made to happen with real daemons: no progress, and the maximum download time."""

from __future__ import annotations

import time

import pytest

from pybits.domain.hresult import BG_E_CONNECTION_CLOSED, BG_E_MAXDOWNLOAD_TIMEOUT
from pybits.domain.job import Job
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Box, wait_until


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def test_a_server_that_begins_again_and_cuts_each_time_is_given_up(queue: Queue, fault_server: FaultServer) -> None:
    """Each try brings bytes, but none that were not here before: that is no progress."""
    fault_server.serve("/f", pattern(200_000), Fault(ranges=False, accept_ranges=None, cut_after=90_000, cut_times=999))
    guid = queue.start(fault_server.url("/f"), minretrydelay=5, noprogresstimeout=8)
    failed = queue.wait_for(guid, JobState.ERROR, timeout=90)
    assert failed.error is not None
    assert failed.error.code == BG_E_CONNECTION_CLOSED
    assert "No progress for 8 seconds" in failed.error.text
    assert failed.error_count >= 2
    assert not queue.result().exists()


def test_a_server_that_cuts_but_can_resume_arrives_in_spite_of_the_timeout(
    queue: Queue, fault_server: FaultServer
) -> None:
    body = pattern(200_000)
    fault_server.serve("/f", body, Fault(cut_after=20_000, cut_times=99))
    guid = queue.start(fault_server.url("/f"), minretrydelay=5, noprogresstimeout=8)
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=120)
    queue.complete(guid)
    assert queue.result().read_bytes() == body


def test_the_time_of_killed_daemons_counts_against_the_maximum(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", pattern(10_000_000), Fault(bytes_per_second=20_000))
    guid = queue.start(fault_server.url("/f"), maxdownloadtime=20)

    def counted() -> Job | None:
        job = queue.job(guid)
        return job if job.download_time >= 5 else None

    before = wait_until(counted, 60, what="an account of the time").download_time
    queue.box.kill_daemon()
    began = time.monotonic()
    queue.box.ok("daemon", "start")
    assert queue.job(guid).download_time >= before
    failed = queue.wait_for(guid, JobState.ERROR, timeout=120)
    assert failed.error is not None
    assert failed.error.code == BG_E_MAXDOWNLOAD_TIMEOUT
    assert time.monotonic() - began > 20 - before - 7, "more was counted than there was"
    assert failed.download_time >= 20
