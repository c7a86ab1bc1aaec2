"""Room that the store keeps for itself, so that jobs can be ended, and their files freed, when the disk is full.

It is a file of real blocks. Ending a job takes as little of it as will do, so that one that ends leaves room for the
next; whoever makes a job, ends one or starts the daemon fills it again, where there is plenty of room. Half
of it may be used to say that jobs wait for room.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable

from ..domain.hresult import BitsError
from . import atomic
from .locks import FileLock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    T = TypeVar("T")

SIZE = 768 * 1024  # bytes: what ending a job of 10,000 files writes, with logs that are to be shortened at this moment
_PLENTY = 4 * SIZE  # bytes that must be free: it is not the reserve that fills a disk
_LEAST = 64 * 1024  # bytes let go of at first, twice as much at each further try: nearly every job needs less
_FULL = (errno.ENOSPC, errno.EDQUOT)
_FLAGS = os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


class Reserve:
    """The reserve of one store, by its path; whatever happens to it, the store works."""

    def __init__(self, path: str, lock: FileLock) -> None:
        self._path, self._lock = path, lock

    def make(self) -> None:
        """Make it, or fill it again, if there is plenty of room."""
        with contextlib.suppress(OSError, BitsError):  # a BitsError: somebody sits on the lock
            if not self._whole():
                with self._lock:
                    self._fill()

    def spend(self, act: Callable[[], T], keep: int = 0) -> T:
        """Do what can be done twice; if the disk is too full for it, let go of some of the reserve and do it again.

        `keep` is how much of it is not for this.
        """
        size = _LEAST
        while True:
            try:
                return act()
            except OSError as error:
                if error.errno not in _FULL or not self._let_go(size, keep):
                    raise
            size *= 2

    def _whole(self) -> bool:
        try:
            status = os.lstat(self._path)
        except FileNotFoundError:
            return False
        return _whole(status)

    def _fill(self) -> None:
        space = os.statvfs(os.path.dirname(self._path))
        if space.f_bavail * space.f_frsize < _PLENTY:
            return
        fd = os.open(self._path, _FLAGS | os.O_CREAT, 0o600)
        try:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                return
            with contextlib.suppress(OSError, AttributeError):  # not every system and file system has it
                os.posix_fallocate(fd, 0, SIZE)
            if not _whole(os.fstat(fd)):  # and some only promise; zeros would be nothing where files are compressed
                atomic.write_all(fd, os.urandom(SIZE))
        finally:
            os.close(fd)

    def _let_go(self, size: int, keep: int) -> bool:
        """Give so many bytes back to the disk; False if there are none."""
        with contextlib.suppress(OSError), self._lock:
            status = os.lstat(self._path)
            if keep and status.st_size - size < keep:
                return False
            if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1 or status.st_size <= size:
                os.unlink(self._path)
                return status.st_size > 0
            fd = os.open(self._path, _FLAGS)
            try:
                os.ftruncate(fd, status.st_size - size)
            finally:
                os.close(fd)
            return True
        return False


def _whole(status: os.stat_result) -> bool:
    return status.st_size >= SIZE and status.st_blocks * 512 >= SIZE
