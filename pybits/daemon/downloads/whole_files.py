"""The files of a run whose last byte is here: they are synced many at a time, and claimed as done after that."""

from __future__ import annotations

from .syncer import Batch, Syncer
from .tags import SyncTag, Whole

# A sync makes everybody who creates files wait for the file system's journal: few and large ones are the fastest.
BATCH = 4096  # files
_FEW = 256
_WAIT = 1.0  # seconds that a whole file waits for others to be synced with


class WholeFiles:
    """Those that wait, and those that the syncer has."""

    def __init__(self, guid: str, turn: int, syncer: Syncer) -> None:
        self._guid, self._turn, self._syncer = guid, turn, syncer
        self.waiting: dict[int, Whole] = {}
        self.syncing: dict[int, Whole] = {}
        self._since = 0.0

    def __len__(self) -> int:
        return len(self.waiting) + len(self.syncing)

    def add(self, index: int, whole: Whole, now: float) -> None:
        """Take up a file."""
        if not self.waiting:
            self._since = now
        self.waiting[index] = whole

    def due_in(self, now: float) -> float:
        """Give the seconds until those that wait have waited for long enough."""
        return self._since + _WAIT - now if self.waiting and not self.syncing else 3600.0

    def sync(self, now: float, more: int, of: int) -> None:
        """Send those that wait to be synced, if it is time; so many `more` are to come of a job's files."""
        if not self.waiting or self.syncing:
            return
        # As many as are to come: what is left for the end, when nothing moves beside, is little then.
        enough = min(BATCH, max(more, _FEW, of // 8))
        if more and len(self.waiting) < enough and now - self._since < _WAIT:
            return
        self.syncing, self.waiting = self.waiting, {}
        paths = [whole.path for whole in self.syncing.values()]
        folders = {whole.folder for whole in self.syncing.values()}
        checks = {whole.path: whole.check for whole in self.syncing.values() if whole.check}
        self._syncer.submit(Batch(SyncTag(self._guid, self._turn, tuple(self.syncing)), paths, folders, checks))
