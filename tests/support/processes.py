"""Real processes for tests: pybits in a private box, its daemon, other users of the machine, and waiting.

Nothing here replaces a part of the product. A Box is an environment in which the command line runs as a user would run
it; whatever is started in it is ended, by process id, when the box is closed.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple, Self, TypeVar

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
PYBITS = ("-m", "pybits")
BITSADMIN = ("-c", "import sys; from pybits.cli.main import bitsadmin; sys.exit(bitsadmin())")
DAEMON = "pybits.daemon"


# ------------------------------------------------------------------------------------------------- waiting


# Seconds until a test is taken to hang. No measure of speed: a busy machine stalls a process for many seconds.
PATIENCE = 60.0


def wait_until(
    condition: Callable[[], T | None], timeout: float = PATIENCE, *, what: str = "", pause: float = 0.01
) -> T:
    """Poll until the condition gives something true and return that; AssertionError after `timeout` seconds."""
    end = time.monotonic() + timeout
    while not (value := condition()):
        if time.monotonic() >= end:
            name = what or getattr(condition, "__name__", "the condition")
            raise AssertionError(f"waited {timeout} s for {name}; the last value was {value!r}")
        time.sleep(pause)
    return value


# ------------------------------------------------------------------------------------- looking at processes


def _read(pid: int, name: str) -> bytes:
    """Read a file of /proc; empty when the process is gone or is a zombie."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""


def alive(pid: int) -> bool:
    """Tell whether the process runs: a zombie does not."""
    state = _read(pid, "stat").rpartition(b")")[2].split()
    return bool(state) and state[0] not in (b"Z", b"X")


def words_of(pid: int) -> list[str]:
    """Give the command line of a process, empty when it is gone."""
    return _read(pid, "cmdline").decode(errors="replace").split("\0")[:-1]


def processes_with(variable: str, value: str) -> list[int]:
    """Find the processes that were started with this environment variable."""
    setting = f"{variable}={value}".encode()
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())
    return [pid for pid in pids if pid != os.getpid() and setting in _read(pid, "environ").split(b"\0") and alive(pid)]


def end(pids: Sequence[int], timeout: float = 10) -> None:
    """End these processes: politely, then with SIGKILL."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)
        with contextlib.suppress(AssertionError):
            wait_until(lambda: not any(map(alive, pids)), timeout)
            return
    raise AssertionError(f"processes {pids} survived SIGKILL")


def must(*words: str | Path) -> None:
    """Run a program that has to succeed; AssertionError with what it printed if it does not."""
    ended = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, f"{' '.join(map(str, words))}: {ended.stdout}{ended.stderr}"


# ----------------------------------------------------------------------------------------------------- box


class Ran(NamedTuple):
    """A command that has ended: what it was, its exit status and what it printed."""

    words: tuple[str, ...]
    status: int
    stdout: str
    stderr: str


class User(NamedTuple):
    """A user of this machine; boxes of None run as whoever runs the tests."""

    name: str
    uid: int
    gid: int
    home: Path


class Box:
    """An environment of its own in which pybits runs: store, machine store, policy file, home and working folder.

    `python` is the interpreter that runs it; `source` is put on its path, None when pybits is installed there.
    """

    def __init__(
        self,
        folder: Path,
        *,
        machine: Path | None = None,
        policy: Path | None = None,
        user: User | None = None,
        python: str = sys.executable,
        source: Path | None = ROOT,
    ) -> None:
        self.folder, self.user, self._python = folder, user, python
        self.home = folder / "store"
        self.machine = machine or folder / "machine"
        self.policy = policy or folder / "policy.toml"
        self.cwd = folder / "work"
        self.cwd.mkdir(parents=True)
        if user:
            for made in (folder, self.cwd):
                os.chown(made, user.uid, user.gid)
        self.env = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(user.home if user else folder),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "PYBITS_HOME": str(self.home),
            "PYBITS_MACHINE_DIR": str(self.machine),
            "PYBITS_POLICY": str(self.policy),
            "PYBITS_MACHINE_CONFIG": str(self.policy.with_name("machine-config.toml")),
            "PYTHONWARNINGS": "error",
            "DBUS_SYSTEM_BUS_ADDRESS": "",  # this machine's network may be metered
        }
        if source:
            self.env["PYTHONPATH"] = str(source)
        self._started: list[subprocess.Popen[str]] = []

    def run(self, *words: str | Path, **options: Any) -> Ran:
        """Run `pybits WORDS…` and wait for its end; options: input, env (added), cwd, timeout in seconds."""
        return self._run(PYBITS, words, **options)

    def bitsadmin(self, *words: str | Path, **options: Any) -> Ran:
        """Run `bitsadmin WORDS…` and wait for its end."""
        return self._run(BITSADMIN, words, **options)

    def ok(self, *words: str | Path, **options: Any) -> str:
        """Run `pybits WORDS…`, insist on exit status 0 and give what it printed."""
        ran = self.run(*words, **options)
        assert ran.status == 0, ran
        return ran.stdout

    def start(
        self, *words: str | Path, env: Mapping[str, str] | None = None, stdin: int | IO[Any] = subprocess.DEVNULL
    ) -> subprocess.Popen[str]:
        """Start `pybits WORDS…` with pipes for its output, and do not wait; it is ended with the box."""
        process = subprocess.Popen(
            [self._python, *PYBITS, *map(str, words)],
            env=self.env | dict(env or {}),
            cwd=self.cwd,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **self._identity(),
        )
        self._started.append(process)
        return process

    def command(self, *words: str | Path) -> list[str]:
        """Give the argument list of `pybits WORDS…`, for programs that start it themselves (strace, tmux, pexpect)."""
        return [self._python, *PYBITS, *map(str, words)]

    def processes(self) -> list[int]:
        """Find every process that was started in this box."""
        return processes_with("PYBITS_HOME", str(self.home))

    def daemons(self) -> list[int]:
        """Find the daemons of this box; more than one is a fault."""
        return [pid for pid in self.processes() if DAEMON in words_of(pid)]

    def daemon_pid(self) -> int | None:
        """Give the process id of this box's daemon, None when none runs."""
        found = self.daemons()
        assert len(found) < 2, f"two daemons in one store: {found}"
        return found[0] if found else None

    def kill_daemon(self, sign: signal.Signals = signal.SIGKILL) -> int:
        """Kill the daemon, wait until it is gone, and give the process id that it had."""
        pid = wait_until(self.daemon_pid, what="a daemon to kill")
        os.kill(pid, sign)
        wait_until(lambda: not alive(pid), what=f"the end of daemon {pid}")
        return pid

    def set_policy(self, **values: int | bool | list[str]) -> None:
        """Write the policy file, as an administrator would."""
        self.policy.write_text("".join(f"{key} = {str(value).lower()}\n" for key, value in values.items()))

    def close(self) -> None:
        """End every process that was started in this box."""
        while pids := self.processes():  # what ends may have started a daemon in the meantime
            end(pids)
        for process in self._started:
            process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(
        self,
        program: Sequence[str],
        words: Sequence[str | Path],
        *,
        input: str = "",
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        timeout: float = 60,
    ) -> Ran:
        ended = subprocess.run(
            [self._python, *program, *map(str, words)],
            env=self.env | dict(env or {}),
            cwd=cwd or self.cwd,
            input=input,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            **self._identity(),
        )
        return Ran(tuple(map(str, words)), ended.returncode, ended.stdout, ended.stderr)

    def _identity(self) -> dict[str, Any]:
        if self.user is None:
            return {}
        return {"user": self.user.uid, "group": self.user.gid, "extra_groups": []}


