"""Section 6: errors, and what is tried again."""

# ruff: noqa: N802  a test is named after the row of the reference that it checks

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from pybits.cli.exit_codes import Exit
from pybits.domain.enums import ErrorContext, JobType
from pybits.domain.hresult import (
    BG_E_CONNECT_FAILURE,
    BG_E_CONNECTION_CLOSED,
    BG_E_ERROR_INFORMATION_UNAVAILABLE,
    BG_E_LOCAL_FILE_CHANGED,
    ERROR_FILE_NOT_FOUND,
    HResult,
    http_error,
)
from pybits.domain.state import JobState
from tests.cli.faces import Face
from tests.conformance.queue import PATIENCE, Queue, assert_refused
from tests.support.bits_server import BitsServer
from tests.support.fault_server import LATER, MODIFIED, Fault, FaultServer
from tests.support.processes import wait_until
from tests.support.squid import Squid

BANNER = 5  # lines
DEAD = "http://127.0.0.1:9/"  # the discard port: nobody listens


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Give a port that refuses connections, and that nobody else gets meanwhile."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


def test_C120_a_job_that_succeeded_has_no_error_to_show(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer
) -> None:
    fault_server.serve("/file", b"bytes")
    guid = queue.transferred(fault_server)
    assert_refused(bitsadmin("/GETERROR", guid), BG_E_ERROR_INFORMATION_UNAVAILABLE, 0x0F)


def test_C122_a_file_that_is_not_found_is_an_error_at_once(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer
) -> None:
    guid = queue.download(fault_server, "/nowhere")
    job = queue.until(guid, JobState.ERROR)
    assert job.error is not None
    assert job.error.code == http_error(404)
    assert job.error.at - job.created < 5
    assert bitsadmin("/INFO", guid).out.endswith(f"{guid} 'job' ERROR 0 / 1 0 / UNKNOWN\n")
    assert "ERROR CODE:    0x80190194 - " in bitsadmin("/GETERROR", guid).out
    assert len(fault_server.requests) == 1


