"""How fast the daemon's jobs that are held back move: a small file that it writes now and then, for people to see."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection

from ..domain.pace import Brake, Pace
from . import atomic, checked, clock

_NAME = "pace"
_FRESH = 5.0  # seconds


def write_pace(home: str, guids: Collection[str], pace: Pace) -> None:
    """Write how fast these jobs move together; whatever goes wrong is ignored, for nothing depends on it."""
    now = clock.now()
    record = {"jobs": sorted(guids), "pace": [pace.rate, pace.way, pace.brake.value], "at": [now.uptime, now.boot]}
    path = os.path.join(home, _NAME)
    with contextlib.suppress(OSError):
        fd = os.open(f"{path}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            os.write(fd, checked.dump(record))
        finally:
            os.close(fd)
        os.replace(f"{path}.new", path)


def read_pace(home: str, guid: str) -> Pace | None:
    """Read how fast a job moves; None if nothing has been written of it in the last seconds."""
    now = clock.now()
    try:
        record = checked.mapping(checked.load(atomic.read_file(os.path.join(home, _NAME))))
        uptime, boot = checked.listed(record.get("at"))
        stale = boot != now.boot or not 0 <= now.uptime - checked.number(uptime) < _FRESH
        if stale or guid not in checked.listed(record.get("jobs")):
            return None
        rate, way, brake = checked.listed(record.get("pace"))
        return Pace(checked.count(rate), checked.count(way), Brake(brake))
    except (OSError, ValueError):
        return None