# --------------------------------------------------------------------------------------------------- users


class Users:
    """Real users of this machine, made for one test and removed after it; each has a box, all share the machine store.

    Needs root. The programs run from an interpreter that every user may read: a checkout or a virtual environment below
    a private home is of no use to another user.
    """

    def __init__(self, python: str) -> None:
        self._python = python
        self.folder = Path(tempfile.mkdtemp(prefix="pybits-users-"))
        self.folder.chmod(0o755)
        self.machine = self.folder / "machine"
        self.machine.mkdir()
        # The mode that `pybits util setup` gives it: anybody may add an entry, only its owner may take it away.
        self.machine.chmod(0o1777)
        self.policy = self.folder / "policy.toml"
        self._made: list[User] = []
        self._boxes: list[Box] = []

    def make(self) -> User:
        """Make a user with a home folder."""
        name = f"pybits-{secrets.token_hex(4)}"
        must("useradd", "--create-home", "--shell", "/bin/sh", name)
        entry = pwd.getpwnam(name)
        user = User(name, entry.pw_uid, entry.pw_gid, Path(entry.pw_dir))
        self._made.append(user)
        return user

    def box(self, user: User | None = None) -> Box:
        """Give a box in which commands run as this user, a new one if none is given."""
        owner = user or self.make()
        return self._box(owner.home / "box", owner)

    def root_box(self) -> Box:
        """Give a box in which commands run as root, the administrator, on the same machine store."""
        return self._box(self.folder / "root", None)

    def _box(self, folder: Path, owner: User | None) -> Box:
        box = Box(folder, machine=self.machine, policy=self.policy, user=owner, python=self._python, source=None)
        self._boxes.append(box)
        return box

    def close(self) -> None:
        """End what the users run, and remove them with their homes."""
        while self._boxes:
            self._boxes.pop().close()
        while self._made:
            must("userdel", "--remove", self._made.pop().name)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def python_for_everyone() -> Iterator[str]:
    """Install pybits where every user of the machine may run it; give that interpreter's path."""
    folder = Path(tempfile.mkdtemp(prefix="pybits-python-"))
    folder.chmod(0o755)
    try:
        must(_public_python(), "-m", "venv", folder / "venv")
        python = str(folder / "venv/bin/python")
        must(python, "-m", "pip", "install", "-q", ROOT)
        yield python
    finally:
        shutil.rmtree(folder)


def _public_python() -> str:
    """Find an interpreter that user nobody can start: the one that runs the tests, or the system's."""
    nobody = pwd.getpwnam("nobody")
    fit = "import sys, ensurepip; sys.exit(sys.version_info < (3, 11))"
    for python in (os.path.realpath(sys.executable), "/usr/bin/python3"):
        with contextlib.suppress(OSError):
            tried = subprocess.run(
                [python, "-c", fit], user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], cwd="/", check=False
            )
            if tried.returncode == 0:
                return python
    raise RuntimeError("no Python 3.11 with venv that every user may run: install python3 and python3-venv")
