"""The slash face's usage screen, from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from pybits.cli import argv, catalog
from pybits.cli.verb import Verb

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


def screen(container: str = "") -> list[str]:
    """Give the lines of the screen: each command's syntax, and below it what it does; or those of one container."""
    if container:
        switch = f"/{container.upper()}"
        head = (f"USAGE: BITSADMIN [/RAWRETURN] [/WRAP | /NOWRAP] {switch} command", *_HEAD[1:3])
        own = f"{f'{switch} /HELP or /?':<27}{_HEAD[3].split(maxsplit=3)[3]}"
        return [*head, own, *_rows(catalog.subs(container, slash=True))]
    lines = list(_HEAD)
    for group in catalog.GROUPS:
        rows = [verb for verb in catalog.every() if verb.group == group and verb.syntax]
        lines += ["", *_rows(rows)] if rows else []
    return [*lines, *_TAIL]


def _rows(verbs: Iterable[Verb]) -> list[str]:
    lines = []
    for verb in verbs:
        short = len(verb.syntax) < 27
        lines += [f"{verb.syntax:<27}{verb.summary}"] if short else [verb.syntax, " " * 27 + verb.summary]
    return lines
