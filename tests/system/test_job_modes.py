"""Dynamic content, high performance and the maximum download size, doing what they say."""

from __future__ import annotations

import time

import pytest

from pybits.domain.hresult import BG_E_MAX_DOWNLOAD_SIZE_LIMIT_REACHED, BG_E_MISSING_FILE_SIZE
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Box, wait_until

BODY = pattern(300_000)


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def add(queue: Queue, *urls: str, **modes: object) -> str:
    """Make a job with these modes, then files, and resume it."""
    guid = queue.manager.create_job("job").guid
    for name, value in modes.items():
        queue.manager.set_property(guid, name, value)
    queue.manager.add_files(guid, [(url, str(queue.target / f"job-{i}")) for i, url in enumerate(urls)])
    queue.resume(guid)
    return guid


def test_dynamic_content_needs_no_length_where_the_policy_wants_one(queue: Queue, fault_server: FaultServer) -> None:
    queue.box.set_policy(RequireContentLength=True, RequireRanges=True)
    fault_server.serve("/f", BODY, Fault(chunked=True, accept_ranges="none"))
    strict = add(queue, fault_server.url("/f"))
    error = queue.wait_for(strict, JobState.ERROR).error
    assert error is not None
    assert error.code == BG_E_MISSING_FILE_SIZE
    guid = add(queue, fault_server.url("/f"), dynamiccontent=True)
    queue.wait_for(guid, JobState.TRANSFERRED)
    queue.complete(guid)
    assert queue.result().read_bytes() == BODY


def test_dynamic_content_that_was_interrupted_begins_again(queue: Queue, fault_server: FaultServer) -> None:
    resource = fault_server.serve("/f", BODY, Fault(hold_after=100_000))
    guid = add(queue, fault_server.url("/f"), dynamiccontent=True)
    queue.wait_for_bytes(guid, 100_000)
    queue.box.kill_daemon()
    resource.fault.hold_after = None
    resource.release()
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED)
    assert [request.headers.get("range") for request in fault_server.requests] == [None, None]
    assert "dynamic content cannot go on in the middle" in queue.history(guid)
    queue.complete(guid)
    assert queue.result().read_bytes() == BODY


def test_a_transfer_may_be_dynamic_in_both_faces(queue: Queue, fault_server: FaultServer) -> None:
    queue.box.set_policy(RequireContentLength=True)
    fault_server.serve("/f", BODY, Fault(chunked=True))
    out = queue.box.ok("transfer", "--dynamic", "job", fault_server.url("/f"), queue.target / "one")
    assert "Transfer complete" in out
    ran = queue.box.bitsadmin(
        "/transfer", "job", "/DYNAMIC", "/ACLFLAGS", "og", fault_server.url("/f"), queue.target / "2"
    )
    assert (ran.status, ran.stdout.splitlines()[-1]) == (0, "Transfer complete.")
    assert queue.box.run("transfer", "--acl-flags", "x", "job", fault_server.url("/f"), "three").status == 2
    assert queue.manager.jobs() == []


@pytest.mark.parametrize("fault", [Fault(), Fault(chunked=True)], ids=["with a length", "without"])
def test_a_job_ends_at_its_maximum_size(queue: Queue, fault_server: FaultServer, fault: Fault) -> None:
    queue.box.set_policy(MaxFilesInFlight=1)
    fault_server.serve("/small", b"x" * 1000)
    fault_server.serve("/f", BODY, fault)
    urls = [fault_server.url("/small"), fault_server.url("/f")]
    guid = add(queue, *urls, maxdownloadsize=len(BODY) + 999)
    job = queue.wait_for(guid, JobState.ERROR)
    assert job.error is not None
    assert (job.error.code, job.error.file) == (BG_E_MAX_DOWNLOAD_SIZE_LIMIT_REACHED, 1)
    assert (job.files_done, job.bytes_done) == (1, 1000)
    enough = add(queue, *urls, maxdownloadsize=len(BODY) + 1000)
    queue.wait_for(enough, JobState.TRANSFERRED)


@pytest.mark.parametrize(("size", "held"), [(4_096, 16), (100_000, 4)], ids=["small", "large"])
def test_a_background_job_has_more_files_in_flight_while_they_are_small(
    queue: Queue, fault_server: FaultServer, size: int, held: int
) -> None:
    """On the way to a server on this machine nobody else can be disturbed."""
    for number in range(40):
        fault_server.serve(f"/{number}", b"x" * size, Fault() if number < 8 else Fault(hold_after=1000))
    add(queue, *(fault_server.url(f"/{number}") for number in range(40)))
    wait_until(lambda: len(fault_server.requests) >= 8 + held, 30, what="the requests of those that are held")
    time.sleep(1.0)
    assert len(fault_server.requests) == 8 + held


def test_high_performance_has_as_many_files_in_flight_as_a_foreground_job(
    queue: Queue, fault_server: FaultServer
) -> None:
    queue.box.set_policy(MaxFilesInFlight=1, MaxForegroundFilesInFlight=5)
    urls = []
    for number in range(5):
        fault_server.serve(f"/{number}", BODY, Fault(hold_after=1000))
        urls.append(fault_server.url(f"/{number}"))
    plain = add(queue, *urls)
    wait_until(lambda: len(fault_server.requests) == 1, what="a request")
    time.sleep(0.5)
    assert len(fault_server.requests) == 1
    queue.manager.cancel(plain)
    add(queue, *urls, highperformance=True)
    wait_until(lambda: len(fault_server.requests) == 6, 30, what="five more requests")
