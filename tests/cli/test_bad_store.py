"""A store, a disk, a lock or a machine folder that is not as it should be: said in a sentence, and nothing is lost."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pybits.cli.exit_codes import Exit
from pybits.domain.hresult import (
    BG_E_DATABASE_CORRUPT,
    BG_E_NOT_FOUND,
    E_ACCESSDENIED,
    E_INVALIDARG,
    ERROR_DISK_FULL,
    ERROR_LOCK_VIOLATION,
    ERROR_OLD_FORMAT,
    ERROR_WRITE_PROTECT,
    HResult,
)
from pybits.domain.state import JobEvent
from pybits.manager.manager import Manager
from tests.cli.faces import Face
from tests.support.processes import Box, Ran, Users, must

STRANGER = 54321  # the number of no user


def contents(folder: Path) -> dict[str, bytes]:
    """Read every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def assert_says(ran: Ran, code: HResult, *sentences: str) -> None:
    """Insist on a code, in bitsadmin's words or the click face's, and on sentences; and on no traceback."""
    text = ran.stdout + ran.stderr
    assert ran.status != 0, ran
    assert code.hex in text, ran
    for sentence in sentences:
        assert sentence in text
    assert "Traceback" not in text
    assert "unexpected" not in text


def both(box: Box, verb: str, *words: str) -> tuple[Ran, Ran]:
    """Run a verb in both faces."""
    return box.run(verb, *words), box.bitsadmin(f"/{verb}", *words)


# ------------------------------------------------------------------------------------------ damaged records

