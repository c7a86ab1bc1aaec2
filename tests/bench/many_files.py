"""One job of 2,000 small files from nginx on this machine, beside curl with 50 transfers at a time."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench.arena import Arena, new_name, web_server, write_file
from tests.bench.measure import Command, Row, Sample, interleave, middle, one_after_the_other

WALL = 1.5
SIZE = 4096
CURL = ("curl", "-sS", "--parallel", "--parallel-max", "50", "-K")


def rows(parent: Path, runs: int, *, quick: bool, sync: bool) -> Iterator[Row]:
    """Fetch 2,000 files of 4 KiB. pybits has them on the disk; `sync`: a second curl has to do so too."""
    number = 200 if quick else 2_000
    with web_server(parent) as (server, root), Arena(parent) as arena:
        names = [f"{index:05}" for index in range(number)]
        for name in names:
            write_file(root / name, SIZE)
        pairs = [(server.url(f"/{name}"), arena.out / name) for name in names]
        fileset, config = _lists(arena.folder, pairs)
        commands: list[Command] = [(*CURL, config)]
        contest = {
            "moved": lambda: _pybits(arena, fileset, arena.move),
            "cold": lambda: _pybits(arena, fileset, arena.transfer),
            "curl": lambda: _curl(arena, commands, number),
        }
        if sync:
            durable: list[Command] = [*commands, ("sync", *(path for _, path in pairs))]
            contest["curl && sync"] = lambda: _curl(arena, durable, number)
        results = interleave(contest, runs)
    ours, cold, theirs = middle(results["moved"]), middle(results["cold"]), middle(results["curl"])
    title, peer = f"{number:,} files of 4 KiB in one job", "curl --parallel"
    yield Row(f"{title}: wall, QUEUED to TRANSFERRED", peer, "s", ours.wall, theirs.wall, WALL)
    if sync:
        synced = middle(results["curl && sync"])
        yield Row(f"{title}: the same", f"{peer} && sync", "s", ours.wall, synced.wall)
    yield Row(f"{title}: wall, with three commands and the daemon's start", peer, "s", cold.wall, theirs.wall)
    yield Row(f"{title}: CPU", peer, "s", ours.cpu, theirs.cpu)
    yield Row(f"{title}: peak memory", peer, "MiB", ours.rss, theirs.rss)


def _lists(folder: Path, pairs: Sequence[tuple[str, Path]]) -> tuple[Path, Path]:
    """Write the same list for `pybits addfileset` and for `curl -K`."""
    fileset, config = folder / "files.txt", folder / "files.curl"
    fileset.write_text("".join(f"{url} {path}\n" for url, path in pairs))
    config.write_text("".join(f'url="{url}"\noutput="{path}"\n' for url, path in pairs))
    return fileset, config


def _pybits(arena: Arena, fileset: Path, run: Callable[[str], Sample]) -> Sample:
    name = new_name()
    arena.pybits("create", name)
    arena.pybits("addfileset", name, fileset)
    return _then_empty(run(name), arena.out, fileset.read_text().count("\n"))


def _curl(arena: Arena, commands: Sequence[Command], number: int) -> Sample:
    return _then_empty(one_after_the_other([arena.run(*command) for command in commands]), arena.out, number)


def _then_empty(sample: Sample, folder: Path, number: int) -> Sample:
    """See that everything came, and make room for the next run."""
    sizes = [path.stat().st_size for path in folder.iterdir()]
    if sizes != [SIZE] * number:
        raise RuntimeError(f"{len(sizes)} files came instead of {number}, of the sizes {sorted(set(sizes))}")
    shutil.rmtree(folder)
    folder.mkdir()
    return sample
