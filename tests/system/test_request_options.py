"""What the owner asks of the requests, from the command to the server."""

from __future__ import annotations

import time

import pytest

from pybits.domain.hresult import BG_E_MAXDOWNLOAD_TIMEOUT, http_error
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Box, wait_until

SIZE = 300_000
BODY = pattern(SIZE)
HELD = 100_000
SECRET = "X-Key: 4711"


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def test_write_only_headers_are_sent_and_never_shown(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY)
    guid = queue.add(fault_server.url("/f"))
    queue.box.ok("setcustomheaders", guid, SECRET)
    queue.box.ok("makecustomheaderswriteonly", guid)
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED)
    assert fault_server.requests[0].headers["x-key"] == "4711"
    shown = queue.box.ok("info", guid, "--verbose") + queue.box.ok("list", "--json", "--verbose")
    shown += queue.box.bitsadmin("/info", guid, "/verbose").stdout + queue.box.ok("history", guid)
    assert "4711" not in shown + (queue.box.home / "daemon.log").read_text()


def test_headers_set_in_the_middle_are_on_the_next_request_which_goes_on_there(
    queue: Queue, fault_server: FaultServer
) -> None:
    resource = fault_server.serve("/f", BODY, Fault(hold_after=HELD))
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for_bytes(guid, HELD)
    resource.fault.hold_after = None
    queue.box.ok("setcustomheaders", guid, SECRET)
    assert queue.finish(guid) == BODY
    first, second = (request.headers for request in fault_server.requests)
    assert "x-key" not in first
    assert (second["x-key"], second["range"]) == ("4711", f"bytes={HELD}-")


def test_another_method_is_sent_and_its_first_error_is_final(queue: Queue, fault_server: FaultServer) -> None:
    resource = fault_server.serve("/f", BODY, Fault(cut_after=HELD))
    guid = queue.add(fault_server.url("/f"))
    queue.box.ok("sethttpmethod", guid, "POST")
    queue.resume(guid)
    assert queue.wait_for(guid, JobState.ERROR).error_count == 1
    assert resource.answers == 1
    queue.resume(guid)
    assert queue.finish(guid) == BODY
    assert [(request.method, "range" in request.headers) for request in fault_server.requests] == [("POST", False)] * 2


def test_a_reported_redirect_becomes_the_files_url_and_headers_do_not_follow(
    queue: Queue, fault_server: FaultServer
) -> None:
    with FaultServer() as stranger:
        resource = stranger.serve("/g", BODY, Fault(hold_after=HELD))
        fault_server.serve("/f", b"", Fault(redirect=stranger.url("/g")))
        guid = queue.add(fault_server.url("/f"), securityflags=0x100)
        queue.box.ok("setcustomheaders", guid, SECRET)
        queue.resume(guid)
        queue.wait_for_bytes(guid, HELD)
        assert queue.store.files(guid)[0].remote == stranger.url("/g")
        queue.box.kill_daemon()
        resource.fault.hold_after = None
        resource.release()
        queue.resume(guid)
        assert queue.finish(guid) == BODY
        assert len(fault_server.requests) == 1  # the new URL was asked at once
        assert stranger.requests[-1].headers["range"] == f"bytes={HELD}-"
        assert not any("x-key" in request.headers for request in stranger.requests)


