"""A point in time that survives what wall clocks do not: being set, and the machine being rebooted."""

from __future__ import annotations

from .frozen import NamedTuple


class Moment(NamedTuple):
    """When something happened: seconds since the epoch, seconds since boot, and which boot.

    Seconds since boot count while the machine sleeps (CLOCK_BOOTTIME) and nobody can set them.
    """

    wall: float
    uptime: float
    boot: str

    def since(self, earlier: Moment) -> float:
        """Count the seconds from `earlier` to here; across a reboot the wall clock is all there is."""
        if self.boot == earlier.boot:
            return max(0.0, self.uptime - earlier.uptime)
        return max(0.0, self.wall - earlier.wall)

    def plus(self, seconds: float) -> Moment:
        """Give the moment so many seconds later."""
        return Moment(self.wall + seconds, self.uptime + seconds, self.boot)

    def reached(self, now: Moment) -> bool:
        """Tell whether this moment is past; a reboot since it was set counts as past.

        A machine that was rebooted has a new network and nothing to lose by trying.
        """
        return now.boot != self.boot or now.uptime >= self.uptime
