"""The daemon's own life: it starts when it is needed, there is one, it hears at once, and it goes when it is not."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from pybits.domain.enums import JobPriority
from pybits.domain.hresult import BG_S_PARTIAL_COMPLETE, ERROR_FILE_NOT_FOUND
from pybits.domain.state import JobState
from pybits.storage.locks import FileLock
from tests.daemon.queue import Queue, pattern, seconds
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Box, alive, wait_until

BODY = pattern(600_000)


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def slow(server: FaultServer, path: str = "/slow") -> str:
    """Serve a file that takes many seconds."""
    server.serve(path, BODY, Fault(bytes_per_second=50_000))
    return server.url(path)


# ---- beginning and end


def test_resume_starts_a_daemon_that_belongs_to_no_terminal_and_outlives_the_command(
    queue: Queue, fault_server: FaultServer
) -> None:
    assert queue.box.daemon_pid() is None
    guid = queue.start(slow(fault_server))
    pid = wait_until(queue.box.daemon_pid)
    assert os.getsid(pid) != os.getsid(0)
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    assert stat[4] == "0", "it has a controlling terminal"
    assert int(stat[1]) != os.getpid()
    assert Path(f"/proc/{pid}/fd/0").readlink() == Path("/dev/null")
    assert Path(f"/proc/{pid}/fd/1").readlink() == queue.box.home / "daemon.log"
    assert Path(f"/proc/{pid}/cwd").readlink() == Path("/")
    queue.wait_for(guid, JobState.TRANSFERRING)


def test_twenty_resumes_at_once_end_up_with_one_daemon(queue: Queue, fault_server: FaultServer) -> None:
    guids = [queue.add(slow(fault_server), name=f"job{number}") for number in range(20)]
    started = [queue.box.start("/resume", guid) for guid in guids]
    assert [process.wait() for process in started] == [0] * 20
    wait_until(lambda: any(queue.state(guid) is JobState.TRANSFERRING for guid in guids), what="a transfer")
    wait_until(lambda: len(queue.box.daemons()) == 1, what="one daemon")
    states = [queue.state(guid) for guid in guids]
    assert states.count(JobState.TRANSFERRING) == 1
    assert states.count(JobState.QUEUED) == 19


def test_it_puts_registrations_right_whose_faults_hide_each_other(queue: Queue) -> None:
    guids = {queue.add(name=name) for name in ("one", "two")}
    own, gone = queue.box.machine / "users" / str(os.geteuid()), "{0AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}"
    (own / min(guids)).unlink()
    (own / gone).symlink_to(queue.box.home / "jobs" / gone)
    guids.add(queue.add(name="three"))  # their number is right
    assert {path.name for path in own.iterdir()} != guids
    queue.box.ok("daemon", "start")
    wait_until(lambda: {path.name for path in own.iterdir()} == guids, what="registrations of these jobs")


def test_it_does_not_wait_for_the_machines_lock(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", b"x")
    guid = queue.add(fault_server.url("/f"))
    with FileLock(str(queue.box.machine / "lock")):
        queue.resume(guid)
        queue.wait_for(guid, JobState.TRANSFERRED)
    assert "has been locked" not in (queue.box.home / "daemon.log").read_text()


def test_it_goes_by_itself_when_nothing_is_left(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", b"x")
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for(guid, JobState.TRANSFERRED)
    pid = wait_until(queue.box.daemon_pid)
    wait_until(lambda: not alive(pid), what="the end of the daemon")
    assert queue.store.engine_lock().try_acquire()
    assert "Traceback" not in (queue.box.home / "daemon.log").read_text()


def test_it_stays_while_a_job_waits_for_its_retry(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", b"x", Fault(status=503))
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for(guid, JobState.TRANSIENT_ERROR)
    pid = wait_until(queue.box.daemon_pid)
    with pytest.raises(AssertionError, match="waited"):
        wait_until(lambda: not alive(pid), 2.5)


def test_sigterm_puts_jobs_back_and_the_next_daemon_goes_on(queue: Queue, fault_server: FaultServer) -> None:
    guid = queue.start(slow(fault_server))
    job = queue.wait_for_bytes(guid, 10_000)
    pid = queue.box.kill_daemon(signal.SIGTERM)
    assert not alive(pid)
    stopped = queue.job(guid)
    assert stopped.state is JobState.QUEUED
    assert stopped.bytes_done >= job.bytes_done
    fault_server.serve("/slow", BODY)
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED)
    assert fault_server.requests[-1].headers["range"] == f"bytes={stopped.bytes_done}-"
    queue.complete(guid)
    assert queue.result().read_bytes() == BODY


def test_a_damaged_record_stops_nobody(queue: Queue, fault_server: FaultServer) -> None:
    bad = queue.start(slow(fault_server), name="bad", priority=JobPriority.FOREGROUND)
    good = queue.start(slow(fault_server, "/good"), name="good", priority=JobPriority.FOREGROUND)
    queue.wait_for(bad, JobState.TRANSFERRING)
    queue.wait_for_bytes(good, 1)
    (queue.box.home / "jobs" / bad / "job.json").write_text("{")
    queue.run("suspend", bad)
    before = queue.job(good).bytes_done
    queue.wait_for_bytes(good, before + 50_000)
    fault_server.serve("/f", b"x")
    queue.wait_for(
        queue.start(fault_server.url("/f"), name="next", priority=JobPriority.FOREGROUND), JobState.TRANSFERRED
    )


def test_a_job_whose_daemon_is_gone_does_not_say_that_it_moves(queue: Queue, fault_server: FaultServer) -> None:
    guid = queue.start(slow(fault_server))
    queue.wait_for_bytes(guid, 1)
    assert "none runs" not in queue.box.ok("info", guid)
    queue.box.kill_daemon()
    assert "Waits for a daemon, none runs; 'daemon start' starts one, which goes on." in queue.box.ok("info", guid)
    assert queue.job(guid).state is JobState.TRANSFERRING


# ---- while it runs


def test_suspend_takes_effect_at_once(queue: Queue, fault_server: FaultServer) -> None:
    delays = []
    for number in range(7):
        guid = queue.start(slow(fault_server, f"/{number}"), name=f"job{number}", priority=JobPriority.FOREGROUND)
        queue.wait_for_bytes(guid, 1)
        time.sleep(0.05 * number)  # at different places between two checkpoints
        began = time.monotonic()
        queue.manager.suspend(guid)
        wait_until(partial(is_closed, queue, guid), what="the end of the transfer")
        delays.append(seconds(began))
        size = queue.temp(guid).stat().st_size
        assert queue.job(guid).state is JobState.SUSPENDED
        wait_until(lambda: queue.job(guid).bytes_done == size, what="the claim")  # noqa: B023 - asked at once
        time.sleep(0.1)
        assert queue.temp(guid).stat().st_size == size, "bytes came after the transfer had ended"
    assert min(delays) < 0.5, delays


def is_closed(queue: Queue, guid: str) -> bool:
    """Tell whether the daemon has closed the temporary file of a job."""
    temp, pid = queue.temp(guid), queue.box.daemon_pid()
    for link in Path(f"/proc/{pid}/fd").iterdir() if pid else ():
        with contextlib.suppress(FileNotFoundError):
            if link.readlink() == temp:
                return False
    return True


def test_foreground_jobs_run_at_once_beside_one_background_job(queue: Queue, fault_server: FaultServer) -> None:
    first = queue.start(slow(fault_server, "/1"), name="background1")
    queue.wait_for(first, JobState.TRANSFERRING)
    second = queue.start(slow(fault_server, "/2"), name="background2")
    urgent = [
        queue.start(slow(fault_server, f"/f{number}"), name=f"urgent{number}", priority=JobPriority.FOREGROUND)
        for number in range(2)
    ]
    for guid in urgent:
        queue.wait_for(guid, JobState.TRANSFERRING)
    assert queue.state(first) is JobState.TRANSFERRING
    assert queue.state(second) is JobState.QUEUED


def test_a_higher_priority_takes_the_turn(queue: Queue, fault_server: FaultServer) -> None:
    low = queue.start(slow(fault_server, "/low"), name="low", priority=JobPriority.LOW)
    queue.wait_for_bytes(low, 1)
    high = queue.start(slow(fault_server, "/high"), name="high", priority=JobPriority.HIGH)
    queue.wait_for(high, JobState.TRANSFERRING)
    queue.wait_for(low, JobState.QUEUED)
    queue.manager.suspend(high)
    queue.wait_for(low, JobState.TRANSFERRING)


def test_a_file_added_to_a_running_job_is_fetched_too(queue: Queue, fault_server: FaultServer) -> None:
    resource = fault_server.serve("/1", b"one", Fault(hold_after=1))
    fault_server.serve("/2", b"two")
    guid = queue.start(fault_server.url("/1"))
    queue.wait_for(guid, JobState.TRANSFERRING)
    queue.box.ok("/addfile", guid, fault_server.url("/2"), queue.result(number=1))
    wait_until(lambda: fault_server.requests_for("/2"), what="the request for the added file")
    resource.release()
    assert queue.wait_for(guid, JobState.TRANSFERRED).files_done == 2
    queue.complete(guid)
    assert [queue.result(number=number).read_bytes() for number in (0, 1)] == [b"one", b"two"]


def test_completing_a_running_job_keeps_the_finished_files_only(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/1", b"one")
    fault_server.serve("/2", b"two" * 100, Fault(hold_after=50))
    guid = queue.start(fault_server.url("/1"), fault_server.url("/2"))
    wait_until(lambda: queue.job(guid).files_done == 1, what="the first file")
    done = queue.run("complete", guid)
    assert BG_S_PARTIAL_COMPLETE.hex in done.stdout
    assert str(queue.result(number=1)) in done.stdout
    assert queue.result(number=0).read_bytes() == b"one"
    assert not queue.result(number=1).exists()
    assert queue.temps() == []
    assert queue.store.guids() == []


def test_cancelling_a_running_job_removes_its_temporary_files_and_no_destination(
    queue: Queue, fault_server: FaultServer
) -> None:
    guid = queue.add(slow(fault_server))
    queue.result().write_bytes(b"mine")
    queue.resume(guid)
    queue.wait_for_bytes(guid, 1)
    assert len(queue.temps()) == 1
    queue.box.ok("/cancel", guid)
    assert queue.temps() == []
    assert queue.result().read_bytes() == b"mine"
    assert queue.store.guids() == []


def test_a_temporary_file_that_somebody_deletes_in_mid_transfer_is_an_error_and_can_be_fetched_again(
    queue: Queue, fault_server: FaultServer
) -> None:
    resource = fault_server.serve("/f", BODY, Fault(hold_after=300_000))
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for_bytes(guid, 300_000)
    queue.temp(guid).unlink()
    resource.fault.hold_after = None
    resource.release()
    job = queue.wait_for(guid, JobState.ERROR)
    assert job.error is not None
    assert job.error.code == ERROR_FILE_NOT_FOUND
    assert not queue.result().exists()
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED)
    queue.complete(guid)
    assert queue.result().read_bytes() == BODY
