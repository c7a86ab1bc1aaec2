"""Putting bytes on the disk beside the loop: fdatasync may take seconds, and the network must not wait for it."""

from __future__ import annotations

import ctypes
import os
import queue
import sys
import threading
from collections.abc import Sequence
from typing import NamedTuple

from ..storage import atomic

# From so many files on, one syncfs is cheaper than a sync of each; below, it might wait for what others write.
_GROUP = 16

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Batch(NamedTuple):
    """Descriptors to sync and folders whose new names to sync; `tag` comes back with the result."""

    tag: object
    descriptors: Sequence[int]
    folders: Sequence[str]


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
                _sync(batch)
            except OSError as problem:
                error = problem
            self._done.put(Synced(batch.tag, error))
            try:
                os.write(self._writer, b"!")
            except BlockingIOError:
                continue  # a full pipe is readable as well


def _sync(batch: Batch) -> None:
    if len(batch.descriptors) >= _GROUP and _libc is not None:
        # One representative of each file system is enough: syncfs covers every file of it.
        for descriptor in {os.fstat(descriptor).st_dev: descriptor for descriptor in batch.descriptors}.values():
            if _libc.syncfs(descriptor) != 0:
                code = ctypes.get_errno()
                raise OSError(code, os.strerror(code))
    else:
        for descriptor in batch.descriptors:
            os.fdatasync(descriptor)
    for folder in batch.folders:
        atomic.sync_folder(folder)
