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
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from tests.bench import many_files, one_file, startup
from tests.bench.arena import TMPFS
from tests.bench.measure import Row
from tests.support import nginx

FAMILIES = ("startup", "one-file", "many-files")


def main() -> int:
    """Run what was asked for; exit status 1 if a row misses its bar."""
    options = _options()
    print(_versions())
    print(f"\n{'':42} {'pybits':>9} {'peer':>9}       ratio  {'bar':16} peer")
    rows: list[Row] = []
    for row in _rows(options):
        rows.append(row)
        print(_line(row), flush=True)
    if options.json:
        record = {"version": 1, "versions": _versions(), "to": options.to, "rows": [_record(row) for row in rows]}
        options.json.write_text(json.dumps(record, indent=2) + "\n")
    return int(any(row.passed is False for row in rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("families", nargs="*", metavar="FAMILY", help=f"{', '.join(FAMILIES)}; all by default")
    parser.add_argument("--quick", action="store_true", help="fewer runs and smaller sizes: a first look, no verdict")
    parser.add_argument(
        "--huge", action="store_true", help="a file of 4 GiB too: minutes, and 8 GiB of memory on tmpfs"
    )
    parser.add_argument("--runs", type=int, help="interleaved runs of each row (5; quick: 3)")
    parser.add_argument("--to", choices=("tmpfs", "disk"), default="tmpfs", help="where store and files are")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    options = parser.parse_args()
    if unknown := set(options.families) - set(FAMILIES):
        parser.error(f"no such family: {', '.join(sorted(unknown))}")
    options.runs = options.runs or (3 if options.quick else 5)
    return options


def _rows(options: argparse.Namespace) -> Iterator[Row]:
    wanted = options.families or FAMILIES
    runs, quick, sync = options.runs, options.quick, options.to == "disk"
    parent = Path(tempfile.gettempdir()) if sync else TMPFS
    if "startup" in wanted:
        yield from startup.rows(parent, runs, quick=quick)
    if "one-file" in wanted:
        yield from one_file.rows(parent, runs, huge=options.huge, sync=sync)
    if "many-files" in wanted:
        yield from many_files.rows(parent, runs, quick=quick, sync=sync)


def _line(row: Row) -> str:
    bar = "" if row.bar is None else f"≤ {row.bar:g} {row.unit if row.absolute else ''}".rstrip()
    verdict = " MISSED" if row.passed is False else ""
    figures = f"{row.ours:9.2f} {row.theirs:9.2f} {row.unit:4} {row.ratio:6.2f}"
    return f"{row.title:42} {figures}  {bar + verdict:16} {row.peer}"


def _record(row: Row) -> dict[str, object]:
    return {**row._asdict(), "ratio": row.ratio, "passed": row.passed}


def _versions() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("pybits", "click", "pycurl", "rich"))
    peers = ", ".join(_first_line(name, "--version") for name in ("curl", "aria2c", "wget2") if shutil.which(name))
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
