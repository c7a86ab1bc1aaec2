"""What happened to a job and why, in its own folder: a line per step, the newer half kept when it grows long."""

from __future__ import annotations

import contextlib
import os

from . import atomic, checked, records

_LIMIT = 1 << 18  # bytes: a job that stumbles for weeks must not fill the disk


def add(folder: str, at: float, text: str) -> int:
    """Note what happened to the job of a folder; the caller holds the store's lock, or is alone with the folder.

    Gives what `take_back` needs.
    """
    path, line = os.path.join(folder, "history.jsonl"), checked.dump([round(at, 3), text])
    atomic.append_line(path, line)
    if os.path.getsize(path) > _LIMIT:
        lines = atomic.read_file(path).splitlines(keepends=True)
        atomic.replace_file(path, b"".join(lines[len(lines) // 2 :]), durable=False)
    return os.path.getsize(path) - len(line)


def take_back(folder: str, size: int) -> None:
    """Strike out the last line: what it says did not come to pass, for its record could not be written."""
    with contextlib.suppress(OSError):
        fd = os.open(os.path.join(folder, "history.jsonl"), os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            os.ftruncate(fd, size)
        finally:
            os.close(fd)


def read(folder: str) -> list[tuple[float, str]]:
    """Read what happened, oldest first: seconds since the epoch, and words."""
    try:
        data = atomic.read_file(os.path.join(folder, "history.jsonl"))
    except FileNotFoundError:
        return []
    entries = []
    for line in data.splitlines():
        with contextlib.suppress(checked.DamagedRecord):
            entries.append(records.note_from_record(checked.load(line)))
    return entries
