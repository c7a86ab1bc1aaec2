"""How the output is wanted: the options and modifiers that every verb has."""

from __future__ import annotations

from .record import Record

# What may stand before the verb or after it, with its help.
OPTIONS = {
    "json": "Print JSON, one object a line.",
    "raw": "Print the bare value.",
    "quiet": "Print results and errors only.",
}
HELP = "Show this text."
VERSION = "Print the version."


class Settings(Record):
    """`wrap` is the slash face's /WRAP (True) or /NOWRAP (False), None when neither was given."""

    json: bool = False
    raw: bool = False
    quiet: bool = False
    slash: bool = False
    wrap: bool | None = None
