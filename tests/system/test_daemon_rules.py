"""The five rules of the store and the daemon, seen from outside: the order of system calls, and real processes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from functools import partial
from pathlib import Path

import pytest

from pybits.domain.enums import JobPriority
from pybits.domain.state import JobEvent, JobState
from tests.crash.ground import DAEMON
from tests.daemon.queue import Queue, pattern
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Box, alive, wait_until

CALLS = "flock,write,writev,pwrite64,fsync,fdatasync,syncfs,ftruncate,rename,unlink,mkdir,symlink,rmdir"


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def traced(queue: Queue, command: list[str], tmp_path: Path) -> list[str]:
    """Run a program and give its calls, in their order, with the paths behind the descriptors."""
    trace = tmp_path / "calls"
    strace = ["strace", "-f", "-y", "-qq", "-s", "500", "-o", str(trace), "-e", f"trace={CALLS}"]
    env = queue.box.env | {"PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([*strace, *command], env=env, check=True, capture_output=True, timeout=60, cwd=queue.box.cwd)
    lines = trace.read_text(errors="replace").splitlines()
    # A call that another thread interrupted counts where it ends.
    return [re.sub(r"^\d+ +(<\.\.\. )?", "", line) for line in lines if "unfinished ..." not in line]


def daemon(queue: Queue) -> list[str]:
    return [queue.box.command()[0], "-c", DAEMON]


def index_of(calls: list[str], pattern: str, start: int = 0) -> int:
    """Find the first call that looks so; AssertionError with all of them if there is none."""
    for index in range(start, len(calls)):
        if re.search(pattern, calls[index]):
            return index
    raise AssertionError(f"no {pattern!r} from {start} on in:\n" + "\n".join(call[:300] for call in calls))


def count_of(calls: list[str], pattern: str) -> int:
    return sum(bool(re.search(pattern, call)) for call in calls)


# ---- 1


@pytest.mark.strace
@pytest.mark.parametrize("words", [("setpriority", "high"), ("suspend",)], ids=lambda words: words[0])
def test_rule_1_one_locked_change_per_command(words: tuple[str, ...], queue: Queue, tmp_path: Path) -> None:
    guid = queue.add("file:///etc/hostname")
    queue.queue_without_daemon(guid)
    calls = traced(queue, queue.box.command(f"/{words[0]}", guid, *words[1:]), tmp_path)
    locked = index_of(calls, r"flock\(\d+<[^>]*/store/lock>, LOCK_EX")
    written = index_of(calls, r"write\(\d+<[^>]*/job\.json\.new>", locked)
    synced = index_of(calls, r"fsync\(\d+<[^>]*/job\.json\.new>", written)
    renamed = index_of(calls, r"rename\(.*job\.json\.new", synced)
    folder = index_of(calls, rf"fsync\(\d+<[^>]*/jobs/{re.escape(guid)}>", renamed)
    assert folder < index_of(calls, r"write\(1<", folder)  # said only when it is on the disk
    assert count_of(calls, r"rename\(.*job\.json") == 1
    assert count_of(calls, r"flock\(.*store/lock") == 1


def test_rule_1_two_commands_at_once_lose_nothing(queue: Queue) -> None:
    guid = queue.add()
    started = [
        queue.box.start("/addfile", guid, "file:///etc/hostname", queue.target / f"f{number}") for number in range(12)
    ]
    assert [process.wait() for process in started] == [0] * 12
    assert sorted(file.number for file in queue.store.files(guid)) == list(range(12))
    assert queue.job(guid).files_total == 12


# ---- 2


@pytest.mark.strace
def test_rule_2_bytes_before_records(queue: Queue, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(pattern(50_000))
    guid = queue.add(source.as_uri())
    queue.queue_without_daemon(guid)
    calls = traced(queue, daemon(queue), tmp_path)
    written = index_of(calls, r"write[v]?\(\d+<[^>]*/\.BIT[^>]*>")
    synced = index_of(calls, r"(fdatasync|syncfs)\(\d+<[^>]*/\.BIT", written)
    named = index_of(calls, rf"fsync\(\d+<{re.escape(str(queue.target))}>", synced)
    claimed = index_of(calls, r"write\(\d+<[^>]*/progress\.jsonl>.*\\\"done\\\":\[\[0,")
    assert named < claimed, "claimed as done before the bytes and the name were on the disk"
    kept = index_of(calls, r"f(data)?sync\(\d+<[^>]*/progress\.jsonl>", claimed)
    transferred = index_of(calls, r"write\(\d+<[^>]*/job\.json\.new>.*\\\"state\\\":6")
    assert kept < transferred, (
        "TRANSFERRED before the claims it stands for were on the disk: a power cut drops the files"
    )


def test_rule_2_a_resume_begins_at_the_claim_not_at_the_files_size(queue: Queue, fault_server: FaultServer) -> None:
    body = pattern(200_000)
    resource = fault_server.serve("/f", body, Fault(hold_after=80_000))
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for_bytes(guid, 80_000)
    queue.box.kill_daemon()
    with queue.temp(guid).open("ab") as temp:
        temp.write(b"bytes that no record claims" * 1000)
    resource.fault.hold_after = None
    resource.release()
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED)
    assert fault_server.requests[-1].headers["range"] == "bytes=80000-"
    queue.complete(guid)
    assert queue.result().read_bytes() == body


# ---- 3


@pytest.mark.strace
def test_rule_3_intent_before_effect(queue: Queue, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"x" * 1000)
    guid = queue.start(source.as_uri(), source.as_uri())
    queue.wait_for(guid, JobState.TRANSFERRED)
    queue.manager.add_files(guid, [(source.as_uri(), str(queue.target / "never"))])
    queue.box.close()
    calls = traced(queue, queue.box.command("/complete", guid), tmp_path)
    intent = index_of(calls, r"write\(\d+<[^>]*/job\.json\.new>.*publish")
    kept = index_of(calls, rf"fsync\(\d+<[^>]*/jobs/{re.escape(guid)}>", intent)
    published = [index for index, call in enumerate(calls) if re.search(r"rename\(.*\.BIT", call)]
    discarded = index_of(calls, r"unlink\(.*\.BIT")
    folder = index_of(calls, rf"fsync\(\d+<{re.escape(str(queue.target))}>", published[-1])
    noted = index_of(calls, r"write\(\d+<[^>]*/progress\.jsonl>.*\\\"published\\\":\[")
    gone = index_of(calls, r"rename\(.*gone-")
    struck_out = index_of(calls, r"unlink\(.*/users/")
    assert len(published) == 2
    assert intent < kept < published[0] < folder < noted < gone < struck_out
    assert kept < discarded < gone


def test_rule_3_a_name_that_cannot_be_given_leaves_the_job_transferred(queue: Queue, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"x" * 1000)
    guid = queue.start(source.as_uri(), source.as_uri())
    queue.wait_for(guid, JobState.TRANSFERRED)
    queue.result(number=0).mkdir()
    (queue.result(number=0) / "in the way").touch()
    refused = queue.run("complete", guid)
    assert refused.status != 0
    assert queue.state(guid) is JobState.TRANSFERRED
    assert queue.result(number=1).read_bytes() == source.read_bytes()
    (queue.result(number=0) / "in the way").unlink()
    queue.result(number=0).rmdir()
    queue.complete(guid)
    assert queue.result(number=0).read_bytes() == source.read_bytes()


# ---- 4


def test_rule_4_one_daemon_holds_the_engine_lock(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", b"x" * 10, Fault(hold_after=5))
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for(guid, JobState.TRANSFERRING)
    first = queue.box.daemon_pid()
    second = subprocess.run(
        [queue.box.command()[0], "-m", "pybits.daemon"], env=queue.box.env, timeout=60, capture_output=True, check=False
    )
    assert second.returncode == 0
    assert queue.box.daemon_pid() == first
    assert not queue.store.engine_lock().try_acquire()
    assert queue.state(guid) is JobState.TRANSFERRING


@pytest.mark.strace
def test_rule_4_while_a_daemon_runs_a_command_touches_no_temporary_file(
    queue: Queue, fault_server: FaultServer, tmp_path: Path
) -> None:
    fault_server.serve("/held", b"x" * 10, Fault(hold_after=5))
    fault_server.serve("/f", b"y" * 10)
    busy = queue.start(fault_server.url("/held"), name="busy", priority=JobPriority.FOREGROUND)
    queue.wait_for(busy, JobState.TRANSFERRING)
    for verb in ("complete", "cancel"):
        guid = queue.start(fault_server.url("/f"), name=verb)
        queue.wait_for(guid, JobState.TRANSFERRED)
        calls = traced(queue, queue.box.command(f"/{verb}", guid), tmp_path)
        assert [call for call in calls if ".BIT" in call] == []
        assert guid not in queue.store.guids()
    assert queue.result("complete").read_bytes() == b"y" * 10
    assert not queue.result("cancel").exists()
    assert queue.temps() == [queue.temp(busy)]


def test_rule_4_the_kernel_frees_the_lock_of_a_killed_daemon(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", b"x" * 10, Fault(hold_after=5))
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for(guid, JobState.TRANSFERRING)
    queue.box.kill_daemon()
    queue.box.ok("/cancel", guid)  # by the command itself: nobody else is there
    assert queue.temps() == []


# ---- 5


def test_rule_5_a_report_of_an_earlier_turn_does_not_move_the_job(queue: Queue, fault_server: FaultServer) -> None:
    for number in range(5):  # the daemon must be found waiting; once in a while it is just looking anyway
        path, name = f"/{number}", f"job{number}"
        resource = fault_server.serve(path, b"x" * 10, Fault(hold_after=5, cut_after=5))
        # Without time for progress a single failure is final.
        guid = queue.start(fault_server.url(path), name=name, priority=JobPriority.FOREGROUND, noprogresstimeout=0)
        queue.wait_for_bytes(guid, 5)
        first_turn = queue.store.read(guid).turn
        pid = queue.freeze_daemon()  # it hears of the three things that follow only when they have all happened
        queue.manager.suspend(guid)
        queue.queue_without_daemon(guid)
        resource.release()
        wait_until(partial(getattr, resource, "cuts"), what="the cut of the first turn's connection")
        os.kill(pid, signal.SIGCONT)
        queue.wait_for(guid, JobState.TRANSFERRED, JobState.ERROR)
        assert queue.state(guid) is JobState.TRANSFERRED, queue.history(guid)
        assert queue.store.read(guid).turn > first_turn


def test_rule_5_a_job_that_a_dead_daemon_left_in_turn_goes_back_to_the_queue(
    queue: Queue, fault_server: FaultServer
) -> None:
    resource = fault_server.serve("/f", b"x" * 10, Fault(hold_after=5))
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for(guid, JobState.TRANSFERRING)
    pid = queue.box.kill_daemon()
    assert not alive(pid)
    assert queue.state(guid) is JobState.TRANSFERRING  # nobody was there to say otherwise
    resource.fault.hold_after = None
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED)
    assert "TRANSFERRING → QUEUED: its turn was interrupted" in queue.history(guid)


def test_a_lock_that_somebody_sits_on_leaves_no_job_behind(queue: Queue, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"bytes")
    guid = queue.add((tmp_path / "source").as_uri())
    queue.store.change(guid, lambda job: job.move(JobEvent.RESUME))
    log = queue.box.home / "daemon.log"
    with queue.store.lock:
        queue.box.ok("daemon", "start")
        wait_until(lambda: "has been locked" in log.read_text(), 60, what="a daemon that has lost its patience")
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
