"""Section 4: file ranges."""

# ruff: noqa: N802  a test is named after the row of the reference that it checks

from __future__ import annotations

import pytest

from pybits.cli.exit_codes import Exit
from pybits.domain.enums import JobType
from pybits.domain.file import FileProgress
from pybits.domain.hresult import (
    BG_E_INSUFFICIENT_RANGE_SUPPORT,
    BG_E_INVALID_RANGE,
    BG_E_OVERLAPPING_RANGES,
    BG_E_TOO_MANY_RANGES_IN_FILE,
    E_NOTIMPL,
    HResult,
)
from pybits.domain.state import JobState
from tests.cli.faces import Face
from tests.conformance.queue import Queue, assert_refused
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Users

DEAD = "http://127.0.0.1:9/nothing"
BODY = bytes(range(256)) * 40


def ranged(queue: Queue, bitsadmin: Face, url: str, ranges: str, guid: str = "", name: str = "part") -> str:
    """Add a file with ranges, to a new job if none is given; give the job."""
    guid = guid or queue.make()
    said = bitsadmin("/ADDFILEWITHRANGES", guid, url, f"{queue.folder}/{name}", ranges)
    assert (said.status, said.out.splitlines()[-1]) == (0, f"Added {url} -> {queue.folder}/{name} to job."), said
    return guid


@pytest.mark.parametrize(("ranges", "size"), [("0:1023", 1023), ("1024:2047,4096:5119", 7166), ("25600:76799", 76799)])
def test_C060_the_second_number_is_a_length(queue: Queue, bitsadmin: Face, ranges: str, size: int) -> None:
    guid = ranged(queue, bitsadmin, DEAD, ranges)
    assert queue.job(guid).bytes_total == size
    assert bitsadmin("/LISTFILES", guid).out.splitlines()[-1].startswith(f"0 / {size} WORKING ")


@pytest.mark.parametrize("ranges", ["0:0", "100:0,100:5", "100:5,100:0"])
def test_C062_a_range_without_a_byte_is_refused(queue: Queue, bitsadmin: Face, ranges: str) -> None:
    guid = queue.make()
    said = bitsadmin("/ADDFILEWITHRANGES", guid, DEAD, f"{queue.folder}/x", ranges)
    assert said.out.splitlines()[5] == "Unable to add file to job - 0x8020002b"
    assert_refused(said, BG_E_INVALID_RANGE, 0x2B)
    assert queue.job(guid).files_total == 0


@pytest.mark.parametrize("ranges", ["0:5,4:2", "0:1023,1024:2047,2047:eof"])
def test_C063_ranges_that_overlap_are_refused_and_the_job_keeps_its_files(
    queue: Queue, bitsadmin: Face, ranges: str
) -> None:
    guid = ranged(queue, bitsadmin, DEAD, "0:5")
    before = queue.job(guid)
    said = bitsadmin("/ADDFILEWITHRANGES", guid, DEAD, f"{queue.folder}/x", ranges)
    assert_refused(said, BG_E_OVERLAPPING_RANGES, 0x2C)
    assert queue.job(guid) == before


def test_C065_a_file_with_ranges_is_one_file(queue: Queue, bitsadmin: Face) -> None:
    guid = ranged(queue, bitsadmin, DEAD, "0:5,10:5,20:5")
    assert bitsadmin("/rawreturn", "/GETFILESTOTAL", guid).out == "1\n"


def test_C066_the_size_is_known_before_the_transfer(queue: Queue, bitsadmin: Face) -> None:
    guid = ranged(queue, bitsadmin, DEAD, "10:5,0:4,30:6")
    assert bitsadmin("/rawreturn", "/GETBYTESTOTAL", guid).out == "15\n"
    ranged(queue, bitsadmin, DEAD, "0:20", guid, "more")
    assert bitsadmin("/rawreturn", "/GETBYTESTOTAL", guid).out == "35\n"
    ranged(queue, bitsadmin, DEAD, "0:eof", guid, "last")
    assert bitsadmin("/rawreturn", "/GETBYTESTOTAL", guid).out == "UNKNOWN\n"


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_C068_the_pieces_are_glued_in_the_order_given(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer, scheme: str
) -> None:
    source = queue.folder / "source"
    source.write_bytes(b"0123456789abcdefghijklmnopqrstuvwxyz")
    fault_server.serve("/source", source.read_bytes())
    url = fault_server.url("/source") if scheme == "http" else source.as_uri()
    guid = ranged(queue, bitsadmin, url, "10:5,0:4,30:6")
    queue.box.ok("/resume", guid)
    queue.until(guid, JobState.TRANSFERRED)
    queue.box.ok("/complete", guid)
    assert (queue.folder / "part").read_bytes() == b"abcde0123uvwxyz"


