"""Who has the turn: all foreground jobs, and one background job, chosen by level and then in rotation."""

from __future__ import annotations

from collections.abc import Sequence

from ..domain.enums import JobPriority
from ..domain.frozen import NamedTuple


class Candidate(NamedTuple):
    """A job that could run: QUEUED, or in turn already. Times are seconds since the boot."""

    guid: str
    priority: JobPriority
    created: float
    in_turn: bool
    turn_began: float  # of a job in turn
    last_turn: float  # when its last turn ended; 0 if it had none


def choose(candidates: Sequence[Candidate], now: float, time_slice: float) -> list[str]:
    """Give the jobs that should be in turn now; `time_slice` is in seconds.

    A higher level pre-empts a lower one. Inside a level who has the turn keeps it for a slice, then it goes to
    whoever has waited longest, so nobody starves; alone in the level, a job keeps it.
    """
    foreground = [c.guid for c in candidates if c.priority is JobPriority.FOREGROUND]
    background = [c for c in candidates if c.priority is not JobPriority.FOREGROUND]
    if not background:
        return foreground
    level = min(c.priority for c in background)
    rivals = [c for c in background if c.priority is level]
    keeper = next((c for c in rivals if c.in_turn and now - c.turn_began < time_slice), None)
    if keeper is None:
        keeper = min(rivals, key=lambda c: (c.in_turn, c.last_turn, c.created, c.guid))
    return [*foreground, keeper.guid]
