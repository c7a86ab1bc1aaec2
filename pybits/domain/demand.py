"""Files that are fetched on demand: which stretches of one are here, and which of those that are wanted are missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .file import FileProgress, FileRange, Wanted

Span = tuple[int, int]  # the first byte, and the one after the last
_END = 1 << 63  # after the last byte of any file


def held(claim: FileProgress, boot: str) -> tuple[Span, ...]:
    """Give the stretches that a claim vouches for in this boot, in order."""
    head, islands = claim.trusted(boot), claim.trusted_islands(boot)
    return merged([*([(0, head)] if head else []), *islands])


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Put stretches in order, those that touch or overlap as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


def missing(wanted: Iterable[Wanted], here: Sequence[Span], total: int | None) -> tuple[FileRange, ...]:
    """Give what is to be fetched, in the order in which it is wanted and each byte once.

    `total` is the file's length, if that is known; without it the last of them may go to the end of the file.
    """
    found: list[FileRange] = []
    taken = list(here)
    last = _END if total is None else total
    for _, offset, length in wanted:
        end = last if length is None else offset + length
        place = offset
        for start, stop in merged(taken):
            if stop <= place:
                continue
            if start >= end:
                break
            if start > place:
                found.append(_range(place, start))
            place = stop
        if place < end:
            found.append(_range(place, end))
        taken.append((offset, max(offset, end)))
    return tuple(found)


def as_ranges(spans: Iterable[Span]) -> tuple[FileRange, ...]:
    """Write stretches as ranges."""
    return tuple(_range(start, end) for start, end in spans)


def _range(start: int, end: int) -> FileRange:
    return FileRange(start, None if end == _END else end - start)
