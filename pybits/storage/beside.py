"""What a store has beside its jobs: locks, logs, the daemon's bell; each is imported and made when it is first used."""

from __future__ import annotations

import os
import time
from functools import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .destinations import Destinations
    from .ended_log import EndedLog
    from .locks import FileLock
    from .progress_log import ProgressWriter
    from .reserve import Reserve


class Beside:
    """The part of the store that reading a job does not need."""

    home: str

    def folder(self, guid: str) -> str:
        """Give the folder of a job."""
        return os.path.join(self.home, "jobs", guid)

    def progress_path(self, guid: str) -> str:
        """Give the log of what has come of a job's files."""
        return os.path.join(self.folder(guid), "progress.jsonl")

    @cached_property
    def lock(self) -> FileLock:
        """Give the lock that is held for every change of a job."""
        from .locks import FileLock

        return FileLock(os.path.join(self.home, "lock"))

    @cached_property
    def ended(self) -> EndedLog:
        """Give the log of how jobs ended."""
        from .ended_log import EndedLog

        return EndedLog(os.path.join(self.home, "ended"))

    @cached_property
    def destinations(self) -> Destinations:
        """Give the table of which job writes where."""
        from .destinations import Destinations

        return Destinations(os.path.join(self.home, "destinations"))

    @cached_property
    def reserve(self) -> Reserve:
        """Give the room that is kept for ending jobs on a full disk."""
        from .reserve import Reserve

        return Reserve(os.path.join(self.home, "reserve"), self.lock)

    def engine_lock(self) -> FileLock:
        """Give the lock whose holder alone touches temporary files."""
        from .locks import FileLock

        return FileLock(os.path.join(self.home, "engine.lock"))

    def wake_daemon(self) -> bool:
        """Tell the daemon that something changed; False if none runs."""
        from .wake import ring

        return ring(os.path.join(self.home, "wake"))

    def history(self, guid: str) -> list[tuple[float, str]]:
        """Read what happened to a job, oldest first."""
        from . import history_log

        return history_log.read(self.folder(guid))

    def damaged(self) -> list[str]:
        """Name the records that were set aside."""
        folder = os.path.join(self.home, "damaged")
        try:
            names = sorted(os.listdir(folder))
        except FileNotFoundError:
            return []
        return [f"The record of job {name[:38]} was damaged; it is kept in {folder}/{name}." for name in names]

    def progress_writer(self, guid: str) -> ProgressWriter:
        """Open a job's progress log for the holder of engine.lock."""
        from .progress_log import ProgressWriter

        return ProgressWriter(self.progress_path(guid))

    def note(self, guid: str, text: str) -> None:
        """Add a line to a job's history."""
        import contextlib

        from . import history_log

        with contextlib.suppress(FileNotFoundError):
            history_log.add(self.folder(guid), time.time(), text)
