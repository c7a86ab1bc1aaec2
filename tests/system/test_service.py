"""The daemon as a service: units that systemd accepts, what it is told, and the machine's folder."""

from __future__ import annotations

import os
import plistlib
import re
import shlex
import signal
import socket
import stat
import subprocess
import time
from pathlib import Path

import pytest

from pybits.manager.service import units as service_units
from pybits.storage.wake import ring
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import ROOT, Box, Users, alive, wait_until
from tests.support.user_manager import available, user_manager

USER_UNIT = ".config/systemd/user/pybits.service"
WANTED = ".config/systemd/user/default.target.wants/pybits.service"
TEMPLATE = "etc/systemd/system/pybits@.service"


def systemd_analyze(tmp_path: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    run = tmp_path / "run"
    run.mkdir(mode=0o700, exist_ok=True)
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(run), "COLUMNS": "200", "LANG": "C.UTF-8"}
    return subprocess.run(
        ["systemd-analyze", *words], env=environment, capture_output=True, text=True, timeout=100, check=False
    )


def exposure(said: str) -> float:
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", said)
    assert found, said
    return float(found[1])


# -------------------------------------------------------------------------------------------------- unit files


@pytest.mark.systemd
def test_systemd_accepts_the_users_unit_and_finds_it_little_exposed(box: Box, tmp_path: Path) -> None:
    said = box.ok("daemon", "install")
    unit = box.folder / USER_UNIT
    assert f"Installed {unit}." in said
    verified = systemd_analyze(tmp_path, "--user", "verify", unit)
    assert (verified.returncode, verified.stderr) == (0, "")
    scored = systemd_analyze(tmp_path, "--user", "security", "--offline=true", "--no-pager", unit)
    assert exposure(scored.stdout) <= 3.0, scored.stdout


@pytest.mark.systemd
def test_systemd_accepts_the_systems_template_and_finds_it_little_exposed(box: Box, tmp_path: Path) -> None:
    root = tmp_path / "root"
    box.ok("daemon", "install", "--system", "ann", "--root", root)
    unit = root / TEMPLATE
    instance = unit.with_name("pybits@root.service")
    instance.write_text(unit.read_text())  # of a user that every machine has
    verified = systemd_analyze(tmp_path, "verify", instance)
    assert (verified.returncode, verified.stderr) == (0, "")
    scored = systemd_analyze(tmp_path, "security", "--offline=true", "--no-pager", unit)
    assert exposure(scored.stdout) <= 3.0, scored.stdout


def test_a_unit_names_this_program_and_this_store_and_is_enabled(box: Box) -> None:
    box.ok("daemon", "install")
    text = (box.folder / USER_UNIT).read_text()
    assert service_units.program_of(text) == box.command()[0]
    assert f'Environment="PYBITS_HOME={box.home}"' in text
    (paths,) = re.findall(r'^Environment="PYTHONPATH=(.*)"$', text, re.MULTILINE)
    assert paths.split(":")[0] == str(ROOT), "a checkout says where it is"
    assert (box.folder / WANTED).resolve() == box.folder / USER_UNIT
    assert stat.S_IMODE((box.folder / USER_UNIT).stat().st_mode) == 0o644
    assert "Nothing to change" in box.ok("daemon", "install")
    assert f"Removed {box.folder / USER_UNIT}." in box.ok("daemon", "uninstall")
    assert not (box.folder / USER_UNIT).exists()
    assert not (box.folder / WANTED).is_symlink()
    assert "is not installed" in box.ok("daemon", "uninstall")


def test_the_template_goes_with_the_last_of_its_users(box: Box, tmp_path: Path) -> None:
    root = tmp_path / "root"
    for user in ("ann", "bob"):
        box.ok("daemon", "install", "--system", user, "--root", root)
    text = (root / TEMPLATE).read_text()
    assert "User=%i" in text
    assert "PYBITS_HOME" not in text, "the store is the user's own, not that of who installs"
    wanted = root / "etc/systemd/system/multi-user.target.wants"
    assert sorted(path.name for path in wanted.iterdir()) == ["pybits@ann.service", "pybits@bob.service"]
    box.ok("daemon", "uninstall", "--system", "ann", "--root", root)
    assert (root / TEMPLATE).exists()
    box.ok("daemon", "uninstall", "--system", "bob", "--root", root)
    assert not (root / TEMPLATE).exists()


