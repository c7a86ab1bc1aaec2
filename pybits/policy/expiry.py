"""When a job that nobody touches and that comes no further has to go (JobInactivityTimeout)."""

from __future__ import annotations

from ..domain.moment import Moment

DAY = 86_400.0
# Across a reboot there is only the wall clock. What it says just after one may be nonsense, and a job is gone for good.
_CLOCK_IS_SET = 3600.0  # seconds after the boot


def expired(active: Moment, now: Moment, days: int) -> bool:
    """Tell whether so many days have passed since a job's last activity."""
    if active.boot != now.boot and now.uptime < _CLOCK_IS_SET:
        return False
    return now.since(active) >= days * DAY
