"""The place of a benchmark: the installed programs, a private store with wide limits, its daemon, and an nginx."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from tests.bench.measure import LONGEST, Command, Sample, one_after_the_other, peak_memory, timed
from tests.support.nginx import Nginx
from tests.support.processes import ROOT, end, processes_with, wait_until

TMPFS = Path("/dev/shm")
LIMITS = ("MaxJobsPerMachine", "MaxJobsPerUser", "MaxFilesPerJob")
_TICK = os.sysconf("SC_CLK_TCK")


def program(name: str) -> Path:
    """Find a program of the environment that runs the benchmark."""
    path = Path(sys.executable).with_name(name)
    if not path.exists():
        sys.exit(f"{path} is missing: install pybits in this environment first (pip install .)")
    return path


class Arena:
    """A folder with a store, a destination and an environment that says so; closed, nothing of it is left.

    `within` is put before each command: `ip netns exec NAME`. `wide`: a policy allows more jobs and files than usual.
    """

    def __init__(self, parent: Path, within: Command = (), *, wide: bool = True) -> None:
        self._within = within
        self.folder = Path(tempfile.mkdtemp(prefix="pybits-bench-", dir=parent))
        self.out = self.folder / "out"
        self.out.mkdir()
        self.store = self.folder / "store"
        policy = self.folder / "policy.toml"
        if wide:
            policy.write_text("".join(f"{name} = 1000000\n" for name in LIMITS))
        self.env = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "PYBITS_HOME": str(self.store),
            "PYBITS_MACHINE_DIR": str(self.folder / "machine"),
            "PYBITS_POLICY": str(policy),
        }
        self._pybits, self._bitsadmin = program("pybits"), program("bitsadmin")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while pids := processes_with("PYBITS_HOME", str(self.store)):
            end(pids)
        shutil.rmtree(self.folder)

    def run(self, *words: str | Path) -> Sample:
        """Run any command here and measure it."""
        return timed((*self._within, *words), self.env, self.folder)

    def pybits(self, *words: str | Path) -> Sample:
        """Run `pybits WORDS…` and measure it."""
        return self.run(self._pybits, *words)

    def bitsadmin(self, *words: str) -> Sample:
        """Run `bitsadmin WORDS…` and measure it."""
        return self.run(self._bitsadmin, *words)

    def python(self, *words: str) -> Sample:
        """Run the interpreter that pybits runs on."""
        return self.run(sys.executable, *words)

    def tab(self, line: str) -> Sample:
        """Start bash, let it read the completion, and press Tab once behind a line of pybits and a verb."""
        press = '. "$3"; compopt() { :; }; COMP_LINE=$2 COMP_POINT=${#2}; _pybits "$1" \'\' x; ((${#COMPREPLY[@]}))'
        return self.run("bash", "-c", press, "bash", self._pybits, line, ROOT / "completions/pybits.bash")

    def make_jobs(self, number: int) -> None:
        """Fill the store through the Python API: as many processes would take minutes."""
        self.python(
            "-c",
            "import sys; from pybits.manager.manager import Manager\n"
            "manager = Manager.open()\n"
            "for number in range(int(sys.argv[1])): manager.create_job(f'job {number}')",
            str(number),
        )

    def transfer(self, name: str) -> tuple[Sample, Sample]:
        """Run a job that has its files, as a script does: resume, wait, complete; then the files have their names.

        No daemon runs before: the time it takes to start is part of it, as is all the CPU time it uses. The second
        sample is that of `complete` alone.
        """
        self.pybits("daemon", "stop")
        steps = [self.pybits("resume", name), self.pybits("wait", name), self.pybits("complete", name)]
        daemon = self.daemon()
        cpu = sum(step.cpu for step in steps) + daemon.cpu
        return one_after_the_other(steps)._replace(cpu=cpu, rss=daemon.rss), steps[-1]

    def move(self, name: str) -> tuple[Sample, Sample]:
        """Run a job that has its files beside a daemon that runs already: from QUEUED to TRANSFERRED, on the disk.

        The times are the job's own history's; the commands that resume and complete are not part of it. The
        second sample is that of `complete`, which gives the files their names.
        """
        self.pybits("daemon", "start")
        wait_until(self.listens, what="a daemon that listens")
        before = self.daemon()
        self.pybits("resume", name)
        until = time.monotonic() + LONGEST
        while "→ TRANSFERRED" not in self._history().read_text():
            time.sleep(0.005)  # `pybits wait` would take a processor from nginx while it starts
            if time.monotonic() > until:
                raise RuntimeError(f"the job was not TRANSFERRED in {LONGEST:.0f} s")
        after = self.daemon()
        began, ended = (self._moment(name, state) for state in ("QUEUED", "TRANSFERRED"))
        complete = self.pybits("complete", name)
        return Sample(ended - began, after.cpu - before.cpu, after.rss), complete

    def listens(self) -> bool:
        """Tell whether the daemon has started and listens for changes."""
        try:
            os.close(os.open(self.store / "wake", os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            return False
        return True

    def _history(self) -> Path:
        """Find the history of the only job."""
        (job,) = (self.store / "jobs").iterdir()
        return job / "history.jsonl"

    def _moment(self, name: str, state: str) -> float:
        """Find when a job came into a state, in seconds since the epoch."""
        entries = [json.loads(line) for line in self._history().read_text().splitlines()]
        found = [at for at, text in entries if f"→ {state}" in text]
        if len(found) != 1:
            raise RuntimeError(f"{name} came into {state} {len(found)} times")
        return float(found[0])

    def daemon_pid(self) -> int:
        """Find the daemon that holds the store's lock."""
        return int((self.store / "engine.lock").read_text().split()[0])

    def daemon(self) -> Sample:
        """Read what the daemon has used so far: CPU seconds and peak memory."""
        pid = self.daemon_pid()
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return Sample(0.0, (int(fields[11]) + int(fields[12])) / _TICK, peak_memory(pid))


def new_name() -> str:
    """Give a job name that no other run has."""
    return f"bench-{uuid.uuid4().hex[:8]}"


def create(arena: Arena) -> Sample:
    """Measure a create, and take the job away again, unmeasured."""
    name = new_name()
    sample = arena.pybits("create", name)
    arena.pybits("cancel", name)
    return sample


@contextmanager
def web_server(parent: Path) -> Iterator[tuple[Nginx, Path]]:
    """Run an nginx; give it and the folder that it serves."""
    with tempfile.TemporaryDirectory(prefix="pybits-www-", dir=parent) as folder:
        root = Path(folder, "root")
        root.mkdir()
        with Nginx(root, Path(folder, "nginx")) as server:
            yield server, root


def write_file(path: Path, size: int) -> None:
    """Write a file without holes that does not compress."""
    block = os.urandom(min(size, 1 << 22))
    with path.open("wb") as file:
        for _ in range(size // len(block)):
            file.write(block)