DAMAGES = {
    "empty": b"",
    "cut": b'{"job": {"guid": "',
    "not JSON": b"\x00\xff\x1b[2J",
    "a list": b"[]\n",
    "a number": b"7\n",
    "no job": b'{"extra": {}}\n',
    "a job of no fields": b'{"job": {}, "extra": {}}\n',
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_record_is_set_aside_and_disturbs_no_other(pybits: Face, bitsadmin: Face, damage: str) -> None:
    broken = pybits("create", "--raw", "broken").out.strip()
    whole = pybits("create", "--raw", "whole").out.strip()
    home = Path(os.environ["PYBITS_HOME"])
    (home / "jobs" / broken / "job.json").write_bytes(DAMAGES[damage])
    said = pybits("getdescription", broken)
    assert said.status == Exit.STORE
    assert f"({BG_E_DATABASE_CORRUPT.hex} BG_E_DATABASE_CORRUPT)" in said.err
    assert broken in said.err
    assert (home / "damaged" / broken / "job.json").read_bytes() == DAMAGES[damage], "kept as it was"
    for face, words in ((pybits, ["list"]), (bitsadmin, ["/list"])):
        said = face(*words)
        assert said.status == 0
        assert "'whole'" in said.out
        assert "'broken'" not in said.out
        assert f"The record of job {broken} was damaged" in said.out + said.err
    said = pybits("getdescription", broken)
    assert said.status == Exit.NOT_FOUND
    assert f"it is kept in {home}/damaged/{broken}" in said.err, "found again, it says where the record went"
    for words in (["setpriority", whole, "high"], ["suspend", "whole"], ["create", "another"], ["cancel", "whole"]):
        assert pybits(*words).status == 0


@pytest.mark.parametrize("name", ["files.jsonl", "progress.jsonl", "history.jsonl"])
@pytest.mark.parametrize("damage", ["empty", "cut", "not JSON", "deep"])
def test_a_damaged_list_brings_no_traceback(
    pybits: Face, bitsadmin: Face, tmp_path: Path, name: str, damage: str
) -> None:
    guid = pybits("create", "--raw", "broken").out.strip()
    pybits("addfile", guid, "http://h/x", f"{tmp_path}/x")
    (Path(os.environ["PYBITS_HOME"]) / "jobs" / guid / name).write_bytes(DAMAGES[damage])
    for said in (
        pybits("info", guid, "--verbose"),
        bitsadmin("/listfiles", guid),
        pybits("history", guid),
        pybits("cancel", guid),
        pybits("list"),
    ):
        assert said.status in {0, Exit.NOT_FOUND, Exit.STORE, BG_E_NOT_FOUND & 0xFF, BG_E_DATABASE_CORRUPT & 0xFF}
        assert "Traceback" not in said.out + said.err
        assert "unexpected" not in said.out + said.err
    assert pybits("create", "another").status == 0


@pytest.mark.parametrize("kind", ["folder", "link", "missing"])
def test_a_record_that_is_no_file_is_set_aside_and_disturbs_no_other(
    pybits: Face, bitsadmin: Face, tmp_path: Path, kind: str
) -> None:
    home = Path(os.environ["PYBITS_HOME"])
    (tmp_path / "elsewhere").write_text("secret")
    guid = pybits("create", "--raw", "broken").out.strip()
    whole = pybits("create", "--raw", "whole").out.strip()
    record = home / "jobs" / guid / "job.json"
    record.unlink()
    if kind == "folder":
        record.mkdir()
    elif kind == "link":
        record.symlink_to(tmp_path / "elsewhere")
    (home / "index").unlink()  # it has to be made anew, from every record
    for said in (pybits("list"), bitsadmin("/list")):
        assert said.status == 0
        assert f"{whole} 'whole'" in said.out
        assert f"The record of job {guid} was damaged" in said.out + said.err
        assert "secret" not in said.out + said.err
    assert pybits("getstate", "whole").status == 0
    assert pybits("create", "another").status == 0


def test_sums_that_cannot_be_read_hide_no_job(pybits: Face, bitsadmin: Face, tmp_path: Path) -> None:
    store = Manager.open().store
    guid = pybits("create", "--raw", "in turn").out.strip()
    pybits("addfile", guid, "http://h/x", f"{tmp_path}/x")
    store.change(guid, lambda job: job.move(JobEvent.RESUME).move(JobEvent.PICK))
    (Path(store.folder(guid)) / "progress.jsonl").mkdir()
    assert f"{guid} 'in turn' CONNECTING 0 / 1" in pybits("list").out
    assert f"{guid} 'in turn' CONNECTING 0 / 1" in bitsadmin("/list").out
    assert pybits("getbytestransferred", guid).out == "0\n"


def test_a_record_that_only_root_may_read_disturbs_no_other(users: Users) -> None:
    box = users.box()
    guid, whole = (box.ok("create", "--raw", name).strip() for name in ("broken", "whole"))
    record = box.home / "jobs" / guid / "job.json"
    record.chmod(0o600)
    os.chown(record, 0, 0)
    assert_says(box.run("getdescription", guid), BG_E_DATABASE_CORRUPT, "Permission denied")
    assert whole in box.ok("list")
    box.ok("create", "another")


# -------------------------------------------------------------------------------------------- other formats


def test_a_store_of_a_newer_format_is_refused_and_left_alone(box: Box) -> None:
    box.ok("create", "job")
    (box.home / "format.json").write_text('{"format": 99}\n')
    before = contents(box.home)
    for verb, *words in (
        ["list"],
        ["create", "x"],
        ["getstate", "job"],
        ["cancel", "job"],
        ["reset"],
        ["resume", "job"],
    ):
        for ran in both(box, verb, *words):
            assert_says(ran, ERROR_OLD_FORMAT, "has format 99; this pybits knows formats up to 1")
    assert box.run("list").status == Exit.STORE
    assert contents(box.home) == before
    assert box.processes() == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": "1"}', '{"format": null}', "[" * 100_000])
def test_a_format_that_cannot_be_read_is_refused_and_left_alone(pybits: Face, content: str) -> None:
    pybits("create", "job")
    home = Path(os.environ["PYBITS_HOME"])
    (home / "format.json").write_text(content)
    before = contents(home)
    said = pybits("create", "x")
    assert said.status == Exit.STORE
    assert "format.json is damaged" in said.err
    assert contents(home) == before


@pytest.mark.parametrize("kind", ["file", "dangling link", "below a file", "loop"])
def test_a_store_that_is_no_folder_is_refused(pybits: Face, bitsadmin: Face, tmp_path: Path, kind: str) -> None:
    home = tmp_path / "home"
    if kind == "dangling link":
        home.symlink_to(tmp_path / "nowhere" / "deep")
    elif kind == "loop":
        home.symlink_to(home)
    else:
        home.write_text("mine")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYBITS_HOME", str(home / "sub" if kind == "below a file" else home))
        for said in (pybits("create", "x"), pybits("list"), bitsadmin("/list"), pybits("daemon", "status")):
            assert said.status != 0
            assert str(home) in said.out + said.err or "daemon" in said.out
            assert "unexpected" not in said.out + said.err
    assert home.is_symlink() or home.read_text() == "mine"


@pytest.mark.root
def test_a_store_of_another_user_is_refused(box: Box) -> None:
    box.ok("create", "job")
    os.chown(box.home, STRANGER, STRANGER)
    for ran in both(box, "list"):
        assert_says(ran, E_ACCESSDENIED, "belongs to another user")
    assert box.run("create", "x").status == Exit.DENIED


# ---------------------------------------------------------------------------------------------------- disks


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Give a small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k,mode=0700", "pybits-test", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount")
    try:
        yield folder
    finally:
        must("umount", "--lazy", folder)


@pytest.fixture
def box_on_disk(disk: Path, tmp_path: Path) -> Iterator[Box]:
    """Give a box whose store is on the small disk."""
    with Box(tmp_path / "box") as box:
        box.home = disk / "store"
        box.env["PYBITS_HOME"] = str(box.home)
        yield box


WRITERS = (
    ["create", "second"],
    ["setpriority", "job", "high"],
    ["addfile", "job", "http://h/x", "/var/tmp/x"],
    ["cancel", "job"],
    ["complete", "job"],
)


@pytest.mark.root
def test_a_store_on_a_read_only_disk_can_be_read_and_not_changed(box_on_disk: Box, disk: Path) -> None:
    box = box_on_disk
    guid = box.ok("create", "--raw", "job").strip()
    before = contents(box.home)
    must("mount", "-o", "remount,ro", disk)
    for verb, *words in WRITERS:
        for ran in both(box, verb, *words):
            assert_says(ran, ERROR_WRITE_PROTECT)
    assert guid in box.ok("list")
    assert box.ok("getstate", "job") == "SUSPENDED\n"
    assert box.ok("info", guid, "--verbose")
    assert contents(box.home) == before
    must("mount", "-o", "remount,rw", disk)
    box.ok("create", "second")
    assert len(json.loads(box.ok("list", "--json"))["jobs"]) == 2
    assert len(list((box.machine / "users" / str(os.geteuid())).iterdir())) == 2, "what failed is not counted"


@pytest.mark.root
def test_a_new_store_on_a_read_only_disk_is_refused(box_on_disk: Box, disk: Path) -> None:
    must("mount", "-o", "remount,ro", disk)
    for verb, *words in (["create", "job"], ["list"]):
        for ran in both(box_on_disk, verb, *words):
            assert_says(ran, ERROR_WRITE_PROTECT, f"The store {box_on_disk.home} cannot be used")


@pytest.mark.root
def test_a_store_on_a_full_disk_loses_nothing_and_works_again_when_there_is_room(box_on_disk: Box, disk: Path) -> None:
    box = box_on_disk
    guid = box.ok("create", "--raw", "job").strip()
    record = (box.home / "jobs" / guid / "job.json").read_bytes()
    fill(disk / "ballast")
    for verb, *words in WRITERS:
        for ran in both(box, verb, *words):
            assert_says(ran, ERROR_DISK_FULL)
    assert box.run("create", "second").status == Exit.DISK_FULL
    assert guid in box.ok("list")
    assert box.ok("getstate", "job") == "SUSPENDED\n"
    assert (box.home / "jobs" / guid / "job.json").read_bytes() == record
    (disk / "ballast").unlink()
    box.ok("setpriority", "job", "high")
    box.ok("create", "second")
    assert [job["name"] for job in json.loads(box.ok("list", "--json"))["jobs"]] == ["job", "second"]
    assert len(list((box.home / "jobs").iterdir())) == 2, "nothing is left of what failed"
    assert len(list((box.machine / "users" / str(os.geteuid())).iterdir())) == 2, "what failed is not counted"


def fill(path: Path) -> None:
    """Write until the disk is full to the last byte."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    os.write(descriptor, b"x" * size)
            except OSError:
                continue
    finally:
        os.close(descriptor)


# ---------------------------------------------------------------------------------------------------- locks


def test_a_lock_that_somebody_sits_on_is_told_after_some_seconds(box: Box) -> None:
    guid = box.ok("create", "--raw", "job").strip()
    before = contents(box.home)
    with (box.home / "lock").open() as store, (box.machine / "lock").open() as machine:
        fcntl.flock(store, fcntl.LOCK_EX)
        fcntl.flock(machine, fcntl.LOCK_EX)
        began = time.monotonic()
        blocked = [box.start(*words) for words in (["setpriority", guid, "high"], ["create", "x"], ["cancel", guid])]
        assert box.ok("getstate", guid) == "SUSPENDED\n", "readers need no lock"
        assert guid in box.ok("list")
        for process in blocked:
            _, errors = process.communicate(timeout=60)
            assert process.returncode == Exit.FAILED
            assert f"({ERROR_LOCK_VIOLATION.hex} ERROR_LOCK_VIOLATION)" in errors
            assert f"has been locked for 5 seconds by process {os.getpid()} " in errors
        assert 5 <= time.monotonic() - began < 30
    assert contents(box.home) == before
    box.ok("setpriority", guid, "high")


# ------------------------------------------------------------------------------------------- machine folder


def test_a_machine_folder_that_is_a_link_or_a_file_is_refused(box: Box) -> None:
    box.ok("list")
    before = contents(box.home)
    box.machine.symlink_to(box.cwd)
    assert_says(box.run("create", "x"), E_ACCESSDENIED, "must be a folder and no symbolic link")
    box.machine.unlink()
    box.machine.write_text("")
    for ran in both(box, "create", "x"):
        assert_says(ran, E_ACCESSDENIED, "must be a folder and no symbolic link")
    assert box.run("create", "x").status == Exit.DENIED
    assert contents(box.home) == before
    assert list(box.cwd.iterdir()) == []


@pytest.mark.root
@pytest.mark.parametrize("mode", [0o755, 0o777, 0o700, 0o1770])
def test_a_machine_folder_of_somebody_else_with_the_wrong_mode_is_refused(box: Box, mode: int) -> None:
    box.ok("list")
    before = contents(box.home)
    box.machine.mkdir()
    box.machine.chmod(mode)
    os.chown(box.machine, STRANGER, STRANGER)
    assert_says(box.run("create", "x"), E_ACCESSDENIED, f"has mode {mode:04o}; it must be 1777", "chmod 1777")
    assert contents(box.home) == before
    assert list(box.machine.iterdir()) == []


@pytest.mark.root
def test_an_own_folder_that_somebody_else_made_is_refused_and_keeps_nobody_from_looking(box: Box) -> None:
    box.ok("create", "job")
    before = contents(box.home)
    own = box.machine / "users" / str(os.geteuid())
    os.chown(own, STRANGER, STRANGER, follow_symlinks=False)
    assert_says(box.run("create", "x"), E_ACCESSDENIED, "Somebody else made it")
    assert box.ok("getstate", "job") == "SUSPENDED\n"
    assert "'job'" in box.bitsadmin("/list").stdout
    assert contents(box.home) == before
    os.chown(own, os.geteuid(), -1, follow_symlinks=False)
    own.chmod(0o777)
    assert_says(box.run("create", "x"), E_ACCESSDENIED, "nobody else may write")
    own.chmod(0o755)
    box.ok("create", "x")


# --------------------------------------------------------------------------------------------------- policy


@pytest.mark.parametrize(
    "content", [b"MaxJobsPerUser = 'many'\n", b"[", b"\xff", b"Unknown = 1\n", b"[[[[[" * 20_000, b"x\x1b[2J = 1\n"]
)
def test_a_policy_that_cannot_be_read_is_said(pybits: Face, bitsadmin: Face, content: bytes) -> None:
    Path(os.environ["PYBITS_POLICY"]).parent.mkdir(parents=True, exist_ok=True)
    Path(os.environ["PYBITS_POLICY"]).write_bytes(content)
    for said in (pybits("create", "x"), bitsadmin("/create", "x"), pybits("policy", "show")):
        assert said.status != 0
        assert E_INVALIDARG.hex in said.out + said.err
        assert "pybits policy check" in said.out + said.err
        assert "\x1b" not in said.out + said.err
    said = pybits("policy", "check", os.environ["PYBITS_POLICY"])
    assert said.status == Exit.FAILED
    assert "unexpected" not in said.err
