"""Section 5: the state machine, as commands and servers drive it."""

# ruff: noqa: N802  a test is named after the row of the reference that it checks

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from pybits.cli.exit_codes import Exit
from pybits.domain.enums import JobType
from pybits.domain.hresult import (
    BG_E_EMPTY,
    BG_E_ERROR_INFORMATION_UNAVAILABLE,
    BG_E_INVALID_STATE,
    BG_E_NOT_FOUND,
    BG_S_PARTIAL_COMPLETE,
    E_ACCESSDENIED,
    S_OK,
)
from pybits.domain.state import JobState
from pybits.manager.manager import Manager
from tests.cli.faces import Face
from tests.conformance.queue import Pair, Queue, assert_refused
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import wait_until

MOVING = {JobState.QUEUED, JobState.CONNECTING, JobState.TRANSFERRING, JobState.TRANSIENT_ERROR}


def sources(queue: Queue, prefix: str = "") -> list[Pair]:
    """Write two files and give them with where they are to go."""
    pairs: list[Pair] = []
    for name in ("one", "two"):
        (queue.folder / name).write_bytes(name.encode() * 100_000)
        pairs.append((f"{prefix}{queue.folder}/{name}", queue.folder / f"{name}.copy"))
    return pairs


def seen_until_transferred(queue: Queue, guid: str) -> set[JobState]:
    """Poll a job until it is TRANSFERRED and give every state that was seen before."""
    seen: set[JobState] = set()

    def look() -> bool:
        state = queue.state(guid)
        if state is not JobState.TRANSFERRED:
            seen.add(state)
        return state is JobState.TRANSFERRED

    wait_until(look, 60, what=f"TRANSFERRED after {seen}")
    return seen


def test_C080_resume_of_an_empty_job_is_refused_and_it_stays_suspended(
    queue: Queue, pybits: Face, bitsadmin: Face
) -> None:
    guid = queue.make()
    assert_refused(bitsadmin("/RESUME", guid), BG_E_EMPTY, 0x03)
    assert_refused(pybits("resume", guid), BG_E_EMPTY, Exit.FAILED)
    assert bitsadmin("/rawreturn", "/GETSTATE", guid).out == "SUSPENDED\n"


def test_C081_a_job_of_two_files_only_moves_until_it_is_transferred(queue: Queue) -> None:
    copied(queue, prefix="")


def test_C083_a_completed_job_is_acknowledged_and_its_files_are_those_of_the_source(
    queue: Queue, bitsadmin: Face
) -> None:
    guid = queue.make(*sources(queue))
    queue.box.ok("resume", guid)
    queue.until(guid, JobState.TRANSFERRED)
    said = bitsadmin("/COMPLETE", guid)
    assert said.status == 0
    assert said.out.endswith("\nJob completed.\n")
    assert queue.ended(guid) is JobState.ACKNOWLEDGED
    for name in ("one", "two"):
        assert (queue.folder / f"{name}.copy").read_bytes() == (queue.folder / name).read_bytes()


def test_C084_a_file_url_gives_the_same_as_a_path(queue: Queue) -> None:
    copied(queue, prefix="file://")


def copied(queue: Queue, prefix: str) -> None:
    guid = queue.make(*sources(queue, prefix))
    queue.box.ok("resume", guid)
    assert seen_until_transferred(queue, guid) <= MOVING
    queue.manager.complete(guid)
    for name in ("one", "two"):
        assert (queue.folder / f"{name}.copy").read_bytes() == (queue.folder / name).read_bytes()


@pytest.mark.parametrize("verb", ["description", "displayname", "priority", "minretrydelay", "noprogresstimeout"])
def test_C086_no_property_of_an_acknowledged_job_can_be_changed(queue: Queue, bitsadmin: Face, verb: str) -> None:
    guid = queue.make()
    queue.manager.complete(guid)
    assert_refused(bitsadmin(f"/SET{verb.upper()}", guid, "7"), BG_E_NOT_FOUND, 0x01)


