"""A picture of what the politeness controller does when a curl comes and goes: rates, window and delay over time."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from tests.bench.arena import TMPFS
from tests.bench.politeness import SMALL
from tests.bench.traffic import Curl, make_site
from tests.support.link import Link
from tests.support.processes import ROOT

T = TypeVar("T")

_BEGIN, _CURL, _REST = 12.0, 18.0, 12.0  # seconds: alone, beside the curl, alone again
_STEP = 0.25  # seconds between two points
_WIDTH, _PANEL, _LEFT, _TOP = 760, 150, 70, 40


class Line(NamedTuple):
    """A curve: what it shows, its colour, and its points (seconds, figure)."""

    name: str
    colour: str
    points: Sequence[tuple[float, float]]


class Panel(NamedTuple):
    """Curves over the same axis."""

    title: str
    top: float
    lines: Sequence[Line]


def draw(target: Path) -> None:
    """Watch a polite download on a link of 50 Mbit/s and 40 ms, and write the picture."""
    samples, curl, began = _watch()
    seen = list(_thinned([(sample["at"] - began, sample) for sample in samples]))
    background = _rates([(at, sample["bytes"]) for at, sample in seen])
    foreground = _rates(list(_thinned([(at - began, count) for at, count in curl.history])))
    window = [(at, sample["window"] / 1024) for at, sample in seen]
    delay = [(at, sample["queue"] * 1000) for at, sample in seen]
    panels = (
        Panel("Mbit/s", 60, (Line("background", "#0b6e99", background), Line("curl", "#c4551a", foreground))),
        Panel("window, KiB", _nice([figure for _, figure in window]), (Line("window", "#0b6e99", window),)),
        Panel("delay on the way, ms", _nice([figure for _, figure in delay]), (Line("delay", "#0b6e99", delay),)),
    )
    target.write_text("\n".join(_picture(panels, _BEGIN + _CURL + _REST)) + "\n")


def _watch() -> tuple[list[dict[str, float]], Curl, float]:
    samples: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(prefix="pybits-plot-", dir=TMPFS) as folder:
        root = Path(folder, "www")
        root.mkdir()
        make_site(root)
        with Link(Path(folder), SMALL) as link, link.web_server(root) as server:
            words = link.command("client", sys.executable, "-m", "tests.bench.watched", server.url("/big"))
            process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
            assert process.stdout
            reader = threading.Thread(target=lambda: samples.extend(map(json.loads, process.stdout or ())))
            began = time.monotonic()
            reader.start()
            time.sleep(_BEGIN)
            curl = Curl(link, server.url("/big"))
            time.sleep(_CURL)
            curl.end()
            time.sleep(_REST)
            process.terminate()
            reader.join()
            process.wait()
    return samples, curl, began


def _thinned(pairs: list[tuple[float, T]]) -> Iterator[tuple[float, T]]:
    """Keep one point of each step."""
    last = -_STEP
    for at, figure in pairs:
        if at - last >= _STEP:
            last = at
            yield at, figure


def _rates(counts: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Make megabits a second of bytes."""
    pairs = itertools.pairwise(counts)
    return [(end, (after - before) * 8e-6 / (end - begin)) for (begin, before), (end, after) in pairs]


def _nice(figures: Sequence[float]) -> float:
    """Find a round number that is not below the highest figure."""
    highest, power = max(figures, default=1.0), 1.0
    while power * 10 <= highest:
        power *= 10
    return next(step * power for step in (1, 2, 3, 4, 6, 8, 10) if step * power >= highest)


def _picture(panels: Sequence[Panel], seconds: float) -> Iterator[str]:
    height = _TOP + len(panels) * (_PANEL + 45)
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDTH + 20} {height}"'
    yield '     font-family="sans-serif" font-size="13" fill="#333">'
    yield '<rect width="100%" height="100%" fill="#fff"/>'
    title = "A background job on a link of 50 Mbit/s and 40 ms with a queue of 100 packets; a curl comes and goes"
    yield f'<text x="{_LEFT}" y="20">{title}</text>'
    for number, panel in enumerate(panels):
        yield f'<g transform="translate({_LEFT},{_TOP + 20 + number * (_PANEL + 45)})">'
        yield from _drawn(panel, seconds)
        yield "</g>"
    yield "</svg>"


def _drawn(panel: Panel, seconds: float) -> Iterator[str]:
    across, up = _WIDTH / seconds, _PANEL / panel.top
    yield f'<text y="-6">{panel.title}</text>'
    for share in (0, 0.5, 1):
        y = _PANEL * (1 - share)
        yield f'<path d="M0 {y:g}H{_WIDTH}" stroke="#ddd"/>'
        yield f'<text x="-8" y="{y + 4:g}" text-anchor="end">{panel.top * share:g}</text>'
    for second in range(0, int(seconds) + 1, 6):
        yield f'<text x="{second * across:.0f}" y="{_PANEL + 16}" text-anchor="middle">{second} s</text>'
    for place, line in enumerate(panel.lines):
        points = " ".join(f"{at * across:.1f},{_PANEL - min(y, panel.top) * up:.1f}" for at, y in line.points)
        yield f'<polyline points="{points}" fill="none" stroke="{line.colour}" stroke-width="1.5"/>'
        if len(panel.lines) > 1:
            yield f'<text x="{_WIDTH - 90 * (place + 1)}" y="-6" fill="{line.colour}">{line.name}</text>'
