"""The header block of one HTTP response: collected line by line, then read as status and fields."""

from __future__ import annotations

import re
from functools import lru_cache

from ..domain.frozen import NamedTuple

MAX_BLOCK = 256 * 1024
"""Bytes of headers after which a response is refused."""

_REMEMBERED = 512  # lines; the next small file of the same server differs in two or three of them
_SHORT = 4096  # bytes; lines of longer blocks are not remembered: a server must not fill the memory
EMPTY_LINES = (b"\r\n", b"\n")
_STATUS_LINE = re.compile(rb"HTTP/[0-9.]+ +([0-9]{3})(?![0-9])")


class Response(NamedTuple):
    """A response's status and its fields; the names in lower case, repeated fields joined by a comma."""

    status: int
    fields: dict[str, str]


def blocks_of(lines: list[bytes]) -> list[list[bytes]]:
    """Divide what was heard into blocks, each of which an empty line ended; the last line is one."""
    if lines.count(b"\r\n") == 1 and b"\n" not in lines:
        return [lines[:-1]]  # as nearly always
    found: list[list[bytes]] = [[]]
    for line in lines[:-1]:
        if line in EMPTY_LINES:
            found.append([])
        else:
            found[-1].append(line)
    return found


def read_block(lines: list[bytes]) -> Response | None:
    """Read a status line and the field lines after it, None if the status line is not HTTP's."""
    match = _STATUS_LINE.match(lines[0]) if lines else None
    if match is None:
        return None
    read = _known_field if sum(map(len, lines)) <= _SHORT else _field
    pairs = list(map(read, lines[1:]))
    fields = dict(pairs)
    if len(fields) < len(pairs) or "" in fields:
        fields = {}
        for name, value in pairs:
            if name:
                fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return Response(int(match[1]), fields)


def _field(line: bytes) -> tuple[str, str]:
    name, colon, value = line.decode("latin-1").partition(":")
    return (name.strip().lower(), value.strip()) if colon else ("", "")


_known_field = lru_cache(_REMEMBERED)(_field)