def test_somebody_elses_unit_is_left_alone(box: Box) -> None:
    unit = box.folder / USER_UNIT
    unit.parent.mkdir(parents=True)
    unit.write_text("[Service]\nExecStart=/bin/true\n")
    for verb in ("install", "uninstall"):
        refused = box.run("daemon", verb)
        assert (refused.status, "pybits did not write it" in refused.stderr) == (5, True), refused
    assert unit.read_text() == "[Service]\nExecStart=/bin/true\n"


@pytest.mark.parametrize("user", ["", "../x", "a b", "nobody-has-this-name", "-x"])
def test_a_user_who_cannot_be_is_refused(box: Box, user: str) -> None:
    assert box.run("daemon", "install", f"--system={user}").status in {2, 5}
    assert box.run("daemon", "install", "--root", "relative").status == 2


def test_only_root_installs_services_of_the_system(users: Users) -> None:
    owner = users.box()
    assert owner.user is not None
    refused = owner.run("daemon", "install", "--system", owner.user.name)
    assert (refused.status, "sudo" in refused.stderr) == (5, True), refused


def test_a_program_that_the_user_may_not_run_is_no_service(users: Users) -> None:
    owner, root = users.box(), users.root_box()
    assert owner.user is not None
    private = users.folder / "private"
    private.mkdir(mode=0o700)
    (private / "python").symlink_to(root.command()[0])
    packages = subprocess.run(
        [root.command()[0], "-c", "import click; print(click.__path__[0])"], capture_output=True, text=True, check=True
    )
    path = str(Path(packages.stdout.strip()).parent)
    ran = subprocess.run(
        [private / "python", "-m", "pybits", "daemon", "install", "--system", owner.user.name],
        env={**root.env, "PYTHONPATH": path},
        cwd=root.cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, f"{owner.user.name} may not use {private}/python" in ran.stderr) == (5, True), ran


@pytest.mark.parametrize("word", ["/a b/c", '/a"b', "/100%/x", "/$HOME/x", "/back\\slash", "/ü", "/a b\\"])
def test_any_path_can_stand_in_a_unit(word: str) -> None:
    text = service_units.user_unit([word, "-m", "pybits.daemon"], {"PYBITS_HOME": word})
    assert service_units.program_of(text) == word
    (start,) = (line for line in text.splitlines() if line.startswith("ExecStart="))
    first = word.replace("%", "%%").replace("$", "$$")
    assert shlex.split(start) == [f"ExecStart={first}", "-m", "pybits.daemon"], "systemd takes words as a shell does"


def test_the_agent_of_launchd_says_the_same() -> None:
    made = service_units.launchd_agent("org.x", ["/p/python", "-m", "pybits.daemon"], {"A": "b"}, "/log")
    agent = plistlib.loads(made)
    assert agent["Label"] == "org.x"
    assert agent["ProgramArguments"] == ["/p/python", "-m", "pybits.daemon"]
    assert agent["RunAtLoad"] is True
    assert agent["EnvironmentVariables"] == {"A": "b"}


def test_the_doctor_mends_a_service_whose_program_is_gone(box: Box) -> None:
    box.ok("create", "one")
    box.ok("daemon", "install")
    unit = box.folder / USER_UNIT
    assert "All is well." in box.ok("doctor")
    unit.write_text(unit.read_text().replace(box.command()[0], "/gone/python"))
    assert "starts /gone/python, which there is not" in box.run("doctor").stdout
    assert "mended 1, left 0" in box.ok("doctor", "--fix")
    assert service_units.program_of(unit.read_text()) == box.command()[0]
    unit.unlink()
    assert "enables a service that there is not" in box.run("doctor").stdout
    box.ok("doctor", "--fix")
    assert not (box.folder / WANTED).is_symlink()


