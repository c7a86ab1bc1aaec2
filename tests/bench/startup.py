"""How long a command takes to start, do its work and end: beside `import click`, no work at all, and a full store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.arena import Arena, new_name
from tests.bench.measure import Row, Sample, interleave, middle

CLICK = 1.25
PASS = 2.2
GROWTH = 1.2
TAB = 60.0  # milliseconds for a press of Tab
FEW, SOME = 10, 300


def rows(parent: Path, runs: int, *, quick: bool) -> Iterator[Row]:
    """Compare commands with importing click, bitsadmin's getstate with `pass`, and all with 10,000 jobs."""
    many = 1_000 if quick else 10_000
    runs *= 5
    with Arena(parent) as few, Arena(parent) as some, Arena(parent) as full:
        few.make_jobs(FEW)
        some.make_jobs(SOME)
        full.make_jobs(many)
        results = interleave(
            {
                "pass": lambda: few.python("-c", "pass"),
                "click": lambda: few.python("-c", "import click"),
                "create": lambda: _create(few),
                "getstate": lambda: few.pybits("getstate", "job 5"),
                "list": lambda: few.pybits("list"),
                "slash": lambda: few.bitsadmin("/rawreturn", "/getstate", "job 5"),
                "jobs": lambda: some.pybits("--complete", "jobs"),
                "tab": lambda: some.tab("pybits cancel "),
                "create, full": lambda: _create(full),
                "getstate, full": _getstate(full, many),
            },
            runs,
        )
    wall = {name: middle(samples).wall * 1000 for name, samples in results.items()}
    for verb in ("create", "getstate", "list"):
        yield Row(f"pybits {verb}, {FEW} jobs", 'python -c "import click"', "ms", wall[verb], wall["click"], CLICK)
    yield Row("bitsadmin /rawreturn /getstate", "python -c pass", "ms", wall["slash"], wall["pass"], PASS)
    for name, title in (("jobs", "pybits --complete jobs"), ("tab", "a Tab in bash for a job")):
        yield Row(f"{title}, {SOME} jobs", "python -c pass", "ms", wall[name], wall["pass"], TAB, absolute=True)
    for verb in ("create", "getstate"):
        title = f"pybits {verb}, {many:,} jobs"
        yield Row(title, f"the same with {FEW} jobs", "ms", wall[f"{verb}, full"], wall[verb], GROWTH)


def _create(arena: Arena) -> Sample:
    """Measure a create, and take the job away again, unmeasured."""
    name = new_name()
    sample = arena.pybits("create", name)
    arena.pybits("cancel", name)
    return sample


def _getstate(arena: Arena, jobs: int) -> Callable[[], Sample]:
    name = f"job {jobs // 2}"
    return lambda: arena.pybits("getstate", name)
