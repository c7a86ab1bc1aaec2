"""Section 3: adding files."""

# ruff: noqa: N802  a test is named after the row of the reference that it checks

from __future__ import annotations

import pytest

from pybits.cli import catalog
from pybits.cli.exit_codes import Exit
from pybits.domain.enums import JobType
from pybits.domain.file import FileProgress
from pybits.domain.hresult import (
    BG_E_TOO_MANY_FILES,
    BG_E_TOO_MANY_FILES_IN_JOB,
    E_INVALIDARG,
    BitsError,
)
from pybits.domain.state import JobState
from tests.cli.faces import Face
from tests.conformance.queue import Queue, assert_refused
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Users, wait_until

DEAD = "http://127.0.0.1:9/nothing"  # the discard port: nobody listens


def test_C030_two_files_are_added_in_two_calls(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    for number in (1, 2):
        assert bitsadmin("/ADDFILE", guid, f"{DEAD}{number}", f"{queue.folder}/{number}").status == 0
    assert queue.job(guid).files_total == 2


def test_C032_whether_a_source_exists_is_not_looked_at_when_it_is_added(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    for number, remote in enumerate((DEAD, "http://no.such.host.invalid/x", f"file://{queue.folder}/missing")):
        assert bitsadmin("/ADDFILE", guid, remote, f"{queue.folder}/{number}").status == 0


@pytest.mark.parametrize(
    "remote",
    ["http://H.Example/%7euser/a%20b/../c;p=1?q=%C3%BC&&r#frag", "HTTP://h:80//two//slashes/", "http://h/a+b=c~d"],
)
def test_C033_a_remote_name_comes_back_unchanged(queue: Queue, pybits: Face, remote: str) -> None:
    guid = queue.make((remote, queue.folder / "x"))
    assert pybits("listfiles", "--json", guid).json["files"][0]["remote"] == remote
    assert pybits("listfiles", guid).out == f"0 / UNKNOWN WORKING {remote} -> {queue.folder}/x\n"


def test_C035_a_file_that_was_not_started_has_nothing_of_an_unknown_size(queue: Queue, pybits: Face) -> None:
    guid = queue.make((DEAD, queue.folder / "x"))
    (file,) = queue.manager.files(guid)
    assert file.progress == FileProgress(written=0, total=None, done=False)
    assert pybits("getbytestotal", guid).out == "UNKNOWN\n"


@pytest.mark.parametrize("verb", ["bytestotal", "bytestransferred", "filestotal", "filestransferred"])
def test_C036_a_job_without_files_has_zero_of_zero(queue: Queue, bitsadmin: Face, verb: str) -> None:
    assert bitsadmin("/rawreturn", f"/GET{verb.upper()}", queue.make()).out == "0\n"


def test_C038_both_ways_of_counting_files_agree(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make(*((f"{DEAD}{number}", queue.folder / str(number)) for number in range(7)))
    listed = bitsadmin("/rawreturn", "/LISTFILES", guid).out.splitlines()
    assert bitsadmin("/rawreturn", "/GETFILESTOTAL", guid).out == f"{len(listed)}\n" == "7\n"


def test_C039_a_relative_path_is_refused_and_the_job_unharmed(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make((DEAD, queue.folder / "x"))
    before = queue.job(guid)
    assert_refused(bitsadmin("/ADDFILE", guid, DEAD, "relative.bin"), E_INVALIDARG, 0x57)
    with pytest.raises(BitsError, match=r"'relative\.bin' is relative") as refused:
        queue.manager.add_files(guid, [(DEAD, "relative.bin")])
    assert refused.value.code == E_INVALIDARG
    assert queue.job(guid) == before


def test_C041_a_protocol_that_is_not_supported_is_an_invalid_argument(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    assert_refused(bitsadmin("/ADDFILE", guid, "ftp://h/x", f"{queue.folder}/x"), E_INVALIDARG, 0x57)
    assert queue.job(guid).files_total == 0


def test_C042_an_upload_holds_one_file(queue: Queue, bitsadmin: Face) -> None:
    source = queue.folder / "source"
    source.write_bytes(b"bytes")
    guid = queue.make(type=JobType.UPLOAD)
    assert bitsadmin("/ADDFILE", guid, "http://h/up", str(source)).status == 0
    assert_refused(bitsadmin("/ADDFILE", guid, "http://h/up2", str(source)), BG_E_TOO_MANY_FILES, 0x1C)
    empty = queue.make(type=JobType.UPLOAD)
    with pytest.raises(BitsError) as refused:
        queue.manager.add_files(empty, [("http://h/1", str(source)), ("http://h/2", str(source))])
    assert refused.value.code == BG_E_TOO_MANY_FILES
    assert queue.job(empty).files_total == 0


def test_C044_the_remote_name_stands_first_for_an_upload_too(queue: Queue, bitsadmin: Face) -> None:
    source = queue.folder / "source"
    source.write_bytes(b"bytes")
    bitsadmin("/CREATE", "/UPLOAD", "up")
    assert bitsadmin("/ADDFILE", "up", "http://h/up", str(source)).status == 0
    assert bitsadmin("/rawreturn", "/LISTFILES", "up").out.endswith(f" http://h/up -> {source}\n")
    assert_refused(bitsadmin("/ADDFILE", "up", str(source), "http://h/up"), E_INVALIDARG)


def test_C045_the_temporary_file_stands_beside_the_destination(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/file", b"x" * 1000, Fault(hold_after=500))
    (queue.folder / "sub").mkdir()
    guid = queue.make((fault_server.url("/file"), queue.folder / "sub" / "file"))
    queue.box.ok("resume", guid)
    (temporary,) = wait_until(lambda: list(queue.temporary(queue.folder / "sub")), what="a temporary file")
    assert int(temporary.name.removeprefix(".BIT").removesuffix(".tmp"), 16) > 0
    assert not (queue.folder / "sub" / "file").exists()


def test_C047_files_are_listed_and_fetched_in_the_order_of_adding(queue: Queue, fault_server: FaultServer) -> None:
    queue.box.set_policy(MaxFilesInFlight=1)
    for name in "ABC":
        fault_server.serve(f"/{name}", name.encode())
    guid = queue.make(*((fault_server.url(f"/{name}"), queue.folder / name) for name in "ABC"))
    assert [view.file.local[-1] for view in queue.manager.files(guid)] == ["A", "B", "C"]
    queue.box.ok("resume", guid)
    queue.until(guid, JobState.TRANSFERRED)
    assert [request.path for request in fault_server.requests] == ["/A", "/B", "/C"]


def test_C048_every_file_of_a_set_is_there_with_its_own_path(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    names = ["one", "two", "three"]
    (queue.folder / "set").write_text("".join(f"http://h/base/{name} {queue.folder}/{name}\n" for name in names))
    assert bitsadmin("/ADDFILESET", guid, f"{queue.folder}/set").status == 0
    assert [view.file.local for view in queue.manager.files(guid)] == [f"{queue.folder}/{name}" for name in names]


def test_C050_there_is_no_way_to_remove_a_file(bitsadmin: Face) -> None:
    assert "\n\nInvalid command\n" in bitsadmin("/REMOVEFILE", "job", "file").out
    assert not [verb.name for verb in catalog.every() if verb.name.startswith(("removefile", "deletefile"))]


def test_C051_the_201st_file_of_an_ordinary_user_is_refused(users: Users) -> None:
    box = users.box()
    lines = "".join(f"http://h/{number} {number}\n" for number in range(200))
    box.ok("create", "job")
    box.ok("addfileset", "job", "-", input=lines)
    assert_refused(box.run("addfile", "job", "http://h/x", "x"), BG_E_TOO_MANY_FILES_IN_JOB, Exit.QUOTA)
    assert box.ok("getfilestotal", "job") == "200\n"


def test_C053_a_transferred_job_that_gets_a_file_runs_again_for_that_one(
    queue: Queue, fault_server: FaultServer
) -> None:
    for name in ("/file", "/late"):
        fault_server.serve(name, name.encode())
    guid = queue.transferred(fault_server)
    queue.manager.add_files(guid, [(fault_server.url("/late"), f"{queue.folder}/late")])
    assert queue.state(guid) is JobState.TRANSFERRED
    queue.box.ok("resume", guid)
    wait_until(lambda: queue.job(guid).files_done == 2 and queue.state(guid) is JobState.TRANSFERRED, 60)
    assert [request.path for request in fault_server.requests] == ["/file", "/late"]
    queue.box.ok("complete", guid)
    assert (queue.folder / "late").read_bytes() == b"/late"
    assert (queue.folder / "file").read_bytes() == b"/file"