def test_a_real_manager_runs_the_unit_with_all_that_it_forbids(users: Users) -> None:
    if not available():
        pytest.skip("needs systemd")
    user = users.make()
    box = users.box(user)
    python = box.command()[0]
    del box.env["PYBITS_HOME"]  # as it is for people
    with user_manager(user) as manager:
        if manager is None:
            pytest.skip("this machine does not let a user's service manager start")
        installed = manager.run(box, python, "-m", "pybits", "daemon", "install")
        assert (installed.status, "No service manager" in installed.stdout) == (0, False), installed
        shown = manager.run(box, "systemctl", "--user", "show", "pybits.service", "-P", "MainPID", "-P", "ActiveState")
        pid, state = shown.stdout.split()
        assert state == "active", shown
        status = Path(f"/proc/{pid}/status").read_text()
        assert "NoNewPrivs:\t1\n" in status
        assert "CapBnd:\t0000000000000000\n" in status
        (box.cwd / "source").write_bytes(b"x" * 100_000)
        words = ("transfer", "one", (box.cwd / "source").as_uri(), box.cwd / "target")
        moved = manager.run(box, python, "-m", "pybits", *words)
        assert moved.status == 0, moved
        assert (box.cwd / "target").read_bytes() == b"x" * 100_000
        said = manager.run(box, python, "-m", "pybits", "--raw", "daemon", "status")
        assert said.stdout.strip() == pid, "the service did it, and no other daemon was started"
        removed = manager.run(box, python, "-m", "pybits", "daemon", "uninstall")
        assert removed.status == 0, removed
        wait_until(lambda: not alive(int(pid)), 30)


# --------------------------------------------------------------------------------------------- what it is told


def listen(path: str) -> socket.socket:
    end = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    end.bind(path)
    end.settimeout(30)
    return end


@pytest.mark.parametrize("abstract", [False, True], ids=["path", "abstract"])
def test_a_service_manager_hears_that_the_daemon_is_ready_what_it_does_and_that_it_ends(
    box: Box, tmp_path: Path, abstract: bool
) -> None:
    name = f"pybits-test-{os.getpid()}-{tmp_path.name}"
    path = f"@{name}" if abstract else str(tmp_path / "notify")
    with listen(f"\0{name}" if abstract else path) as end:
        daemon = box.start("daemon", "run", "--stay", env={"NOTIFY_SOCKET": path})
        assert end.recv(1000) == b"READY=1"
        assert end.recv(1000) == b"STATUS=jobs in turn: 0, waiting: 0"
        daemon.send_signal(signal.SIGTERM)
        assert end.recv(1000) == b"STOPPING=1"
        assert daemon.wait(30) == 0


def test_a_daemon_that_can_be_found_ends_cleanly_when_it_is_told_to(box: Box) -> None:
    for _ in range(3):
        daemon = box.start("daemon", "run", "--stay")
        wait_until(lambda: ring(str(box.home / "wake")), 30, pause=0)
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(30) == 0


def test_a_daemon_that_is_to_stay_takes_over_and_stays(box: Box, fault_server: FaultServer, tmp_path: Path) -> None:
    fault_server.serve("/slow", b"x" * 1_000_000, Fault(bytes_per_second=2000))
    guid = box.ok("--raw", "create", "one").strip()
    box.ok("addfile", guid, fault_server.url("/slow"), "x")
    box.ok("resume", guid)
    wait_until(lambda: box.ok("--raw", "getstate", guid).strip() == "TRANSFERRING", 30)
    first = wait_until(box.daemon_pid)
    staying = box.start("daemon", "run", "--stay")
    wait_until(lambda: not alive(first), 30)
    wait_until(lambda: box.ok("--raw", "daemon", "status").strip() == str(staying.pid), 30)
    wait_until(lambda: box.ok("--raw", "getstate", guid).strip() == "TRANSFERRING", 30)
    box.ok("cancel", guid)
    with Box(tmp_path / "ordinary") as other:  # one that leaves when nothing is left to do, begun later
        other.ok("daemon", "start")
        leaving = wait_until(other.daemon_pid)
        wait_until(lambda: not alive(leaving), 30)
    assert staying.poll() is None
    assert box.ok("daemon", "stop") == "Daemon stopped.\n"
    assert staying.wait(30) == 0


@pytest.mark.alone
def test_a_daemon_that_stays_and_has_nothing_to_do_sleeps(box: Box) -> None:
    box.ok("create", "suspended")
    staying = box.start("daemon", "run", "--stay")
    wait_until(lambda: box.run("daemon", "status").status == 0, 30)
    fewest = min(wake_ups(staying.pid, 8) for _ in range(2))  # the network's news wakes it: a second look
    assert fewest <= 2


