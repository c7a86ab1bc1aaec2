"""How many files of a job are in flight: more of them while they are small, as far as the way has room. Pure.

A small file is over before its connection has come to speed: what it costs is a round trip. A few at a time, as is good
for large ones, would leave the way empty; so many that they fill the window that all have together do not.
"""

from __future__ import annotations

_SMALL = 64 << 10  # bytes
_HEADERS = 512  # bytes that come with each


def files_in_flight(usual: int, many: int, files: int, size: int, window: int) -> int:
    """Give how many there may be: `usual`, or up to `many` small ones.

    `files` have come in this turn, of `size` bytes in all; `window` are the bytes that may be on their way.
    """
    if not files or size > files * _SMALL:
        return usual
    return max(usual, min(many, window * files // (size + files * _HEADERS)))
