"""How many files of a run may be in flight, after what has come of it so far."""

from __future__ import annotations

from ...policy.small_files import files_in_flight
from ...transfer.engine import Engine
from ...transfer.request import Lane
from ..terms import Terms

_WIDE = 1 << 30


class Flight:
    """What has come in this turn; `most` is how many files may come at once."""

    def __init__(self, engine: Engine, lane: Lane, terms: Terms) -> None:
        self._engine, self._lane = engine, lane
        self._usual, self._many = terms.in_flight, terms.many
        self._files = self._size = 0

    def landed(self, size: int) -> None:
        """Take note that a file has come whole."""
        self._files += 1
        self._size += size

    @property
    def most(self) -> int:
        """Give how many may be in flight now."""
        if self._many <= self._usual or self._lane.limit:
            return self._usual
        window = self._engine.pacer.receiving.window if self._lane.polite else _WIDE
        return files_in_flight(self._usual, self._many, self._files, self._size, window)
