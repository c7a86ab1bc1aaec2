"""The crash sweep's count, at the end of pytest's output."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from tests.crash.sweep import Swept

TALLY: list[Swept] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many points were hit; a sweep that shrinks shows here."""
    by_fault: dict[str, Counter[str]] = {}
    for swept in TALLY:
        by_fault.setdefault(swept.fault.name, Counter()).update(swept.points)
    for fault, kinds in by_fault.items():
        calls = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()) if count)
        terminalreporter.write_line(f"  {fault}: {kinds.total()} points: {calls}")
    if TALLY:
        killed = by_fault.get("KILL", Counter()).total()
        errors = sum(kinds.total() for kinds in by_fault.values()) - killed
        terminalreporter.write_line(
            f"crash sweep: {killed} kill points, {errors} error points survived, in {len(TALLY)} sweeps"
        )
