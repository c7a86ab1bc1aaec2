"""Notify commands, run by a real daemon for real transfers: when, with what, how often, and what they do not do."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from pybits.domain.job import Job
from pybits.domain.state import JobState
from tests.daemon.program import Program
from tests.daemon.queue import Queue
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Box, alive, wait_until


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


@pytest.fixture
def program(queue: Queue, box: Box) -> Program:
    return Program(queue.box.folder, box.command()[0])


def add(queue: Queue, program: Program, url: str, flags: int = 3, delay: int = 600) -> str:
    guid = queue.add(url, notifyflags=flags, minretrydelay=delay)
    queue.manager.set_notify_command(guid, str(program.path), "told 'two words' last")
    return guid


def told(queue: Queue, guid: str) -> Job:
    """Wait until the command has succeeded and the job says so."""
    wait_until(lambda: queue.job(guid).notice.told, 30, what="told")
    return queue.job(guid)


def test_it_runs_as_the_owner_without_a_shell_once_the_store_says_transferred(
    queue: Queue, program: Program, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", b"bytes")
    program.does(f"print(open({str(queue.store.home)!r} + '/jobs/' + given['job']['id'] + '/job.json').read())")
    guid = add(queue, program, fault_server.url("/f"))
    queue.resume(guid)
    call = program.called()
    assert call["argv"] == [str(program.path), "two words", "last"]
    assert (call["uid"], call["cwd"], call["umask"]) == (os.getuid(), "/", queue.job(guid).umask)
    assert call["session"] == call["pid"]
    assert call["env"] | {"PYBITS_ATTEMPT": "1", "PYBITS_ERROR": "", "PYBITS_ERROR_TEXT": ""} == call["env"]
    assert (call["env"]["PYBITS_JOB"], call["env"]["PYBITS_NAME"]) == (guid, "job")
    assert call["env"]["PYBITS_STATE"] == call["job"]["state"] == "TRANSFERRED"
    assert (call["job"]["id"], call["job"]["bytes_done"]) == (guid, 5)
    assert told(queue, guid).state is JobState.TRANSFERRED  # nobody completed it
    assert not queue.result().exists()
    assert "the notify command ended with status 0: " in queue.history(guid)
    assert f'"state":{int(JobState.TRANSFERRED)}' in queue.history(guid)  # what the program saw in the store
    assert len(program.calls) == 1


def test_it_is_told_of_an_error(queue: Queue, program: Program, fault_server: FaultServer) -> None:
    guid = add(queue, program, fault_server.url("/missing"))
    queue.resume(guid)
    call = program.called()
    assert (call["env"]["PYBITS_STATE"], call["env"]["PYBITS_ERROR"]) == ("ERROR", "0x80190194")
    assert call["job"]["error"]["code"] == "0x80190194"
    assert call["env"]["PYBITS_ERROR_TEXT"] == call["job"]["error"]["text"] != ""
    assert told(queue, guid).state is JobState.ERROR


@pytest.mark.parametrize(("flags", "path"), [(1, "/missing"), (2, "/f"), (4, "/f"), (7, "/f"), (0, "/f"), (56, "/f")])
def test_flags_that_do_not_ask_for_it_keep_it_quiet(
    queue: Queue, program: Program, fault_server: FaultServer, flags: int, path: str
) -> None:
    fault_server.serve("/f", b"bytes")
    guid = add(queue, program, fault_server.url(path), flags)
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED, JobState.ERROR)
    wait_until(lambda: queue.box.daemon_pid() is None, 30, what="a daemon that has nothing to do")
    assert program.calls == []


def test_a_failed_command_runs_again_after_the_retry_delay_and_the_daemon_stays_for_it(
    queue: Queue, program: Program, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", b"bytes")
    program.does("print('not yet', file=sys.stderr); sys.exit(3)")
    guid = add(queue, program, fault_server.url("/f"), delay=5)
    queue.resume(guid)
    program.called()
    wait_until(lambda: "the notify command ended with status 3: not yet" in queue.history(guid), what="the note")
    daemon = queue.box.daemon_pid()
    program.does("")
    assert program.called(2)["env"]["PYBITS_ATTEMPT"] == "2"
    assert queue.box.daemon_pid() == daemon is not None
    first, second = program.calls
    assert second["at"] - first["at"] >= 4.9
    told(queue, guid)
    wait_until(lambda: queue.box.daemon_pid() is None, 30, what="a daemon that has nothing to do")


def test_a_command_that_runs_holds_nobody_up_and_survives_the_end_of_its_job(
    queue: Queue, program: Program, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", b"bytes")
    gate = queue.box.folder / "gate"
    program.does(f"while not os.path.exists({str(gate)!r}): time.sleep(0.01)")
    guid = add(queue, program, fault_server.url("/f"))
    queue.resume(guid)
    pid = program.called()["pid"]
    other = queue.start(fault_server.url("/f"), name="other")
    queue.wait_for(other, JobState.TRANSFERRED)
    queue.complete(guid)
    assert queue.result().read_bytes() == b"bytes"
    wait_until(lambda: queue.box.daemon_pid() is None, 30, what="a daemon that has nothing to do")
    assert alive(pid)
    gate.touch()
    wait_until(lambda: not alive(pid), what="the end of the command")


def test_the_command_itself_may_complete_the_job(queue: Queue, program: Program, fault_server: FaultServer) -> None:
    fault_server.serve("/f", b"bytes")
    words = queue.box.command("complete")
    program.does(f"import subprocess; subprocess.run([*{words!r}, given['job']['id']], check=True)")
    guid = add(queue, program, fault_server.url("/f"))
    queue.resume(guid)
    wait_until(queue.result().exists, 30, what="the delivered file")
    wait_until(lambda: queue.manager.ended(guid), what="the end of the job")
    assert queue.result().read_bytes() == b"bytes"


def test_what_a_killed_daemon_had_begun_is_run_again_by_the_next(
    queue: Queue, program: Program, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", b"bytes")
    program.does("time.sleep(600)")
    guid = add(queue, program, fault_server.url("/f"))
    queue.resume(guid)
    first = program.called()["pid"]
    program.does("")
    os.kill(queue.box.daemon_pid() or 0, signal.SIGKILL)
    wait_until(lambda: queue.box.daemon_pid() is None, what="the daemon's end")
    assert not queue.job(guid).notice.told
    queue.box.ok("daemon", "start")
    program.called(2)
    told(queue, guid)
    os.kill(first, signal.SIGKILL)


def test_an_old_commands_success_does_not_count_for_a_new_event(
    queue: Queue, program: Program, fault_server: FaultServer
) -> None:
    file = fault_server.serve("/f", b"bytes", Fault(status=404))
    gate = queue.box.folder / "gate"
    program.does(f"while not os.path.exists({str(gate)!r}): time.sleep(0.01)")
    guid = add(queue, program, fault_server.url("/f"))
    queue.resume(guid)
    assert program.called()["env"]["PYBITS_STATE"] == "ERROR"
    file.fault.status = None
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED)
    gate.touch()
    assert program.called(2)["env"]["PYBITS_STATE"] == "TRANSFERRED"
    told(queue, guid)


def test_a_flood_of_output_is_kept_small_and_its_end_is_in_the_history(
    queue: Queue, program: Program, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", b"bytes")
    flooded, gate = queue.box.folder / "flooded", queue.box.folder / "gate"
    flood = f"sys.stdout.write('x' * 3_000_000); sys.stdout.flush(); open({str(flooded)!r}, 'w').close()"
    wait = f"while not os.path.exists({str(gate)!r}): time.sleep(0.01)"
    program.does(f"{flood}\n{wait}\nprint('y' * 3000, 'the end')")
    guid = add(queue, program, fault_server.url("/f"))
    queue.resume(guid)
    wait_until(flooded.exists, 30, what="the flood")
    output = Path(queue.store.folder(guid), "notify.out")
    wait_until(lambda: output.stat().st_size == 0, 30, what="an output that was cut")
    gate.touch()
    told(queue, guid)
    note = queue.history(guid).splitlines()[-1]
    assert note.endswith("yyy the end")
    assert len(note) < 1100


def test_no_more_than_four_run_at_once(queue: Queue, program: Program, fault_server: FaultServer) -> None:
    fault_server.serve("/f", b"bytes")
    gate = queue.box.folder / "gate"
    program.does(f"while not os.path.exists({str(gate)!r}): time.sleep(0.01)")
    guids = []
    for number in range(6):
        guid = queue.add(fault_server.url("/f"), name=f"job{number}")
        queue.manager.set_notify_command(guid, str(program.path))
        guids.append(guid)
    queue.resume(*guids)
    for guid in guids:
        queue.wait_for(guid, JobState.TRANSFERRED, timeout=30)
    program.called(4)
    other = queue.start(fault_server.url("/f"), name="other")  # many rounds of the loop later
    queue.wait_for(other, JobState.TRANSFERRED)
    assert sum(queue.job(guid).notice.attempts for guid in guids) == 4
    gate.touch()
    for guid in guids:
        told(queue, guid)
    assert len(program.calls) == 6


@pytest.mark.parametrize("lay", [os.mkdir, os.mkfifo])
def test_an_output_file_that_cannot_be_made_holds_nobody_up(
    queue: Queue, program: Program, fault_server: FaultServer, lay: Callable[[Path], None]
) -> None:
    fault_server.serve("/f", b"bytes")
    guid = add(queue, program, fault_server.url("/f"))
    lay(queue.box.home / "jobs" / guid / "notify.out")
    queue.resume(guid)
    wait_until(lambda: "cannot be run" in queue.history(guid), 30, what="the refusal in the history")
    other = queue.start(fault_server.url("/f"), name="other")
    queue.wait_for(other, JobState.TRANSFERRED, timeout=30)
    assert "trying again" not in (queue.box.home / "daemon.log").read_text()


# ---- by hand


def test_by_hand_it_runs_as_the_daemon_would_and_what_it_printed_is_shown(queue: Queue, program: Program) -> None:
    program.does("print('line \\x1b one'); print('two', file=sys.stderr); sys.exit(3)")
    guid = add(queue, program, "file:///etc/hostname")
    before = queue.job(guid)
    shown = queue.box.run("notify", "job")
    assert (shown.status, shown.stdout) == (1, "line \\x1b one\ntwo\nstatus  3\n")
    assert "0x80004005" in shown.stderr
    assert "it ended with status 3 (" in shown.stderr
    call = program.called()
    assert call["argv"] == [str(program.path), "two words", "last"]
    assert (call["uid"], call["cwd"], call["umask"]) == (os.getuid(), "/", before.umask)
    assert call["session"] == call["pid"]
    assert (call["env"]["PYBITS_STATE"], call["env"]["PYBITS_ATTEMPT"]) == ("SUSPENDED", "0")
    assert call["env"]["PYBITS_JOB"] == call["job"]["id"] == guid
    assert "the notify command, run by hand, ended with status 3: line" in queue.history(guid)
    program.does("os.kill(os.getpid(), 9)")
    killed = queue.box.run("--json", "notify", "job").stdout.splitlines()
    assert json.loads(killed[0]) == {"version": 1, "output": [], "status": 137}
    assert json.loads(killed[1])["error"]["detail"] == "it ended with status 137."
    program.does("print('fine')")
    assert queue.box.run("--raw", "notify", "job").stdout == "fine\n0\n"
    after = queue.job(guid)
    assert (after.state, after.notice, after.deeds) == (before.state, before.notice, before.deeds)
    assert len(program.calls) == 3
    wait_until(lambda: queue.box.daemon_pid() is None, 30, what="a daemon that has nothing to do")


def test_by_hand_it_takes_nothing_from_what_the_job_has_to_tell(
    queue: Queue, program: Program, fault_server: FaultServer
) -> None:
    program.does("sys.exit(1)")
    guid = add(queue, program, fault_server.url("/missing"))
    queue.resume(guid)
    wait_until(lambda: queue.job(guid).notice.next_try, 30, what="a command that has failed")
    assert queue.box.run("notify", "job").status == 1
    program.does("")
    queue.box.ok("notify", "job")
    assert [call["env"]["PYBITS_ATTEMPT"] for call in program.calls] == ["1", "0", "0"]
    assert not queue.job(guid).notice.told
    assert queue.job(guid).notice.attempts == 1
    assert program.calls[-1]["env"]["PYBITS_STATE"] == "ERROR"


def test_by_hand_it_may_end_its_job_and_what_it_printed_before_is_shown(
    queue: Queue, program: Program, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", b"bytes")
    words = queue.box.command("complete")
    program.does(
        f"import subprocess; print('now', flush=True); subprocess.run([*{words!r}, given['job']['id']], check=True)"
    )
    guid = add(queue, program, fault_server.url("/f"), flags=0)
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED)
    shown = queue.box.run("notify", "job")
    assert shown.status == 0, shown
    assert shown.stdout.startswith("now\n")
    assert queue.result().read_bytes() == b"bytes"


def test_by_hand_it_is_run_again_by_the_next_daemon_if_the_first_one_dies(queue: Queue, program: Program) -> None:
    program.does("time.sleep(600)")
    add(queue, program, "file:///etc/hostname")
    command = queue.box.start("notify", "job")
    first = program.called()["pid"]
    program.does("print('again')")
    queue.box.kill_daemon()
    assert command.wait(60) == 0
    assert len(program.calls) == 2
    os.kill(first, signal.SIGKILL)


def test_by_hand_what_cannot_be_run_says_why(queue: Queue) -> None:
    guid = queue.add("file:///etc/hostname")
    none = queue.box.run("notify", "job")
    assert (none.status, "0x80070057" in none.stderr, "setnotifycmdline" in none.stderr) == (2, True, True)
    queue.manager.set_notify_command(guid, "/nowhere/told")
    missing = queue.box.run("notify", "job")
    assert (missing.status, "No such file or directory" in missing.stderr) == (1, True)
    assert "the notify command, run by hand, cannot be run" in queue.history(guid)
    assert queue.box.run("notify", "nobody").status == 4
