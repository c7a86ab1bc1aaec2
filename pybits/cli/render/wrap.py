"""Fitting lines to the screen as bitsadmin does: /WRAP breaks them, /NOWRAP cuts them."""

from __future__ import annotations

import re


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


_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def at_blanks(text: str, columns: int) -> str:
    """Break lines at blanks only: a path or URL that is longer than the screen stays one word, to be copied."""
    lines = text.split("\n")
    return "\n".join(piece for line in lines for piece in (_by_words(line, columns) if len(line) > columns else [line]))


def _by_words(line: str, columns: int) -> list[str]:
    pieces, width = [""], 0
    for found in re.findall(r"\s*\S+", line):
        if width and width + _width(found) > columns:
            pieces.append(found.lstrip(" "))
            width = _width(pieces[-1])
        else:
            pieces[-1] += found
            width += _width(found)
    return pieces


def _width(text: str) -> int:
    return len(_COLOUR.sub("", text))
