"""One large file from nginx here, in the foreground, beside curl, aria2c and wget2: wall clock, CPU, peak memory."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench.arena import TMPFS, Arena, new_name, web_server, write_file
from tests.bench.measure import Command, Row, Sample, interleave, middle, one_after_the_other

PEAK = 80.0
MIB = 1 << 20


class Bars(NamedTuple):
    """The bars of one size: against curl, or against the best of all peers."""

    wall: float | None = None
    cpu: float | None = None
    best: bool = False


SIZES = {100: Bars(), 1024: Bars(1.1, 1.3)}
HUGE = {4096: Bars(1.0, 1.1, best=True)}


def rows(parent: Path, runs: int, sizes: Mapping[int, Bars], *, sync: bool) -> Iterator[Row]:
    """Fetch files of these sizes in MiB. `sync`: the peers too have to put theirs on the disk."""
    for size, bars in sizes.items():
        yield from _rows_of(size, bars, parent, runs, sync=sync)


def _rows_of(size: int, bars: Bars, parent: Path, runs: int, *, sync: bool) -> Iterator[Row]:
    with web_server(parent) as (server, root), Arena(parent) as arena:
        write_file(root / "file", size * MIB)
        url, target = server.url("/file"), arena.out / "file"
        after: list[Command] = [("sync", target)] if sync else []
        contest = {"moved": lambda: _pybits(arena, url, target, size, arena.move)}
        if not bars.best:
            contest["cold"] = lambda: _pybits(arena, url, target, size, arena.transfer)
        peers = {f"{name} && sync" if sync else name: [words, *after] for name, words in _peers(url, target, bars)}
        for name, commands in peers.items():
            contest[name] = lambda commands=commands: _peer(arena, commands, target, size)  # type: ignore[misc]
        results = {name: middle(samples) for name, samples in interleave(contest, runs).items()}
    yield from _compare(f"one file, {size:,} MiB", results, {name: results[name] for name in peers}, bars)


def _peers(url: str, target: Path, bars: Bars) -> Iterator[tuple[str, Command]]:
    yield "curl", ("curl", "-sS", "-o", target, url)
    if bars.best and shutil.which("aria2c"):
        yield "aria2c", ("aria2c", "-q", "--no-conf", "--file-allocation=none", "-d", target.parent, "-o", "file", url)
    if bars.best and shutil.which("wget2"):
        yield "wget2", ("wget2", "-q", "--no-config", "-O", target, url)


def _compare(title: str, results: dict[str, Sample], peers: dict[str, Sample], bars: Bars) -> Iterator[Row]:
    ours = results["moved"]
    curl, *_ = peers
    fastest, cheapest = min(peers, key=lambda name: peers[name].wall), min(peers, key=lambda name: peers[name].cpu)
    moved, spent = f"{title}: QUEUED to TRANSFERRED, foreground", f"{title}: CPU, the daemon's meanwhile"
    yield Row(moved, fastest, "s", ours.wall, peers[fastest].wall, bars.wall)
    yield Row(spent, cheapest, "s", ours.cpu, peers[cheapest].cpu, bars.cpu)
    for name in peers.keys() - {fastest}:
        yield Row(moved, name, "s", ours.wall, peers[name].wall)
    if cold := results.get("cold"):
        yield Row(f"{title}: wall, with three commands and the daemon's start", curl, "s", cold.wall, peers[curl].wall)
        yield Row(f"{title}: CPU of all of these", curl, "s", cold.cpu, peers[curl].cpu)
    yield Row(f"{title}: peak memory", curl, "MiB", ours.rss, peers[curl].rss, PEAK, absolute=True)


def _pybits(arena: Arena, url: str, target: Path, size: int, run: Callable[[str], tuple[Sample, Sample]]) -> Sample:
    name = new_name()
    arena.pybits("create", name)
    arena.pybits("setpriority", name, "foreground")
    arena.pybits("addfile", name, url, target)
    _prepare(size)
    sample, _ = run(name)
    target.unlink()
    return sample


def _peer(arena: Arena, commands: Sequence[Command], target: Path, size: int) -> Sample:
    _prepare(size)
    sample = one_after_the_other([arena.run(*command) for command in commands])
    if target.stat().st_size != size * MIB:
        raise RuntimeError(f"{target.stat().st_size} bytes came instead of {size * MIB}")
    target.unlink()
    return sample


def _prepare(size: int) -> None:
    """Use as much memory as the file will take, and free it again; put on the disk what others have left to be put.

    On a virtual machine a page that has not been used for a while costs several times as much as one that was freed a
    moment ago: without this, who comes after a pause pays for it.
    """
    os.sync()
    with tempfile.TemporaryDirectory(prefix="pybits-memory-", dir=TMPFS) as folder:
        write_file(Path(folder, "touched"), size * MIB)
