"""Whose traffic an interface carries: ours is never taken for another's, whenever it comes between two looks."""

from __future__ import annotations

from pathlib import Path

import pytest

from pybits.transfer.pacing.interface_load import InterfaceLoad

LOOK = 0.06  # seconds
FULL = 400_000  # bytes that the way carries between two looks


class Counter:
    """An interface's counter in a file, and the bytes of our own connections."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "rx_bytes"
        self.load = InterfaceLoad("", "rx_bytes")
        self.load._path = str(self._file)
        self.total = self.own = 0
        self.now = 100.0

    def look(self, own: int, others: int = 0, late: int = 0) -> float:
        """Carry bytes and look; the last `late` of our own come after they were counted for the first time."""
        self.now += LOOK
        before = self.own + own - late
        self.own += own
        self.total += round(own * 1.046) + others
        self._file.write_text(f"{self.total}\n")
        return self.load.others(before, lambda: self.own, self.now)


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    made = Counter(tmp_path)
    for _ in range(3):
        made.look(FULL)
    return made


def test_what_others_take_is_seen(counter: Counter) -> None:
    assert counter.look(FULL) == 0.0
    assert counter.look(FULL // 2, others=FULL // 2) == pytest.approx(0.48, abs=0.03)
    assert counter.look(0, others=FULL) == pytest.approx(0.96, abs=0.05)


def test_a_burst_of_our_own_while_we_look_is_nobody_elses(counter: Counter) -> None:
    looks = [counter.look(FULL, late=late) for late in (FULL // 4, 0, FULL // 2, FULL // 10, 0, 0)]
    assert looks == [0.0] * 6
