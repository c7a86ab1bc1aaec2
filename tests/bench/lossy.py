"""One large file over a long way that loses packets, beside aria2c with sixteen connections, the most that it has."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.bench.arena import TMPFS, Arena, new_name, write_file
from tests.bench.measure import Row, Sample, interleave, middle
from tests.support.link import Link, Shape

WAY = Shape(rate=100e6, delay=0.040, queue=1000, loss=0.005)
MIB = 1 << 20
ARIA2C = ("aria2c", "-q", "--no-conf", "--file-allocation=none", "-x16", "-s16", "-k1M", "-o", "file")
MOST, USUAL = "64", "auto"


class Place(NamedTuple):
    """The link, its client's arena, and the file's URL."""

    link: Link
    arena: Arena
    url: str


def rows(runs: int, *, quick: bool) -> Iterator[Row]:
    """Fetch 200 MiB over 100 Mbit/s with a round trip of 80 ms and 0.5 % of loss, as a foreground job.

    Once with as many connections as a foreground job opens by itself, which is no more than aria2c, and once with as
    many as may be asked for: a server's flow gets some 2.5 Mbit/s on such a way.
    """
    size = 50 if quick else 200
    used: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="pybits-link-", dir=TMPFS) as folder:
        root = Path(folder, "www")
        root.mkdir()
        write_file(root / "file", size * MIB)
        with (
            Link(Path(folder), WAY) as link,
            link.web_server(root) as server,
            Arena(TMPFS, link.command("client")) as arena,
        ):
            place = Place(link, arena, server.url("/file"))
            contest: dict[str, Callable[[], Sample]] = {}
            for number in (MOST, USUAL):
                contest[number] = lambda number=number: _counted(place, used, number, lambda: _pybits(place, number))  # type: ignore[misc]
            if shutil.which("aria2c"):
                contest["aria2c -x16 -s16"] = lambda: _counted(place, used, "aria2c -x16 -s16", lambda: _aria2c(place))
            results = {name: middle(samples) for name, samples in interleave(contest, runs, warm_up=False).items()}
    least = size * MIB * 8 / WAY.rate
    way = f"{size} MiB over 100 Mbit/s (full: {least:.1f} s), 80 ms, 0.5 % loss"
    titles = {MOST: f"{way}, --connections {MOST}", USUAL: f"{way}, foreground"}
    for peer in results.keys() - {MOST, USUAL}:
        for number, title in titles.items():
            yield Row(title, peer, "s", results[number].wall, results[peer].wall, 1.0)
        for number, title in titles.items():
            most = int(MOST) if number == MOST else 16
            yield Row(f"{title}: connections at once", peer, "", used[number], used[peer], most, absolute=True)


def _pybits(place: Place, connections: str) -> Sample:
    arena, name = place.arena, new_name()
    arena.pybits("create", name)
    arena.pybits("setpriority", name, "foreground")
    arena.pybits("setconnections", name, connections)
    arena.pybits("addfile", name, place.url, arena.out / "file")
    sample, _ = arena.move(name)
    (arena.out / "file").unlink()
    return sample


def _aria2c(place: Place) -> Sample:
    sample = place.arena.run(*ARIA2C, "-d", place.arena.out, place.url)
    (place.arena.out / "file").unlink()
    return sample


def _counted(place: Place, used: dict[str, int], name: str, run: Callable[[], Sample]) -> Sample:
    """Run a contestant, and keep the most connections that it ever had."""
    place.arena.pybits("daemon", "stop")  # which keeps those of the run before for a while
    ended = threading.Event()

    def count() -> None:
        while not ended.wait(0.5):
            used[name] = max(used.get(name, 0), place.link.connections("client"))

    counter = threading.Thread(target=count)
    counter.start()
    try:
        return run()
    finally:
        ended.set()
        counter.join()
