"""How fast bytes arrive and how long the rest will take, from what was seen in the last seconds."""

from __future__ import annotations

from collections import deque

WINDOW = 5.0


class Pace:
    """A speed over a sliding window: bursts do not make it jump, and a stall shows within seconds."""

    def __init__(self, window: float = WINDOW) -> None:
        self._window = window
        self._seen: deque[tuple[float, int]] = deque()

    def see(self, now: float, done: int) -> None:
        """Note that at `now` (seconds) so many bytes are done; fewer than before means a restart."""
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((now, done))
        while len(self._seen) > 2 and now - self._seen[1][0] >= self._window:
            self._seen.popleft()

    @property
    def speed(self) -> float | None:
        """Give bytes a second, None before there are two looks."""
        if len(self._seen) < 2:
            return None
        (then, before), (now, after) = self._seen[0], self._seen[-1]
        return (after - before) / (now - then) if now > then else None

    def remaining(self, total: int | None) -> float | None:
        """Give the seconds that the rest will take at this speed, None when nobody can say."""
        speed = self.speed
        if total is None or not speed or not self._seen:
            return None
        return max(0, total - self._seen[-1][1]) / speed
