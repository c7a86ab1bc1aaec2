"""The crash sweep's count, at the end of pytest's output."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from tests.crash.sweep import Swept

TALLY: list[Swept] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many points were hit; a sweep that shrinks shows here."""
    if not TALLY:
        return
    killed = errors = 0
    for swept in TALLY:
        count = sum(swept.points.values())
        by_kind = ", ".join(f"{number} {kind}" for kind, number in swept.points.items())
        terminalreporter.write_line(f"  {swept.play} / {swept.fault.name}: {count} ({by_kind})")
        if swept.fault.name == "KILL":
            killed += count
        else:
            errors += count
    terminalreporter.write_line(f"crash sweep: {killed} kill points, {errors} error points, nothing lost")
