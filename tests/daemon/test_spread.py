"""The bookkeeping of a file that several connections fetch, against a model that knows each byte."""

from __future__ import annotations

import os
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pybits.daemon.downloads import spread as module
from pybits.daemon.downloads.spread import Spread, Stretch
from pybits.storage.temp_file import TempFile
from pybits.transfer.request import Enough

TOTAL = 4000
BODY = bytes(1 + number % 251 for number in range(TOTAL))  # no byte is that of a hole

Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("take", "bytes", "head", "flush", "stop", "rejoin", "restart")),
        st.integers(0, 7),
        st.integers(1, 900),
    ),
    max_size=60,
)


class Model:
    """A file, its spread, and connections that bring what they were asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.temp = TempFile(str(path), 0)
        self.spread = Spread(self.temp, TOTAL, ())
        self.head_runs = True

    def head(self, size: int) -> None:
        if self.head_runs:
            data = BODY[self.temp.length : min(self.temp.length + size, self.spread.limit)]
            self.temp.write(data)
            self.head_runs = self.temp.length < self.spread.limit

    def take(self) -> Stretch | None:
        stretch = self.spread.take(self.temp.length if self.head_runs else None)
        if stretch is not None:
            stretch.asked = stretch.end
        return stretch

    def bytes(self, which: int, size: int) -> None:
        busy = [one for one in self.spread.stretches if one.asked]
        if not busy:
            return
        stretch = busy[which % len(busy)]
        place = stretch.end - stretch.left
        try:
            stretch.write(BODY[place : min(place + size, stretch.asked)])
        except Enough:
            assert stretch.left == 0
        if not stretch.left:
            stretch.asked = 0

    def stop(self) -> None:
        for stretch in self.spread.stretches:
            stretch.flush()
            stretch.asked = 0

    def rejoin(self) -> None:
        if not self.head_runs:
            self.stop()
            self.temp.flush()
            self.temp.go_on_at(self.spread.rejoin(self.temp.position))
            self.head_runs = self.temp.length < self.spread.limit

    def restart(self) -> None:
        """Let the daemon die: what the kernel has is what the record may claim."""
        first, islands = self.spread.reach(self.temp.position), self.spread.islands(self.temp.position)
        self.temp.close()
        islands = islands if first else ()  # nothing would ask whether they are of the same version
        self.temp = TempFile(str(self.path), first, extent=islands[-1][1] if islands else 0)
        assert self.temp.position == first
        self.spread = Spread(self.temp, TOTAL, islands)
        self.head_runs = first < self.spread.limit

    def check(self) -> None:
        data = self.path.read_bytes()
        head, spread = self.temp.position, self.spread
        claimed = [(0, spread.reach(head)), *spread.islands(head)]
        for start, end in claimed:
            assert data[start:end] == BODY[start:end], f"claimed and not there: {start}-{end}"
        assert sum(end - start for start, end in claimed) == sum(map(bool, data)), "there and not claimed"
        gaps = pairwise(claimed)
        assert all(before[1] < after[0] for before, after in gaps), f"not apart: {claimed}"
        borders = [spread.limit, *(border for one in spread.stretches for border in (one.start, one.end)), TOTAL]
        assert borders[::2] == borders[1::2], "the stretches leave a gap or overlap"
        assert all(one.start <= one.position <= one.end for one in spread.stretches)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEAST", 50)


@settings(deadline=None, max_examples=60)
@given(STEPS)
def test_what_is_claimed_is_what_is_there_and_in_the_end_all_of_it(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        model = Model(Path(folder, "file"))
        for name, which, size in steps:
            _do(model, name, which, size)
            model.check()
        for _ in range(200):
            if not model.head_runs and model.take() is None:
                break
            model.head(500)
            model.bytes(0, 500)
        for stretch in list(model.spread.stretches):
            while stretch.asked:
                model.bytes(0, 500)
        model.temp.flush()
        model.spread.flush()
        model.check()
        assert model.spread.reach(model.temp.position) == TOTAL
        assert model.path.read_bytes() == BODY
        os.close(model.temp.fileno())


def _do(model: Model, name: str, which: int, size: int) -> None:
    if name == "take":
        model.take()
    elif name == "bytes":
        model.bytes(which, size)
    elif name == "head":
        model.head(size)
    elif name == "flush":
        model.temp.flush()
        model.spread.flush()
    elif name == "stop":
        model.stop()
    elif name == "rejoin":
        model.rejoin()
    else:
        model.restart()


def test_who_has_nothing_left_takes_half_of_what_is_left_of_the_largest(tmp_path: Path) -> None:
    spread = Spread(TempFile(str(tmp_path / "f"), 0), TOTAL, ())
    first = spread.take(0)
    assert first is not None
    assert (spread.limit, first.start, first.end) == (2000, 2000, 4000)
    first.asked = first.end
    first.write(b"x" * 1500)
    second = spread.take(400)
    assert second is not None
    assert (spread.limit, second.start, second.end) == (1200, 1200, 2000)
    with pytest.raises(Enough):
        second.write(b"nobody asked")


def test_a_connection_whose_stretch_became_shorter_has_enough_at_its_new_end(tmp_path: Path) -> None:
    spread = Spread(TempFile(str(tmp_path / "f"), 0), TOTAL, ((100, 200),))
    first = spread.take(None)
    assert first is not None
    first.asked = first.end
    second = spread.take(None)
    assert second is not None
    assert (first.end, second.start) == (2100, 2100)
    with pytest.raises(Enough):
        first.write(b"x" * 3000)
    assert first.left == 0
    spread.flush()
    assert spread.islands(0) == ((100, 2100),)
