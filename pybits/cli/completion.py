"""The completion scripts of bash, zsh, fish and PowerShell: each a template, filled with the table of words."""

from __future__ import annotations

import os
from collections.abc import Callable

from .record import Record
from .shell_words import Answer, Table, table

PROGRAMS = ("pybits", "bitsadmin")


class Shell(Record):
    """A shell: its template, what the script for a program is called, and how a row of the table is written in it."""

    template: str
    file: str
    row: Callable[[str, Answer], str]


def script(shell: str, program: str) -> str:
    """Give the script that completes `program` in `shell`."""
    kind = SHELLS[shell]
    with open(os.path.join(os.path.dirname(__file__), "shells", kind.template), encoding="utf-8") as file:
        template = file.read()
    return template.replace("@TABLE@", _rows(kind, table(program))).replace("@PROGRAM@", program)


def scripts() -> dict[str, str]:
    """Give every script by the name of its file."""
    return {kind.file.format(program): script(shell, program) for shell, kind in SHELLS.items() for program in PROGRAMS}


def _rows(kind: Shell, rows: Table) -> str:
    return "\n".join(kind.row(place, answer) for place, answer in rows.items())


def _single(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"


def _bash(place: str, answer: Answer) -> str:
    words = answer.source or " ".join(word for word, _ in answer.words)
    return f"    [{_single(place)}]={_single(words)}"


def _zsh(place: str, answer: Answer) -> str:
    words = answer.source or "\n".join(_zsh_word(*word) for word in answer.words)
    return f"        {_single(place)} {_single(words)}"


def _zsh_word(word: str, description: str) -> str:
    escaped = word.replace("\\", "\\\\").replace(":", "\\:")
    return f"{escaped}:{description}" if description else escaped


def _fish(place: str, answer: Answer) -> str:
    lines = [answer.source] if answer.source else ["\t".join(filter(None, word)) for word in answer.words]
    words = "".join(f" \\\n                {_fish_word(line)}" for line in lines)
    return f"        case {_fish_word(place)}\n            printf '%s\\n'{words}"


def _fish_word(word: str) -> str:
    # A tab cannot stand in fish's quotes.
    return "\\t".join("'" + part.replace("\\", "\\\\").replace("'", "\\'") + "'" for part in word.split("\t"))


def _powershell(place: str, answer: Answer) -> str:
    lines = [answer.source] if answer.source else ["\t".join(filter(None, word)) for word in answer.words]
    words = ",\n        ".join(_powershell_word(line) for line in lines)
    return f"    $table[{_powershell_word(place)}] = @(\n        {words}\n    )"


def _powershell_word(word: str) -> str:
    # Only a string in double quotes may have a tab written as `t.
    for plain, escaped in (("`", "``"), ('"', '`"'), ("$", "`$"), ("\t", "`t")):
        word = word.replace(plain, escaped)
    return f'"{word}"'


SHELLS: dict[str, Shell] = {
    "bash": Shell("bash.sh", "{}.bash", _bash),
    "zsh": Shell("zsh.sh", "_{}", _zsh),
    "fish": Shell("fish.fish", "{}.fish", _fish),
    "powershell": Shell("powershell.ps1", "{}.ps1", _powershell),
}
