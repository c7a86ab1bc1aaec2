"""Section 9: whole transfers."""

# ruff: noqa: N802  a test is named after the row of the reference that it checks

from __future__ import annotations

import json
import time
from email.utils import parsedate_to_datetime

import pytest

from pybits.cli.exit_codes import Exit
from pybits.domain.enums import JobType
from pybits.domain.hresult import http_error
from pybits.domain.state import JobState
from tests.cli.faces import Face
from tests.conformance.queue import Queue
from tests.support.bits_server import BitsServer
from tests.support.fault_server import LATER, MODIFIED, Fault, FaultServer
from tests.support.processes import wait_until


def test_C221_a_file_goes_up_with_the_counters_of_a_download(queue: Queue) -> None:
    content = bytes(range(256)) * 20 * 1024  # 5 MiB
    source = queue.folder / "source"
    source.write_bytes(content)
    with BitsServer() as server:
        guid = queue.make((server.url("/up"), source), type=JobType.UPLOAD)
        assert (queue.job(guid).files_total, queue.job(guid).bytes_total) == (1, len(content))
        queue.box.ok("resume", guid)
        job = queue.until(guid, JobState.TRANSFERRED, JobState.ERROR)
    counters = (job.files_done, job.files_total, job.bytes_done, job.bytes_total, job.error_count)
    assert counters == (1, 1, len(content), len(content), 0)
    assert server.files == {"/up": content}
    assert job.transferred is not None
    queue.manager.complete(guid)
    assert queue.ended(guid) is JobState.ACKNOWLEDGED


def test_C222_a_copy_in_one_call_makes_the_file_and_reports_progress(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/file", b"bytes")
    out = queue.box.ok("transfer", "--json", "job", fault_server.url("/file"), queue.folder / "copy")
    events = [json.loads(line)["event"] for line in out.splitlines()]
    assert events[-1] == "completed"
    assert "progress" in events
    assert (queue.folder / "copy").read_bytes() == b"bytes"


def test_C224_who_waits_is_told_at_once_when_somebody_else_cancels(
    queue: Queue, pybits: Face, fault_server: FaultServer
) -> None:
    fault_server.serve("/file", b"bytes", Fault(hold_after=2))
    guid = queue.download(fault_server)
    waiting = queue.box.start("wait", "--json", guid, "--timeout", "600")
    wait_until(lambda: queue.state(guid) is JobState.TRANSFERRING, 60)
    assert pybits("cancel", guid).status == 0
    out, _ = waiting.communicate(timeout=60)
    assert waiting.returncode in {Exit.CANCELLED, Exit.NOT_FOUND}, out


@pytest.mark.parametrize(("status", "state"), [(404, JobState.ERROR), (500, JobState.TRANSIENT_ERROR)])
@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"], ids=["CRLF", "LF"])
def test_C227_a_refusal_without_length_or_body_is_read_like_any_other(
    queue: Queue, fault_server: FaultServer, status: int, state: JobState, line_end: bytes
) -> None:
    fault_server.serve("/file", b"", Fault(raw=b"HTTP/1.1 %d Nothing" % status + 2 * line_end))
    guid = queue.download(fault_server)
    job = queue.until(guid, JobState.ERROR, JobState.TRANSIENT_ERROR)
    assert job.error is not None
    assert (job.state, job.error.code) == (state, http_error(status))


def test_C233_a_name_and_a_file_are_used_again_after_complete(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/file", b"bytes")
    for priority in ("normal", "low"):
        guid = queue.transferred(fault_server, priority=priority)
        queue.manager.complete(guid)
        assert (queue.folder / "file").read_bytes() == b"bytes"
    assert len(fault_server.requests) == 2


@pytest.mark.parametrize("date", [MODIFIED, LATER, None])
def test_C234_a_delivered_file_has_the_date_that_the_server_gave_it(
    queue: Queue, fault_server: FaultServer, date: str | None
) -> None:
    before = time.time() - 1
    fault_server.serve("/file", b"bytes", Fault(last_modified=date))
    queue.box.ok("complete", queue.transferred(fault_server))
    modified = (queue.folder / "file").stat().st_mtime
    assert modified == parsedate_to_datetime(date).timestamp() if date else before <= modified


def test_C231_a_job_that_has_the_file_is_reused_when_that_is_asked(queue: Queue, pybits: Face) -> None:
    url, path = "http://127.0.0.1:9/nothing", str(queue.folder / "x")
    one, two, three = (queue.make() for _ in range(3))
    assert pybits("addfile", one, url, path, "--reuse").status == 0
    said = pybits("addfile", two, url, path, "--reuse", "--json")
    assert (said.status, said.json["id"]) == (0, one)
    assert pybits("addfile", three, url, path).status == 0
    assert [queue.job(guid).files_total for guid in (one, two, three)] == [1, 0, 1]
