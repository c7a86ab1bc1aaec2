"""Fitting lines to the screen as bitsadmin does: /WRAP breaks them, /NOWRAP cuts them."""

from __future__ import annotations


def fit(text: str, columns: int, *, wrap: bool) -> str:
    """Break or cut every line of a text to so many columns; the last column stays free."""
    width = max(1, columns - 1)
    if all(len(line) <= width for line in text.split("\n")):
        return text
    lines = text.split("\n")
    return "\n".join(piece for line in lines for piece in (_broken(line, width) if wrap else [line[:width]]))


def _broken(line: str, width: int) -> list[str]:
    """Break a line behind the last blank that fits, in the middle of a word if there is none."""
    pieces: list[str] = []
    while len(line) > width:
        at = line.rfind(" ", 1, width + 1)
        at = width if at <= 0 else at + 1
        pieces.append(line[:at].rstrip(" ") if at > width else line[:at])
        line = line[at:]
    return [*pieces, line]
