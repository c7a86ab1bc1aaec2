"""The line in which a run's files stand: which wait, which come again later, and which stay out of this turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from ...domain.file import File
from ...transfer.urls import host_name
from .incoming import Incoming


class Line:
    """The files of one run that are to be fetched, in their order; `_moving` has those in flight."""

    def __init__(self, files: list[File], waiting: Iterable[int]) -> None:
        self.files = files
        self.spared: set[int] = set()  # left out of this turn: their host is to be left alone
        self._waiting = deque(waiting)
        self._later: list[tuple[float, int]] = []
        self._moving: dict[int, Incoming] = {}
        self._looked_at: set[int] = set()  # those whose destination is there already, while it is looked at

    @property
    def exhausted(self) -> bool:
        """Tell whether nothing is left to be fetched but files of hosts that are to be left alone."""
        return bool(self.spared) and not (self._waiting or self._later or self._moving or self._looked_at)

    def spare(self, index: int) -> bool:
        """Leave out the files of a host in trouble; tell whether there is something to do with other hosts."""
        host = self._host(index)
        theirs = (n for n in (*self._waiting, *(number for _, number in self._later)) if self._host(n) == host)
        self.spared.update(theirs, [index])
        self._waiting = deque(number for number in self._waiting if number not in self.spared)
        self._later = [(at, number) for at, number in self._later if number not in self.spared]
        return bool(self._waiting or self._later) or any(self._host(number) != host for number in self._moving)

    def _ripen(self, now: float) -> None:
        for at, index in list(self._later):
            if at <= now:
                self._later.remove((at, index))
                self._waiting.appendleft(index)

    def _host(self, index: int) -> str:
        return host_name(self.files[index].remote)
