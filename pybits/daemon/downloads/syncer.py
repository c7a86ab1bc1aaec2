"""Putting bytes on the disk beside the loop: fdatasync may take seconds, and the network must not wait for it."""

from __future__ import annotations

import ctypes
import os
import queue
import socket
import sys
import threading
from collections.abc import Collection, Mapping

from ...domain.frozen import NamedTuple
from ...storage import atomic
from .hashing import file_is

# From so many files on, one syncfs is cheaper than a sync of each; below, it might wait for what others write.
_GROUP = 16

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Batch(NamedTuple):
    """Files to sync, and the folders that hold their new names; `tag` comes back with the result."""

    tag: object
    files: Collection[str]
    folders: Collection[str]
    checks: Mapping[str, str] = {}  # checksums that files must have; empty in nearly every batch


class Synced(NamedTuple):
    """A batch that is on the disk, or the error that kept it from there."""

    tag: object
    error: OSError | None
    bad: frozenset[str] = frozenset()  # the files that have another checksum


class Syncer:
    """A thread that syncs batches in order, one that checks files first; `fileno()` is readable when one is done."""

    def __init__(self) -> None:
        self._todo: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Synced] = queue.SimpleQueue()
        self._pending = 0
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._thread = threading.Thread(target=self._work, args=(self._todo,), name="sync", daemon=True)
        self._thread.start()
        # Reading a file of gigabytes takes long, and the other files must not wait for it.
        self._to_check: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self._checker: threading.Thread | None = None

    def submit(self, batch: Batch) -> None:
        """Queue a batch."""
        self._pending += 1
        if not batch.checks:
            self._todo.put(batch)
            return
        if self._checker is None:
            self._checker = threading.Thread(target=self._work, args=(self._to_check,), name="check", daemon=True)
            self._checker.start()
        self._to_check.put(batch)

    def results(self) -> list[Synced]:
        """Collect the batches that are done."""
        try:
            self._reader.recv(4096)
        except BlockingIOError:
            return []
        found = []
        while not self._done.empty():
            found.append(self.wait())
        return found

    def wait(self) -> Synced:
        """Wait for the next batch to be done."""
        self._pending -= 1
        return self._done.get()

    def drain(self) -> list[Synced]:
        """Wait until every batch is done."""
        return [self.wait() for _ in range(self._pending)]

    def fileno(self) -> int:
        """Give the descriptor that is readable when a batch is done."""
        return self._reader.fileno()

    def close(self) -> None:
        """End the thread after the last batch."""
        self._todo.put(None)
        self._thread.join()
        if self._checker is not None:
            self._to_check.put(None)
            self._checker.join()
        self._reader.close()
        self._writer.close()

    def _work(self, todo: queue.SimpleQueue[Batch | None]) -> None:
        while (batch := todo.get()) is not None:
            error, bad = None, frozenset[str]()
            try:
                bad = frozenset(path for path, checksum in batch.checks.items() if not file_is(path, checksum))
                sync([path for path in batch.files if path not in bad] if bad else batch.files, batch.folders)
            except OSError as problem:
                error = problem
            self._done.put(Synced(batch.tag, error, bad))
            try:
                self._writer.send(b"!")
            except BlockingIOError:
                continue  # full is readable as well


def sync(files: Collection[str], folders: Collection[str]) -> None:
    """Put files and their names on the disk."""
    if len(files) >= _GROUP and _libc is not None:
        # One folder of each file system is enough: syncfs covers all that it holds.
        for folder in {os.stat(folder).st_dev: folder for folder in folders}.values():
            _syncfs(_libc, folder)
        return
    for file in files:
        fd = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            os.fdatasync(fd)
        finally:
            os.close(fd)
    for folder in folders:
        atomic.sync_folder(folder)


def _syncfs(libc: ctypes.CDLL, folder: str) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if libc.syncfs(fd) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), folder)
    finally:
        os.close(fd)
