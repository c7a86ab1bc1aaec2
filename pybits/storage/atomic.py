"""Files written as if the power will fail: whole under a temporary name, synced, then renamed into place."""

from __future__ import annotations

import errno
import os
import stat

# A link, a folder, another user's, or far too large: nothing that pybits wrote.
NO_RECORD = (errno.ELOOP, errno.EISDIR, errno.EACCES, errno.EFBIG)
LARGEST = 1 << 30  # bytes of a record: what is larger is none, and must not cost its reader the memory
# O_NONBLOCK: a pipe that somebody put there must not keep an administrator waiting who acts for a user.
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


def open_to_read(path: str) -> int:
    """Open a file of a store, and wait for nobody; OSError as the kernel gives it."""
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)


def open_output(path: str) -> int:
    """Open a file, empty, for what a program prints; OSError for what is none, such as a pipe that somebody laid."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    fd = os.open(path, flags, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise OSError(errno.EINVAL, "It is no plain file", path)
        os.ftruncate(fd, 0)
    except OSError:
        os.close(fd)
        raise
    return fd


def read_file(path: str) -> bytes:
    """Read a whole file; OSError as the kernel gives it, EFBIG for one that is too large for any record."""
    fd = open_to_read(path)
    try:
        size = os.fstat(fd).st_size
        if size > LARGEST:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path)
        data = os.read(fd, size + 1)
        while len(data) > size:  # grew since, or a huge file was read in part
            more = os.read(fd, 1 << 20)
            if not more:
                break
            data += more
            size = len(data) - 1
        return data
    finally:
        os.close(fd)


def write_all(fd: int, data: bytes) -> None:
    """Write every byte; a file system may take less than it was given."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def append_all(fd: int, data: bytes) -> None:
    """Write every byte at the end, or none: a full disk takes a part, which is taken back."""
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(fd, view) :]
    except OSError:
        if len(view) < len(data):
            os.ftruncate(fd, os.fstat(fd).st_size - (len(data) - len(view)))
        raise


def write_new(path: str, data: bytes, *, durable: bool = True) -> None:
    """Write a file that nobody looks at yet."""
    fd = os.open(path, _WRITE | os.O_TRUNC, 0o600)
    try:
        write_all(fd, data)
        if durable:
            os.fsync(fd)
    finally:
        os.close(fd)


def replace_file(path: str, data: bytes, *, durable: bool = True) -> None:
    """Replace a file as a whole: a reader sees the old bytes or the new, never a mixture.

    `durable` is for what was promised to somebody: it is on the disk when this returns.
    """
    temporary = path + ".new"  # one writer at a time: the caller holds the store's lock
    try:
        write_new(temporary, data, durable=durable)
        os.rename(temporary, path)
    except OSError:
        _unlink(temporary)  # a full disk needs the room
        raise
    if durable:
        sync_folder(os.path.dirname(path))


def append(path: str, data: bytes) -> None:
    """Add bytes at the end, in one write where the file system takes it."""
    fd = os.open(path, _WRITE | os.O_APPEND, 0o600)
    try:
        append_all(fd, data)
    finally:
        os.close(fd)


def append_line(path: str, data: bytes) -> None:
    """Add whole lines at the end; what a kill or a power cut left of the last one stays a line of its own."""
    fd = os.open(path, _WRITE ^ os.O_WRONLY | os.O_RDWR | os.O_APPEND, 0o600)
    try:
        size = os.fstat(fd).st_size
        torn = size and os.pread(fd, 1, size - 1) != b"\n"
        append_all(fd, b"\n" + data if torn else data)
    finally:
        os.close(fd)


def sync_folder(path: str) -> None:
    """Make the names in a folder durable."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _unlink(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


def clear_folder(path: str) -> None:
    """Delete a folder and the files in it, if it is there."""
    try:
        for name in os.listdir(path):
            os.unlink(os.path.join(path, name))
        os.rmdir(path)
    except FileNotFoundError:
        return
