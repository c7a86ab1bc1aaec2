"""Files with a checksum: right, wrong, interrupted, and what servers say themselves."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from pybits.domain.file import File, FileRange
from pybits.domain.hresult import BG_E_VALIDATION_FAILED
from pybits.domain.range_words import parse_ranges
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Box

BODY, OTHER = pattern(300_000, seed=1), pattern(300_000, seed=2)


def sha256(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def digest(body: bytes) -> dict[str, str]:
    return {"Repr-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"}


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def start(queue: Queue, url: str, checksum: str, ranges: tuple[FileRange, ...] = ()) -> str:
    guid = queue.manager.create_job("job").guid
    queue.manager.add_files(guid, [File(0, url, str(queue.target / "job-0"), ranges=ranges, checksum=checksum)])
    queue.resume(guid)
    return guid


def assert_rejected(queue: Queue, guid: str, number: int = 0) -> None:
    job = queue.wait_for(guid, JobState.ERROR)
    assert job.error is not None
    assert (job.error.code, job.error.file) == (BG_E_VALIDATION_FAILED, number)
    assert queue.manager.files(guid)[number].progress.written == 0


@pytest.mark.parametrize("fault", [Fault(), Fault(chunked=True)], ids=["with a length", "without"])
def test_a_right_file_gets_its_name_and_a_wrong_one_does_not(
    queue: Queue, fault_server: FaultServer, fault: Fault
) -> None:
    resource = fault_server.serve("/f", OTHER, fault)
    guid = start(queue, fault_server.url("/f"), sha256(BODY))
    assert_rejected(queue, guid)
    assert queue.job(guid).bytes_done == 0
    resource.body = BODY
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED)
    assert queue.manager.validation_state(guid, 0)
    queue.complete(guid)
    assert queue.result().read_bytes() == BODY


@pytest.mark.parametrize("right", [True, False])
def test_a_file_that_was_interrupted_is_read_again(queue: Queue, fault_server: FaultServer, right: bool) -> None:
    resource = fault_server.serve("/f", BODY, Fault(hold_after=100_000))
    guid = start(queue, fault_server.url("/f"), sha256(BODY if right else OTHER))
    queue.wait_for_bytes(guid, 100_000)
    queue.box.kill_daemon()
    resource.fault.hold_after = None
    resource.release()
    queue.resume(guid)
    if right:
        queue.wait_for(guid, JobState.TRANSFERRED)
        assert fault_server.requests[-1].headers["range"] == "bytes=100000-"
        queue.complete(guid)
        assert queue.result().read_bytes() == BODY
    else:
        assert_rejected(queue, guid)


@pytest.mark.parametrize("right", [True, False])
def test_a_file_of_which_only_the_end_of_the_answer_is_missing_is_checked_too(
    queue: Queue, fault_server: FaultServer, right: bool
) -> None:
    resource = fault_server.serve("/f", BODY, Fault(hold_after=len(BODY), chunked=True))
    guid = start(queue, fault_server.url("/f"), sha256(BODY if right else OTHER))
    queue.wait_for_bytes(guid, len(BODY))
    queue.box.kill_daemon()
    resource.fault.hold_after = None
    resource.release()
    queue.resume(guid)
    if right:
        queue.wait_for(guid, JobState.TRANSFERRED)
    else:
        assert_rejected(queue, guid)


def test_a_local_file_and_one_put_together_from_ranges_are_checked(queue: Queue, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(BODY)
    ranges = parse_ranges("200000:eof,0:9")
    guid = start(queue, source.as_uri(), sha256(BODY[200_000:] + BODY[:9]), ranges=ranges)
    queue.wait_for(guid, JobState.TRANSFERRED)
    assert_rejected(queue, start(queue, source.as_uri(), sha256(BODY), ranges=ranges))


def test_one_wrong_file_does_not_take_the_others_with_it(queue: Queue, fault_server: FaultServer) -> None:
    guid = queue.manager.create_job("job").guid
    files = []
    for number in range(5):
        fault_server.serve(f"/{number}", BODY)
        checksum = sha256(OTHER if number == 2 else BODY)
        files.append(File(0, fault_server.url(f"/{number}"), str(queue.target / f"{number}"), checksum=checksum))
    queue.manager.add_files(guid, files)
    queue.resume(guid)
    assert_rejected(queue, guid, 2)
    fault_server.serve("/2", OTHER)
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED)


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize("said", [BODY, OTHER], ids=["true", "false"])
def test_what_the_server_says_is_checked_when_that_is_asked(
    queue: Queue, fault_server: FaultServer, asked: bool, said: bytes
) -> None:
    resource = fault_server.serve("/f", BODY, Fault(hold_after=100_000, headers=digest(said)))
    guid = queue.add(fault_server.url("/f"))
    queue.box.ok("setcheckdigests", guid, str(asked).lower())
    queue.resume(guid)
    queue.wait_for_bytes(guid, 100_000)
    queue.box.kill_daemon()
    resource.fault.headers = {}  # the answer to the rest says nothing of the whole
    resource.fault.hold_after = None
    resource.release()
    queue.resume(guid)
    if asked and said is OTHER:
        assert_rejected(queue, guid)
    else:
        queue.wait_for(guid, JobState.TRANSFERRED)


def test_checksums_on_the_command_line(queue: Queue, fault_server: FaultServer) -> None:
    for name in ("one", "two"):
        fault_server.serve(f"/{name}", name.encode())
    (queue.box.cwd / "files").write_text("".join(f"{fault_server.url(f'/{name}')} {name}\n" for name in ("one", "two")))
    sums = [f"{hashlib.md5(name.encode()).hexdigest()}  {name}\n" for name in ("one", "two")]
    (queue.box.cwd / "SUMS").write_text(sums[0])
    guid = queue.box.ok("--raw", "create", "set").strip()
    assert queue.box.run("addfileset", guid, "files", "--sums", "SUMS").status == 2
    assert queue.box.ok("getfilestotal", guid) == "0\n"
    (queue.box.cwd / "SUMS").write_text("".join(sums))
    queue.box.ok("addfileset", guid, "files", "--sums", "SUMS")
    assert f"checksum md5:{sums[0][:32]}" in queue.box.ok("listfiles", guid)
    queue.box.ok("resume", guid)
    queue.box.ok("wait", guid)
    queue.box.ok("complete", guid)
    url = fault_server.url("/one")
    queue.box.ok("transfer", "--checksum", sha256(b"one"), "t", url, "three")
    assert (queue.box.cwd / "three").read_bytes() == b"one"
    ran = queue.box.run("transfer", "--checksum", sha256(b"two"), "t", url, "four")
    assert (ran.status, "0x80200053" in ran.stderr, (queue.box.cwd / "four").exists()) == (1, True, False)
    assert queue.box.run("transfer", "--checksum", sha256(b"two"), "t", url, "a", url, "b").status == 2
    assert queue.box.run("addfile", guid, url, "x", "--checksum", "sha256:12").status in (2, 4)
