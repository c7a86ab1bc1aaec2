"""The header block of one HTTP response: collected line by line, then read as status and fields."""

from __future__ import annotations

import re

from ..domain.frozen import NamedTuple

MAX_BLOCK = 256 * 1024
"""Bytes of headers after which a response is refused."""

_STATUS_LINE = re.compile(rb"HTTP/[0-9.]+ +([0-9]{3})(?![0-9])")


class Response(NamedTuple):
    """A response's status and its fields; the names in lower case, repeated fields joined by a comma."""

    status: int
    fields: dict[str, str]


def read_block(lines: list[bytes]) -> Response | None:
    """Read a status line and the field lines after it, None if the status line is not HTTP's."""
    match = _STATUS_LINE.match(lines[0]) if lines else None
    if match is None:
        return None
    fields: dict[str, str] = {}
    for line in b"".join(lines[1:]).decode("latin-1").split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            key, text = name.strip().lower(), value.strip()
            fields[key] = f"{fields[key]}, {text}" if key in fields else text
    return Response(int(match[1]), fields)
