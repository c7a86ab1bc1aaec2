"""Starting, finding and stopping the user's daemon. It is started as a program, never imported."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Sequence
from typing import NoReturn

from ...domain.frozen import NamedTuple
from ...domain.hresult import ERROR_SERVICE_DISABLED, WAIT_TIMEOUT, BitsError
from ...storage import atomic, paths
from ...storage.locks import holder_of
from ...storage.wake import ring

_POLL = 0.01
_HARMLESS = ("PATH", "LANG", "LC_ALL", "TZ", "PYBITS_MACHINE_DIR", "PYBITS_POLICY", "PYBITS_MACHINE_CONFIG")


class DaemonStatus(NamedTuple):
    """The daemon's process (None: none runs), since when it runs (seconds since the epoch), and its log."""

    pid: int | None
    since: float | None
    log: str


def start(home: str | None = None, words: Sequence[str] = ()) -> bool:
    """Wake the daemon, or start it if none listens; tell whether one was started.

    It outlives this process and its terminal. ERROR_SERVICE_DISABLED if it cannot be started.
    """
    home = home or paths.user_store()
    if ring(os.path.join(home, "wake")) and not dying(home):
        return False
    _spawn([sys.executable, "-m", "pybits.daemon", *words], home)
    return True


def run(words: Sequence[str] = ()) -> NoReturn:
    """Become the daemon, in the foreground."""
    os.environ["PYBITS_HOME"] = paths.user_store()
    os.execv(sys.executable, [sys.executable, "-m", "pybits.daemon", *words])  # noqa: S606 - our own program, no shell


def status(home: str | None = None) -> DaemonStatus:
    """Describe the daemon of a store."""
    home = home or paths.user_store()
    log = os.path.join(home, "daemon.log")
    if not ring(os.path.join(home, "wake")):
        return DaemonStatus(None, None, log)
    pid, since = _holder(home)
    return DaemonStatus(None, None, log) if pid is None or _is_dead(pid) else DaemonStatus(pid, since, log)


def dying(home: str) -> bool:
    """Tell whether the daemon that seems to listen is dead: what it has open is closed when its last thread ends.

    A thread that waits for the disk ends when that has answered, and until then nobody can tell from the pipe.
    """
    pid, _ = _holder(home)
    return pid is not None and _is_dead(pid)


def _holder(home: str) -> tuple[int | None, float | None]:
    """Read who holds engine.lock, and since when; of one that had no room to say so, the kernel knows."""
    path = os.path.join(home, "engine.lock")
    try:
        words = atomic.read_file(path).split()
        found = (int(words[0]), float(words[1])) if words else (holder_of(path) or 0, os.stat(path).st_mtime)
    except (OSError, ValueError, IndexError):
        return None, None  # it starts just now, or somebody took its lock file away
    return found if found[0] > 0 else (None, None)  # 0 and -1 would be a crowd


def stop(timeout: float = 10.0, home: str | None = None) -> bool:
    """Ask the daemon to stop and wait until it has; False if none runs. Its jobs go on with the next one."""
    from signal import SIGTERM

    home = home or paths.user_store()
    pid = status(home).pid
    if pid is None:
        return False
    with contextlib.suppress(ProcessLookupError):  # it has ended by itself since
        os.kill(pid, SIGTERM)
    deadline = time.monotonic() + timeout
    while _alive(pid):
        if time.monotonic() > deadline:
            raise BitsError(WAIT_TIMEOUT, f"The daemon (process {pid}) has not stopped within {timeout:.0f} seconds.")
        time.sleep(_POLL)
    return True


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not _is_dead(pid)


def _is_dead(pid: int) -> bool:
    """Tell of a process that is still in the table whether it is dead; a container's first may not bury them."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[:1] == [b"Z"]
    except OSError:
        return False


def _spawn(command: list[str], home: str) -> None:
    """Start a program that belongs to no terminal and no parent: two forks and a session of its own."""
    # A pipe in its place must not keep an administrator waiting who acts for a user.
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    log = os.open(os.path.join(home, "daemon.log"), flags, 0o600)
    environment = {**_environment(), "PYBITS_HOME": home, "PYTHONUNBUFFERED": "1", **import_path()}
    reader, writer = os.pipe()  # closed by a successful exec; carries the reason of a failed one
    child = os.fork()
    if child == 0:
        _become(command, environment, log, writer)
    os.close(writer)
    os.close(log)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as answer:
        reason = answer.read().decode("utf-8", "replace")
    if reason:
        raise BitsError(ERROR_SERVICE_DISABLED, f"The daemon cannot be started: {reason}.")


def _environment() -> dict[str, str]:
    """Give the daemon this process's environment; a user's daemon that root starts gets none of root's secrets."""
    if os.geteuid() == os.getuid():
        return dict(os.environ)
    import pwd

    entry = pwd.getpwuid(os.geteuid())
    kept = {name: value for name, value in os.environ.items() if name in _HARMLESS}
    return {**kept, "HOME": entry.pw_dir, "USER": entry.pw_name, "LOGNAME": entry.pw_name}


def package_folder() -> str:
    """Give the folder of the package that this process runs."""
    return os.path.abspath(sys.modules[__name__.partition(".")[0]].__path__[0])


def import_path() -> dict[str, str]:
    """Let the daemon find the package that this process runs, when that is a checkout and not installed."""
    root = os.path.dirname(package_folder())
    if os.path.basename(root) in ("site-packages", "dist-packages"):
        return {}
    return {"PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}


def _become(command: list[str], environment: dict[str, str], log: int, writer: int) -> NoReturn:
    try:
        os.setsid()
        if os.fork():
            os._exit(0)
        if os.geteuid() != os.getuid():  # an administrator acts for a user: the daemon is the user's, for good
            uid, gid = os.geteuid(), os.getegid()
            os.seteuid(0)
            os.setgid(gid)
            os.setuid(uid)
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.chdir("/")
        os.execve(command[0], command, environment)  # noqa: S606 - our own program, no shell
    except OSError as error:
        os.write(writer, str(error).encode())
    finally:
        os._exit(1)
