"""The live verbs against a real server and a real daemon: transfer, wait, monitor, and people who interfere."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Box, wait_until

BODY = bytes(range(256)) * 4096


def jobs(box: Box) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(box.ok("list", "--json"))["jobs"]
    return found


def moving(box: Box) -> dict[str, Any] | None:
    """Give the job whose first bytes have arrived."""
    return next((job for job in jobs(box) if job["state"] == "TRANSFERRING" and job["bytes_done"]), None)


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=30)
    return process.returncode, out, err


def test_a_transfer_brings_the_file_and_leaves_no_job(box: Box, fault_server: FaultServer) -> None:
    fault_server.serve("/a.bin", BODY)
    ran = box.run("transfer", "one", fault_server.url("/a.bin"))
    assert (ran.status, ran.stderr) == (0, "")
    assert ran.stdout == f"Transfer complete: 1 file(s), {len(BODY)} bytes.\n"
    assert (box.cwd / "a.bin").read_bytes() == BODY
    assert jobs(box) == []


def test_a_transfer_takes_pairs_and_a_priority(box: Box, fault_server: FaultServer) -> None:
    for name in ("/1", "/2"):
        fault_server.serve(name, BODY + name.encode())
    box.ok("transfer", "--priority", "foreground", "two", fault_server.url("/1"), "one", fault_server.url("/2"), "sub")
    assert (box.cwd / "one").read_bytes() == BODY + b"/1"
    assert (box.cwd / "sub").read_bytes() == BODY + b"/2"


def test_bitsadmins_transfer_prints_only_the_result_into_a_pipe(box: Box, fault_server: FaultServer) -> None:
    fault_server.serve("/a", BODY)
    ran = box.bitsadmin("/transfer", "one", fault_server.url("/a"), box.cwd / "a")
    assert ran.status == 0
    assert ran.stdout.splitlines()[5:] == ["Transfer complete."]


def test_a_fatal_error_shows_what_where_and_why_and_leaves_nothing(box: Box, fault_server: FaultServer) -> None:
    url = fault_server.url("/nowhere")
    ran = box.run("transfer", "one", url, "a")
    assert ran.status == 1
    assert ran.stdout == ""
    assert "(0x80190194 BG_E_HTTP_ERROR_404)" in ran.stderr
    assert f"ERROR FILE:    {url} -> {box.cwd}/a\n" in ran.stderr
    assert "ERROR CONTEXT: 0x00000005 - " in ran.stderr
    assert jobs(box) == []
    assert list(box.cwd.iterdir()) == []
    assert box.bitsadmin("/transfer", "one", url, box.cwd / "a").status == 0x94


def test_json_tells_every_step_and_the_last_line_the_end(box: Box, fault_server: FaultServer) -> None:
    fault_server.serve("/a", BODY)
    lines = [json.loads(line) for line in box.ok("--json", "transfer", "one", fault_server.url("/a"), "a").splitlines()]
    assert {line["version"] for line in lines} == {1}
    assert [line["event"] for line in lines[:-1]] == ["progress"] * (len(lines) - 1)
    assert lines[-1]["event"] == "completed"
    assert lines[-1]["bytes"] == len(BODY)
    failed = box.run("--json", "transfer", "one", fault_server.url("/nowhere"), "b")
    assert json.loads(failed.stdout.splitlines()[-1])["error"]["code"] == "0x80190194"


def test_after_ctrl_c_the_job_goes_on_in_the_background(box: Box, fault_server: FaultServer) -> None:
    file = fault_server.serve("/a", BODY, Fault(hold_after=1000))
    process = box.start("transfer", "one", fault_server.url("/a"), "a")
    guid = wait_until(lambda: moving(box))["id"]
    process.send_signal(signal.SIGINT)
    status, out, err = ended(process)
    assert status == 130
    assert out == ""
    assert f"pybits wait '{guid}'" in err
    assert f"pybits cancel '{guid}'" in err
    assert "Traceback" not in err
    file.release()
    box.ok("wait", guid, "--timeout", "20")
    box.ok("complete", guid)
    assert (box.cwd / "a").read_bytes() == BODY


def test_a_transient_error_is_told_once_and_waited_out(box: Box, fault_server: FaultServer) -> None:
    fault_server.serve("/a", BODY, Fault(statuses=(503, 503, 503, 503)))
    process = box.start("transfer", "one", fault_server.url("/a"), "a")
    job = wait_until(lambda: next((job for job in jobs(box) if job["state"] == "TRANSIENT_ERROR"), None))
    assert job["next_try"]
    while process.poll() is None:
        box.run("resume", "one")
    status, out, err = ended(process)
    assert status == 0, err
    assert out.startswith("Transfer complete")
    assert "HTTP status 503" in err
    assert "tries again in" in err
    assert len(err.splitlines()) <= 4


@pytest.mark.parametrize(("verb", "status"), [("cancel", 8), ("complete", 3)])
def test_a_job_that_somebody_else_ends_ends_the_transfer(
    box: Box, fault_server: FaultServer, verb: str, status: int
) -> None:
    fault_server.serve("/a", BODY, Fault(hold_after=1000))
    process = box.start("transfer", "one", fault_server.url("/a"), "a")
    wait_until(lambda: moving(box))
    box.run(verb, "one")
    assert ended(process)[0] == status


def test_a_reader_that_goes_away_does_not_stop_a_transfer(box: Box, fault_server: FaultServer) -> None:
    file = fault_server.serve("/a", BODY, Fault(hold_after=1000))
    process = box.start("--json", "transfer", "one", fault_server.url("/a"), "a")
    assert process.stdout is not None
    wait_until(lambda: moving(box))
    process.stdout.close()
    file.release()
    assert process.wait(30) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert (box.cwd / "a").read_bytes() == BODY


def test_a_reader_that_goes_away_ends_a_monitor(box: Box) -> None:
    process = box.start("--json", "monitor", "--refresh", "0.05")
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["jobs"] == []
    process.stdout.close()
    box.ok("create", "one")  # something to print
    assert process.wait(60) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""


def test_a_monitor_prints_what_changed_and_ends_with_ctrl_c(box: Box) -> None:
    process = box.start("monitor", "--refresh", "0.05")
    assert process.stdout is not None
    assert process.stdout.readline() == "Listed 0 job(s).\n"
    box.ok("create", "one")
    assert "'one' SUSPENDED 0 / 0 0 / 0" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert ended(process)[0] == 130


def test_a_daemon_that_dies_is_started_again_for_who_waits(box: Box, fault_server: FaultServer) -> None:
    file = fault_server.serve("/a", BODY, Fault(hold_after=1000))
    process = box.start("transfer", "one", fault_server.url("/a"), "a")
    wait_until(lambda: moving(box))
    box.kill_daemon()
    file.release()
    file.fault.hold_after = None
    status, _, err = ended(process)
    assert status == 0, err
    assert (box.cwd / "a").read_bytes() == BODY


def started(box: Box, server: FaultServer, name: str, path: str) -> None:
    box.ok("create", name)
    box.ok("addfile", name, server.url(path), name)
    box.ok("resume", name)


def test_quiet_is_silent_of_what_went_well_alone(box: Box, fault_server: FaultServer) -> None:
    fault_server.serve("/a", BODY)
    fault_server.serve("/slow", BODY, Fault(hold_after=10))
    for name, path in (("good", "/a"), ("bad", "/nowhere"), ("slow", "/slow")):
        started(box, fault_server, name, path)
    good, bad = box.run("wait", "good", "--quiet"), box.run("wait", "bad", "--quiet")
    assert (good.status, good.stdout) == (0, "")
    assert (bad.status, "ERROR: 0x80190194" in bad.stdout) == (1, True)
    late = box.run("wait", "slow", "--timeout", "0.1", "--quiet")
    assert (late.status, "time is up" in late.stdout) == (7, True)
    whole, part = box.run("complete", "good", "--quiet"), box.run("complete", "slow", "--quiet")
    assert (whole.status, whole.stdout) == (0, "")
    assert (part.status, "Dropped, not fully transferred: " in part.stdout) == (3, True)


def test_wait_ends_when_every_job_is_there_and_gives_the_worst_outcome(box: Box, fault_server: FaultServer) -> None:
    fault_server.serve("/a", BODY)
    started(box, fault_server, "good", "/a")
    started(box, fault_server, "bad", "/nowhere")
    assert box.run("wait", "good", "--timeout", "20").status == 0
    ran = box.run("wait", "good", "bad", "--timeout", "20", "--json")
    assert ran.status == 1
    outcomes = {line["job_name"]: line["state"] for line in map(json.loads, ran.stdout.splitlines())}
    assert outcomes == {"good": "TRANSFERRED", "bad": "ERROR"}
    assert box.run("wait", "good", "nowhere").status == 4


def test_wait_gives_up_when_time_is_up(box: Box, fault_server: FaultServer) -> None:
    fault_server.serve("/a", BODY, Fault(hold_after=1000))
    started(box, fault_server, "slow", "/a")
    ran = box.run("wait", "slow", "--timeout", "0.2")
    assert ran.status == 7
    assert "time is up" in ran.stdout


@pytest.mark.parametrize(("verb", "status"), [("cancel", 8), ("complete", 3)])
def test_wait_does_not_hang_on_a_job_that_somebody_else_ends(
    box: Box, fault_server: FaultServer, verb: str, status: int
) -> None:
    fault_server.serve("/a", BODY, Fault(hold_after=1000))
    started(box, fault_server, "slow", "/a")
    process = box.start("wait", "slow")
    wait_until(lambda: moving(box))
    box.run(verb, "slow")
    assert ended(process)[0] == status


def test_wait_says_that_a_suspended_job_will_not_move(box: Box) -> None:
    box.ok("create", "one")
    ran = box.run("wait", "one", "--timeout", "0.1")
    assert ran.status == 7
    assert "waits for you: Has no files yet; add one with 'addfile'." in ran.stderr


def test_a_complete_that_fails_keeps_the_job_and_says_so(box: Box, fault_server: FaultServer) -> None:
    file = fault_server.serve("/a", BODY, Fault(hold_after=1000))
    process = box.start("transfer", "one", fault_server.url("/a"), "a")
    wait_until(lambda: moving(box))
    (box.cwd / "a").mkdir()
    (box.cwd / "a" / "inside").touch()
    file.release()
    status, _, err = ended(process)
    assert status not in (0, 130)
    assert "The job stays in the queue" in err
    assert [job["state"] for job in jobs(box)] == ["TRANSFERRED"]
    (box.cwd / "a" / "inside").unlink()
    (box.cwd / "a").rmdir()
    box.ok("complete", "one")
    assert (box.cwd / "a").read_bytes() == BODY


def test_a_set_can_come_from_standard_input(box: Box) -> None:
    box.ok("create", "one")
    box.ok("addfileset", "one", "-", input="http://h/1 1\nhttp://h/2 2\n")
    assert box.ok("getfilestotal", "one") == "2\n"


def test_names_that_the_terminals_encoding_lacks_are_shown_as_escapes(box: Box) -> None:
    box.ok("create", "包裹")
    ran = box.run("list", env={"PYTHONIOENCODING": "ascii"})
    assert ran.status == 0
    assert r"\u5305\u88f9" in ran.stdout


def shell(box: Box, line: str) -> tuple[int, str]:
    """Run a line of shell in which PYBITS stands for the program; give its status and what it wrote to stderr."""
    pybits = " ".join(box.command())
    ran = subprocess.run(
        ["/bin/sh", "-c", line.replace("PYBITS", pybits)],
        env=box.env,
        cwd=box.cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stderr


def test_an_output_that_cannot_be_written_is_a_failure(box: Box) -> None:
    box.ok("create", "one")
    assert shell(box, "PYBITS list >/dev/full") == (
        1,
        "pybits: cannot write the output: No space left on device\n",
    )


@pytest.mark.parametrize(
    "line", ["PYBITS list >&-", "PYBITS list 2>&-", "PYBITS list <&-", "PYBITS getstate one >&- 2>&-"]
)
def test_closed_streams_are_no_reason_to_fail(box: Box, line: str) -> None:
    box.ok("create", "one")
    assert shell(box, line) == (0, "")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("PYBITS addfileset one - <&-", "- lists no file"),
        ("PYBITS setcredentials one server basic joe --password-stdin <&-", "There is no password on standard input"),
    ],
)
def test_a_closed_input_has_nothing_in_it(box: Box, line: str, problem: str) -> None:
    box.ok("create", "one")
    status, err = shell(box, line)
    assert status == 2
    assert f": {problem} (0x80070057 E_INVALIDARG)" in err


@pytest.mark.parametrize("columns", ["9" * 5000, "9" * 30, "-1", "0", "wide", "٣"])
def test_a_width_that_cannot_be_is_no_reason_to_fail(box: Box, columns: str) -> None:
    box.ok("create", "one")
    assert box.run("list", env={"COLUMNS": columns}).status == 0
    assert box.run("/list", env={"COLUMNS": columns}).status == 0


def test_a_name_that_is_not_utf8_is_refused_with_a_sentence(box: Box) -> None:
    status, err = shell(box, r"PYBITS create \"$(printf '\377')\"")
    assert status == 2
    assert "is not valid UTF-8 text (0x80070057 E_INVALIDARG)" in err


def test_the_daemon_is_started_asked_and_stopped_by_hand(box: Box, fault_server: FaultServer) -> None:
    fault_server.serve("/a", BODY, Fault(hold_after=1000))
    assert box.ok("daemon", "start") == "Daemon started.\n", "also in a store that is new"
    started(box, fault_server, "busy", "/a")
    wait_until(lambda: moving(box))
    assert box.ok("daemon", "start") == "The daemon runs already.\n"
    assert int(box.ok("daemon", "status", "--raw")) == box.daemon_pid()
    assert box.ok("daemon", "stop") == "Daemon stopped.\n"
    assert box.daemon_pid() is None
    assert box.run("daemon", "status").status == 1


def test_a_daemon_in_the_foreground_runs_until_it_is_told_to_end(box: Box, fault_server: FaultServer) -> None:
    fault_server.serve("/a", BODY, Fault(hold_after=1000))
    started(box, fault_server, "busy", "/a")
    wait_until(lambda: moving(box))
    box.ok("daemon", "stop")
    process = box.start("daemon", "run")
    wait_until(lambda: box.run("daemon", "status").status == 0)
    assert box.ok("daemon", "status", "--raw") == f"{process.pid}\n"
    process.terminate()
    assert process.wait(60) == 0


def test_a_store_that_cannot_be_written_is_denied(box: Box, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = box.run("create", "one", env={"PYBITS_HOME": str(tmp_path / "file" / "store")})
    assert ran.status not in (0, 2)
    assert ran.stderr.startswith("pybits: cannot create job: ")
    assert "Traceback" not in ran.stderr
