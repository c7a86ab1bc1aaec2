"""One large file from nginx on this machine, beside curl: wall clock time, CPU time, peak memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench.arena import Arena, new_name, web_server, write_file
from tests.bench.measure import Command, Row, Sample, interleave, middle, one_after_the_other

WALL, CPU, PEAK = 1.1, 1.3, 80.0
MIB = 1 << 20
BARRED = 1024  # the size, in MiB, whose time has a bar


def rows(parent: Path, runs: int, *, quick: bool, sync: bool) -> Iterator[Row]:
    """Fetch files of 100 MiB, 1 GiB and 4 GiB. `sync`: curl too has to put its file on the disk."""
    for size in (100, BARRED) if quick else (100, BARRED, 4096):
        yield from _rows_of(size, parent, runs, sync=sync)


def _rows_of(size: int, parent: Path, runs: int, *, sync: bool) -> Iterator[Row]:
    with web_server(parent) as (server, root), Arena(parent) as arena:
        write_file(root / "file", size * MIB)
        url, target = server.url("/file"), arena.out / "file"
        commands: list[Command] = [("curl", "-sS", "-o", target, url)]
        if sync:
            commands.append(("sync", target))
        contest = {
            "moved": lambda: _pybits(arena, url, target, size, arena.move),
            "cold": lambda: _pybits(arena, url, target, size, arena.transfer),
            "curl": lambda: _curl(arena, commands, target, size),
        }
        results = interleave(contest, runs)
    ours, cold, theirs = middle(results["moved"]), middle(results["cold"]), middle(results["curl"])
    title, peer = f"one file, {size:,} MiB", "curl && sync" if sync else "curl"
    barred = size == BARRED
    yield Row(f"{title}: wall, QUEUED to TRANSFERRED", peer, "s", ours.wall, theirs.wall, WALL if barred else None)
    yield Row(f"{title}: CPU, the daemon's meanwhile", peer, "s", ours.cpu, theirs.cpu, CPU if barred else None)
    yield Row(f"{title}: wall, with three commands and the daemon's start", peer, "s", cold.wall, theirs.wall)
    yield Row(f"{title}: CPU of all of these", peer, "s", cold.cpu, theirs.cpu)
    yield Row(f"{title}: peak memory", peer, "MiB", ours.rss, theirs.rss, PEAK, absolute=True)


def _pybits(arena: Arena, url: str, target: Path, size: int, run: Callable[[str], tuple[Sample, Sample]]) -> Sample:
    name = new_name()
    arena.pybits("create", name)
    arena.pybits("addfile", name, url, target)
    _touch_memory(target, size)
    sample, _ = run(name)
    target.unlink()
    return sample


def _curl(arena: Arena, commands: Sequence[Command], target: Path, size: int) -> Sample:
    _touch_memory(target, size)
    sample = one_after_the_other([arena.run(*command) for command in commands])
    target.unlink()
    return sample


def _touch_memory(target: Path, size: int) -> None:
    """Use as much memory as the file will take, and free it again.

    On a virtual machine a page that has not been used for a while costs several times as much as one that was freed a
    moment ago: without this, who comes after a pause pays for it.
    """
    write_file(target, size * MIB)
    target.unlink()
