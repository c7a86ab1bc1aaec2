"""A file that several connections fetch: which stretches it is divided into, and what of them is here.

The head is what is fetched from the first byte on, up to `limit`; the stretches follow it without a gap, each with its
first bytes here and the rest missing.
"""

from __future__ import annotations

from ...storage.temp_file import GATHER, PIECES, TempFile, shorten
from ...transfer.request import Answer, Enough

LEAST = 32 * 1024  # bytes of a stretch that is worth a request of its own

Islands = tuple[tuple[int, int], ...]


class Stretch:
    """The sink of one stretch: from `start` to before `position` it is here; `asked` is where a request for it ends.

    While nobody fetches it `asked` is 0.
    """

    def __init__(self, temp: TempFile, start: int, end: int, position: int) -> None:
        self.start, self.end, self.position, self.asked = start, end, position, 0
        self._temp = temp
        self._gathered: list[bytes] = []
        self._size = 0

    @property
    def left(self) -> int:
        """Count the bytes that have not come."""
        return self.end - self.position - self._size

    def begin(self, answer: Answer) -> None:
        """Take note of the answer, which is the one that was asked for or none."""

    def write(self, data: bytes, /) -> None:
        """Take the next bytes; Enough when the others are not wanted any more."""
        if not self.asked:
            raise Enough
        if len(data) > self.left:
            data = data[: self.left]
        self._gathered.append(data)
        self._size += len(data)
        if self._size >= GATHER or len(self._gathered) >= PIECES:
            self.flush()
        if not self.left and self.end < self.asked:
            raise Enough

    def flush(self) -> None:
        """Hand what was gathered to the kernel; `position` counts what it took, also when it refuses the rest."""
        pieces, self._gathered, self._size = self._gathered, [], 0
        while pieces:
            taken = self._temp.write_at(pieces, self.position)
            self.position += taken
            shorten(pieces, taken)

    def drop(self) -> None:
        """Take nothing more, and forget what is not with the kernel."""
        self.asked = self._size = 0
        self._gathered.clear()


class Spread:
    """The head's limit and the stretches after it, in order; `head` is always how far the head has come."""

    def __init__(self, temp: TempFile, total: int, islands: Islands) -> None:
        self.total = total
        self._temp = temp
        starts = [start for start, _ in islands]
        self.limit, *ends = [*starts, total]
        tiles = zip(islands, ends, strict=True)
        self.stretches = [Stretch(temp, start, end, position) for (start, position), end in tiles]

    def reach(self, head: int) -> int:
        """Give the first byte that is missing."""
        place = head
        for stretch in self.stretches:
            if place < stretch.start:
                break
            place = stretch.position
        return place

    def islands(self, head: int) -> Islands:
        """Give what is here after the first byte that is missing."""
        first, found = self.reach(head), list[tuple[int, int]]()
        for stretch in self.stretches:
            if stretch.start < first or stretch.position == stretch.start:
                continue
            if found and found[-1][1] == stretch.start:
                found[-1] = (found[-1][0], stretch.position)
            elif stretch.start > first:
                found.append((stretch.start, stretch.position))
        return tuple(found)

    def beyond(self, head: int) -> int:
        """Count the bytes of the islands."""
        return sum(end - start for start, end in self.islands(head))

    def take(self, head: int | None) -> Stretch | None:
        """Give a stretch that nobody fetches, or half of what is left of the largest; None if none is worth it.

        `head` is how far the head has come if somebody fetches it.
        """
        for stretch in self.stretches:
            if not stretch.asked and stretch.left:
                return stretch
        largest = max((one for one in self.stretches if one.asked), key=lambda one: one.left, default=None)
        of_head = self.limit - head if head is not None else 0
        left = max(of_head, largest.left if largest else 0)
        if left < 2 * LEAST:
            return None
        if largest is None or of_head >= largest.left:
            new = self._part(self.limit - left // 2, self.limit)
            self.limit = new.start
            self.stretches.insert(0, new)
        else:
            new = self._part(largest.end - left // 2, largest.end)
            largest.end = new.start
            self.stretches.insert(self.stretches.index(largest) + 1, new)
        return new

    def extend(self) -> None:
        """Let the head, whose request goes to the end of the file, bring what nobody else has begun with."""
        while self.stretches and not self.stretches[0].asked and self.stretches[0].position == self.limit:
            self.limit = self.stretches.pop(0).end

    def rejoin(self, head: int) -> int:
        """Let the head go on at the first byte that is missing, which is given, up to what is here after it."""
        first = self.reach(head)
        if first >= self.limit:
            self.limit = next((one.end for one in self.stretches if one.start <= first < one.end), self.total)
            self.stretches = [one for one in self.stretches if one.start >= self.limit]
        return first

    def flush(self) -> None:
        """Hand what has come to the kernel."""
        for stretch in self.stretches:
            stretch.flush()

    def stop(self) -> None:
        """Take no more bytes, not even those that came and are not with the kernel."""
        for stretch in self.stretches:
            stretch.drop()

    def _part(self, start: int, end: int) -> Stretch:
        return Stretch(self._temp, start, end, start)
