"""Section 8: listing."""

# ruff: noqa: N802  a test is named after the row of the reference that it checks

from __future__ import annotations

import re

from pybits.domain.state import JobState
from tests.cli.faces import Face
from tests.conformance.queue import Queue
from tests.support.fault_server import Fault, FaultServer


def test_C200_a_list_is_a_snapshot(queue: Queue) -> None:
    queue.make()
    first = queue.manager.jobs()
    queue.make()
    assert (len(first), len(queue.manager.jobs())) == (1, 2)


def test_C201_a_list_is_read_one_by_one_to_its_end(queue: Queue, bitsadmin: Face) -> None:
    guids = [queue.make() for _ in range(3)]
    lines = iter(bitsadmin("/rawreturn", "/LIST").out.splitlines())
    assert [next(lines)[:38] for _ in guids] == guids
    assert next(line for line in lines if line) == "Listed 3 job(s)."
    assert next(lines, None) is None


def test_C203_a_list_has_every_job(queue: Queue, pybits: Face) -> None:
    guids = [queue.make() for _ in range(25)]
    assert [job["id"] for job in pybits("list", "--json").json["jobs"]] == guids


def test_C209_the_files_of_a_job_are_listed(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make(("http://h/a", queue.folder / "a"))
    said = bitsadmin("/rawreturn", "/LISTFILES", guid)
    assert (said.status, said.out) == (0, f"0 / UNKNOWN WORKING http://h/a -> {queue.folder}/a\n")


def test_C210_the_oldest_job_is_listed_first(queue: Queue, pybits: Face, bitsadmin: Face) -> None:
    guids = [queue.make(name=name) for name in "bca"]
    queue.manager.suspend(guids[0])
    pybits("setdescription", guids[0], "changed last")
    assert re.findall(r"\{[0-9A-F-]{36}\}", bitsadmin("/LIST").out) == guids
    assert [job["id"] for job in pybits("list", "--json").json["jobs"]] == guids


def test_C212_a_job_that_is_tried_again_is_listed_in_a_state_that_moves(
    queue: Queue, pybits: Face, fault_server: FaultServer
) -> None:
    fault_server.serve("/file", b"bytes", Fault(status=503))
    guid = queue.download(fault_server)
    allowed = {"QUEUED", "CONNECTING", "TRANSIENT_ERROR"}
    for _ in range(3):
        (job,) = pybits("list", "--json").json["jobs"]
        assert job["state"] in allowed
        queue.until(guid, JobState.TRANSIENT_ERROR)
        queue.box.ok("resume", guid)
