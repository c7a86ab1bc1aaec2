"""A queue in this process, a real daemon beside it, and sources in files."""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH208

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pybits.domain.job import Job
from pybits.domain.state import JobState
from pybits.manager.manager import Manager
from pybits.manager.service import launcher
from tests.support.processes import ROOT, end, processes_with, wait_until


class Queue:
    """One user's queue, and what tests do with it again and again."""

    def __init__(self, folder: Path) -> None:
        self.manager = Manager.open()
        self.folder = folder
        self.sources, self.targets = folder / "from", folder / "to"
        self.sources.mkdir()
        self.targets.mkdir()

    def job(self, name: str = "job", files: int = 1) -> Job:
        """Make a job with so many files of a few bytes each."""
        guid = self.manager.create_job(name).guid
        if files:
            self.manager.add_files(guid, [self.pair(name, number) for number in range(files)])
        return self.manager.job(guid)

    def pair(self, name: str, number: int) -> tuple[str, str]:
        source = self.sources / f"{name}-{number}"
        source.write_text(f"{name} {number}\n" * 100)
        return source.as_uri(), str(self.targets / source.name)

    def state(self, guid: str) -> JobState:
        return self.manager.job(guid).state

    def transferred(self, name: str = "job", files: int = 1) -> Job:
        """Make a job, let the daemon transfer it, and stop the daemon."""
        guid = self.job(name, files).guid
        self.manager.resume(guid)
        wait_until(lambda: self.state(guid) is JobState.TRANSFERRED, what="TRANSFERRED")
        launcher.stop()
        return self.manager.job(guid)

    def temps(self) -> list[str]:
        """List the temporary files that are there."""
        return sorted(name for name in os.listdir(self.targets) if name.startswith(".BIT"))

    def delivered(self) -> list[str]:
        """List what has its final name, insisting that every byte is right."""
        names = sorted(name for name in os.listdir(self.targets) if not name.startswith(".BIT"))
        for name in names:
            assert (self.targets / name).read_bytes() == (self.sources / name).read_bytes()
        return names

    def registered(self) -> list[str]:
        return sorted(os.listdir(Path(os.environ["PYBITS_MACHINE_DIR"], "users", str(os.geteuid()))))


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    """Give a queue; its daemon is ended with the test."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    yield Queue(tmp_path)
    end(processes_with("PYBITS_HOME", os.environ["PYBITS_HOME"]))


@pytest.fixture
def manager(queue: Queue) -> Manager:
    return queue.manager
