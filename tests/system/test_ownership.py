"""Whose job it is: another user is refused, root may, and what root changes stays its owner's."""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH208

from __future__ import annotations

import os
import pwd
import subprocess
from pathlib import Path

import pytest

from tests.support.processes import Box, Users, wait_until

pytestmark = [pytest.mark.root]

UNKNOWN = "{0AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}"
VERBS = ["getstate", "info", "listfiles", "history", "suspend", "resume", "cancel", "complete"]


def create(box: Box, name: str = "theirs") -> str:
    return "{" + box.ok("create", name).partition("{")[2].partition("}")[0] + "}"


def uid_of(box: Box) -> int:
    return box.user.uid if box.user else 0


def run_as(box: Box, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run any program as the box's user."""
    assert box.user is not None
    return subprocess.run(
        words,
        user=box.user.uid,
        group=box.user.gid,
        extra_groups=[],
        env=box.env,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def owners(folder: Path) -> set[int]:
    """Collect who owns anything at all in a folder."""
    return {folder.stat().st_uid, *(path.lstat().st_uid for path in folder.rglob("*"))}


def test_another_users_job_is_refused_and_an_unknown_one_is_not_found(users: Users) -> None:
    owner, other = users.box(), users.box()
    guid = create(owner)
    assert owner.user is not None
    for verb in VERBS:
        refused = other.run(verb, guid)
        assert (refused.status, "0x80070005" in refused.stderr) == (5, True), refused
        assert owner.user.name in refused.stderr
        missing = other.run(verb, UNKNOWN)
        assert (missing.status, "0x80200001" in missing.stderr) == (4, True), missing
    assert other.run("getstate", "theirs").status == 4
    assert owner.ok("getstate", guid).strip() == "SUSPENDED"
    assert "theirs" not in other.ok("list")
    assert other.run("list", "--all-users").status == 5


def test_users_cannot_read_or_change_each_others_stores(users: Users) -> None:
    owner, other = users.box(), users.box()
    guid = create(owner)
    # The home folder is no protection that pybits could count on: some systems let everybody into it.
    for folder in (owner.folder, owner.folder.parent):
        folder.chmod(0o755)
    job = owner.home / "jobs" / guid
    attempts: list[list[str | Path]] = [
        ["cat", job / "job.json"],
        ["ls", owner.home],
        ["ls", owner.home / "jobs"],
        ["touch", job / "x"],
        ["rm", "-rf", job],
        ["mv", owner.home / "lock", owner.home / "gone"],
    ]
    for words in attempts:
        assert "Permission denied" in run_as(other, *words).stderr
    assert owner.ok("getstate", guid).strip() == "SUSPENDED"
    registration = owner.machine / "users" / str(uid_of(owner)) / guid
    assert run_as(other, "rm", "-f", registration).returncode != 0
    assert run_as(other, "mv", registration.parent, other.cwd).returncode != 0
    assert registration.is_symlink()


def test_root_sees_and_changes_a_users_job_and_everything_stays_the_users(users: Users) -> None:
    owner, root = users.box(), users.root_box()
    guid = create(owner)
    (owner.cwd / "source").write_text("bytes")
    owner.ok("addfile", guid, (owner.cwd / "source").as_uri(), owner.cwd / "target")
    assert root.ok("getstate", guid).strip() == "SUSPENDED"
    assert "theirs" in root.ok("list", "--all-users")
    assert "theirs" not in root.ok("list")
    root.ok("setdescription", guid, "by root")
    root.ok("setdisplayname", guid, "renamed")
    root.ok("suspend", guid)
    assert owner.ok("getdescription", "renamed").strip() == "by root"
    assert owners(owner.home) == {uid_of(owner)}
    root.env["ROOTS_TOKEN"] = "a secret"
    root.ok("resume", guid)
    wait_until(lambda: owner.ok("getstate", guid).strip() == "TRANSFERRED")
    (daemon,) = owner.daemons()
    environment = Path(f"/proc/{daemon}/environ").read_bytes()
    assert b"ROOTS_TOKEN" not in environment, "a user's daemon, and what it runs, would know root's secrets"
    assert f"HOME={pwd.getpwuid(uid_of(owner)).pw_dir}\0".encode() in environment
    status = Path(f"/proc/{daemon}/status").read_text()
    assert [line.split()[1:] for line in status.splitlines() if line.startswith("Uid:")] == [[str(uid_of(owner))] * 4]
    root.ok("complete", guid)
    assert (owner.cwd / "target").read_text() == "bytes"
    assert (owner.cwd / "target").stat().st_uid == uid_of(owner)
    assert owners(owner.home) == {uid_of(owner)}
    assert os.listdir(owner.machine / "users" / str(uid_of(owner))) == []
    second = create(owner)
    root.ok("cancel", second)
    assert owner.run("getstate", second).status == 4
    assert owners(owner.home) == {uid_of(owner)}


SET_STATE = """
import sys
from pybits.domain.state import JobState
from pybits.manager.manager import Manager
Manager.open().store.change(sys.argv[1], lambda job: job._replace(state=JobState.TRANSFERRING))
"""


def test_root_suspends_a_users_job_in_the_middle_of_its_turn(users: Users) -> None:
    owner, root = users.box(), users.root_box()
    guid = create(owner)
    assert run_as(owner, owner.command()[0], "-c", SET_STATE, guid).returncode == 0
    root.ok("create", "so that root has a private store")
    root.ok("suspend", guid)
    assert owner.ok("getstate", guid).strip() == "SUSPENDED"
    assert owners(owner.home) == {uid_of(owner)}


def test_root_has_no_more_rights_than_the_owner_over_destinations(users: Users, tmp_path: Path) -> None:
    owner, root = users.box(), users.root_box()
    guid = create(owner)
    for folder in (tmp_path, *list(tmp_path.parents)[:2]):
        folder.chmod(0o755)
    refused = root.run("addfile", guid, "http://127.0.0.1/x", tmp_path / "x")
    assert (refused.status, "0x80070005" in refused.stderr) == (5, True), refused
    root.ok("addfile", guid, "http://127.0.0.1/x", owner.cwd / "x")


def test_root_has_a_users_notify_command_run_with_the_users_rights(users: Users) -> None:
    owner, root = users.box(), users.root_box()
    guid = create(owner)
    owner.ok("setnotifycmdline", guid, "/usr/bin/id", "id -u")
    assert root.ok("notify", guid) == f"{uid_of(owner)}\nstatus  0\n"
    assert owners(owner.home) == {uid_of(owner)}
    output = owner.home / "jobs" / guid / "trial.out"
    for trap in (("ln", "-sf", "/etc/passwd", output), ("mkfifo", output)):
        output.unlink()
        assert run_as(owner, *trap).returncode == 0
        trapped = root.run("notify", guid)
        assert (trapped.status, "Traceback" in trapped.stderr, "root:" in trapped.stdout) == (1, False, False), trapped
    assert Path("/etc/passwd").stat().st_size


def test_a_link_that_a_user_planted_leads_root_nowhere(users: Users) -> None:
    """A registration is the user's word: it makes root read and change nothing that the user could not."""
    owner, root = users.box(), users.root_box()
    root_guid = create(root)
    create(owner)
    registrations = owner.machine / "users" / str(uid_of(owner))
    planted = registrations / UNKNOWN
    assert run_as(owner, "ln", "-s", root.home / "jobs" / root_guid, planted).returncode == 0
    before = {path: path.lstat().st_mtime_ns for path in root.home.rglob("*")}
    assert root.run("cancel", UNKNOWN).status != 0
    assert {path: path.lstat().st_mtime_ns for path in root.home.rglob("*")} == before
    assert root.ok("getstate", root_guid).strip() == "SUSPENDED"


PIPES = (
    "lock", "index", "pace", "ended", "destinations", "engine.lock", "job.json", "files.jsonl", "progress.jsonl",
    "history.jsonl", "responses.jsonl",
)  # fmt: skip


@pytest.mark.parametrize("name", PIPES)
def test_a_pipe_in_a_users_store_keeps_root_waiting_nowhere(users: Users, name: str) -> None:
    owner, root = users.box(), users.root_box()
    guid = create(owner)
    assert run_as(owner, owner.command()[0], "-c", SET_STATE, guid).returncode == 0
    pipe = owner.home / "jobs" / guid / name if ".json" in name else owner.home / name
    pipe.unlink(missing_ok=True)
    assert run_as(owner, "mkfifo", pipe).returncode == 0
    create(root, "mine")
    reader = {"files.jsonl": "listfiles", "responses.jsonl": "listfiles", "history.jsonl": "history"}.get(name, "info")
    for words in ((reader, guid), ("suspend", guid)):
        said = root.run(*words, timeout=60)  # TimeoutExpired is what this test is about
        assert "Traceback" not in said.stderr, said
    assert "mine" in root.ok("list", "--all-users")


@pytest.mark.parametrize("name", ["job.json", "files.jsonl", "progress.jsonl", "index"])
def test_a_huge_file_in_a_users_store_costs_root_nothing(users: Users, name: str) -> None:
    owner, root = users.box(), users.root_box()
    guid = create(owner)
    place = owner.home / name if name == "index" else owner.home / "jobs" / guid / name
    assert run_as(owner, "truncate", "-s", "1T", place).returncode == 0
    create(root, "mine")
    for words in (("listfiles", guid), ("suspend", guid)):
        said = root.run(*words, timeout=60)
        assert "Traceback" not in said.stderr, said
        assert "unexpected" not in said.stderr, said
    assert "mine" in root.ok("list", "--all-users")


def test_a_user_cannot_make_another_users_place_unusable_without_a_clear_word(users: Users) -> None:
    owner, other = users.box(), users.box()
    place = owner.machine / "users" / str(uid_of(owner))
    create(other)
    assert run_as(other, "mkdir", place).returncode == 0
    refused = owner.run("create", "x")
    assert (refused.status, "0x80070005" in refused.stderr) == (5, True), refused
    assert str(place) in refused.stderr
    assert "administrator" in refused.stderr
    place.rmdir()
    create(owner)


def test_root_does_not_take_a_users_job_over_and_leaves_it_as_it_is(users: Users) -> None:
    owner, root = users.box(), users.root_box()
    guid = create(owner)
    owner.ok("setcustomheaders", guid, "Authorization: secret")
    before = {path: path.read_bytes() for path in (owner.home / "jobs").rglob("*") if path.is_file()}
    refused = root.run("takeownership", guid)
    assert (refused.status, "0x80004001" in refused.stderr) == (1, True), refused
    assert "with its owner's rights" in refused.stderr
    assert {path: path.read_bytes() for path in (owner.home / "jobs").rglob("*") if path.is_file()} == before
    other = users.box().run("takeownership", guid)
    assert (other.status, "0x80070005" in other.stderr) == (5, True), other


def test_root_is_told_how_another_users_job_is_named(users: Users) -> None:
    owner, root = users.box(), users.root_box()
    alone = root.run("info", "theirs")
    assert (alone.status, "--all-users" in alone.stderr) == (4, False), alone
    guid = create(owner)
    refused = root.run("info", "theirs")
    assert (refused.status, "'pybits list --all-users' shows them" in refused.stderr) == (4, True), refused
    assert guid in root.ok("info", guid)
    other = users.box().run("info", "theirs")
    assert (other.status, "--all-users" in other.stderr) == (4, False), other


def test_a_jobs_secrets_are_its_owners_alone_to_set_and_nobodys_to_read(users: Users) -> None:
    owner, other, root = users.box(), users.box(), users.root_box()
    guid = create(owner)
    owner.ok("setcredentials", guid, "server", "basic", "alice", "--password-stdin", input="wonder-land")
    secrets = owner.home / "jobs" / guid / "secrets.json"
    for folder in (owner.folder, owner.folder.parent):
        folder.chmod(0o755)
    assert run_as(other, "/bin/cat", secrets).returncode != 0
    for box in (root, other):
        for words in (
            ("setcredentials", guid, "server", "basic", "eve", "--password-stdin"),
            ("removecredentials", guid, "server", "basic"),
            ("setclientcertificate", guid, "--cert", "/etc/hostname"),
            ("removeclientcertificate", guid),
        ):
            refused = box.run(*words, input="x")
            assert (refused.status, "0x80070005" in refused.stderr) == (5, True), refused
    shown = root.ok("info", guid, "--verbose") + root.ok("list", "--all-users", "--verbose", "--json")
    assert "wonder-land" not in shown
    assert "wonder-land" in secrets.read_text()
    assert owners(owner.home) == {uid_of(owner)}
