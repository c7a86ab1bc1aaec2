"""The job's totals, kept up to date file by file: adding up ten thousand files at each checkpoint would cost more."""

from __future__ import annotations

from ...domain.file import FileProgress
from ...storage.progress_log import Totals


class Sums:
    """What the claims for a job's files add up to."""

    def __init__(self, files: int) -> None:
        self._done = self._written = self._total = 0
        self.sizes = 0  # of all files; of one whose size nobody knows, what has come of it
        self._unknown = files  # files whose size nobody knows yet

    def add_files(self, count: int) -> None:
        """Take up files of which nothing is known."""
        self._unknown += count

    def replace(self, old: FileProgress, new: FileProgress) -> None:
        """Put one claim in the place of another."""
        self._done += new.done - old.done
        if old.written == new.written and old.total == new.total and old.islands == new.islands:
            return  # as most are: what was here is on the disk now
        self._written += new.here - old.here
        self._total += (new.total or 0) - (old.total or 0)
        self._unknown += (new.total is None) - (old.total is None)
        self.sizes += size_of(new) - size_of(old)

    def copy(self) -> Sums:
        """Make a copy to try something on."""
        copy = Sums(self._unknown)
        copy._done, copy._written, copy._total, copy.sizes = self._done, self._written, self._total, self.sizes
        return copy

    def totals(self) -> Totals:
        """Give the sums; the size is None while that of one file is unknown."""
        return Totals(self._done, self._written, None if self._unknown else self._total)


def size_of(claim: FileProgress) -> int:
    """Give a file's size, or what has come of it if nobody knows its size."""
    return claim.written if claim.total is None else claim.total
