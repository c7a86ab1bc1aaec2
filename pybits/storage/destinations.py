"""Which job writes where: a log of the destinations that jobs were given, to notice when two have the same."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator

from ..domain.file import File
from . import atomic, checked

_LIMIT = 1 << 20  # bytes; beyond it the lines of jobs that are gone are dropped, if there are enough of them


class Destinations:
    """The log of one store. It is a hint: who asks checks that the jobs found are still there."""

    def __init__(self, path: str) -> None:
        self._path = path

    def add(self, guid: str, files: list[File], live: Callable[[], list[str]]) -> None:
        """Note the destinations of a job's new files; the caller holds the store's lock."""
        atomic.append_line(self._path, b"".join(checked.dump([guid, file.local]) for file in files))
        size = os.path.getsize(self._path)
        if size > _LIMIT:
            guids = {guid.encode() for guid in live()}
            lines = atomic.read_file(self._path).splitlines(keepends=True)
            kept = b"".join(line for line in lines if line[2:40] in guids)
            if size > 2 * len(kept):
                atomic.replace_file(self._path, kept, durable=False)

    def shared(self, guid: str, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Find other jobs that were given one of these destinations: (path, GUID)."""
        try:
            data = atomic.read_file(self._path)
        except FileNotFoundError:
            return
        wanted = set(paths)
        for line in data.splitlines():
            with contextlib.suppress(checked.DamagedRecord, TypeError, ValueError):
                other, path = checked.load(line)
                if path in wanted and other != guid:
                    yield path, other
