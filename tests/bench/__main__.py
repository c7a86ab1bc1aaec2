"""The benchmark: `python -m tests.bench` prints one table of ratios, and fails if a bar is missed."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from tests.bench import lossy, many_files, one_file, politeness, queue, startup
from tests.bench.arena import TMPFS
from tests.bench.measure import Row, compared
from tests.support import link, nginx

PEERS = ("curl", "aria2c", "wget2")


class Terms(NamedTuple):
    """How the rows are measured: where store and files are, how often, and whether this is but a first look."""

    parent: Path
    runs: int
    quick: bool
    sync: bool


class Rows(NamedTuple):
    """Rows that are measured together: what they are about, how, and what that needs that is not here."""

    about: str
    measure: Callable[[Terms], Iterator[Row]]
    missing: Callable[[], str] = str  # nothing
    places: tuple[str, ...] = ("tmpfs",)


def _linked(about: str, measure: Callable[[int, bool], Iterator[Row]]) -> Rows:
    return Rows(about, lambda terms: measure(terms.runs, terms.quick), link.missing)


def _no_room() -> str:
    return "" if shutil.disk_usage(TMPFS).free > 9 << 30 else f"needs 9 GiB in {TMPFS}"


def _foreground(shape: link.Shape) -> Callable[[int, bool], Iterator[Row]]:
    return lambda runs, quick: politeness.foreground_rows(shape, runs, quick=quick)


ROWS = {
    "startup": Rows("commands beside python", lambda t: startup.rows(t.parent, t.runs, quick=t.quick)),
    "queue": Rows("10,000 jobs", lambda t: queue.rows(t.parent, t.runs, quick=t.quick)),
    "addfile": Rows("10,000 files in a job", lambda t: queue.file_rows(t.parent, t.runs, quick=t.quick)),
    "idle": Rows("a daemon with nothing to do", lambda t: queue.idle_rows(t.parent, quick=t.quick)),
    "one-file": Rows("100 MiB and 1 GiB", lambda t: one_file.rows(t.parent, t.runs, one_file.SIZES, sync=t.sync)),
    "huge": Rows(
        "4 GiB, not with --quick",
        lambda t: one_file.rows(t.parent, t.runs, one_file.HUGE, sync=t.sync),
        _no_room,
        ("tmpfs", "disk"),
    ),
    "many-files": Rows(
        "2,000 and 10,000 small files",
        lambda t: many_files.rows(t.parent, t.runs, quick=t.quick, sync=t.sync),
        places=("disk",),
    ),
    "lossy": _linked("200 MiB over a long and lossy way", lambda runs, quick: lossy.rows(runs, quick=quick)),
    "polite-small": _linked("a background job and a curl, short queue", _foreground(politeness.SMALL)),
    "polite-large": _linked("the same, long queue", _foreground(politeness.LARGE)),
    "polite-jitter": _linked("the same, jitter", _foreground(politeness.JITTER)),
    "polite-late": _linked("it joins a curl", lambda runs, quick: politeness.late_rows(runs, quick=quick)),
    "polite-web": _linked("a page beside it", lambda runs, quick: politeness.web_rows(runs, quick=quick)),
    "polite-two": _linked("two machines' jobs", lambda runs, quick: politeness.two_rows(runs, quick=quick)),
}


def main() -> int:
    """Run what was asked for; exit status 1 if a row misses its bar."""
    options = _options()
    load = f"load average {os.getloadavg()[0]:.1f}"
    print(f"{_versions()}; {load}")
    print(f"\n{'':62} {'pybits':>9} {'peer':>9}        ratio  {'bar':16} peer")
    rows: list[Row] = []
    for name in options.only:
        if reason := ROWS[name].missing():
            print(f"{name}: not measured: {reason}")
            continue
        for row in _measured(ROWS[name], options):
            rows.append(row)
            print(row.line(), flush=True)
    if options.plot:
        _draw(options.plot)
    print(f"load average {os.getloadavg()[0]:.1f} at the end")
    record = {"version": 1, "versions": _versions(), "load": load}
    record["rows"] = [row.record() for row in rows]
    if options.save:
        options.save.write_text(json.dumps(record, indent=2) + "\n")
    if options.compare:
        print("\n".join(compared(rows, json.loads(options.compare.read_text())["rows"])))
    if options.json:
        print(json.dumps(record, indent=2), file=options.json)
    return int(any(row.passed is False for row in rows))


def _measured(group: Rows, options: argparse.Namespace) -> Iterator[Row]:
    for place in (options.to,) if options.to else group.places:
        sync = place == "disk"
        terms = Terms(Path(tempfile.gettempdir()) if sync else TMPFS, options.runs, options.quick, sync)
        for row in group.measure(terms):
            yield row._replace(title=f"{row.title}, disk") if sync else row


def _options() -> argparse.Namespace:
    names = "".join(f"\n  {name:14} {rows.about}" for name, rows in ROWS.items())
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=f"{__doc__}\n\nrows:{names}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", metavar="ROWS", choices=ROWS, help="measure these alone")
    parser.add_argument("--quick", action="store_true", help="fewer runs and smaller sizes: a first look, no verdict")
    parser.add_argument("--runs", type=int, help="interleaved runs of each row (5; quick: 3)")
    parser.add_argument("--to", choices=("tmpfs", "disk"), help="where store and files are (each rows' own)")
    parser.add_argument("--json", action="store_true", help="print JSON alone; the table goes to standard error")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep the run")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="say what changed since a run that was kept")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="write an SVG of a background job beside a curl")
    options = parser.parse_args()
    options.runs = options.runs or (3 if options.quick else 5)
    if options.only is None:
        options.only = [name for name in ROWS if not options.plot and not (options.quick and name == "huge")]
    options.json = sys.stdout if options.json else None
    if options.json:
        sys.stdout = sys.stderr
    return options


def _draw(target: Path) -> None:
    if reason := link.missing():
        sys.exit(f"--plot {reason}")
    from tests.bench import plot

    plot.draw(target)


def _versions() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("pybits", "click", "pycurl", "rich"))
    peers = ", ".join(_first_line(name, "--version") if shutil.which(name) else f"no {name}" for name in PEERS)
    server = _first_line(str(nginx.PROGRAM), "-v")
    python = platform.python_version()
    machine = f"{platform.system()} {platform.release()}, {os.cpu_count()} CPUs"
    return f"{packages}; Python {python}; {peers}; {server}; {machine}"


def _first_line(*command: str) -> str:
    """Ask a program for its name and version."""
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True)
    return ran.stdout.split("\n")[0].split(" (")[0]


if __name__ == "__main__":
    sys.exit(main())