def test_C123_a_server_that_fails_is_a_transient_error(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/file", b"bytes", Fault(status=500))
    guid = queue.download(fault_server)
    job = queue.until(guid, JobState.TRANSIENT_ERROR, JobState.ERROR)
    assert job.state is JobState.TRANSIENT_ERROR
    assert job.error is not None
    assert job.error.code == http_error(500)


@pytest.mark.parametrize("fault", [Fault(status=500), Fault(empty_replies=1000)], ids=["500", "cut"])
def test_C125_with_a_timeout_of_0_every_error_is_final(queue: Queue, fault_server: FaultServer, fault: Fault) -> None:
    fault_server.serve("/file", b"bytes", fault)
    guid = queue.download(fault_server, noprogresstimeout="0")
    job = queue.until(guid, JobState.TRANSIENT_ERROR, JobState.ERROR)
    assert (job.state, job.error_count) == (JobState.ERROR, 1)
    assert len(fault_server.requests) == 1


def test_C126_a_timeout_of_0_does_nothing_to_a_transfer_that_moves(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer
) -> None:
    resource = fault_server.serve("/file", b"x" * 300_000, Fault(hold_after=100_000))
    guid = queue.download(fault_server)
    queue.until(guid, JobState.TRANSFERRING)
    assert bitsadmin("/SETNOPROGRESSTIMEOUT", guid, "0").status == 0
    assert queue.state(guid) is JobState.TRANSFERRING
    resource.release()
    assert queue.until(guid, JobState.TRANSFERRED, JobState.ERROR).state is JobState.TRANSFERRED
    assert len(fault_server.requests) == 1


def test_C128_a_retry_delay_beyond_the_timeout_means_no_retry(queue: Queue, closed_port: int) -> None:
    guid = queue.make(
        (f"http://127.0.0.1:{closed_port}/x", queue.folder / "x"),
        values={"minretrydelay": "1", "noprogresstimeout": "4"},
    )
    assert queue.job(guid).min_retry_delay == 5
    queue.box.ok("resume", guid)
    job = queue.until(guid, JobState.ERROR, JobState.TRANSIENT_ERROR)
    assert (job.state, job.error_count) == (JobState.ERROR, 1)
    assert job.error is not None
    assert job.error.code == BG_E_CONNECT_FAILURE


def test_C128_a_refused_connection_is_tried_again_until_the_timeout_is_over(queue: Queue, closed_port: int) -> None:
    guid = queue.make(
        (f"http://127.0.0.1:{closed_port}/x", queue.folder / "x"),
        values={"minretrydelay": "5", "noprogresstimeout": "6"},
    )
    queue.box.ok("resume", guid)
    first = queue.until(guid, JobState.ERROR, JobState.TRANSIENT_ERROR)
    assert (first.state, first.error_count) == (JobState.TRANSIENT_ERROR, 1)
    last = queue.until(guid, JobState.ERROR)
    assert last.error_count >= 2
    assert last.error is not None
    assert first.error is not None
    assert last.error.code == first.error.code == BG_E_CONNECT_FAILURE


def test_C129_the_notify_command_runs_for_the_final_error_alone(queue: Queue, closed_port: int) -> None:
    marker = queue.folder / "marker"
    guid = queue.make(
        (f"http://127.0.0.1:{closed_port}/x", queue.folder / "x"),
        values={"minretrydelay": "5", "noprogresstimeout": "6"},
    )
    queue.manager.set_notify_command(guid, "/bin/touch", f"touch {marker}")
    queue.box.ok("resume", guid)
    queue.until(guid, JobState.TRANSIENT_ERROR)
    assert not marker.exists()
    queue.until(guid, JobState.ERROR)
    wait_until(marker.exists, what="the marker")


@pytest.mark.parametrize(
    ("code", "status"), [(0x80190064, 100), (0x80190190, 400), (0x80190197, 407), (0x801901F9, 505)]
)
def test_C131_an_http_code_holds_its_status(code: int, status: int) -> None:
    assert HResult(code).http_status == status
    assert http_error(status) == code
    assert str(status) in HResult(code).text


@pytest.mark.parametrize("number", [-1, 0xFFFFFFFF, 0, 99, 404, 506])
def test_C132_a_bare_number_is_no_http_code(number: int) -> None:
    assert HResult(number).http_status is None


@pytest.mark.parametrize("status", [403, 405, 410, 500, 502])
def test_C134_an_error_page_is_never_saved_as_the_file(
    queue: Queue, pybits: Face, fault_server: FaultServer, status: int
) -> None:
    page = b"<html>an error page</html>"
    fault_server.serve("/file", b"bytes", Fault(status=status, error_body=page))
    guid = queue.download(fault_server)
    job = queue.until(guid, JobState.ERROR, JobState.TRANSIENT_ERROR)
    assert job.state is (JobState.TRANSIENT_ERROR if status >= 500 else JobState.ERROR)
    assert job.error is not None
    assert job.error.code == http_error(status)
    assert job.bytes_done == 0
    assert all(page not in path.read_bytes() for path in queue.folder.iterdir())
    assert pybits("complete", guid).status == Exit.PARTIAL
    assert list(queue.folder.iterdir()) == []


def test_C135_an_error_that_no_file_is_to_blame_for_names_none(queue: Queue, bitsadmin: Face, pybits: Face) -> None:
    guid = queue.make((DEAD, queue.folder / "x"))
    (queue.box.home / "jobs" / guid / "progress.jsonl").mkdir()
    queue.box.ok("resume", guid)
    job = queue.until(guid, JobState.ERROR)
    assert job.error is not None
    assert (job.error.context, job.error.file) == (ErrorContext.QUEUE_MANAGER, None)
    lines = bitsadmin("/GETERROR", guid).out.splitlines()[BANNER:]
    assert [line.partition(":")[0] for line in lines] == ["ERROR CODE", "ERROR CONTEXT"]
    assert "file" not in pybits("geterror", guid, "--json").json


def test_C135_an_error_about_a_local_file_names_it(queue: Queue, bitsadmin: Face) -> None:
    (queue.folder / "gone").mkdir()
    guid = queue.make((f"{DEAD}1", queue.folder / "1"), (f"{DEAD}2", queue.folder / "gone" / "2"))
    (queue.folder / "gone").rmdir()
    queue.box.ok("resume", guid)
    job = queue.until(guid, JobState.ERROR, JobState.TRANSIENT_ERROR)
    assert job.state is JobState.ERROR, "time does not bring the folder back"
    assert job.error is not None
    assert (job.error.code, job.error.context, job.error.file) == (ERROR_FILE_NOT_FOUND, ErrorContext.LOCAL_FILE, 1)
    assert "The file's folder is gone" in job.error.text
    assert bitsadmin("/GETERROR", guid).out.splitlines()[BANNER] == f"ERROR FILE:    {DEAD}2 -> {queue.folder}/gone/2"


@pytest.mark.squid
@pytest.mark.parametrize("scheme", ["basic", "digest"])
def test_C137_new_credentials_for_the_proxy_and_a_resume_go_on_from_the_error(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer, scheme: str
) -> None:
    fault_server.serve("/file", b"bytes")
    with Squid(scheme, ("alice", "wonderland")) as squid:
        guid = queue.make((fault_server.url("/file"), queue.folder / "file"))
        assert bitsadmin("/SETPROXYSETTINGS", guid, "OVERRIDE", squid.place, "NULL").status == 0
        assert bitsadmin("/SETCREDENTIALS", guid, "PROXY", scheme.upper(), "alice", "wrong").status == 0
        queue.box.ok("/RESUME", guid)
        error = queue.until(guid, JobState.ERROR, JobState.TRANSIENT_ERROR).error
        assert error is not None
        assert error.code == http_error(407)
        assert bitsadmin("/SETCREDENTIALS", guid, "PROXY", scheme.upper(), "alice", "wonderland").status == 0
        queue.box.ok("/RESUME", guid)
        queue.until(guid, JobState.TRANSFERRED)


@pytest.mark.parametrize("credentials", [False, True], ids=["none", "wrong"])
def test_C138_a_wanted_password_is_an_error(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer, credentials: bool
) -> None:
    fault_server.serve("/file", b"bytes", Fault(login=("user", "password")))
    guid = queue.make((fault_server.url("/file"), queue.folder / "file"))
    if credentials:
        assert bitsadmin("/SETCREDENTIALS", guid, "SERVER", "BASIC", "user", "wrong").status == 0
    queue.box.ok("/RESUME", guid)
    job = queue.until(guid, JobState.ERROR, JobState.TRANSIENT_ERROR)
    assert job.state is JobState.ERROR
    assert job.error is not None
    assert job.error.code == http_error(401)


@pytest.mark.parametrize("status", [404, 500])
def test_C140_a_job_that_failed_has_no_completion_time(
    queue: Queue, pybits: Face, fault_server: FaultServer, status: int
) -> None:
    fault_server.serve("/file", b"bytes", Fault(status=status))
    guid = queue.download(fault_server)
    queue.until(guid, JobState.ERROR, JobState.TRANSIENT_ERROR)
    assert pybits("getcompletiontime", guid, "--json").json["value"] is None
    assert pybits("getcompletiontime", guid).out == "UNKNOWN\n"


def test_C141_the_error_of_a_job_that_is_tried_again_can_be_read(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer
) -> None:
    fault_server.serve("/file", b"bytes", Fault(status=503))
    guid = queue.download(fault_server)
    queue.until(guid, JobState.TRANSIENT_ERROR)
    lines = bitsadmin("/GETERROR", guid).out.splitlines()[BANNER:]
    assert lines[0] == f"ERROR FILE:    {fault_server.url('/file')} -> {queue.folder}/file"
    assert lines[1].startswith("ERROR CODE:    0x801901f7 - ")
    assert lines[2] == f"ERROR CONTEXT: 0x{int(ErrorContext.REMOTE_FILE):08x} - {ErrorContext.REMOTE_FILE.text}"


@pytest.mark.parametrize("changed", ["etag", "date", "length"])
def test_C143_a_file_that_changes_on_the_server_starts_again_and_no_other(
    queue: Queue, fault_server: FaultServer, changed: str
) -> None:
    fault = Fault(
        etag='"v1"' if changed == "etag" else None,
        last_modified=MODIFIED if changed == "date" else None,
        if_range=False,  # the range is served, whatever the file is now: the client has to see it
        hold_after=100_000,
    )
    old, new = b"old" * 100_000, b"new" * (100_001 if changed == "length" else 100_000)
    fault_server.serve("/whole", b"whole")
    resource = fault_server.serve("/file", old, fault)
    guid = queue.make(*((fault_server.url(f"/{name}"), queue.folder / name) for name in ("whole", "file")))
    queue.box.ok("resume", guid)
    wait_until(lambda: queue.job(guid).bytes_done == 100_005 and queue.job(guid).files_done == 1, 60)
    queue.box.ok("suspend", guid)
    wait_until(lambda: queue.box.daemon_pid() is None, PATIENCE, what="the old transfer to be over")
    resource.body = new
    fault.etag = fault.etag and '"v2"'
    fault.last_modified = fault.last_modified and LATER
    resource.release()
    queue.box.ok("resume", guid)
    assert queue.until(guid, JobState.TRANSFERRED, JobState.ERROR).state is JobState.TRANSFERRED
    assert queue.job(guid).error_count == 0
    queue.manager.complete(guid)
    assert (queue.folder / "file").read_bytes() == new
    assert len(fault_server.requests_for("/whole")) == 1


def test_C144_a_file_that_changes_while_it_is_uploaded_is_an_error(queue: Queue) -> None:
    source = queue.folder / "source"
    source.write_bytes(bytes(1 << 20))
    with BitsServer() as server:
        server.fault.bytes_per_second = 1e6
        guid = queue.make((server.url("/up"), source), type=JobType.UPLOAD)
        queue.box.ok("resume", guid)
        wait_until(lambda: server.has(1), 60)
        source.write_bytes(bytes(1 << 20) + b"more")
        job = queue.until(guid, JobState.ERROR, JobState.TRANSFERRED)
    assert job.error is not None
    assert (job.error.code, job.error.context) == (BG_E_LOCAL_FILE_CHANGED, ErrorContext.LOCAL_FILE)
    assert server.files == {}


def test_C146_a_connection_that_is_cut_at_once_is_tried_three_times_more(
    queue: Queue, fault_server: FaultServer
) -> None:
    fault_server.serve("/file", b"bytes", Fault(empty_replies=1000))
    guid = queue.download(fault_server)
    job = queue.until(guid, JobState.TRANSIENT_ERROR)
    assert job.error is not None
    assert job.error.code == BG_E_CONNECTION_CLOSED
    assert job.error_count == 1
    times = [request.time for request in fault_server.requests]
    assert len(times) == 4
    assert times[-1] - times[0] < 5
    assert job.retry is not None
    assert job.retry.next_try.wall - time.time() > 500
