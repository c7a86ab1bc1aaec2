"""How many connections a large file gets: as many as its owner says, else more for as long as they make it faster."""

from __future__ import annotations

from ..domain.connection_words import MOST

_WORTH = 8 << 20  # bytes that are left
_SOON = 2.0  # seconds in which all is here anyway
_PLENTY = 100_000_000  # bytes a second: more than one connection would cost more than it brings
_GAIN = 1.1
_STEP = 4


def grown(count: int, rate: float, before: float, left: int) -> int:
    """Give the next number of connections for a file of which `left` bytes are missing.

    `count` of them bring `rate` bytes a second, the fewer that there were before them brought `before`.
    """
    if left < _WORTH or rate >= _PLENTY or left < rate * _SOON or rate < before * _GAIN:
        return count
    return min(MOST, count * _STEP)
