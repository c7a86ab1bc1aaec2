"""How fast a job moves at this moment, and what holds it back."""

from __future__ import annotations

from enum import Enum

from .frozen import NamedTuple


class Brake(Enum):
    """What keeps a job from taking the whole way."""

    NOTHING = "nothing"
    MACHINE = "machine"  # other traffic of this machine
    WAY = "way"  # other traffic somewhere on the way to the server
    LIMIT = "limit"  # the limit that its owner or an administrator set


class Pace(NamedTuple):
    """Bytes a second: what arrives, and what the way can carry as far as is known (0: nothing is known)."""

    rate: int
    way: int
    brake: Brake
