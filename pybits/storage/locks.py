"""File locks that the kernel frees however a process ends, taken with patience that is not endless."""

from __future__ import annotations

import fcntl
import os
import time
from types import TracebackType

from ..domain.hresult import ERROR_LOCK_VIOLATION, BitsError

PATIENCE = 5.0  # seconds without the lock changing hands
_LOOK_AT_HOLDER = 0.25


class FileLock:
    """An exclusive flock on a file; a context manager that may be entered again by who is inside. Not for threads."""

    def __init__(self, path: str, patience: float = PATIENCE, mode: int = 0o600) -> None:
        self.path = path
        self._patience = patience
        self._mode = mode
        self._fd = -1
        self._depth = 0

    def try_acquire(self) -> bool:
        """Take the lock if it is free."""
        fd = self._open()
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return False
        self._fd = fd
        return True

    def acquire(self) -> None:
        """Take the lock, waiting while it changes hands; ERROR_LOCK_VIOLATION if one process sits on it."""
        if self.try_acquire():
            return
        now = time.monotonic()
        holder, deadline, look, pause = holder_of(self.path), now + self._patience, now + _LOOK_AT_HOLDER, 0.001
        while not self.try_acquire():
            now = time.monotonic()
            if now >= look:
                look = now + _LOOK_AT_HOLDER
                present = holder_of(self.path)
                if present != holder:  # a queue that moves is no reason to give up
                    holder, deadline = present, now + self._patience
            if now >= deadline:
                raise BitsError(
                    ERROR_LOCK_VIOLATION,
                    f"{self.path} has been locked for {self._patience:.0f} seconds by {_describe(holder)}. "
                    "Wait for it or end it, then try again.",
                )
            time.sleep(pause)
            pause = min(0.02, pause * 1.5)

    def release(self) -> None:
        """Give the lock back; closing the file frees it."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    close = release

    def __enter__(self) -> FileLock:
        if not self._depth:
            self.acquire()
        self._depth += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._depth -= 1
        if not self._depth:
            self.release()

    def _open(self) -> int:
        # Open first, create second: in a sticky folder the kernel (fs.protected_regular) forbids opening
        # another user's file with O_CREAT. Reading is enough to lock, so the file can belong to anybody.
        # And a pipe in its place must keep nobody waiting: it can be locked as well as a file.
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        try:
            return os.open(self.path, flags)
        except FileNotFoundError:
            pass
        umask = os.umask(0)  # a lock for everybody is one from its first moment, whoever makes it
        try:
            return os.open(self.path, flags | os.O_CREAT | os.O_EXCL, self._mode)
        except FileExistsError:
            return os.open(self.path, flags)
        finally:
            os.umask(umask)


def holder_of(path: str) -> int | None:
    """Find the process that holds a flock on the file, where the kernel tells (Linux)."""
    try:
        inode = os.stat(path).st_ino
        fd = os.open("/proc/locks", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(fd, encoding="ascii", errors="replace") as lines:
        for line in lines:
            # "1: FLOCK  ADVISORY  WRITE 4711 fe:00:131074 0 EOF"; a waiter's line has "->" after the number
            words = line.split()
            if words[1:2] == ["FLOCK"] and words[5].rpartition(":")[2] == str(inode):
                return int(words[4])
    return None


def _describe(pid: int | None) -> str:
    if not pid:
        return "another process"
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            words = file.read(300).replace(b"\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        words = ""
    return f"process {pid} ({words})" if words else f"process {pid}"
