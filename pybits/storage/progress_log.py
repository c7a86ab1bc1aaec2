"""What is known of each file's bytes: lines that the daemon appends, the last one of a file counts.

A line is written only after the bytes it claims (the second rule). It claims two things: `written` bytes are with
the kernel and outlive the process; `durable` bytes are synced and outlive the machine. A torn last line is ignored.
"""

from __future__ import annotations

import contextlib
import os

from ..domain.file import NOTHING, FileProgress
from ..domain.frozen import NamedTuple
from . import atomic, checked, file_records, records

_TAIL = 4096
_TOGETHER = 64  # files on one line: what a torn one costs
_SLACK = 1 << 20


class Totals(NamedTuple):
    """The job's sums at the moment a batch of lines was written."""

    files_done: int
    bytes_done: int
    bytes_total: int | None


def read_progress(path: str) -> dict[int, FileProgress]:
    """Read the last claim for each file; an empty dict before the first."""
    try:
        data = atomic.read_file(path)
    except FileNotFoundError:
        return {}
    progress: dict[int, FileProgress] = {}
    for line in data[: data.rfind(b"\n") + 1].splitlines():
        # What is damaged claims less: bytes are fetched again, nothing is lost.
        with contextlib.suppress(checked.DamagedRecord):
            _apply(checked.load(line), progress)
    return progress


def _apply(record: object, progress: dict[int, FileProgress]) -> None:
    if not isinstance(record, dict):
        return
    if "done" in record and "file" not in record:
        progress.update(file_records.finished_from_record(record))
    elif "file" in record:
        index, claim = file_records.progress_from_record(record)
        progress[index] = claim
    elif "islands" in record:
        index, claim = file_records.islands_from_record(record, progress)
        progress[index] = claim
    elif "published" in record:
        for index in file_records.published_from_record(record):
            progress[index] = progress.get(index, NOTHING)._replace(published=True)


def read_totals(path: str) -> Totals | None:
    """Read the newest sums from the end of the log, whatever its length."""
    try:
        fd = atomic.open_to_read(path)
    except FileNotFoundError:
        return None
    try:
        size = os.fstat(fd).st_size
        tail = os.pread(fd, _TAIL, max(0, size - _TAIL))
    finally:
        os.close(fd)
    for line in reversed(tail[: tail.rfind(b"\n") + 1].splitlines()):
        if line.startswith(b'{"totals":'):
            try:
                return Totals(*records.totals_from_record(checked.load(line)))
            except checked.DamagedRecord:
                return None
    return None


def _lines(claims: dict[int, FileProgress], totals: Totals | None) -> bytes:
    finished: list[tuple[int, int, int | None]] = []
    lines: list[bytes] = []
    for index, claim in claims.items():
        size = file_records.finished_size(claim)
        if size is None:
            lines.append(checked.dump(file_records.progress_to_record(index, claim)))
            if claim.islands or claim.safe_islands:
                lines.append(checked.dump(file_records.islands_to_record(index, claim)))
        else:
            finished.append((index, size, claim.inode))
    batches = (finished[start : start + _TOGETHER] for start in range(0, len(finished), _TOGETHER))
    lines += [checked.dump(file_records.finished_to_record(batch)) for batch in batches]
    if totals is not None:
        lines.append(checked.dump({"totals": list(totals)}))
    return b"".join(lines)


class ProgressWriter:
    """Appends to one job's log; only the holder of engine.lock has one."""

    def __init__(self, path: str) -> None:
        self._path = path
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
        self._fd = os.open(path, flags, 0o600)
        self._size = self._cut_torn_line()
        self._next_rewrite = 2 * self._size + _SLACK

    def append(self, claims: dict[int, FileProgress], totals: Totals | None, *, durable: bool = False) -> None:
        """Write claims, and the sums last, so that a look at the tail finds them."""
        self._write(_lines(claims, totals))
        if durable:
            os.fdatasync(self._fd)
        if self._size > self._next_rewrite:
            self._rewrite(totals)

    def append_published(self, indexes: list[int]) -> None:
        """Write which files have their final names."""
        if indexes:
            self._write(checked.dump({"published": indexes}))

    def _write(self, lines: bytes) -> None:
        atomic.append_all(self._fd, lines)
        self._size += len(lines)

    def sync(self) -> None:
        """Put what was appended on the disk."""
        os.fdatasync(self._fd)

    def close(self) -> None:
        """Close the log."""
        os.close(self._fd)

    def _cut_torn_line(self) -> int:
        size = whole = os.fstat(self._fd).st_size
        while whole:
            start = max(0, whole - _TAIL)
            newline = os.pread(self._fd, whole - start, start).rfind(b"\n")
            whole = start + newline + 1
            if newline >= 0:
                break
        if whole < size:
            os.ftruncate(self._fd, whole)
        return whole

    def _rewrite(self, totals: Totals | None) -> None:
        lines = _lines(read_progress(self._path), totals)
        atomic.replace_file(self._path, lines)
        os.close(self._fd)
        self._fd = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)
        self._size = len(lines)
        self._next_rewrite = 2 * self._size + _SLACK
