"""The benchmark: `python -m tests.bench` prints one table of ratios, and fails if a bar is missed."""

from __future__ import annotations

import argparse
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tests.bench import readme
from tests.bench.arena import TMPFS
from tests.bench.machine import machine, versions
from tests.bench.measure import Row, compared
from tests.bench.rows import DISK, MEMORY, ROWS, Rows, Terms
from tests.support import link

# What a contestant, the disk or the machine may come to.
_TROUBLES = (RuntimeError, AssertionError, OSError, ValueError, LookupError, subprocess.SubprocessError)
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    """Run what was asked for; exit status 1 if a row misses its bar or cannot be measured, 130 if it was ended."""
    options = _options()
    for number in _SIGNALS:
        signal.signal(number, _interrupt)
    if options.plot and (reason := link.missing()):
        sys.exit(f"--plot {reason}")
    kept: dict[str, Any] = {"version": 2, "date": date.today().isoformat(), "machine": machine()}
    kept |= {"versions": versions(), "load": [os.getloadavg()[0]], "quick": options.quick, "rows": [], "troubles": {}}
    print(f"{kept['date']}, {kept['machine']}, load average {kept['load'][0]:.1f}")
    print(", ".join(f"{name} {number}" for name, number in kept["versions"].items()))
    rows: list[Row] = []
    try:
        for row in _all(options, kept):
            rows.append(row)
            kept["rows"].append(row.record())
        if options.plot:
            from tests.bench import plot

            plot.draw(options.plot)
    except KeyboardInterrupt:
        print("ended early", flush=True)
        _keep(options, kept)
        return 130
    kept["load"].append(os.getloadavg()[0])
    print(f"load average {kept['load'][-1]:.1f} at the end")
    _keep(options, kept)
    if options.compare:
        print("\n".join(compared(rows, json.loads(options.compare.read_text())["rows"])))
    if options.json:
        print(json.dumps(kept, indent=2), file=options.json)
    if options.readme:
        readme.keep(kept if options.whole else readme.merged(readme.kept(), kept, options.only))
    return int(bool(kept["troubles"]) or any(row.passed is False for row in rows))


def _interrupt(_number: int, _frame: object) -> None:
    """End the run, and let nothing more disturb its cleaning up."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _keep(options: argparse.Namespace, kept: dict[str, Any]) -> None:
    if options.save and kept["rows"]:
        options.save.write_text(json.dumps(kept, indent=2) + "\n")


def _all(options: argparse.Namespace, kept: dict[str, Any]) -> Iterator[Row]:
    """Measure the groups one after the other; what goes wrong in one is told, and the others are measured."""
    print(f"\n{'':62} {'pybits':>9} {'peer':>9}        ratio  {'bar':16} peer")
    start = time.monotonic()
    for name in options.only:
        began = time.monotonic()
        late = (began - start) / 60 + ROWS[name].minutes > (options.within or math.inf)
        reason = "no time was left" if late else ROWS[name].missing()
        if reason:
            reason = f"not measured: {reason}"
        else:
            try:
                for row in _measured(ROWS[name], options):
                    print(row.line(), flush=True)
                    yield row
            except _TROUBLES as error:
                reason = f"{type(error).__name__}: {error}"
        if reason:
            kept["troubles"][name] = reason
            print(f"{name}: {reason}", flush=True)
        print(f"{'':62} {name}: {(time.monotonic() - began) / 60:.1f} min", flush=True)
        _keep(options, kept)


def _measured(group: Rows, options: argparse.Namespace) -> Iterator[Row]:
    for place in (options.to,) if options.to else group.places:
        sync = place == DISK
        parent = Path(tempfile.gettempdir()) if sync else TMPFS
        runs = options.runs or (1 if options.quick else group.runs)
        for row in group.measure(Terms(parent, runs, options.quick, sync)):
            yield row._replace(title=f"{row.title}, disk") if sync else row


def _options() -> argparse.Namespace:
    names = "".join(f"\n  {name:14} {rows.minutes:4g} min  {rows.about}" for name, rows in ROWS.items())
    total = sum(rows.minutes for rows in ROWS.values())
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=f"{__doc__}\n\nAll of it takes about {total:.0f} minutes on 2 processors. The rows:{names}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", metavar="ROWS", choices=ROWS, help="measure these alone")
    parser.add_argument("--quick", action="store_true", help="one run each and smaller sizes: a first look, no verdict")
    parser.add_argument("--runs", type=int, help="interleaved runs of each row (each rows' own: 1 to 5)")
    parser.add_argument("--within", type=float, metavar="MINUTES", help="begin with no rows that would take longer")
    parser.add_argument("--to", choices=(MEMORY, DISK), help="where store and files are (each rows' own)")
    parser.add_argument("--json", action="store_true", help="print JSON alone; the table goes to standard error")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep the run")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="say what changed since a run that was kept")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="write an SVG of a background job beside a curl")
    parser.add_argument(
        "--readme",
        action="store_true",
        help=f"put the figures into README.md, and keep them in {readme.FIGURES.name}; with --only what is measured "
        "anew on the day of a run of all",
    )
    options = parser.parse_args()
    if options.readme and options.quick:
        parser.error("--readme wants rows that are measured with care")
    if options.runs is not None and options.runs < 1:
        parser.error("--runs must be 1 or more")
    options.whole = options.only is None
    if options.only is None:
        options.only = [name for name in ROWS if not options.plot and not (options.quick and name == "huge")]
    options.json = sys.stdout if options.json else None
    if options.json:
        sys.stdout = sys.stderr
    return options


if __name__ == "__main__":
    sys.exit(main())
