"""Waiting until a store changes, by looking at its index: cheap, and the same whether a daemon runs or not."""

from __future__ import annotations

import os
import time

from ..storage.job_store import JobStore

_SHORTEST, _LONGEST = 0.005, 0.05


class ChangeWatch:
    """Remembers what the index looked like, and waits until it looks different."""

    def __init__(self, store: JobStore) -> None:
        self._path = store.index.path
        self._seen = self._look()

    def wait(self, seconds: float) -> bool:
        """Wait at most so many seconds for a change; tell whether there was one."""
        deadline = time.monotonic() + seconds
        pause = _SHORTEST
        while True:
            present = self._look()
            if present != self._seen:
                self._seen = present
                return True
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(pause, left))
            pause = min(_LONGEST, pause * 1.5)

    def _look(self) -> tuple[int, int]:
        try:
            status = os.stat(self._path)
        except FileNotFoundError:
            return (0, 0)
        return (status.st_ino, status.st_size)