def test_C069_progress_counts_the_bytes_of_the_ranges(queue: Queue, bitsadmin: Face, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY)
    guid = ranged(queue, bitsadmin, fault_server.url("/f"), "10:5,0:4,30:6")
    queue.box.ok("/resume", guid)
    queue.until(guid, JobState.TRANSFERRED)
    assert bitsadmin("/INFO", guid).out.splitlines()[-1].endswith("TRANSFERRED 1 / 1 15 / 15")


def test_C071_an_offset_cannot_be_the_end_of_the_file(queue: Queue, bitsadmin: Face) -> None:
    said = bitsadmin("/ADDFILEWITHRANGES", queue.make(), DEAD, f"{queue.folder}/x", "eof:5")
    assert_refused(said, BG_E_INVALID_RANGE, 0x2B)


@pytest.mark.parametrize("type", [JobType.UPLOAD, JobType.UPLOAD_REPLY])
def test_C072_an_upload_has_no_ranges(queue: Queue, bitsadmin: Face, type: JobType) -> None:
    (queue.folder / "x").write_bytes(b"bytes")
    guid = queue.make(type=type)
    said = bitsadmin("/ADDFILEWITHRANGES", guid, DEAD, f"{queue.folder}/x", "0:5")
    assert_refused(said, E_NOTIMPL, 0x01)
    assert queue.job(guid).files_total == 0


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(ranges=False), BG_E_INSUFFICIENT_RANGE_SUPPORT),
        (Fault(status=416), BG_E_INVALID_RANGE),
    ],
    ids=["no ranges", "416"],
)
def test_C074_a_server_without_ranges_is_an_error_and_no_bytes_are_kept(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer, fault: Fault, code: HResult
) -> None:
    fault_server.serve("/f", BODY, fault)
    guid = ranged(queue, bitsadmin, fault_server.url("/f"), "0:1023")
    ranged(queue, bitsadmin, fault_server.url("/f"), "1024:2047,4096:5119", guid, "two")
    queue.box.ok("/resume", guid)
    job = queue.until(guid, JobState.ERROR)
    assert job.error is not None
    assert (job.error.code, job.files_done, job.bytes_done, job.bytes_total) == (code, 0, 0, 8189)


def test_C075_the_progress_of_a_finished_file_is_kept_when_the_second_fails_for_now(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer
) -> None:
    queue.box.set_policy(MaxFilesInFlight=1)
    fault_server.serve("/one", BODY)
    fault_server.serve("/two", BODY, Fault(status=503))
    guid = ranged(queue, bitsadmin, fault_server.url("/one"), "0:1023")
    ranged(queue, bitsadmin, fault_server.url("/two"), "1024:2047,4096:5119", guid, "two")
    queue.box.ok("/resume", guid)
    job = queue.until(guid, JobState.TRANSIENT_ERROR)
    assert (job.files_done, job.files_total, job.bytes_done, job.bytes_total) == (1, 2, 1023, 8189)


def test_C077_the_501st_range_of_an_ordinary_user_is_refused(users: Users) -> None:
    box = users.box()
    box.ok("create", "job")
    word = ",".join(f"{number * 10}:5" for number in range(501))
    assert_refused(box.run("addfilewithranges", "job", DEAD, "x", word), BG_E_TOO_MANY_RANGES_IN_FILE, Exit.QUOTA)
    box.ok("addfilewithranges", "job", DEAD, "x", word.rpartition(",")[0])
    assert box.ok("getfilestotal", "job") == "1\n"


@pytest.mark.parametrize("length", ["eof", "-1"])
def test_C078_a_range_may_go_to_the_end_of_the_file(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer, length: str
) -> None:
    fault_server.serve("/f", BODY)
    guid = ranged(queue, bitsadmin, fault_server.url("/f"), f"100:{length}")
    assert queue.manager.files(guid)[0].progress == FileProgress()
    queue.box.ok("/resume", guid)
    assert queue.until(guid, JobState.TRANSFERRED).bytes_total == len(BODY) - 100
    queue.box.ok("/complete", guid)
    assert (queue.folder / "part").read_bytes() == BODY[100:]
