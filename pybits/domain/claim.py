"""What a daemon tells the machine's other daemons: which background job it runs, or wants to run next."""

from __future__ import annotations

from .enums import JobPriority
from .frozen import NamedTuple


class Claim(NamedTuple):
    """A background job that has the machine's turn or waits for it. Times are seconds since the boot."""

    guid: str
    priority: JobPriority
    created: float  # seconds since the epoch
    last_turn: float  # when its last turn ended; 0 if it had none
    began: float | None  # since when it has its turn; None: it waits


class Rival(NamedTuple):
    """A claim of another daemon; `deaf` tells that it has not looked at its bell since it was last rung."""

    uid: int
    claim: Claim
    place: str
    deaf: bool = False
