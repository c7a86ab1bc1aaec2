"""The doctor: each thing is broken for real, found, mended, and all is well after it; a store at work is left alone."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Box, Users, alive, wait_until

GONE = "{0AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}"
STRANGER = 54321
SLOW = Fault(bytes_per_second=2000)


def doctor(box: Box, *words: str) -> Any:
    ran = box.run("--json", "doctor", *words)
    said = json.loads(ran.stdout.splitlines()[0])
    assert "well" in said, ran
    assert ran.status == (0 if said["well"] else 1), ran
    return said


def create(box: Box, name: str = "one") -> str:
    return box.ok("--raw", "create", name).strip()


def own_registrations(box: Box) -> Path:
    return box.machine / "users" / str(os.geteuid())


# ------------------------------------------------------------------------------- breaking one thing at a time


def _private(box: Box, _guid: str) -> None:
    box.home.chmod(0o755)


def _no_jobs_folder(box: Box, _guid: str) -> None:
    (box.home / "passage").rmdir()


def _passage_is_a_file(box: Box, _guid: str) -> None:
    (box.home / "passage").rmdir()
    (box.home / "passage").write_text("x")


def _jobs_is_a_link(box: Box, _guid: str) -> None:
    (box.home / "jobs").rename(box.folder / "elsewhere")
    (box.home / "jobs").symlink_to(box.folder / "elsewhere")


def _lock_is_a_link(box: Box, _guid: str) -> None:
    (box.home / "lock").unlink()
    (box.home / "lock").symlink_to("/etc/passwd")


def _engine_lock_is_a_link(box: Box, _guid: str) -> None:
    (box.home / "engine.lock").symlink_to("nowhere")


def _bell_is_a_file(box: Box, _guid: str) -> None:
    (box.home / "wake").write_text("x")


def _bell_is_open(box: Box, _guid: str) -> None:
    os.mkfifo(box.home / "wake", 0o666)
    (box.home / "wake").chmod(0o666)


def _format_is_damaged(box: Box, _guid: str) -> None:
    (box.home / "format.json").write_text("{")


def _format_is_missing(box: Box, _guid: str) -> None:
    (box.home / "format.json").unlink()


def _left_in_passage(box: Box, _guid: str) -> None:
    (box.home / "passage" / f"new-{GONE}" / "deeper").mkdir(parents=True)


def _no_job(box: Box, _guid: str) -> None:
    (box.home / "jobs" / "notes.txt").write_text("x")


def _index_lies(box: Box, _guid: str) -> None:
    index = box.home / "index"
    index.write_bytes(index.read_bytes().replace(b'"name":"one"', b'"name":"two"'))


def _index_forgets(box: Box, _guid: str) -> None:
    index = box.home / "index"
    index.write_bytes(index.read_bytes().splitlines(keepends=True)[0])


def _index_is_a_folder(box: Box, _guid: str) -> None:
    (box.home / "index").unlink()
    (box.home / "index").mkdir()


def _history_is_a_folder(box: Box, guid: str) -> None:
    (box.home / "jobs" / guid / "history.jsonl").unlink()
    (box.home / "jobs" / guid / "history.jsonl").mkdir()


def _record_is_open(box: Box, guid: str) -> None:
    (box.home / "jobs" / guid / "job.json").chmod(0o644)


def _log_is_anothers(box: Box, _guid: str) -> None:
    (box.home / "daemon.log").touch(0o600)
    os.chown(box.home / "daemon.log", STRANGER, STRANGER)


def _registration_of_nothing(box: Box, _guid: str) -> None:
    (own_registrations(box) / GONE).symlink_to(box.home / "jobs" / GONE)


def _registration_is_a_file(box: Box, _guid: str) -> None:
    (own_registrations(box) / "x").write_text("x")


def _no_registration(box: Box, guid: str) -> None:
    (own_registrations(box) / guid).unlink()


def _registrations_are_open(box: Box, _guid: str) -> None:
    own_registrations(box).chmod(0o777)


def _machine_is_not_sticky(box: Box, _guid: str) -> None:
    box.machine.chmod(0o777)


def _machine_lock_is_private(box: Box, _guid: str) -> None:
    (box.machine / "lock").chmod(0o600)


def _turn_is_not_sticky(box: Box, _guid: str) -> None:
    (box.machine / "turn").mkdir()
    (box.machine / "turn").chmod(0o700)


def _turn_lock_is_a_link(box: Box, _guid: str) -> None:
    (box.machine / "turn" / "lock").symlink_to("nowhere")


def _stranger_in_the_ledger(box: Box, _guid: str) -> None:
    (box.machine / "users" / str(STRANGER)).mkdir()


def _user_who_is_gone(box: Box, _guid: str) -> None:
    folder = box.machine / "users" / str(STRANGER + 1)
    folder.mkdir()
    (folder / GONE).symlink_to("/nowhere")
    os.chown(folder, STRANGER + 1, STRANGER)


FAULTS: dict[Callable[[Box, str], None], str] = {
    _private: "has mode 0755",
    _no_jobs_folder: "is missing",
    _passage_is_a_file: "is not a folder",
    _jobs_is_a_link: "is a symbolic link",
    _lock_is_a_link: "is not a plain file",
    _engine_lock_is_a_link: "is not a plain file",
    _bell_is_a_file: "is not a pipe",
    _bell_is_open: "has mode 0666",
    _format_is_damaged: "does not have the number",
    _format_is_missing: "does not have the number",
    _left_in_passage: "was left by a process that was killed",
    _no_job: "is not a job",
    _index_lies: "does not say what the jobs' records say",
    _index_forgets: "does not say what the jobs' records say",
    _index_is_a_folder: "is not a plain file",
    _history_is_a_folder: "is not a plain file",
    _record_is_open: "has mode 0644",
    _log_is_anothers: f"belongs to user {STRANGER}",
    _registration_of_nothing: "is registered, and gone",
    _registration_is_a_file: "is not a registration",
    _no_registration: "is not registered",
    _registrations_are_open: "has mode 0777",
    _machine_is_not_sticky: "has mode 0777",
    _machine_lock_is_private: "cannot be read by everybody",
    _turn_is_not_sticky: "turn has mode 0700",
    _turn_lock_is_a_link: "turn/lock is not a plain file",
    _stranger_in_the_ledger: f"is not the folder of user {STRANGER}",
    _user_who_is_gone: "does not exist any more",
}
# Faults that do not hide each other are looked for together: a look takes its time.
TOGETHER: dict[str, list[Callable[[Box, str], None]]] = {
    "files": [
        *(_private, _no_jobs_folder, _lock_is_a_link, _engine_lock_is_a_link, _bell_is_a_file, _format_is_damaged),
        *(_index_lies, _history_is_a_folder, _record_is_open, _registration_of_nothing, _registration_is_a_file),
    ],
    "folders": [
        *(_passage_is_a_file, _jobs_is_a_link, _bell_is_open, _format_is_missing, _index_forgets, _no_registration),
        *(_machine_is_not_sticky, _registrations_are_open, _machine_lock_is_private),
        *(_turn_is_not_sticky, _turn_lock_is_a_link),
    ],
    "things": [_left_in_passage, _no_job, _index_is_a_folder],
    "others": [_log_is_anothers, _stranger_in_the_ledger, _user_who_is_gone],
}


def test_every_fault_is_made() -> None:
    assert {fault for faults in TOGETHER.values() for fault in faults} == set(FAULTS)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.root if name == "others" else ()) for name in TOGETHER]
)
def test_what_is_broken_is_found_mended_and_well_again(box: Box, name: str) -> None:
    guid = create(box)
    assert doctor(box)["found"] == []
    for fault in TOGETHER[name]:
        fault(box, guid)
    mended = doctor(box, "--fix")
    for fault in TOGETHER[name]:
        assert any(FAULTS[fault] in found["problem"] for found in mended["found"]), (fault, mended)
    assert all(found["fixed"] for found in mended["found"]), mended
    assert mended["well"] is True
    again = doctor(box)
    assert (again["well"], again["found"]) == (True, [])
    assert box.ok("--raw", "list").split() == [guid], "the job is there still"
    box.ok("setdescription", "one", "and can be changed")
    box.ok("cancel", guid)
    assert doctor(box)["found"] == []


def test_looking_alone_changes_nothing_and_the_exit_status_tells(box: Box) -> None:
    guid = create(box)
    faults = [fault for fault in FAULTS if fault in {_private, _no_job, _left_in_passage, _registration_of_nothing}]
    for fault in faults:
        fault(box, guid)
    before = {path: path.lstat() for path in box.folder.rglob("*")}
    said = box.run("doctor")
    assert said.status == 1
    assert all(FAULTS[fault] in said.stdout for fault in faults)
    assert "Found 4 things wrong; mended 0, left 4." in said.stdout
    after = {path: path.lstat() for path in box.folder.rglob("*")}
    assert after.keys() - before.keys() <= {box.home / "engine.lock"}
    assert {path: (s.st_mode, s.st_size) for path, s in after.items() if path in before} == {
        path: (s.st_mode, s.st_size) for path, s in before.items()
    }
    slash = box.bitsadmin("/util", "/repairservice")
    assert (slash.status, "Found 4 things wrong; mended 4, left 0." in slash.stdout) == (0, True)
    assert "All is well." in box.ok("util", "repairservice")


def test_nothing_is_made_where_there_is_no_store(box: Box) -> None:
    assert "All is well." in box.ok("doctor", "--fix")
    assert not box.home.exists()


# -------------------------------------------------------------------------------------------- records and files


@pytest.mark.parametrize("file", ["job.json", "files.jsonl"])
def test_a_damaged_record_is_set_aside_with_its_registration_and_the_others_go_on(box: Box, file: str) -> None:
    broken, whole = create(box, "broken"), create(box, "whole")
    for guid in (broken, whole):
        box.ok("addfile", guid, "http://127.0.0.1/x", box.cwd / guid)
    (box.home / "jobs" / broken / file).write_bytes(b"\0\0\0")
    found = doctor(box)["found"]
    assert (len(found), broken in found[0]["problem"], (box.home / "damaged").exists()) == (1, True, False)
    mended = doctor(box, "--fix")
    assert mended["well"]
    assert (box.home / "damaged" / broken / file).read_bytes() == b"\0\0\0"
    assert sorted(os.listdir(own_registrations(box))) == [whole]  # noqa: PTH208
    assert "was damaged and set aside" in " ".join(doctor(box)["remarks"])
    assert box.ok("--raw", "list").split() == [whole]


def test_a_temporary_file_of_a_job_that_is_gone_goes_and_others_stay(box: Box, fault_server: FaultServer) -> None:
    gone, kept = create(box, "gone"), create(box, "kept")
    for guid in (gone, kept):
        box.ok("addfile", guid, fault_server.url("/x"), box.cwd / guid)
    temporary = {guid: Path(box.ok("--raw", "gettemporaryname", guid, "0").strip()) for guid in (gone, kept)}
    strange = box.cwd / ".BIT0123456789ABCDEF012345670000.tmp"
    for path in (*temporary.values(), strange):
        path.write_text("bytes")
    assert doctor(box)["found"] == []
    temporary[gone].rename(box.cwd / "away")
    box.ok("cancel", gone)
    (box.cwd / "away").rename(temporary[gone])
    assert [found["problem"] for found in doctor(box)["found"]] == [
        f"{temporary[gone]} is the temporary file of a job that is gone."
    ]
    assert temporary[gone].exists()
    assert doctor(box, "--fix")["well"]
    assert (temporary[gone].exists(), temporary[kept].exists(), strange.exists()) == (False, True, True)


def test_temporary_files_are_deleted_by_the_holder_of_engine_lock_alone(box: Box, fault_server: FaultServer) -> None:
    """The fourth rule: while a daemon runs the doctor leaves them, unless it may stop the daemon."""
    gone = create(box, "gone")
    box.ok("addfile", gone, fault_server.url("/x"), box.cwd / "x")
    left = Path(box.ok("--raw", "gettemporaryname", gone, "0").strip())
    box.ok("cancel", gone)
    left.write_text("bytes")
    busy = create(box, "busy")
    fault_server.serve("/slow", b"x" * 1_000_000, SLOW)
    box.ok("addfile", busy, fault_server.url("/slow"), box.cwd / "slow")
    box.ok("resume", busy)
    first = wait_until(box.daemon_pid)
    said = doctor(box, "--fix")
    assert (said["well"], left.exists(), box.daemon_pid()) == (False, True, first)
    assert doctor(box, "--fix", "--force")["well"]
    assert not left.exists()
    second = wait_until(box.daemon_pid)
    assert second != first
    wait_until(lambda: box.ok("--raw", "getstate", busy).strip() == "TRANSFERRING", 30)


def test_a_newer_store_is_never_mended(box: Box) -> None:
    """What an older program does not understand is not damaged."""
    guid = create(box)
    (box.home / "format.json").write_text('{"format": 999}')
    record = box.home / "jobs" / guid / "job.json"
    record.write_text(record.read_text().replace('"name"', '"title"'))
    (box.home / "jobs" / "of a new kind").mkdir()
    before = {path: path.read_bytes() for path in box.home.rglob("*") if path.is_file()}
    said = doctor(box, "--fix", "--force")
    assert (said["well"], len(said["found"]), "999" in said["found"][0]["problem"]) == (False, 1, True), said
    assert {path: path.read_bytes() for path in box.home.rglob("*") if path.is_file()} == before
    assert (box.home / "jobs" / "of a new kind").exists()


def test_a_damaged_policy_or_settings_file_is_named(box: Box) -> None:
    create(box)
    box.policy.write_text("MaxJobsPerUser = 0\n")
    (box.folder / ".config/pybits").mkdir(parents=True)
    (box.folder / ".config/pybits/config.toml").write_text("[proxy]\nusage = 3\n")
    said = doctor(box, "--fix")
    assert [found["fixed"] for found in said["found"]] == [False, False]
    assert "MaxJobsPerUser" in said["found"][0]["problem"]
    assert "usage" in said["found"][1]["problem"]


# -------------------------------------------------------------------------------------------------- the daemon


def test_a_daemon_that_is_missing_is_started(box: Box, fault_server: FaultServer) -> None:
    guid = create(box)
    fault_server.serve("/slow", b"x" * 1_000_000, SLOW)
    box.ok("addfile", guid, fault_server.url("/slow"), box.cwd / "slow")
    box.ok("resume", guid)
    box.kill_daemon()
    assert "1 job waits for the daemon, and none runs." in box.run("doctor").stdout
    assert box.daemon_pid() is None
    assert doctor(box, "--fix")["well"]
    assert box.daemon_pid() is not None


def test_a_daemon_that_does_not_listen_is_replaced(box: Box, fault_server: FaultServer) -> None:
    guid = create(box)
    fault_server.serve("/slow", b"x" * 1_000_000, SLOW)
    box.ok("addfile", guid, fault_server.url("/slow"), box.cwd / "slow")
    box.ok("resume", guid)
    wait_until(lambda: box.ok("--raw", "getstate", guid).strip() == "TRANSFERRING", 30)
    deaf = wait_until(box.daemon_pid)
    (box.home / "wake").unlink()
    said = doctor(box, "--fix")
    assert any("does not listen" in one["problem"] and one["fixed"] for one in said["found"]), said
    assert (said["well"], alive(deaf)) == (True, False)
    assert wait_until(box.daemon_pid) != deaf


def test_a_lock_that_a_stopped_process_holds_is_named_with_the_process(box: Box) -> None:
    create(box)
    script = f"""
