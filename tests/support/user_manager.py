"""A real service manager of a user: systemd --user, in a private /run, where systemd itself need not run."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.support.processes import Box, Ran, User, end, wait_until

SYSTEMD = Path("/usr/lib/systemd/systemd")
_RUNTIME = "/run/user/tested"

# Root's part: what a machine that was booted with systemd has in /run.
_PREPARE = """
set -e
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system /run/systemd/unit-root {runtime}
chown {uid}:{gid} {runtime}
chmod 700 {runtime}
for folder in {groups}; do echo $$ >$folder/sub/cgroup.procs; done
exec {user} {systemd} --user --log-target=console
"""


class UserManager:
    """The manager of one user, and a way to run programs that can speak to it."""

    def __init__(self, user: User, pid: int) -> None:
        self._user, self._pid = user, pid

    def run(self, box: Box, *words: str | Path) -> Ran:
        """Run a program as the user, in the manager's view of the machine."""
        inside = ["nsenter", "--target", str(self._pid), "--mount", "--wd=/", *_as(self._user), *map(str, words)]
        environment = {**box.env, "XDG_RUNTIME_DIR": _RUNTIME}
        ended = subprocess.run(inside, env=environment, capture_output=True, text=True, timeout=100, check=False)
        return Ran(tuple(map(str, words)), ended.returncode, ended.stdout, ended.stderr)


def _as(user: User) -> Sequence[str]:
    return ("setpriv", f"--reuid={user.uid}", f"--regid={user.gid}", "--clear-groups")


@contextlib.contextmanager
def user_manager(user: User) -> Iterator[UserManager | None]:
    """Start the user's manager; None where this machine does not let it start."""
    groups = [Path(folder) / f"tested-{user.name}" for folder in _hierarchies()]
    script = _PREPARE.format(
        runtime=_RUNTIME,
        uid=user.uid,
        gid=user.gid,
        groups=" ".join(map(str, groups)),
        user=" ".join((*_as(user), "env", "-i", f"HOME={user.home}", f"XDG_RUNTIME_DIR={_RUNTIME}", "PATH=/usr/bin")),
        systemd=SYSTEMD,
    )
    process = None
    try:
        with contextlib.suppress(OSError):
            for group in groups:
                (group / "sub").mkdir(parents=True)
                for path in (group, *group.rglob("*")):
                    os.chown(path, user.uid, user.gid)
            words = ["unshare", "--mount", "--propagation=private", "bash", "-c", script]
            process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=sys.stderr)
        yield UserManager(user, process.pid) if process is not None and _is_up(process) else None
    finally:
        if process is not None:
            end([process.pid], 30)
            process.wait()
        for group in groups:
            _remove(group)


def _is_up(process: subprocess.Popen[bytes]) -> bool:
    bus = Path(f"/proc/{process.pid}/root{_RUNTIME}/systemd/private")
    with contextlib.suppress(AssertionError):
        wait_until(lambda: process.poll() is not None or bus.exists(), 30)
    return process.poll() is None and bus.exists()


def _hierarchies() -> list[str]:
    """Find where the kernel's control groups are that systemd uses: version 2, and its own of version 1."""
    found = []
    for line in Path("/proc/mounts").read_text().splitlines():
        _, place, kind, options, *_ = line.split()
        if kind == "cgroup2" or (kind == "cgroup" and "name=systemd" in options):
            found.append(place)
    return found


def _remove(group: Path) -> None:
    """Remove a control group: its folders go one by one, from the innermost; its files are the kernel's."""
    if not group.exists():
        return
    pids = [int(word) for path in group.rglob("cgroup.procs") for word in path.read_text().split()]
    end(pids)
    for folder in sorted((path for path in group.rglob("*") if path.is_dir()), reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()
    with contextlib.suppress(OSError):
        group.rmdir()


def available() -> bool:
    """Tell whether the programs are there."""
    return SYSTEMD.exists() and all(map(shutil.which, ("unshare", "nsenter", "setpriv", "bash")))
