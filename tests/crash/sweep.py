"""One sweep: a play, struck at every call of every kind, one after the other, until it survives."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tests.crash.ground import Ground
from tests.crash.injection import Fault, Point, injecting, points_in, recording, was_hit
from tests.crash.plays import MAIN_THREAD_ONLY, PLAYS
from tests.support.processes import Ran

_MANY = 400  # calls of one kind: more are an endless loop, not a program that works


# A command gives the HRESULT, the daemon's log one sentence; who cannot print says that, and has no more to say.
_REASONS = ("0x8", "ERROR the daemon ends:", "cannot write the output:")


class Swept(NamedTuple):
    """What a sweep came to: the play, the fault, and how many points were hit of each kind of call."""

    play: str
    fault: Fault
    points: dict[str, int]


class _Striker:
    """Runs a command into one point and remembers whether it was hit."""

    def __init__(self, ground: Ground, point: Point) -> None:
        self.ground, self.point, self.hit = ground, point, False
        self.trace = ground.box.folder / "trace"

    def __call__(self, command: list[str]) -> Ran:
        ran = self.ground.run(injecting(command, self.point, self.trace))
        self.hit = was_hit(self.point, ran.status, self.trace)
        said = ran.stdout + ran.stderr
        assert "Traceback" not in said, said
        if self.hit and ran.status and self.point.fault is not Fault.KILL:
            assert any(reason in said for reason in _REASONS), f"status {ran.status} without a reason: {ran}"
        return ran


def sweep(folder: Path, python: str, play: str, fault: Fault) -> Swept:
    """Run a whole sweep on a ground of its own; AssertionError names the point at which something was lost."""
    ground = Ground(folder, python)
    threads = play not in MAIN_THREAD_ONLY
    try:
        trace = folder / "recording"
        for _ in range(2):  # what is done once, in a new store, would move the numbers of all that follows
            PLAYS[play](ground, lambda command: ground.run(recording(command, trace, threads=threads)))
        points = {}
        for syscall, numbers in points_in(trace, fault):
            chosen = [Point(syscall, number, fault, threads) for number in numbers or range(1, _MANY)]
            points[syscall] = _strike_each(ground, play, chosen, to_the_end=numbers is None)
        assert ground.widest != 1, "several connections were never more than one"
        return Swept(play, fault, points)
    finally:
        ground.close()


def _strike_each(ground: Ground, play: str, points: list[Point], *, to_the_end: bool) -> int:
    """Strike one point after the other and count those that were hit."""
    count = 0
    for point in points:
        striker = _Striker(ground, point)
        try:
            PLAYS[play](ground, striker)
        except Exception as error:
            error.add_note(f"after {point.fault.value} at {point.syscall} number {point.number} of '{play}'")
            raise
        if to_the_end and not striker.hit:
            return count
        count += striker.hit
    assert not to_the_end, f"{_MANY} calls and no end"
    assert count > len(points) // 2, f"{count} of {len(points)} numbers were those of calls that make a file"
    return count
