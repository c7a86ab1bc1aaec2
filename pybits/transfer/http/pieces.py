"""The pieces of a file that is fetched by ranges: which stretch of the server's file comes next, and where it goes."""

from __future__ import annotations

from pybits.domain.file import FileRange
from pybits.domain.frozen import NamedTuple


class Piece(NamedTuple):
    """A stretch that one request asks for.

    It goes from `start` to before `end`, None being the end of the file; `local` is where it goes in the local file.
    """

    start: int
    end: int | None
    local: int

    @property
    def header(self) -> str:
        """Give the value of Range."""
        return f"{self.start}-" if self.end is None else f"{self.start}-{self.end - 1}"


def local_size(ranges: tuple[FileRange, ...], length: int | None) -> int | None:
    """Add up what the ranges hold of a file of this length; None if that cannot be known yet."""
    size = 0
    for offset, count in ranges:
        if count is None and length is None:
            return None
        size += max(0, (length or 0) - offset) if count is None else count
    return size


def next_piece(ranges: tuple[FileRange, ...], position: int, length: int | None) -> Piece | None:
    """Find the stretch whose bytes come next when `position` bytes are here; None if none does.

    Ranges that follow each other without a gap are asked for at once. A range to the end of a file whose length is not
    known counts as the last: ask again when it is.
    """
    local = 0
    for number, (offset, count) in enumerate(ranges):
        size = (None if length is None else max(0, length - offset)) if count is None else count
        if size is None or position < local + size:
            start = offset + position - local
            return Piece(start, _joined(ranges[number:]), position)
        local += size
    return None


def beyond(ranges: tuple[FileRange, ...], total: int) -> Piece | None:
    """Find a range that a file of this length does not have: better now than after the bytes before it."""
    for offset, length in ranges:
        if offset >= total or (length is not None and offset + length > total):
            return Piece(offset, None if length is None else offset + length, 0)
    return None


def not_held(what: str, piece: Piece, total: int | None) -> str:
    """Say that a file does not have a stretch."""
    last = "its end" if piece.end is None else f"{piece.end - 1}"
    size = "" if total is None else f": it has {total} bytes"
    return f"{what} does not hold the bytes {piece.start} to {last}{size}."


def _joined(ranges: tuple[FileRange, ...]) -> int | None:
    """Give the end of the first range and of those that go on where it ends."""
    end = ranges[0].offset
    for offset, count in ranges:
        if offset != end:
            return end
        if count is None:
            return None
        end += count
    return end
