"""How the output is wanted: the options and modifiers that every verb has."""

from __future__ import annotations

from .record import Record


class Settings(Record):
    """`wrap` is the slash face's /WRAP (True) or /NOWRAP (False), None when neither was given."""

    json: bool = False
    raw: bool = False
    quiet: bool = False
    slash: bool = False
    wrap: bool | None = None
