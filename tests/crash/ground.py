"""The ground on which a crash sweep runs: a box with jobs in every state, and what must be true of it after any crash.

Jobs are prepared, and the store is looked at, through the product's own API in this process; what is swept runs as
processes of its own. One process has one ground at a time, because the API finds its folders by the environment.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from urllib.request import url2pathname

from pybits.domain.enums import JobType
from pybits.domain.file import File, FileProgress
from pybits.domain.job import Job
from pybits.domain.range_words import parse_ranges
from pybits.domain.state import ACTIVE, IN_TURN, JobEvent, JobState
from pybits.domain.upload import REPLY
from pybits.manager.manager import Manager
from pybits.storage.index import Summary
from pybits.storage.temp_file import temp_path
from tests.support.processes import Box, Ran
from tests.support.tus import TusServer

# The daemon as it is, but it goes as soon as nothing is left to do, and waits for no disk.
DAEMON = """
import sys
from pybits.daemon import loop, shortage
loop.LINGER = 0.0
loop._STORE_PAUSE = shortage._LOOK_EVERY = 0.02
from pybits.daemon.__main__ import main
sys.exit(main())
"""
# The same, but it opens further connections at once, and looks often at what has come.
SEVERAL = "from pybits.daemon.downloads import run\nrun.CHECKPOINT = 0.05\n" + DAEMON
SIZES = (70_000, 0, 4_097)
_BATCH = 8


class Ground:
    """A store with what a user has in it: the sources and the destination folder lie beside it."""

    def __init__(self, folder: Path, python: str) -> None:
        self.box = Box(folder, python=python)
        self.box.env["PYTHONDONTWRITEBYTECODE"] = "1"
        os.environ.update({name: value for name, value in self.box.env.items() if name.startswith("PYBITS_")})
        self.box.set_policy(MaxJobsPerUser=1000, MaxJobsPerMachine=1000)
        self.target = folder / "target"
        self.target.mkdir()
        self.sources = [folder / f"source{number}" for number in range(len(SIZES))]
        for number, (source, size) in enumerate(zip(self.sources, SIZES, strict=True)):
            source.write_bytes(bytes((index * 7 + number) % 251 for index in range(size)))
        self.manager = Manager.open()
        self.store = self.manager.store
        self._python = python
        self.widest = 0  # the most connections that a struck daemon had
        self._serial = 0
        self._others = ExitStack()
        self._stock: list[Job] = []
        self._promised = {self.job(files=2).guid: (JobState.SUSPENDED, 2)}

    @cached_property
    def tus(self) -> TusServer:
        """Give a tus server, which is started when it is first asked for."""
        return self._others.enter_context(TusServer(self.box.folder / "tus"))

    # ---- making jobs

    def new_name(self) -> str:
        """Give a name that no job has had."""
        self._serial += 1
        return f"job {self._serial}"

    def job(self, files: int) -> Job:
        """Make a suspended job with so many files."""
        made = self.manager.create_job(self.new_name(), JobType.DOWNLOAD)
        if files:
            self.manager.add_files(made.guid, [self.pair(made.name, number) for number in range(files)])
        return self.store.read(made.guid)

    def pair(self, name: str, number: int) -> tuple[str, str]:
        """Give the source and the destination of a job's file."""
        return self.sources[number % len(SIZES)].as_uri(), str(self.target / f"{name} file {number}")

    def queued(self, files: int) -> Job:
        """Make a job that waits for its turn."""
        return self.store.change(self.job(files).guid, lambda job: job.move(JobEvent.RESUME))

    def special(self) -> tuple[Job, dict[Path, bytes]]:
        """Make a job that waits for its turn, of plain files, checksums and ranges; give what its files are to be."""
        made = self.manager.create_job(self.new_name())
        wanted, files = {}, []
        for number, source in enumerate(self.sources):
            path, body = self.target / f"{made.name} summed {number}", source.read_bytes()
            checksum = f"sha256:{hashlib.sha256(body).hexdigest()}" if number != 1 else ""
            files.append(File(0, source.as_uri(), str(path), checksum=checksum))
            wanted[path] = body
        body, path = self.sources[0].read_bytes(), self.target / f"{made.name} ranged"
        glued = body[60_000:] + body[:9]
        checksum = f"sha256:{hashlib.sha256(glued).hexdigest()}"
        ranges = parse_ranges("60000:eof,0:9")
        files.append(File(0, self.sources[0].as_uri(), str(path), checksum=checksum, ranges=ranges))
        wanted[path] = glued
        self.manager.add_files(made.guid, files)
        # What the disk refused is tried at once.
        return self.store.change(made.guid, lambda job: job.move(JobEvent.RESUME)._replace(min_retry_delay=0)), wanted

    def transferred(self) -> Job:
        """Give a job whose files have all arrived; several are made at once, and those in stock look on."""
        if not self._stock:
            made = [self.queued(len(SIZES)).guid for _ in range(_BATCH)]
            self.run_daemon()
            self._stock = [self.store.read(guid) for guid in made]
            for job in self._stock:
                assert job.state is JobState.TRANSFERRED, job
                self._promised[job.guid] = (job.state, job.files_total)
        job = self._stock.pop()
        del self._promised[job.guid]
        return job

    def retire(self, *guids: str) -> None:
        """Cancel jobs that have served."""
        for guid in guids:
            self.manager.cancel(guid)

    # ---- running

    def command(self, *words: str) -> list[str]:
        """Give the argument list of a command, in bitsadmin's syntax: it starts in half the time of click's."""
        return self.box.command(f"/{words[0]}", *words[1:])

    @property
    def daemon(self) -> list[str]:
        """Give the argument list of a daemon that goes when it has nothing to do."""
        return [self._python, "-c", DAEMON]

    @property
    def several(self) -> list[str]:
        """Give the argument list of such a daemon that opens several connections for a small file."""
        return [self._python, "-c", SEVERAL]

    def run(self, command: list[str], timeout: float = 60) -> Ran:
        """Run a program in the box and wait for its end."""
        ended = subprocess.run(
            command, env=self.box.env, cwd=self.box.cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=timeout, check=False, errors="replace",
        )  # fmt: skip
        return Ran(tuple(command), ended.returncode, ended.stdout, ended.stderr)

    def run_daemon(self) -> None:
        """Run a daemon until nothing is left to do."""
        ran = self.run(self.daemon)
        assert ran.status == 0, ran
        assert "Traceback" not in ran.stderr, ran.stderr

    def normal_start(self) -> None:
        """Do what the user does after a crash: make a job, and let the daemon work if there is work."""
        made = self.manager.create_job(self.new_name())
        if any(summary.pending or summary.state in ACTIVE for summary in self.store.summaries()):
            self.run_daemon()
        self.retire(made.guid)

    # ---- what must be true

    def check(self) -> None:
        """Check the store, the ledger, the temporary files and the destinations; AssertionError names what is wrong."""
        assert self.store.damaged() == []
        jobs = {guid: self.store.read(guid) for guid in self.store.guids()}
        assert names_in(self.box.home / "jobs") == sorted(jobs)
        assert names_in(self.box.home / "passage") == [], "left on the way in or out"
        for job in jobs.values():
            assert not job.deeds, f"deeds left to do: {job}"
            assert job.state not in IN_TURN, f"in turn without a daemon: {job}"
        for guid, (state, files) in self._promised.items():
            assert (jobs[guid].state, jobs[guid].files_total) == (state, files)
        self._check_index(jobs)
        registered = names_in(self.box.machine / "users" / str(os.geteuid()))
        assert registered == sorted(jobs), "the ledger and the store disagree"
        self._check_bytes(jobs)

    def _check_index(self, jobs: dict[str, Job]) -> None:
        assert {s.guid: s for s in self.store.summaries()} == {guid: Summary.of(job) for guid, job in jobs.items()}
        for job in jobs.values():
            assert job.guid in [found.guid for found in self.store.find(job.name)]

    def _check_bytes(self, jobs: dict[str, Job]) -> None:
        own = set()
        for guid, job in jobs.items():
            progress = self.store.progress(guid)
            if job.type is not JobType.DOWNLOAD:  # what is temporary is the reply
                own.add(temp_path(job.reply_file, guid, REPLY))
                continue
            for file in self.store.files(guid):
                temp = temp_path(file.local, guid, file.number)
                own.add(temp)
                self._check_claim(file, progress.get(file.number, FileProgress()), Path(temp))
        for path in self.target.iterdir():
            if path.name.startswith("."):
                assert str(path) in own, f"a temporary file of no job: {path}"
            else:
                number = int(path.name.split()[-1])
                assert path.read_bytes() in (self.sources[number % len(SIZES)].read_bytes(), b"old"), (
                    f"not the source: {path}"
                )

    def _check_claim(self, file: File, claim: FileProgress, temp: Path) -> None:
        assert not claim.published, f"published, but the job is still there: {file}"
        held = temp.read_bytes() if temp.exists() else b""
        source = Path(url2pathname(file.remote.removeprefix("file://"))).read_bytes()
        pieces = [source[start:] if size is None else source[start : start + size] for start, size in file.ranges]
        wanted = b"".join(pieces) if file.ranges else source
        assert len(held) >= claim.written, f"claims {claim.written} bytes, {len(held)} are there: {file}"
        assert held[: claim.written] == wanted[: claim.written]
        if claim.done:
            assert held == wanted
            assert temp.exists()

    def close(self) -> None:
        """End what was started."""
        self._others.close()
        self.box.close()


def names_in(folder: Path) -> list[str]:
    """List the names in a folder, sorted."""
    return sorted(path.name for path in folder.iterdir())
