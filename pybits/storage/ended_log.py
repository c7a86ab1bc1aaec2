"""How the last jobs ended: what `wait` and an error message say of a job that is no longer in the queue."""

from __future__ import annotations

import contextlib
import os

from ..domain.frozen import NamedTuple
from ..domain.hresult import S_OK, HResult
from ..domain.job import Job
from ..domain.state import JobState
from . import atomic, checked

_LIMIT = 1 << 18


class Ended(NamedTuple):
    """One job that left the queue: ACKNOWLEDGED or CANCELLED, with what code, when."""

    guid: str
    name: str
    state: JobState
    code: HResult
    at: float
    files: int = 0  # how many were delivered
    dropped: tuple[str, ...] = ()  # local names of those that were not; not all of very many
    why: str = ""  # of a job that its owner did not end
    kept: tuple[str, ...] = ()  # destinations that stayed, for they were the same
    renamed: tuple[tuple[str, str], ...] = ()  # destinations that stayed, and the names that the new files got


def ended_as(job: Job) -> Ended:
    """Say how a job is ending that is in a final state and still there."""
    return Ended(job.guid, job.name, job.state, S_OK, job.modified)


class EndedLog:
    """The log of one store; the newer half is kept when it grows long."""

    def __init__(self, path: str) -> None:
        self._path = path

    def add(self, ended: Ended) -> None:
        """Note how a job ended; the caller holds the store's lock."""
        atomic.append_line(self._path, checked.dump(list(ended)))
        if os.path.getsize(self._path) > _LIMIT:
            lines = atomic.read_file(self._path).splitlines(keepends=True)
            atomic.replace_file(self._path, b"".join(lines[len(lines) // 2 :]), durable=False)

    def find(self, guid: str) -> Ended | None:
        """Find how a job ended, if it did so not too long ago."""
        try:
            data = atomic.read_file(self._path)
        except FileNotFoundError:
            return None
        for line in reversed(data.splitlines()):
            if guid.encode() in line:
                with contextlib.suppress(checked.DamagedRecord, TypeError, ValueError, OverflowError):
                    found, name, state, code, at, files, dropped, *more = checked.load(line)
                    if found == guid:  # and not a job whose name has this GUID in it
                        dropped = tuple(map(str, dropped))
                        how = JobState(state), HResult(code), float(at), int(files)
                        why, kept, renamed = (*more, *("", (), ())[len(more) :])[:3]
                        pairs = tuple((str(wanted), str(given)) for wanted, given in renamed)
                        return Ended(guid, str(name), *how, dropped, str(why), tuple(map(str, kept)), pairs)
        return None