import fcntl, os, time
fd = os.open({str(box.home / "lock")!r}, os.O_RDONLY)
fcntl.flock(fd, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(600)
"""
    holder = subprocess.Popen([box.command()[0], "-c", script], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        said = box.run("doctor", timeout=110)
        assert (said.status, f"process {holder.pid}" in said.stdout) == (1, True), said
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()


def test_the_doctor_says_why_a_job_does_not_move(box: Box) -> None:
    guid = create(box)
    said = box.ok("doctor", "one")
    assert f"{guid} 'one' SUSPENDED: Has no files yet" in said
    assert "The machine's limit of jobs rests on" in said
    assert "when you log out" in said
    assert box.run("doctor", "nobody").status == 4


# ---------------------------------------------------------------------------------------------- a store at work

WORK = """
import sys, time
from pybits.domain.hresult import BitsError
from pybits.manager.manager import Manager
source, target = sys.argv[1:]
end = time.monotonic() + 600
number = 0
while time.monotonic() < end:
    number += 1
    manager = Manager.open()
    job = manager.create_job(f"job{number % 7}")
    manager.add_files(job.guid, [(source, f"{target}/{number % 5}.{i}") for i in range(3)])
    if number % 3:
        manager.resume(job.guid)
    try:
        (manager.complete if number % 4 == 0 else manager.cancel)(job.guid)
    except BitsError:
        manager.cancel(job.guid)
"""


@contextlib.contextmanager
def at_work(box: Box, workers: int) -> Iterator[list[subprocess.Popen[str]]]:
    source = box.cwd / "source"
    source.write_bytes(b"x" * 100_000)
    started = []
    for number in range(workers):
        (box.cwd / str(number)).mkdir()
        words = [box.command()[0], "-c", WORK, source.as_uri(), str(box.cwd / str(number))]
        started.append(subprocess.Popen(words, env=box.env, cwd=box.cwd, stderr=subprocess.PIPE, text=True))
    try:
        yield started
    finally:
        for worker in started:
            worker.kill()
            worker.communicate()


@pytest.mark.slow
def test_a_healthy_store_under_load_is_never_changed(box: Box) -> None:
    kept = create(box, "kept")
    with at_work(box, 2) as workers:
        wait_until(lambda: len(box.ok("--raw", "list").split()) > 1 or box.daemon_pid(), 30)
        for _ in range(8):
            ran = box.run("doctor", "--fix")
            assert (ran.status, "All is well." in ran.stdout) == (0, True), ran
            assert all(worker.poll() is None for worker in workers), "the doctor disturbed who was at work"
    assert not (box.home / "damaged").exists()
    assert box.ok("--raw", "getstate", kept).strip() == "SUSPENDED"


# ------------------------------------------------------------------------------------------------------- users


@pytest.mark.root
def test_a_users_doctor_says_what_only_an_administrator_can_mend(users: Users) -> None:
    owner = users.box()
    owner.ok("create", "one")
    place = owner.machine / "users" / str(owner.user.uid if owner.user else 0)
    owner.ok("cancel", "one")
    place.rmdir()
    place.mkdir()  # by root
    said = owner.run("doctor", "--fix")
    assert (said.status, "an administrator has to remove it" in said.stdout) == (1, True), said
    assert users.root_box().run("doctor", "--fix").status == 0
    assert owner.run("doctor").status == 0
    assert stat.S_ISDIR(owner.home.stat().st_mode)