def test_C087_a_cancelled_job_is_cancelled(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    said = bitsadmin("/CANCEL", guid)
    assert (said.status, said.out.splitlines()[-1]) == (0, "Job canceled.")
    assert queue.ended(guid) is JobState.CANCELLED


def test_C089_a_completed_job_is_not_found_by_a_fresh_lookup(queue: Queue, pybits: Face) -> None:
    guid = queue.make()
    queue.manager.complete(guid)
    assert queue.ended(guid) is JobState.ACKNOWLEDGED
    assert_refused(pybits("getstate", guid), BG_E_NOT_FOUND, Exit.NOT_FOUND)


@pytest.mark.parametrize("end", ["complete", "cancel"])
def test_C090_a_command_for_a_job_that_ended_says_how_it_ended(
    queue: Queue, pybits: Face, bitsadmin: Face, end: str
) -> None:
    guid = queue.make()
    assert pybits(end, guid).status == 0
    for verb in ("complete", "cancel"):
        said = pybits(verb, guid)
        assert_refused(said, BG_E_NOT_FOUND, Exit.NOT_FOUND)
        assert f"is not in the queue any more: it was {end.removesuffix('e')}" in said.err
        assert_refused(bitsadmin(f"/{verb}", guid), BG_E_NOT_FOUND, 0x01)


def test_C092_a_suspended_job_looks_the_same_from_everywhere(
    queue: Queue, pybits: Face, fault_server: FaultServer
) -> None:
    fault_server.serve("/file", b"x" * 300_000, Fault(hold_after=100_000))
    guid = queue.download(fault_server, priority="high")
    wait_until(lambda: queue.job(guid).bytes_done, 60)
    pybits("suspend", guid)
    held = queue.until(guid, JobState.SUSPENDED)
    wait_until(lambda: settled(queue, guid), what="two equal looks")
    held = queue.job(guid)
    fresh = Manager.open()
    assert fresh.job(guid) == held
    assert fresh.files(guid) == queue.manager.files(guid)
    shown = pybits("info", guid, "--json").json["job"]
    assert (shown["name"], shown["state"], shown["priority"]) == ("job", "SUSPENDED", "HIGH")
    assert (shown["bytes_done"], shown["bytes_total"]) == (held.bytes_done, 300_000)


def settled(queue: Queue, guid: str) -> bool:
    """Tell whether the daemon has let go of a suspended job: its bytes have been counted."""
    job, (file,) = queue.job(guid), queue.manager.files(guid)
    return job.bytes_done == file.progress.written > 0


@pytest.mark.parametrize("moment", ["at once", "in the middle"])
def test_C093_a_resumed_job_is_cancelled_with_all_it_made(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer, moment: str
) -> None:
    fault_server.serve("/file", b"x" * 1000, Fault(hold_after=500))
    guid = queue.download(fault_server)
    if moment == "in the middle":
        wait_until(lambda: queue.job(guid).bytes_done == 500, 60)
    assert bitsadmin("/CANCEL", guid).status == 0
    assert queue.ended(guid) is JobState.CANCELLED
    assert list(queue.folder.iterdir()) == []


def test_C095_an_early_complete_keeps_what_is_finished_and_drops_the_rest(
    queue: Queue, pybits: Face, fault_server: FaultServer
) -> None:
    fault_server.serve("/done", b"done")
    fault_server.serve("/slow", b"x" * 1000, Fault(hold_after=500))
    guid = queue.make(*((fault_server.url(f"/{name}"), queue.folder / name) for name in ("done", "slow")))
    queue.box.ok("resume", guid)
    wait_until(lambda: queue.manager.files(guid)[0].progress.done, 60)
    said = pybits("complete", guid, "--json")
    assert said.status == Exit.PARTIAL
    assert said.json["code"] == BG_S_PARTIAL_COMPLETE.hex
    assert said.json["dropped"] == [f"{queue.folder}/slow"]
    assert queue.ended(guid) is JobState.ACKNOWLEDGED
    assert {path.name: path.read_bytes() for path in queue.folder.iterdir()} == {"done": b"done"}


def test_C096_an_upload_that_is_not_transferred_cannot_be_completed(queue: Queue, bitsadmin: Face) -> None:
    source = queue.folder / "source"
    source.write_bytes(b"bytes")
    guid = queue.make(("http://h/up", source), type=JobType.UPLOAD)
    assert_refused(bitsadmin("/COMPLETE", guid), BG_E_INVALID_STATE, 0x02)
    assert queue.state(guid) is JobState.SUSPENDED
    assert source.read_bytes() == b"bytes"


def test_C098_a_file_that_cannot_have_its_name_keeps_the_job_until_a_second_complete(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer
) -> None:
    for name in "abc":
        fault_server.serve(f"/{name}", name.encode())
    guid = queue.make(*((fault_server.url(f"/{name}"), queue.folder / name) for name in "abc"))
    queue.box.ok("resume", guid)
    queue.until(guid, JobState.TRANSFERRED)
    in_the_way = queue.folder / "b"
    (in_the_way / "not empty").mkdir(parents=True)
    assert_refused(bitsadmin("/COMPLETE", guid), E_ACCESSDENIED, 0x05)
    assert queue.state(guid) is JobState.TRANSFERRED
    assert (in_the_way / "not empty").is_dir()
    assert (queue.folder / "a").read_bytes() == b"a", "what could be renamed is delivered"
    (in_the_way / "not empty").rmdir()
    in_the_way.rmdir()
    assert bitsadmin("/COMPLETE", guid).status == 0
    assert {path.name: path.read_bytes() for path in queue.folder.iterdir()} == {"a": b"a", "b": b"b", "c": b"c"}


def test_C099_cancel_does_not_touch_a_file_that_was_there_before(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer
) -> None:
    destination = queue.folder / "file"
    destination.write_bytes(b"older")
    fault_server.serve("/file", b"newer")
    before_it_starts = queue.make((fault_server.url("/file"), destination))
    assert bitsadmin("/CANCEL", before_it_starts).status == 0
    assert destination.read_bytes() == b"older"
    assert bitsadmin("/CANCEL", queue.transferred(fault_server)).status == 0
    assert {path.name: path.read_bytes() for path in queue.folder.iterdir()} == {"file": b"older"}


def test_C101_a_suspended_job_that_is_suspended_does_not_change(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    before = queue.job(guid)
    for _ in range(2):
        assert bitsadmin("/SUSPEND", guid).status == 0
    assert queue.job(guid) == before


def test_C102_a_completed_job_cannot_be_suspended(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    queue.manager.complete(guid)
    assert_refused(bitsadmin("/SUSPEND", guid), BG_E_NOT_FOUND, 0x01)
    assert queue.ended(guid) is JobState.ACKNOWLEDGED


def test_C104_resuming_a_job_that_transfers_disturbs_nothing(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer
) -> None:
    resource = fault_server.serve("/file", b"x" * 300_000, Fault(hold_after=100_000))
    guid = queue.download(fault_server)
    wait_until(lambda: queue.job(guid).bytes_done == 100_000, 60)
    for _ in range(2):
        assert bitsadmin("/RESUME", guid).status == 0
        job = queue.job(guid)
        assert (job.state, job.bytes_done, job.turn) == (JobState.TRANSFERRING, 100_000, 1)
    resource.release()
    queue.until(guid, JobState.TRANSFERRED)
    assert len(fault_server.requests) == 1


def test_C105_a_transferred_job_has_nothing_to_resume(queue: Queue, bitsadmin: Face, fault_server: FaultServer) -> None:
    fault_server.serve("/file", b"bytes")
    guid = queue.transferred(fault_server)
    assert_refused(bitsadmin("/RESUME", guid), BG_E_EMPTY, 0x03)
    assert queue.state(guid) is JobState.TRANSFERRED
    bitsadmin("/SUSPEND", guid)
    assert queue.state(guid) is JobState.SUSPENDED
    queue.box.ok("resume", guid)
    queue.until(guid, JobState.TRANSFERRED)
    assert len(fault_server.requests) == 1, "what is here is not fetched again"


def test_C107_resume_clears_the_error_of_a_job(queue: Queue, pybits: Face, fault_server: FaultServer) -> None:
    resource = fault_server.serve("/file", b"bytes", Fault(status=404))
    guid = queue.download(fault_server)
    assert queue.until(guid, JobState.ERROR).error is not None
    resource.fault.status, resource.fault.delay = None, 0.5
    resource.fault.hold_after = 0
    queue.box.ok("resume", guid)
    assert queue.state(guid) in MOVING
    assert_refused(pybits("geterror", guid), BG_E_ERROR_INFORMATION_UNAVAILABLE, Exit.FAILED)
    resource.release()
    job = queue.until(guid, JobState.TRANSFERRED)
    assert (job.error, job.error_count) == (None, 1)


def test_C108_a_job_without_files_is_completed(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    assert queue.manager.complete(queue.make())[:3] == (S_OK, 0, ())
    assert bitsadmin("/COMPLETE", guid).out.endswith("\nJob completed.\n")
    assert queue.ended(guid) is JobState.ACKNOWLEDGED


def test_C110_until_complete_the_bytes_have_their_temporary_name_only(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/file", b"bytes")
    guid = queue.transferred(fault_server)
    (temporary,) = queue.folder.iterdir()
    assert temporary.name.startswith(".BIT")
    assert temporary.read_bytes() == b"bytes"
    queue.manager.complete(guid)
    assert [path.name for path in queue.folder.iterdir()] == ["file"]


def test_C111_a_job_that_goes_back_to_queued_has_not_failed(queue: Queue, fault_server: FaultServer) -> None:
    resource = fault_server.serve("/file", b"x" * 300_000, Fault(hold_after=100_000))
    guid = queue.download(fault_server)
    queue.until(guid, JobState.TRANSFERRING)
    waiting = queue.box.start("wait", guid)
    queue.box.kill_daemon(signal.SIGTERM)
    assert queue.state(guid) is JobState.QUEUED
    assert waiting.poll() is None
    resource.release()
    queue.box.ok("daemon", "start")
    out, _ = waiting.communicate(timeout=60)
    assert waiting.returncode == 0, out


@pytest.mark.parametrize("end", ["complete", "cancel"])
def test_C113_a_job_that_ended_is_in_no_list(queue: Queue, pybits: Face, bitsadmin: Face, end: str) -> None:
    guid, other = queue.make(name="ended"), queue.make(name="other")
    assert pybits(end, guid).status == 0
    assert [job["id"] for job in pybits("list", "--json").json["jobs"]] == [other]
    assert guid not in bitsadmin("/LIST", "/VERBOSE").out
    assert guid not in bitsadmin("/LIST").out


def untouched_for(queue: Queue, guid: str, days: float) -> None:
    """Put a job's last activity so many days back, on the clock that nobody sets."""
    record = Path(queue.manager.store.folder(guid)) / "job.json"
    content = json.loads(record.read_bytes())
    wall, uptime, boot = content["job"]["active"]
    content["job"]["active"] = [wall, uptime - days * 86_400, boot]
    record.write_text(json.dumps(content), encoding="utf-8")
    Path(queue.manager.store.index.path).unlink(missing_ok=True)


def test_C114_a_job_without_progress_or_change_for_its_days_is_cancelled_and_cleaned_up(
    queue: Queue, fault_server: FaultServer, pybits: Face
) -> None:
    queue.box.set_policy(JobInactivityTimeout=2)
    resource = fault_server.serve("/file", b"x" * 300_000, Fault(hold_after=100_000))
    old, young, changed = queue.download(fault_server), queue.make(name="young"), queue.make(name="changed")
    moved = queue.make((fault_server.url("/file"), queue.folder / "moved"))
    wait_until(lambda: queue.job(old).bytes_done == 100_000, 60)
    queue.manager.suspend(old)
    queue.box.ok("daemon", "stop")
    assert len(list(queue.temporary())) == 1
    for guid, days in {old: 2.1, young: 1.9, changed: 2.1, moved: 2.1}.items():
        untouched_for(queue, guid, days)
    assert pybits("setdescription", changed, "not forgotten").status == 0
    resource.release()
    queue.box.ok("resume", moved)
    queue.until(moved, JobState.TRANSFERRED)
    wait_until(lambda: old not in queue.manager.store.guids(), 60, what="the end of the job")
    wait_until(lambda: len(list(queue.temporary())) == 1, 60, what="the end of its temporary file")
    assert queue.ended(old) is JobState.CANCELLED
    said = pybits("info", old)
    assert_refused(said, BG_E_NOT_FOUND)
    assert "no progress and no change for 2 days (JobInactivityTimeout)" in said.err
    assert {queue.state(young), queue.state(changed)} == {JobState.SUSPENDED}
