"""The daemon's event log: a JSON object a line; of two files the older is dropped when the newer is full."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from . import atomic, checked

NAME, FORMER = "events.jsonl", "events.1.jsonl"
LIMIT = 1 << 20  # bytes of each file


class EventLog:
    """The log of one store. Only the daemon writes it."""

    def __init__(self, home: str) -> None:
        self.path = os.path.join(home, NAME)
        self._former = os.path.join(home, FORMER)
        self._size = 0

    def add(self, lines: list[dict[str, Any]]) -> None:
        """Write events; OSError if the disk does not take them."""
        data = b"".join(map(checked.dump, lines))
        if not self._size:
            with contextlib.suppress(FileNotFoundError):
                self._size = os.path.getsize(self.path)
        if self._size and self._size + len(data) > LIMIT:
            os.replace(self.path, self._former)
            self._size = 0
        atomic.append_line(self.path, data)
        self._size += len(data)

    def read(self, count: int) -> list[dict[str, Any]]:
        """Read the last events, oldest first; lines that are damaged are left out."""
        lines: list[bytes] = []
        for path in (self.path, self._former):
            if len(lines) < count:
                with contextlib.suppress(OSError):
                    lines = atomic.read_file(path).splitlines() + lines
        found = []
        for line in lines[-count:]:
            with contextlib.suppress(checked.DamagedRecord):
                event = checked.load(line)
                if isinstance(event, dict) and isinstance(event.get("event"), str):
                    found.append(event)
        return found
