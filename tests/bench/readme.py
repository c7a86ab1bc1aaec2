"""The README's table of figures, made of a run that was kept: `python -m tests.bench.readme [FILE]`."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tests.support.processes import ROOT

README = ROOT / "README.md"
FIGURES = Path(__file__).with_name("figures.json")
_BEGIN, _END = "<!-- bench: made by tests/bench/readme.py -->\n", "<!-- bench: end -->\n"
_LIBRARIES = ("pybits", "click", "rich")


def update(run: Mapping[str, Any], page: Path = README) -> None:
    """Put a run's figures into the README, in place of those of the run before."""
    text = page.read_text()
    before, found, rest = text.partition(_BEGIN)
    _, ended, after = rest.partition(_END)
    if not found or not ended:
        raise ValueError(f"{page} has no place for the figures ({_BEGIN.strip()})")
    page.write_text(f"{before}{_BEGIN}{section(run)}{_END}{after}")


def merged(run: Mapping[str, Any], again: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Give a run of it all with what was measured again on the same day and machine in place of what it replaces."""
    if any(run[key] != again[key] for key in ("version", "date", "machine", "versions", "quick")):
        raise ValueError("what is measured again is for the README on the same day, machine and versions alone")
    anew = {(row["title"], row["peer"]): row for row in again["rows"]}
    rows = [anew.pop((row["title"], row["peer"]), row) for row in run["rows"]]
    troubles = {name: reason for name, reason in run["troubles"].items() if name not in names} | again["troubles"]
    known = [*run.get("again", ()), *(name for name in names if name not in run.get("again", ()))]
    return {**run, "rows": [*rows, *anew.values()], "troubles": troubles, "again": known}


def keep(run: Mapping[str, Any]) -> None:
    """Put a run's figures into the README, and the run beside the benchmark."""
    update(run)
    FIGURES.write_text(json.dumps(run, indent=2) + "\n")


def kept() -> dict[str, Any]:
    """Give the run that was kept last."""
    found: dict[str, Any] = json.loads(FIGURES.read_text())
    return found


def section(run: Mapping[str, Any]) -> str:
    """Write what the README says of a run: when, on what, with what, and the rows that are for it."""
    day = date.fromisoformat(run["date"])
    loads = " at the start and ".join(f"{load:.1f}" for load in run["load"])
    names = (f"{name} {number}" for name, number in run["versions"].items() if name not in _LIBRARIES)
    again = ", but for " + ", ".join(run["again"]) + ", measured again by themselves" if run.get("again") else ""
    about = (
        f"These are of {day.day} {day:%B %Y}, on {run['machine']} (load average {loads} at the end); "
        f"medians, in one run of it all{again}. {', '.join(names)}."
    )
    lines = ["| what | pybits | beside | ratio | bar |", "|---|---:|---:|---:|---|"]
    lines += [_line(row) for row in run["rows"] if row["bar"] is not None or row["shown"]]
    lines += [f"| {name} | | | | {reason} |" for name, reason in run["troubles"].items()]
    return "\n".join([*_wrapped(about), "", *lines]) + "\n"


def _line(row: Mapping[str, Any]) -> str:
    unit = row["unit"].replace("% core", "% of a core")
    sign = "≥" if row["at_least"] else "≤"
    bar = "" if row["bar"] is None else f"{sign} {row['bar']:g} {unit if row['absolute'] else ''}".rstrip()
    bar = f"**missed**: {bar}" if row["passed"] is False else bar
    beside, ratio = "", ""
    if row["peer"] and row["theirs"] and not (row["absolute"] and row["unit"] == "%"):
        peer = f"`{row['peer']}`" if row["peer"].startswith("python") else row["peer"]
        beside = f"{_figure(row['theirs'])} {unit}".rstrip() + f", {peer}"
        ratio = "" if row["absolute"] else f"{row['ratio']:.2f}"
    ours = f"{_figure(row['ours'])} {unit}".rstrip()
    return f"| {row['title']} | {ours} | {beside} | {ratio} | {bar} |"


def _figure(number: float) -> str:
    """Write three digits of a number, or all of them before the point."""
    if number == int(number):
        return f"{number:,.0f}"
    digits = max(0, 2 - (len(re.match(r"\d*", f"{abs(number):.0f}")[0]) - 1)) if abs(number) >= 1 else 2  # type: ignore[index]
    return f"{number:,.{digits}f}"


def _wrapped(text: str, width: int = 120) -> Iterator[str]:
    line = ""
    for word in text.split():
        if len(line) + len(word) + 1 > width:
            yield line
            line = word
        else:
            line = f"{line} {word}".lstrip()
    yield line


def main() -> int:
    """Make the table of a run that was kept."""
    keep(json.loads(Path(sys.argv[1]).read_text()) if len(sys.argv) > 1 else kept())
    return 0


if __name__ == "__main__":
    sys.exit(main())