def test_a_silent_redirect_leaves_the_url_as_it_is(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", b"", Fault(redirect="/g"))
    fault_server.serve("/g", BODY)
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for(guid, JobState.TRANSFERRED)
    assert queue.store.files(guid)[0].remote == fault_server.url("/f")


def test_a_refused_redirect_is_an_error_and_its_target_is_the_url_then(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", b"", Fault(redirect="/g"))
    guid = queue.start(fault_server.url("/f"), securityflags=0x200)
    error = queue.wait_for(guid, JobState.ERROR).error
    assert error is not None
    assert error.code == http_error(302)
    assert queue.store.files(guid)[0].remote == fault_server.url("/g")


def test_the_proxy_is_that_of_the_shell_that_made_the_job(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("http://name.invalid/f", BODY)
    guid = queue.box.ok("--raw", "create", "job", env={"http_proxy": fault_server.url("")}).strip()
    queue.box.ok("addfile", guid, "http://name.invalid/f", queue.result())
    queue.box.ok("resume", guid, env={"http_proxy": "http://127.0.0.1:1"})  # the daemon's own counts for nothing
    assert queue.finish(guid) == BODY


def test_an_overriding_proxy_takes_effect_while_the_job_waits_for_a_retry(
    queue: Queue, fault_server: FaultServer
) -> None:
    fault_server.serve("http://name.invalid/f", BODY)
    guid = queue.start("http://name.invalid/f")
    queue.wait_for(guid, JobState.TRANSIENT_ERROR)
    queue.box.ok("setproxysettings", guid, "OVERRIDE", f"127.0.0.1:{fault_server.port}", "<local>")
    queue.resume(guid)
    assert queue.finish(guid) == BODY


def test_a_job_that_takes_longer_than_it_may_is_in_error_until_it_is_resumed(
    queue: Queue, fault_server: FaultServer
) -> None:
    resource = fault_server.serve("/f", BODY, Fault(hold_after=HELD))
    began = time.monotonic()
    guid = queue.start(fault_server.url("/f"), maxdownloadtime=1)
    job = queue.wait_for(guid, JobState.ERROR)
    assert time.monotonic() - began >= 1
    assert job.error is not None
    assert job.error.code == BG_E_MAXDOWNLOAD_TIMEOUT
    assert job.bytes_done == HELD
    assert job.download_time >= 1
    resource.fault.hold_after = None
    resource.release()
    queue.resume(guid)
    assert queue.finish(guid) == BODY


def test_the_time_of_earlier_turns_counts_and_a_resume_begins_anew(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY, Fault(hold_after=HELD))
    guid = queue.start(fault_server.url("/f"), maxdownloadtime=600)
    queue.wait_for_bytes(guid, HELD)
    queue.box.ok("setsecurityflags", guid, "1")  # a new turn, not a resume
    wait_until(lambda: queue.job(guid).turn == 2, what="a second turn")
    assert 0 < queue.job(guid).download_time < 600
    queue.box.ok("suspend", guid)
    wait_until(lambda: queue.box.daemon_pid() is None, what="the daemon to go")
    queue.resume(guid)
    assert queue.job(guid).download_time == 0


def test_another_place_with_the_same_file_goes_on_where_it_was(queue: Queue, fault_server: FaultServer) -> None:
    with FaultServer() as other:
        other.serve("/f", BODY)
        fault_server.serve("/f", BODY, Fault(hold_after=HELD))
        guid = queue.start(fault_server.url("/f"))
        queue.wait_for_bytes(guid, HELD)
        queue.box.ok("replaceremoteprefix", guid, fault_server.url("/"), other.url("/"))
        assert queue.finish(guid) == BODY
        assert other.requests[0].headers["range"] == f"bytes={HELD}-"


def test_another_place_with_another_file_begins_again(queue: Queue, fault_server: FaultServer) -> None:
    with FaultServer() as other:
        new = pattern(SIZE, seed=2)
        other.serve("/f", new, Fault(etag='"v2"'))
        fault_server.serve("/f", BODY, Fault(hold_after=HELD))
        guid = queue.start(fault_server.url("/f"))
        queue.wait_for_bytes(guid, HELD)
        queue.box.ok("replaceremoteprefix", guid, fault_server.url("/"), other.url("/"))
        assert queue.finish(guid) == new


def test_the_temporary_name_is_where_the_bytes_are(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY)
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for(guid, JobState.TRANSFERRED)
    path = queue.box.bitsadmin("/rawreturn", "/gettemporaryname", guid, "0").stdout.strip()
    assert path == str(queue.temp(guid))
    assert queue.temp(guid).read_bytes() == BODY
