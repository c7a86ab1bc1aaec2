"""The settings of the peer cache: how the file and the commands call them, and what they are when nobody set them."""

from __future__ import annotations

from .frozen import NamedTuple

# The configuration flags; 4 would keep BranchCache out.
CLIENT, SERVER = 1, 2


class Setting(NamedTuple):
    """A setting: its section and name in the file, its name in the command, its default."""

    section: str
    name: str
    argument: str
    default: int


LIMIT = Setting("cache", "limit", "PERCENT", 1)
EXPIRATION = Setting("cache", "expiration", "SECONDS", 7_776_000)
FLAGS = Setting("peercaching", "flags", "FLAGS", 0)
