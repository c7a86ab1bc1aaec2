"""Room on the disk that is not for downloads: looked at before a file's first byte, and while files come."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...domain.enums import ErrorContext
from ...domain.hresult import ERROR_DISK_FULL
from ...domain.job import Job
from ...policy.free_space import Floor
from ...transfer.outcome import Failure, Severity, Unwanted
from .incoming import Incoming, Room
from .size_limit import SizeLimit


class FreeSpace:
    """Keeps a run off its floor; `moving` has its files in flight. Without a floor it asks for nothing."""

    def __init__(self, floor: Floor, moving: Mapping[int, Incoming]) -> None:
        self._floor, self._moving = floor, moving

    def room_of(self, job: Job, others: Callable[[int], int]) -> Room | None:
        """Give what is asked whether a file may have so many bytes; None if it may in any case."""
        limit = None if job.max_download_size is None else SizeLimit(job.max_download_size, others).check
        if not self._floor.size:
            return limit

        def check(number: int, size: int) -> None:
            if limit is not None:
                limit(number, size)
            self.check(number, size)

        return check

    def check(self, number: int, size: int) -> None:
        """Raise Unwanted if so many bytes of a file leave too little free."""
        incoming = self._moving.get(number)
        # Of a file without a length this is asked at every byte: the disk is looked at once for what is gathered.
        if incoming is not None and incoming.temp.length == incoming.temp.position:
            self._look(incoming, size - incoming.here)

    def watch(self) -> None:
        """Raise Unwanted if too little is left free while files come: others fill the disk too."""
        if self._floor.size:
            for incoming in self._moving.values():
                self._look(incoming, 0)

    def _look(self, incoming: Incoming, coming: int) -> None:
        free = incoming.temp.room
        if free is not None and (text := self._floor.lack(incoming.file.local, free, coming)):
            error = Unwanted(Failure(ERROR_DISK_FULL, ErrorContext.LOCAL_FILE, Severity.TRANSIENT, text))
            error.filename = incoming.temp.path  # whose error it is
            raise error
