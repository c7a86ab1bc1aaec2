"""The slash face's usage screen, from the catalogue."""

from __future__ import annotations

from pybits.cli import argv, catalog

_HEAD = (
    "USAGE: BITSADMIN [/RAWRETURN] [/WRAP | /NOWRAP] command",
    "The following commands are available:",
    "",
    "/HELP or /?                Shows this text.",
)
_TAIL = (
    "",
    "Modifiers, before the command:",
    *(f"{word.upper():<27}{text}" for word, text in argv.MODIFIER_TEXTS.items()),
    "",
    "<job> is a job's name or its {GUID}. Names need not be unique; if several jobs have the name, use the GUID.",
)


def screen() -> list[str]:
    """Give the lines of the screen: each command's syntax, and below it what it does."""
    lines = list(_HEAD)
    for group in catalog.GROUPS:
        rows = [verb for verb in catalog.every() if verb.group == group and verb.syntax]
        if rows:
            lines.append("")
        for verb in rows:
            short = len(verb.syntax) < 27
            lines += [f"{verb.syntax:<27}{verb.summary}"] if short else [verb.syntax, " " * 27 + verb.summary]
    return [*lines, *_TAIL]
