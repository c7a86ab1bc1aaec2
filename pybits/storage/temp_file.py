"""The temporary file beside the destination: made, resumed, written, synced, and given its final name or deleted.

Only the holder of engine.lock uses it (the fourth rule). Nothing has the destination's name before publish().
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from functools import lru_cache

from ..domain.file import IfExists

GATHER = 256 * 1024  # bytes; more would leave the processor's cache before they are copied
_SMALL = 64 * 1024  # bytes
_NUMBERS = 10_000
PIECES = 512  # half of what one writev may have

_FLAGS = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW


def temp_path(local: str, guid: str, index: int) -> str:
    """Name the temporary file of a job's file: .BIT, hexadecimal digits, .tmp, in the destination's folder.

    The name follows from the job and the file, so no record can be missing when the file is to be found again.
    """
    return f"{local.rpartition('/')[0]}/.BIT{_digits(guid)}{index:04X}.tmp"


@lru_cache(16)
def _digits(guid: str) -> str:
    return guid.strip("{}").replace("-", "")[:24]


class TempFile:
    """An open temporary file; `position` bytes of it are with the kernel, and the next ones go there."""

    def __init__(self, path: str, keep: int, mode: int = 0o600, extent: int = 0) -> None:
        """Open the file, or make it with `mode`, and keep its first `keep` bytes; 0 are kept if they are not there.

        What lies after them is cut off, but for what is before `extent`.
        """
        self.path = path
        self.position = 0
        self._gathered: list[bytes] = []
        self._gathered_size = 0
        # Other users may write in the destination's folder: what is opened must be our own plain file.
        try:
            self._fd = os.open(path, _FLAGS | os.O_CREAT | os.O_EXCL, mode)
        except FileExistsError:
            self._fd = self._open_own()
            self._keep(keep, extent)

    def _keep(self, keep: int, extent: int) -> None:
        size = os.fstat(self._fd).st_size
        self.position = keep if size >= keep else 0
        end = max(self.position, extent) if self.position == keep else 0
        if size > end:
            os.ftruncate(self._fd, end)
        os.lseek(self._fd, self.position, os.SEEK_SET)

    def go_on_at(self, position: int) -> None:
        """Put the next bytes there; all before are here."""
        self.flush()
        os.lseek(self._fd, position, os.SEEK_SET)
        self.position = position

    def write_at(self, pieces: list[bytes], offset: int) -> int:
        """Hand bytes to the kernel for another place; give how many it took."""
        try:
            return os.pwritev(self._fd, pieces, offset)
        except OSError as error:
            error.filename = self.path
            raise

    def empty(self) -> None:
        """Throw the bytes away."""
        self._gathered.clear()
        self._gathered_size = 0
        os.ftruncate(self._fd, 0)
        os.lseek(self._fd, 0, os.SEEK_SET)
        self.position = 0

    def reserve(self, total: int, islands: int = 0) -> None:
        """Refuse with ENOSPC what cannot fit, before the first byte of it; `islands` bytes are here already."""
        if total <= _SMALL:
            return  # it goes to the kernel in one piece, which is as good as asking
        room = self.room
        if room is not None and total - self.position - islands > room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self.path)

    def write(self, data: bytes) -> None:
        """Take the next bytes; they are with the kernel, and in `position`, after flush()."""
        self._gathered.append(data)
        self._gathered_size += len(data)
        # libcurl hands out 16 KiB at a time; a system call for each of them costs more than the copying.
        if self._gathered_size >= GATHER or len(self._gathered) >= PIECES:
            self.flush()

    def flush(self) -> None:
        """Hand what was gathered to the kernel; `position` counts what it took, also when it refuses the rest."""
        if not self._gathered:
            return
        pieces, left = self._gathered, self._gathered_size
        self._gathered, self._gathered_size = [], 0
        while left:
            try:
                taken = os.writev(self._fd, pieces)
            except OSError as error:
                error.filename = self.path  # whose error it is
                raise
            self.position += taken
            left -= taken
            if left:
                shorten(pieces, taken)

    def sync(self) -> None:
        """Put the bytes on the disk."""
        self.flush()
        os.fdatasync(self._fd)

    def tail(self, size: int) -> bytes:
        """Read the last bytes that the kernel has, at most so many."""
        start = max(0, self.position - size)
        return os.pread(self._fd, self.position - start, start)

    @property
    def length(self) -> int:
        """Count the bytes, those that are not with the kernel yet included."""
        return self.position + self._gathered_size

    @property
    def room(self) -> int | None:
        """Count the bytes that are free on the file system; None if it does not say."""
        space = os.fstatvfs(self._fd)
        return space.f_bavail * space.f_frsize if space.f_blocks else None

    @property
    def size(self) -> int:
        """Give where the file ends, islands included."""
        return os.fstat(self._fd).st_size

    @property
    def inode(self) -> int:
        """Give the file's identity, which a rename keeps."""
        return os.fstat(self._fd).st_ino

    def fileno(self) -> int:
        """Give the descriptor."""
        return self._fd

    def close(self) -> None:
        """Close the file; the bytes that were flushed stay."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def _open_own(self) -> int:
        fd = os.open(self.path, _FLAGS | os.O_NONBLOCK)
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or status.st_nlink != 1:
            os.close(fd)
            raise OSError(errno.EPERM, "it is there already and is not pybits' own file", self.path)
        return fd


def shorten(pieces: list[bytes], taken: int) -> None:
    """Take the bytes that the kernel took off the front."""
    while pieces and taken >= len(pieces[0]):
        taken -= len(pieces.pop(0))
    if taken:  # a disk that is nearly full takes a part; the next write says so
        pieces[0] = pieces[0][taken:]


def publish(path: str, local: str, inode: int | None, if_exists: IfExists = IfExists.REPLACE) -> bool:
    """Give a finished temporary file its final name; True if it has it already. What has the name is replaced or kept.

    Harmless to redo: when the temporary file is gone and the destination is the same inode, it was done before.
    OSError if the name cannot be given: the temporary file is still there then.
    """
    if if_exists in (IfExists.REFUSE, IfExists.RENAME):
        return _publish_beside(path, local, inode, if_exists)
    if os.path.islink(local):
        raise OSError(errno.EEXIST, "it is a symbolic link now", local)
    try:
        os.rename(path, local)
    except FileNotFoundError:
        with contextlib.suppress(FileNotFoundError):
            if inode is not None and os.lstat(local).st_ino == inode:
                return True
        raise
    return False


def _publish_beside(path: str, local: str, inode: int | None, if_exists: IfExists) -> bool:
    """Give a name that nothing has: the one that was wanted, or for RENAME the first free one with a number."""
    if not os.path.lexists(path):
        if name_of(local, inode, if_exists) is not None:
            return True
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), local)
    for name in _names(local, if_exists):
        try:
            _link(path, name)
        except FileExistsError:
            if os.lstat(name).st_ino != os.lstat(path).st_ino:  # the same: a kill came before the temporary name went
                continue
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        return False
    raise FileExistsError(errno.EEXIST, "it is there already", local)


def name_of(local: str, inode: int | None, if_exists: IfExists) -> str | None:
    """Find the name that a file was given, None if it has none of those that it could have."""
    for name in _names(local, if_exists):
        try:
            if inode is not None and os.lstat(name).st_ino == inode:
                return name
        except OSError:
            break
    return None


def _names(local: str, if_exists: IfExists) -> Iterator[str]:
    yield local
    if if_exists is IfExists.RENAME:
        stem, dot, suffix = local.rpartition(".")
        whole = not stem or stem.endswith("/") or "/" in suffix
        for number in range(1, _NUMBERS):
            yield f"{local} ({number})" if whole else f"{stem} ({number}){dot}{suffix}"


def _link(path: str, name: str) -> None:
    """Give a file a name that nothing has, even if somebody takes it at the same moment."""
    try:
        os.link(path, name, follow_symlinks=False)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EMLINK):
            raise
        if os.path.lexists(name):  # a file system without hard links
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name) from None
        os.rename(path, name)


def discard(path: str) -> bool:
    """Delete a temporary file; False if it is there and cannot be deleted."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return True
    except NotADirectoryError:
        return True  # the folder was replaced by a file: the temporary file went with it
    except OSError:
        return False
    return True
