"""A box's clocks: they are set and the machine sleeps, as its programs see it; everything else keeps its time.

clocks = Clocks(tmp_path, box)
clocks.set_wall(days=400)    somebody sets the date
clocks.sleep(hours=8)        the machine was suspended, and goes on
"""

from __future__ import annotations

import struct
from datetime import timedelta
from pathlib import Path

from tests.support.preload import preload
from tests.support.processes import Box

SOURCE = Path(__file__).with_name("clocks.c")


class Clocks:
    """Those of all programs that are started in a box from now on, running ones too. Needs gcc."""

    def __init__(self, folder: Path, box: Box) -> None:
        library, self._file = preload(SOURCE, folder), folder / "clocks"
        self._wall = self._slept = 0
        self._write()
        box.env |= {"LD_PRELOAD": str(library), "CLOCKS": str(self._file)}

    def set_wall(self, **by: float) -> None:
        """Set the wall clock, forward or back, by what timedelta takes."""
        self._wall += int(timedelta(**by).total_seconds())
        self._write()

    def sleep(self, **time: float) -> None:
        """Let the machine have slept: the wall clock and the time since the boot went on, nothing else did."""
        self._slept += int(timedelta(**time).total_seconds())
        self.set_wall(**time)

    def _write(self) -> None:
        with self._file.open("r+b" if self._file.exists() else "wb") as file:
            file.write(struct.pack("qq", self._wall, self._slept))
