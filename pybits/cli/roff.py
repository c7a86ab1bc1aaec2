"""The markup of man pages: plain sentences in, man(7) macros out, in the form that mandoc and groff accept unchanged.

In prose `backquotes` make bold and <angles> make italic.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

PARAGRAPH = ".PP\n"
_WIDTH = 78
_SPECIAL = {"\\": r"\e", '"': r"\(dq", "^": r"\(ha", "~": r"\(ti", "'": r"\(aq"}
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|(?<=[.!?]\))\s+")


def title(name: str, section: int, date: str, source: str) -> str:
    """Begin a page. Lines keep their natural gaps, and no name of a verb or file is hyphenated."""
    return f'.TH {literal(name.upper())} {section} {date} "{source}" "pybits manual"\n.nr HY 0\n.hy 0\n.ad l\n'


def heading(text: str) -> str:
    """Begin a section."""
    return f'.SH "{literal(text)}"\n' if " " in text else f".SH {literal(text)}\n"


def subheading(text: str) -> str:
    """Begin a part of a section; `text` may have the marks of prose."""
    return f'.SS "{_marked(text)}"\n'


def paragraphs(text: str) -> str:
    """Write paragraphs, which an empty line separates."""
    return PARAGRAPH.join(_filled(part) for part in text.strip().split("\n\n"))


def items(entries: Iterable[tuple[str, str]]) -> str:
    """Write a list of terms, each with what it means."""
    return "".join(f".TP\n{_marked(term)}\n{_filled(text)}" for term, text in entries)


def example(lines: Iterable[str], *, first: bool = False) -> str:
    """Write lines as they are; `first` in a section, there is nothing to keep a distance from."""
    body = "".join(_guarded(literal(line)) + "\n" for line in lines)
    return f"{'' if first else PARAGRAPH}.RS 4\n.EX\n{body}.EE\n.RE\n"


def literal(text: str) -> str:
    """Write text so that every character is shown as it is; a hyphen as the minus sign that can be copied."""
    return "".join(_character(character) for character in text).replace("-", r"\-")


def _character(character: str) -> str:
    if character.isascii():
        return _SPECIAL.get(character, character)
    return f"\\[u{ord(character):04X}]"


def _marked(text: str) -> str:
    """Write one line of prose with its bold and italic parts."""
    parts = re.split(r"(`[^`]+`|<[^<>]+>)", text)
    return "".join(_part(part) for part in parts)


def _part(part: str) -> str:
    if part[:1] == "`" and len(part) > 2:
        return rf"\fB{literal(part[1:-1])}\fR"
    if part[:1] == "<" and len(part) > 2:
        return rf"\fI{literal(part[1:-1])}\fR"
    return "".join(map(_character, part))


def _filled(text: str) -> str:
    """Write a paragraph: each sentence on a line of its own, so that a change of one is a change of one line."""
    lines: list[str] = []
    for sentence in _SENTENCE_END.split(" ".join(text.split())):
        lines += textwrap.wrap(_marked(sentence), _WIDTH, break_long_words=False, break_on_hyphens=False)
    return "".join(_guarded(line) + "\n" for line in lines)


def _guarded(line: str) -> str:
    """Keep a line from being read as a macro."""
    return rf"\&{line}" if line[:1] in {".", "'"} else line
