"""Putting files that are still growing on the disk, one at a time: what a power cut costs."""

from __future__ import annotations

from collections.abc import Mapping

from .incoming import Incoming
from .syncer import Batch, Syncer
from .tags import SyncTag

_MUCH = 256 << 20  # bytes


class Growing:
    """The file of a run that is being synced while it grows."""

    def __init__(self, guid: str, turn: int, syncer: Syncer) -> None:
        self._guid, self._turn, self._syncer = guid, turn, syncer
        self.busy = False
        self._had = 0

    def much_came(self, moving: Mapping[int, Incoming]) -> bool:
        """Tell whether so much came since this was so that the end would be long if it waited for all of it."""
        here = sum(incoming.here for incoming in moving.values())
        if self.busy or abs(here - self._had) < _MUCH:
            return False
        self._had = here
        return True

    def sync(self, moving: Mapping[int, Incoming]) -> None:
        """Send the first file that has come further than the disk has it to be synced."""
        for index, incoming in moving.items():
            come = incoming.written()
            if come.written > come.durable or come.islands != come.safe_islands:
                incoming.syncing = come.written, come.islands
                self._syncer.submit(
                    Batch(SyncTag(self._guid, self._turn, (), index), [incoming.temp.path], [incoming.folder])
                )
                self.busy = True
                return

    def synced(self, incoming: Incoming | None, error: OSError | None) -> bool:
        """Take note of the end of it; True if the file's claim says more now."""
        self.busy = False
        if error is not None or incoming is None or incoming.syncing is None:
            return False  # what was synced has been thrown away meanwhile
        durable, islands = incoming.syncing
        incoming.syncing = None
        incoming.claim = incoming.claim._replace(durable=durable, safe_islands=islands)
        return True
