"""One user's queue as the tests drive it: commands as real processes, and the store looked at from here."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from pybits.domain.enums import JobPriority
from pybits.domain.hresult import HResult
from pybits.domain.job import Job
from pybits.domain.properties import PROPERTIES
from pybits.domain.state import JobEvent, JobState
from pybits.manager.manager import Manager
from pybits.storage.job_store import JobStore
from pybits.storage.temp_file import temp_path
from tests.support.processes import PATIENCE, Box, Ran, wait_until

ROWS = {row.name: row for row in PROPERTIES}


class Queue:
    """The jobs of a box. They are made through the API, and started and stopped by commands."""

    def __init__(self, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("PYBITS_HOME", "PYBITS_MACHINE_DIR", "PYBITS_POLICY"):
            monkeypatch.setenv(name, box.env[name])
        self.box = box
        self.manager = Manager.open()
        self.store: JobStore = self.manager.store
        self.target = box.folder / "target"
        self.target.mkdir(exist_ok=True)

    def add(self, *urls: str, name: str = "job", **properties: int | str | JobPriority) -> str:
        """Make a suspended job that fetches these URLs to target/NAME-0, NAME-1, …; give its GUID."""
        guid = self.manager.create_job(name).guid
        if urls:
            self.manager.add_files(guid, [(url, str(self.target / f"{name}-{i}")) for i, url in enumerate(urls)])
        for row, value in properties.items():
            self.manager.set_property(guid, ROWS[row], value)
        return guid

    def resume(self, *guids: str) -> None:
        """Resume jobs as a user does; a daemon is started if none runs."""
        self.box.ok("/resume", guids[0]) if len(guids) == 1 else self.box.ok("resume", *guids)

    def start(self, *urls: str, name: str = "job", **properties: int | str | JobPriority) -> str:
        """Make a job and resume it."""
        guid = self.add(*urls, name=name, **properties)
        self.resume(guid)
        return guid

    def run(self, *words: str) -> Ran:
        """Run a command in bitsadmin's syntax."""
        return self.box.run(f"/{words[0]}", *words[1:])

    def job(self, guid: str) -> Job:
        """Look at a job."""
        return self.store.read_live(guid)

    def state(self, guid: str) -> JobState:
        """Look at a job's state."""
        return self.store.read(guid).state

    def wait_for(self, guid: str, *states: JobState, timeout: float = PATIENCE) -> Job:
        """Wait until a job is in one of these states."""

        def reached() -> Job | None:
            job = self.job(guid)
            return job if job.state in states else None

        names = " or ".join(state.name for state in states)
        try:
            return wait_until(reached, timeout, what=f"{names}")
        except AssertionError as error:
            log = self.box.home / "daemon.log"
            error.add_note(f"{self.job(guid)}\n{log.read_text() if log.exists() else 'no log'}")
            raise

    def held(self, guid: str, code: HResult, words: str = "", timeout: float = 90.0) -> Job:
        """Wait until something holds a job back that is no error of its own; look whether it says so, with what words.

        Nothing is counted against it, and no time is set: whoever holds it back lets it go.
        """
        job = self.wait_for(guid, JobState.TRANSIENT_ERROR, timeout=timeout)
        assert job.error is not None
        assert (job.error.code, job.error_count, job.retry) == (code, 0, None), self.history(guid)
        assert words in self.box.ok("info", guid)
        return job

    def wait_for_bytes(self, guid: str, count: int, timeout: float = PATIENCE) -> Job:
        """Wait until so many bytes of a job have been claimed."""

        def reached() -> Job | None:
            job = self.job(guid)
            return job if job.bytes_done >= count else None

        return wait_until(reached, timeout, what=f"{count} bytes")

    def temp(self, guid: str, number: int = 0) -> Path:
        """Give the temporary file of a job's file."""
        return Path(temp_path(self.store.files(guid)[number].local, guid, number))

    def temps(self) -> list[Path]:
        """List all temporary files in the target folder."""
        return sorted(self.target.glob(".BIT*.tmp"))

    def result(self, name: str = "job", number: int = 0) -> Path:
        """Give the path of a destination."""
        return self.target / f"{name}-{number}"

    def complete(self, guid: str) -> None:
        """Complete a job by a command."""
        self.box.ok("/complete", guid)

    def finish(self, guid: str) -> bytes:
        """Wait until a job is TRANSFERRED, complete it, and give its file; nothing else is left in the folder."""
        self.wait_for(guid, JobState.TRANSFERRED)
        self.complete(guid)
        assert self.temps() == []
        return self.result().read_bytes()

    def freeze_daemon(self) -> int:
        """Stop the daemon between two changes, while it holds no lock but engine.lock; give its process id."""

        def frozen() -> int | None:
            pid = self.box.daemon_pid()
            if pid is None:
                return None
            os.kill(pid, signal.SIGSTOP)
            if self.store.lock.try_acquire():
                self.store.lock.release()
                return pid
            os.kill(pid, signal.SIGCONT)
            return None

        return wait_until(frozen, what="a daemon that can be stopped")

    def queue_without_daemon(self, guid: str) -> None:
        """Queue a job and start no daemon."""
        self.store.change(guid, lambda job: job.move(JobEvent.RESUME))

    def history(self, guid: str) -> str:
        """Give what happened to a job, a line each."""
        return "\n".join(text for _, text in self.store.history(guid))


def pattern(size: int, seed: int = 0) -> bytes:
    """Make bytes of which no part looks like another, so that a mixture or a shift is seen."""
    step = b"".join(number.to_bytes(4, "big") for number in range(seed << 24, (seed << 24) + size // 4 + 1))
    return step[:size]


def seconds(since: float) -> float:
    """Count the seconds since a time.monotonic()."""
    return time.monotonic() - since
