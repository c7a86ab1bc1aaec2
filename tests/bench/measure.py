"""Measuring: what one command takes in time, CPU and memory, and rows that compare medians of interleaved runs."""

from __future__ import annotations

import math
import os
import select
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

LONGEST = 600.0  # seconds that a command may take


class Sample(NamedTuple):
    """What one run took: seconds, CPU seconds (user and system), peak memory in MiB."""

    wall: float
    cpu: float
    rss: float = 0.0


Command = Sequence[str | Path]


def timed(words: Command, env: Mapping[str, str], cwd: Path) -> Sample:
    """Run a command that has to succeed and measure it; RuntimeError with what it said if it fails."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            words, env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors
        )
        try:
            peak = _peak_until_exit(process.pid)
        except BaseException:
            process.kill()
            process.wait()
            raise
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            command = " ".join(map(str, words))
            raise RuntimeError(f"{command}: exit status {process.returncode}: {errors.read().decode()}")
    return Sample(wall, usage.ru_utime + usage.ru_stime, peak)


def peak_memory(pid: int) -> float:
    """Read the peak memory of a process in MiB; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except ProcessLookupError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def _peak_until_exit(pid: int) -> float:
    """Wait for a process to end, reading its peak memory on the way: ru_maxrss would begin with this interpreter's.

    RuntimeError if it does not end.
    """
    exited = select.poll()
    descriptor = os.pidfd_open(pid)
    exited.register(descriptor, select.POLLIN)
    peak, until = 0.0, time.monotonic() + LONGEST
    try:
        while not exited.poll(20):
            peak = max(peak, peak_memory(pid))
            if time.monotonic() > until:
                raise RuntimeError(f"it did not end in {LONGEST:.0f} s")
    finally:
        os.close(descriptor)
    return peak


def one_after_the_other(samples: Sequence[Sample]) -> Sample:
    """Add up what commands took that ran one after the other; of memory take the peak."""
    return Sample(sum(s.wall for s in samples), sum(s.cpu for s in samples), max(s.rss for s in samples))


Contest = Mapping[str, Callable[[], Sample]]
Results = Mapping[str, Sequence[Sample]]


def interleave(contest: Contest, runs: int, *, warm_up: bool = True) -> Results:
    """Let everybody run once to warm up, then in turn, `runs` times, so that a slow minute hits all alike."""
    samples: dict[str, list[Sample]] = {name: [] for name in contest}
    for turn in range(runs + warm_up):
        for name, run in contest.items():
            sample = run()
            if turn >= warm_up:
                samples[name].append(sample)
    return samples


def middle(samples: Sequence[Sample]) -> Sample:
    """Take the median of each figure, but of memory the peak."""
    return Sample(median(s.wall for s in samples), median(s.cpu for s in samples), max(s.rss for s in samples))


def percentile(figures: Sequence[float], share: float) -> float:
    """Take the figure that this share of all does not exceed."""
    return sorted(figures)[max(0, math.ceil(share * len(figures)) - 1)]


class Row(NamedTuple):
    """A line of the table: our figure beside a peer's; the bar is on the ratio or, if `absolute`, on ours itself.

    A bar is what must not be exceeded or, `at_least`, what must be reached. The README shows rows with a bar, and
    those that are to be `shown`.
    """

    title: str
    peer: str
    unit: str
    ours: float
    theirs: float
    bar: float | None = None
    absolute: bool = False
    at_least: bool = False
    shown: bool = False

    @property
    def ratio(self) -> float:
        """Divide ours by theirs."""
        return self.ours / self.theirs if self.theirs else math.inf

    @property
    def passed(self) -> bool | None:
        """Tell whether the bar is met; None without one."""
        if self.bar is None:
            return None
        figure = self.ours if self.absolute else self.ratio
        return figure >= self.bar if self.at_least else figure <= self.bar

    def line(self) -> str:
        """Write the row as a line of the table."""
        sign, unit = "≥" if self.at_least else "≤", self.unit if self.absolute else ""
        bar = "" if self.bar is None else f"{sign} {self.bar:g} {unit}".rstrip()
        verdict = " MISSED" if self.passed is False else ""
        figures = f"{self.ours:9.2f} {self.theirs:9.2f} {self.unit:6} {self.ratio:6.2f}"
        return f"{self.title:62} {figures}  {bar + verdict:16} {self.peer}"

    def record(self) -> dict[str, Any]:
        """Give what is kept of the row."""
        ratio = None if math.isinf(self.ratio) else self.ratio
        return {**self._asdict(), "ratio": ratio, "passed": self.passed}


def compared(rows: Sequence[Row], kept: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Say of each row what it was in a run that was kept."""
    before = {(row["title"], row["peer"]): row for row in kept}
    for row in rows:
        was = before.pop((row.title, row.peer), None)
        if was is None:
            yield f"{row.title:62} {row.ours:9.2f} {row.unit:6} is new"
            continue
        change = f"{100 * (row.ours / was['ours'] - 1):+.0f} %" if was["ours"] else ""
        yield f"{row.title:62} {row.ours:9.2f} {row.unit:6} was {was['ours']:.2f} {change}".rstrip()
    for title, _ in before:
        yield f"{title:62} was not measured now"
