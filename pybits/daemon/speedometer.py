"""Now and then the daemon writes down how fast the jobs move that are held back, and by what."""

from __future__ import annotations

from collections.abc import Collection

from ..domain.pace import Brake, Pace
from ..storage.pace_file import write_pace
from ..transfer.engine import Engine
from .reports import AnyRun

_EVERY = 1.0  # seconds


class Speedometer:
    """Writes for people; nothing depends on it."""

    def __init__(self, home: str, engine: Engine) -> None:
        self._home, self._engine = home, engine
        self._due = 0.0

    def tell(self, runs: Collection[AnyRun], monotonic: float) -> None:
        """Write the present pace, if it is time and any job is held back."""
        if monotonic < self._due:
            return
        self._due = monotonic + _EVERY
        polite = [run for run in runs if run.lane.polite]
        if polite:
            pace = self._engine.pacer.pace(monotonic)
            limits = [run.lane.limit for run in polite if run.lane.limit]
            if pace.brake is Brake.NOTHING and limits:
                pace = Pace(sum(limits), 0, Brake.LIMIT)
            write_pace(self._home, [run.guid for run in polite], pace)
            return
        for run in runs:
            if run.lane.limit:
                write_pace(self._home, [run.guid], Pace(run.lane.limit, 0, Brake.LIMIT))
                return
