"""Every transition and every condition of the reference is made to happen by a test that there is."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable
from functools import cache

import pytest

from pybits.domain.hresult import http_error
from pybits.domain.state import JobState
from tests.conformance.queue import Queue
from tests.conformance.transitions import CONDITIONS, DECIDED, TRANSITIONS, WAITING
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import ROOT, wait_until

NAMED = {name for names in (*TRANSITIONS.values(), *CONDITIONS.values()) for name in names}


@cache
def all_tests() -> Counter[str]:
    modules = [ast.parse(path.read_text()) for path in (ROOT / "tests").rglob("test_*.py")]
    return Counter(node.name for module in modules for node in module.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("name", sorted(NAMED))
def test_a_row_names_a_test_that_there_is(name: str) -> None:
    assert all_tests()[name] == 1


def test_every_row_has_a_test_or_a_reason() -> None:
    assert all((*TRANSITIONS.values(), *CONDITIONS.values()))
    assert all(text.endswith(".") for text in (*WAITING.values(), *DECIDED.values()))
    # The 29 transitions and the 18 conditions of the reference; each stands in one place.
    rows = [*TRANSITIONS, *CONDITIONS, *WAITING, *DECIDED]
    assert len(rows) == len(set(rows))
    transitions = [row for row in rows if " | " in row]
    assert (len(transitions), len(rows) - len(transitions)) == (29, 18)


# ---- the tests that have no other place


def test_a_job_goes_from_state_to_state_to_its_end(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/file", b"bytes")
    guid = queue.make((fault_server.url("/file"), queue.folder / "file"))
    assert queue.state(guid) is JobState.SUSPENDED
    queue.box.ok("resume", guid)
    queue.until(guid, JobState.TRANSFERRED)
    steps = [entry.text.partition(":")[0] for entry in queue.manager.history(guid)]
    assert [step for step in steps if "→" in step] == [
        "SUSPENDED → QUEUED",
        "QUEUED → CONNECTING",
        "CONNECTING → TRANSFERRING",
        "TRANSFERRING → TRANSFERRED",
    ]
    queue.box.ok("complete", guid)
    assert queue.ended(guid) is JobState.ACKNOWLEDGED
    assert (queue.folder / "file").read_bytes() == b"bytes"


COMMANDS: dict[str, Callable[[Queue, str], bool]] = {
    "suspend": lambda queue, guid: queue.state(guid) is JobState.SUSPENDED,
    "cancel": lambda queue, guid: queue.ended(guid) is JobState.CANCELLED,
    "complete": lambda queue, guid: queue.ended(guid) is JobState.ACKNOWLEDGED,
}
FAULTS = {
    JobState.CONNECTING: Fault(delay=60),
    JobState.TRANSFERRING: Fault(hold_after=100),
    JobState.TRANSIENT_ERROR: Fault(status=503),
    JobState.ERROR: Fault(status=404),
}


def brought_to(state: JobState, queue: Queue, server: FaultServer) -> dict[str, str]:
    """Make a job for each command and bring it into a state, by what brings real jobs there."""
    server.serve("/file", b"x" * 1000, FAULTS.get(state))
    jobs = {
        name: queue.make((server.url("/file"), queue.folder / name), values={"priority": "FOREGROUND"})
        for name in COMMANDS
    }
    if state is JobState.QUEUED:
        server.serve("/held", b"x" * 1000, Fault(hold_after=100))
        (queue.folder / "elsewhere").mkdir()
        holder = queue.make((server.url("/held"), queue.folder / "elsewhere/held"), values={"priority": "HIGH"})
        queue.box.ok("resume", holder)
        queue.until(holder, JobState.TRANSFERRING)
        for guid in jobs.values():
            queue.box.ok("setpriority", guid, "normal")
    if state is not JobState.SUSPENDED:
        queue.box.ok("resume", *jobs.values())
    for guid in jobs.values():
        queue.until(guid, state)
    return jobs


@pytest.mark.parametrize("state", [s for s in JobState if s < JobState.ACKNOWLEDGED], ids=lambda state: state.name)
def test_a_command_leads_from_every_state_where_the_reference_says(
    state: JobState, queue: Queue, fault_server: FaultServer
) -> None:
    whole = state is JobState.TRANSFERRED
    for command, guid in brought_to(state, queue, fault_server).items():
        ran = queue.box.run(command, guid)
        assert ran.status == (3 if command == "complete" and not whole else 0), ran
        assert COMMANDS[command](queue, guid), command
        assert (queue.folder / command).exists() == (command == "complete" and whole)
    left = sum(1 for _ in queue.temporary())  # that of the suspended job, if it had one
    assert left <= 1


FATAL = (300, 301, 302, 303, 304, 305, 307, 400, 403, 404, 405, 406, 410, 411, 413, 414, 415, 417, 451, 501, 505)
TRANSIENT = (408, 409, 429, 500, 502, 503, 504, 507)


def test_a_status_is_fatal_or_transient_as_the_table_says(queue: Queue, fault_server: FaultServer) -> None:
    jobs: dict[int, str] = {}
    for status in (*FATAL, *TRANSIENT):
        fault_server.serve(f"/{status}", b"", Fault(status=status))
        pair = (fault_server.url(f"/{status}"), queue.folder / str(status))
        jobs[status] = queue.make(pair, name=str(status), values={"priority": "FOREGROUND"})
    queue.box.ok("resume", *jobs.values())
    for status, guid in jobs.items():
        job = queue.until(guid, JobState.ERROR, JobState.TRANSIENT_ERROR)
        assert job.state is (JobState.ERROR if status in FATAL else JobState.TRANSIENT_ERROR), status
        assert job.error is not None
        if status != 304:  # to a request without a condition that is no answer at all
            assert job.error.code == http_error(status), status
    assert [path.name for path in queue.folder.iterdir() if not path.name.startswith(".BIT")] == []


@pytest.mark.parametrize(("fatal", "state"), [(False, JobState.TRANSIENT_ERROR), (True, JobState.ERROR)])
def test_an_error_in_the_middle_of_a_file_leads_where_its_kind_says(
    fatal: bool, state: JobState, queue: Queue, fault_server: FaultServer
) -> None:
    resource = fault_server.serve("/file", b"x" * 300_000, Fault(hold_after=100_000))
    guid = queue.download(fault_server)
    wait_until(lambda: queue.job(guid).bytes_done == 100_000, 60, what="bytes")
    resource.fault.status = 403 if fatal else 500
    fault_server.drop_connections()
    job = queue.until(guid, state)
    assert job.bytes_done == 100_000
    assert job.error is not None
    assert job.error.code == http_error(403 if fatal else 500)
