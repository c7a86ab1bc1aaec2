"""A queue for one row of the reference: set up and looked at through the library, moved by real commands.

The verbs that start a daemon run as processes of their own, as a user starts them; the rest runs in this process,
on the same store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pybits.cli.exit_codes import Exit
from pybits.domain import properties
from pybits.domain.enums import JobType
from pybits.domain.hresult import BitsError, HResult
from pybits.domain.job import Job
from pybits.domain.state import JobState
from pybits.manager.manager import Manager
from tests.support.fault_server import FaultServer
from tests.support.processes import Box, Ran, wait_until

PATIENCE = 60  # seconds; a machine may be busy, and a condition that holds is seen at once

Pair = tuple[str, str | Path]


class Queue:
    """The queue of a box."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self.manager = Manager.open()
        self.folder = box.cwd

    def make(
        self,
        *pairs: Pair,
        name: str = "job",
        type: JobType = JobType.DOWNLOAD,
        values: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """Make a job with these files and properties (verb and word); give its GUID."""
        guid = self.manager.create_job(name, type).guid
        if pairs:
            self.manager.add_files(guid, [(remote, str(local)) for remote, local in pairs])
        for key, word in values.items():
            row = properties.BY_NAME[key]
            self.manager.set_property(guid, row, row.parse(word))
        return guid

    def download(self, server: FaultServer, path: str = "/file", **values: str) -> str:
        """Make and resume a job that fetches one path into the box's folder."""
        guid = self.make((server.url(path), self.folder / path[1:]), values=values)
        self.box.ok("resume", guid)
        return guid

    def job(self, guid: str) -> Job:
        """Look a job up afresh."""
        return self.manager.job(guid)

    def state(self, guid: str) -> JobState:
        """Give the state of a job."""
        return self.job(guid).state

    def until(self, guid: str, *states: JobState) -> Job:
        """Wait until a job is in one of these states."""

        def there() -> Job | None:
            job = self.job(guid)
            return job if job.state in states else None

        return wait_until(there, PATIENCE, what=f"{guid} to be {' or '.join(state.name for state in states)}")

    def transferred(self, server: FaultServer, path: str = "/file", **values: str) -> str:
        """Make a job, resume it and wait until it is TRANSFERRED."""
        guid = self.download(server, path, **values)
        self.until(guid, JobState.TRANSFERRED)
        return guid

    def ended(self, guid: str) -> JobState:
        """Give the final state of a job that has left the queue."""
        found = self.manager.ended(guid)
        assert found is not None, f"nobody knows how {guid} ended"
        return found.state

    def temporary(self, folder: Path | None = None) -> Iterator[Path]:
        """Give the temporary files in the box's folder."""
        return (folder or self.folder).glob(".BIT*")


def code_of(error: BitsError | None) -> HResult:
    """Give an error's code."""
    assert error is not None
    return error.code


def assert_refused(said: Any, code: HResult, status: Exit | int | None = None) -> None:
    """Insist that a command line of either face ended with this code, in its words and in its exit status."""
    text = said.stderr + said.stdout if isinstance(said, Ran) else said.err + said.out
    assert f"{code.hex}" in text, said
    assert said.status != 0, said
    assert status is None or said.status == int(status), said
    assert "Traceback" not in text
