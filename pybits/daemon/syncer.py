"""Putting bytes on the disk beside the loop: fdatasync may take seconds, and the network must not wait for it."""

from __future__ import annotations

import ctypes
import os
import queue
import sys
import threading
from collections.abc import Collection

from ..domain.frozen import NamedTuple
from ..storage import atomic

# From so many files on, one syncfs is cheaper than a sync of each; below, it might wait for what others write.
_GROUP = 16

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Batch(NamedTuple):
    """Files to sync, and the folders that hold their new names; `tag` comes back with the result."""

    tag: object
    files: Collection[str]
    folders: Collection[str]


class Synced(NamedTuple):
    """A batch that is on the disk, or the error that kept it from there."""

    tag: object
    error: OSError | None


class Syncer:
    """One thread that syncs batches in order and makes `fileno()` readable when one is done."""

    def __init__(self) -> None:
        self._todo: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Synced] = queue.SimpleQueue()
        self._pending = 0
        self._reader, self._writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._thread = threading.Thread(target=self._work, name="sync", daemon=True)
        self._thread.start()

    def submit(self, batch: Batch) -> None:
        """Queue a batch."""
        self._pending += 1
        self._todo.put(batch)

    def results(self) -> list[Synced]:
        """Collect the batches that are done."""
        try:
            os.read(self._reader, 4096)
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
        return self._reader

    def close(self) -> None:
        """End the thread after the last batch."""
        self._todo.put(None)
        self._thread.join()
        os.close(self._reader)
        os.close(self._writer)

    def _work(self) -> None:
        while (batch := self._todo.get()) is not None:
            error = None
            try:
                sync(batch.files, batch.folders)
            except OSError as problem:
                error = problem
            self._done.put(Synced(batch.tag, error))
            try:
                os.write(self._writer, b"!")
            except BlockingIOError:
                continue  # a full pipe is readable as well


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
