"""One large file over a long way that loses packets, beside aria2c with sixteen connections."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.arena import TMPFS, Arena, new_name, write_file
from tests.bench.measure import Row, Sample, interleave, middle
from tests.support.link import Link, Shape

WAY = Shape(rate=100e6, delay=0.040, queue=1000, loss=0.005)
MIB = 1 << 20
ARIA2C = ("aria2c", "-q", "--no-conf", "--file-allocation=none", "-x16", "-s16", "-k1M", "-o", "file")


def rows(runs: int, *, quick: bool) -> Iterator[Row]:
    """Fetch 200 MiB over 100 Mbit/s with a round trip of 80 ms and 0.5 % of loss, as a foreground job."""
    size = 50 if quick else 200
    with tempfile.TemporaryDirectory(prefix="pybits-link-", dir=TMPFS) as folder:
        root = Path(folder, "www")
        root.mkdir()
        write_file(root / "file", size * MIB)
        with (
            Link(Path(folder), WAY) as link,
            link.web_server(root) as server,
            Arena(TMPFS, link.command("client")) as arena,
        ):
            url = server.url("/file")
            contest: dict[str, Callable[[], Sample]] = {"pybits": lambda: _pybits(arena, url)}
            if shutil.which("aria2c"):
                contest["aria2c -x16 -s16"] = lambda: _aria2c(arena, url)
            results = {name: middle(samples) for name, samples in interleave(contest, runs).items()}
    title = f"{size} MiB over 100 Mbit/s, 80 ms, 0.5 % loss, foreground"
    ours, least = results.pop("pybits"), size * MIB * 8 / WAY.rate
    for peer, theirs in results.items():
        yield Row(title, peer, "s", ours.wall, theirs.wall, 1.0)
    yield Row(title, "what the link can", "s", ours.wall, least)


def _pybits(arena: Arena, url: str) -> Sample:
    name = new_name()
    arena.pybits("create", name)
    arena.pybits("setpriority", name, "foreground")
    arena.pybits("addfile", name, url, arena.out / "file")
    sample, _ = arena.move(name)
    (arena.out / "file").unlink()
    return sample


def _aria2c(arena: Arena, url: str) -> Sample:
    sample = arena.run(*ARIA2C, "-d", arena.out, url)
    (arena.out / "file").unlink()
    return sample
