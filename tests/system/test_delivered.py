"""What a delivered file has besides its bytes: the source's date, and what the ACL flags want."""

from __future__ import annotations

import json
import os
import stat
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from pybits.domain.enums import ErrorContext
from pybits.domain.hresult import E_ACCESSDENIED
from pybits.domain.state import JobState
from tests.daemon.queue import Queue
from tests.support.fault_server import MODIFIED, Fault, FaultServer
from tests.support.processes import Box, Users, wait_until


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def test_a_local_file_keeps_its_time_to_the_nanosecond(queue: Queue, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"bytes")
    os.utime(source, ns=(1, 1_234_567_890_123_456_789))
    guid = queue.start(source.as_uri())
    queue.wait_for(guid, JobState.TRANSFERRED)
    queue.complete(guid)
    assert queue.result().stat().st_mtime_ns == 1_234_567_890_123_456_789


@pytest.mark.parametrize("text", ["Thu, 32 Foo 2025 99:00:00 GMT", "Fri, 31 Dec 99999 00:00:00 GMT", "yesterday"])
def test_a_date_that_is_none_is_left_out(queue: Queue, fault_server: FaultServer, text: str) -> None:
    fault_server.serve("/f", b"bytes", Fault(last_modified=text))
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for(guid, JobState.TRANSFERRED)
    queue.complete(guid)
    assert queue.result().read_bytes() == b"bytes"


def test_a_file_whose_record_alone_was_lost_gets_its_date_too(queue: Queue, fault_server: FaultServer) -> None:
    body = b"x" * 100_000
    fault = Fault(hold_after=len(body), chunked=True)
    resource = fault_server.serve("/f", body, fault)
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for_bytes(guid, len(body))  # every byte is here, and the end of the answer is not
    queue.box.kill_daemon()
    fault.hold_after = None
    resource.release()
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED)
    queue.complete(guid)
    assert queue.result().stat().st_mtime == parsedate_to_datetime(MODIFIED).timestamp()


@pytest.mark.root
def test_acl_flags_give_a_local_file_what_its_source_has(
    queue: Queue, tmp_path: Path, fault_server: FaultServer
) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"bytes")
    source.chmod(0o604)
    os.chown(source, 12, 34)
    os.setxattr(source, "user.colour", b"blue")
    fault_server.serve("/f", b"bytes")
    guid = queue.add(source.as_uri(), fault_server.url("/f"))
    queue.box.ok("setaclflags", guid, "OGDS")
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED)
    queue.complete(guid)
    status = queue.result().stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (12, 34, 0o604)
    assert os.getxattr(queue.result(), "user.colour") == b"blue"
    assert queue.result(number=1).stat().st_uid == 0, "a file from a server has nothing of the kind"


def test_without_the_privilege_the_job_waits(users: Users) -> None:
    box = users.box()
    source = users.folder / "source"  # root's, and readable for everybody
    source.write_bytes(b"bytes")
    source.chmod(0o644)
    guid = box.ok("--raw", "create", "job").strip()
    box.ok("addfile", guid, source.as_uri(), "copy")
    box.ok("setaclflags", guid, "O")
    box.ok("resume", guid)

    def job() -> dict[str, object]:
        found: dict[str, object] = json.loads(box.ok("--json", "info", guid))["job"]
        return found

    wait_until(lambda: job()["state"] == "TRANSIENT_ERROR", 60, what="TRANSIENT_ERROR")
    error = job()["error"]
    assert isinstance(error, dict)
    assert (error["code"], error["context"]) == (E_ACCESSDENIED.hex, ErrorContext.LOCAL_FILE.name)
    box.ok("setaclflags", guid, "D")
    box.ok("resume", guid)
    box.ok("wait", guid)
    box.ok("complete", guid)
    assert (box.cwd / "copy").read_bytes() == b"bytes"