def wake_ups(pid: int, seconds: float) -> int:
    """Count how often a process began to wait, which it does after each wake-up, while so many seconds pass."""

    def waits() -> int:
        tasks = Path(f"/proc/{pid}/task").glob("*/status")
        lines = [line.split() for task in tasks for line in task.read_text().splitlines()]
        return sum(int(words[1]) for words in lines if words[0] == "voluntary_ctxt_switches:")

    before = waits()
    time.sleep(seconds)
    return waits() - before


def test_the_journal_gets_levels_and_no_times(box: Box, tmp_path: Path) -> None:
    lines = {}
    for level in ("debug", "info", "error"):
        log = tmp_path / level
        with log.open("w") as file:
            status = os.fstat(file.fileno())
            environment = {**box.env, "JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"}
            daemon = subprocess.Popen(
                box.command("daemon", "run", "--stay", "--log-level", level), env=environment, stderr=file
            )
        wait_until(lambda: box.ok("--raw", "daemon", "status") if box.run("daemon", "status").status == 0 else "", 30)
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(30) == 0
        lines[level] = log.read_text()
    assert "<7>daemon-started" in lines.pop("debug")
    assert lines == {"info": "<6>stopping: SIGTERM\n", "error": ""}


def test_a_level_that_there_is_not_is_refused(box: Box) -> None:
    assert box.run("daemon", "run", "--log-level", "loud").status == 2
    assert box.run("daemon", "start", "--log-level", "loud").status == 2


# --------------------------------------------------------------------------------------------- the machine's folder

INSIDE = """
import sys
from pybits.storage import machine_folder, paths
paths.machine_store = lambda: sys.argv[1]
print(machine_folder.root(), sorted(machine_folder.folders_of_users(sys.argv[1])))
"""


def test_a_service_in_a_user_namespace_knows_the_machines_folder(users: Users) -> None:
    """In it everything of others looks like nobody's; what root made is still trusted, and others are seen."""
    owner = users.box()
    assert owner.user is not None
    root, mine, roots = users.machine, users.machine / str(owner.user.uid), users.machine / "0"
    for path, uid in ((mine, owner.user.uid), (roots, 0)):
        path.mkdir()
        os.chown(path, uid, uid)
    environment = {name: value for name, value in owner.env.items() if name != "PYBITS_MACHINE_DIR"}
    said = {}
    for name, words in {
        "outside": [],
        "inside": ["unshare", "--user", f"--map-user={owner.user.uid}", f"--map-group={owner.user.gid}"],
    }.items():
        ran = subprocess.run(
            [*words, owner.command()[0], "-c", INSIDE, str(root)],
            env=environment,
            cwd="/",
            user=owner.user.uid,
            group=owner.user.gid,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
        )
        if "unshare failed" in ran.stderr:
            pytest.skip("this machine has no user namespaces for ordinary users")
        said[name] = ran.stdout + ran.stderr
    assert said["inside"] == said["outside"]
    assert str(roots) in said["inside"]


@pytest.mark.root
def test_setup_makes_the_machines_folder_and_says_so_once(box: Box) -> None:
    assert box.ok("util", "setup") == f"{box.machine} is ready now.\n"
    for path in (box.machine, box.machine / "users", box.machine / "turn"):
        assert (path.stat().st_uid, stat.S_IMODE(path.stat().st_mode)) == (0, 0o1777)
    assert box.ok("util", "setup") == f"{box.machine} is as it should be.\n"
    guid = box.ok("--raw", "create", "one").strip()
    (box.machine / "users").chmod(0o755)
    os.chown(box.machine, 54321, 54321)
    assert "is ready now" in box.ok("util", "setup")
    assert (box.machine.stat().st_uid, stat.S_IMODE((box.machine / "users").stat().st_mode)) == (0, 0o1777)
    assert box.ok("--raw", "list").split() == [guid]


@pytest.mark.root
def test_setup_follows_no_link(box: Box, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    box.machine.symlink_to(tmp_path / "elsewhere")
    refused = box.run("util", "setup")
    assert (refused.status, "is not a folder" in refused.stderr) == (5, True), refused
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_only_root_sets_up(users: Users) -> None:
    refused = users.box().run("util", "setup")
    assert (refused.status, "sudo pybits util setup" in refused.stderr) == (5, True), refused
