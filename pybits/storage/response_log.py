"""The last response's headers of each file: a log beside the job's record, of bounded size, which may be lost."""

from __future__ import annotations

import contextlib
import os

from . import atomic, checked

LONGEST = 16 * 1024  # bytes kept of one response's headers
_LIMIT = 4 << 20  # bytes; beyond it only the last line of each file is kept
_NAME = "responses.jsonl"


def add(folder: str, blocks: dict[int, bytes]) -> None:
    """Note headers, as they came."""
    path = os.path.join(folder, _NAME)
    with contextlib.suppress(OSError):  # no transfer fails for them
        atomic.append(path, _lines({index: block[:LONGEST].decode("latin-1") for index, block in blocks.items()}))
        if os.path.getsize(path) > _LIMIT:
            kept = _lines({index: "\r\n".join(lines) for index, lines in read(folder).items()})
            atomic.replace_file(path, kept if len(kept) <= _LIMIT else b"", durable=False)


def read(folder: str) -> dict[int, tuple[str, ...]]:
    """Read the headers of each file, a line each, the status line first."""
    try:
        data = atomic.read_file(os.path.join(folder, _NAME))
    except OSError:
        return {}
    found: dict[int, tuple[str, ...]] = {}
    for line in data.splitlines():
        with contextlib.suppress(checked.DamagedRecord, TypeError, ValueError):
            index, block = checked.load(line)
            found[checked.count(index)] = tuple(checked.text(block).replace("\r", "").rstrip("\n").split("\n"))
    return found


def _lines(blocks: dict[int, str]) -> bytes:
    return b"".join(checked.dump([index, block]) for index, block in blocks.items())
