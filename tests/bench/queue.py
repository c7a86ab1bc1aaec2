"""A full queue: what commands take with 10,000 jobs, and with 10,000 files in one, and a daemon with nothing to do."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.arena import Arena, create, new_name
from tests.bench.measure import Contest, Row, Sample, interleave, middle, peak_memory
from tests.support.processes import wait_until

GROWTH = 1.2
FEW, SOME = 10, 300
LIST = (1000.0, 150.0)  # milliseconds, MiB
IDLE = 40.0  # MiB


def rows(parent: Path, runs: int, *, quick: bool) -> Iterator[Row]:
    """Compare commands in a store of 10 jobs with the same in one of 10,000."""
    many = 1_000 if quick else 10_000
    with Arena(parent) as few, Arena(parent) as full:
        few.make_jobs(FEW)
        full.make_jobs(many)
        for arena, jobs in ((few, FEW), (full, many)):
            arena.pybits("addfile", f"job {jobs // 2}", "http://127.0.0.1:9/nobody-there", arena.out / "file")
        contest = {"list": lambda: full.pybits("list")}
        for name, arena, jobs in (("few", few, FEW), ("full", full, many)):
            contest |= _commands(name, arena, f"job {jobs // 2}")
        results = {name: middle(samples) for name, samples in interleave(contest, runs * 3).items()}
    for verb in ("getstate", "create", "resume"):
        ours, theirs = (results[f"{verb} {name}"].wall * 1000 for name in ("full", "few"))
        yield Row(f"pybits {verb}, {many:,} jobs", f"the same with {FEW} jobs", "ms", ours, theirs, GROWTH)
    listed, (wall, memory) = results["list"], LIST
    yield Row(f"pybits list, {many:,} jobs", "", "ms", listed.wall * 1000, wall, wall, absolute=True)
    yield Row(f"pybits list, {many:,} jobs: peak memory", "", "MiB", listed.rss, memory, memory, absolute=True)


def file_rows(parent: Path, runs: int, *, quick: bool) -> Iterator[Row]:
    """Compare the addfile of a job's first file with that of its 10,000th."""
    many = 1_000 if quick else 10_000
    with Arena(parent) as arena:
        fileset = arena.folder / "fileset"
        urls = (f"http://127.0.0.1/{number} {arena.out / str(number)}\n" for number in range(many - 1))
        fileset.write_text("".join(urls))
        arena.pybits("create", "full")
        arena.pybits("addfileset", "full", fileset)
        contest = {"first": lambda: _add(arena, new_name(), create=True), "last": lambda: _add(arena, "full")}
        wall = {name: middle(samples).wall * 1000 for name, samples in interleave(contest, runs * 3).items()}
    yield Row(f"pybits addfile, the {many:,}th of a job", "the first", "ms", wall["last"], wall["first"], GROWTH)


def idle_rows(parent: Path, *, quick: bool) -> Iterator[Row]:
    """Watch the daemon of a service, which stays, with 300 suspended jobs: how often it gets the processor.

    One that a command started has nothing to do with these, and ends.
    """
    seconds = 10 if quick else 60
    with Arena(parent) as arena:
        arena.make_jobs(SOME)
        words = (sys.executable, "-m", "pybits.daemon", "--stay")
        with subprocess.Popen(words, env=arena.env, cwd=arena.folder, stderr=subprocess.DEVNULL) as daemon:
            try:
                wait_until(arena.listens, what="a daemon that listens")
                time.sleep(10)
                before = _switches(daemon.pid)
                time.sleep(seconds)
                wakes, memory = _switches(daemon.pid) - before, peak_memory(daemon.pid)
            finally:
                daemon.terminate()
    title = f"an idle daemon, {SOME} suspended jobs"
    yield Row(f"{title}: wake-ups in {seconds} s", "", "", wakes, 0, 0, absolute=True)
    yield Row(f"{title}: peak memory", "", "MiB", memory, IDLE, IDLE, absolute=True)


def _commands(suffix: str, arena: Arena, job: str) -> Contest:
    return {
        f"getstate {suffix}": lambda: arena.pybits("getstate", job),
        f"create {suffix}": lambda: create(arena),
        f"resume {suffix}": lambda: _resume(arena, job),
    }


def _resume(arena: Arena, name: str) -> Sample:
    """Measure a resume beside a daemon that runs already, and suspend the job again, unmeasured."""
    arena.pybits("daemon", "start")
    sample = arena.pybits("resume", name)
    arena.pybits("suspend", name)
    return sample


def _add(arena: Arena, job: str, *, create: bool = False) -> Sample:
    if create:
        arena.pybits("create", job)
    return arena.pybits("addfile", job, "http://127.0.0.1/one-more", arena.out / new_name())


def _switches(pid: int) -> int:
    """Count how often a process began to wait, which it does after each wake-up, all its threads together."""
    total = 0
    for status in Path(f"/proc/{pid}/task").glob("*/status"):
        lines = status.read_text().splitlines()
        total += sum(int(line.split()[1]) for line in lines if line.startswith("voluntary"))
    return total
