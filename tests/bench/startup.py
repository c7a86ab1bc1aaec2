"""How long a command takes to start, do its work and end: beside `import click` and no work at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.arena import Arena, create
from tests.bench.measure import Row, interleave, middle

CLICK = 1.25
PASS = 2.2
TAB = 60.0  # milliseconds for a press of Tab
FEW, SOME = 10, 300


def rows(parent: Path, runs: int, *, quick: bool) -> Iterator[Row]:
    """Compare commands with importing click, and bitsadmin's getstate with `pass`."""
    runs *= 3 if quick else 5
    with Arena(parent, wide=False) as few, Arena(parent) as ruled, Arena(parent) as some:
        few.make_jobs(FEW)
        ruled.make_jobs(FEW)
        some.make_jobs(SOME)
        results = interleave(
            {
                "pass": lambda: few.python("-c", "pass"),
                "click": lambda: few.python("-c", "import click"),
                "create": lambda: create(few),
                "ruled": lambda: create(ruled),
                "getstate": lambda: few.pybits("getstate", "job 5"),
                "list": lambda: few.pybits("list"),
                "slash": lambda: few.bitsadmin("/rawreturn", "/getstate", "job 5"),
                "jobs": lambda: some.pybits("--complete", "jobs"),
                "tab": lambda: some.tab("pybits cancel "),
            },
            runs,
        )
    wall = {name: middle(samples).wall * 1000 for name, samples in results.items()}
    for verb in ("create", "getstate", "list"):
        yield Row(f"pybits {verb}, {FEW} jobs", 'python -c "import click"', "ms", wall[verb], wall["click"], CLICK)
    title = f"pybits create, {FEW} jobs, with a policy file"
    yield Row(title, 'python -c "import click"', "ms", wall["ruled"], wall["click"], shown=True)
    yield Row("bitsadmin /rawreturn /getstate", "python -c pass", "ms", wall["slash"], wall["pass"], PASS)
    for name, title in (("jobs", "pybits --complete jobs"), ("tab", "a Tab in bash for a job")):
        yield Row(f"{title}, {SOME} jobs", "python -c pass", "ms", wall[name], wall["pass"], TAB, absolute=True)
