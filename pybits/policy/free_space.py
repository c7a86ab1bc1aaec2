"""How much of a disk downloads leave free: the larger of what the machine's policy and the user's settings ask for."""

from __future__ import annotations

from ..domain.frozen import NamedTuple
from ..domain.policy_values import Policy

_MIB = 1 << 20


class Floor(NamedTuple):
    """So many bytes stay free on the file system of a destination; `who` asks for that."""

    size: int = 0
    who: str = ""

    def lack(self, local: str, free: int, coming: int) -> str:
        """Say why so many more bytes may not come where so many are free; empty if they may."""
        if free - coming >= self.size:
            return ""
        asked = f"{mebibytes(self.size)} are to stay free ({self.who})"
        have = f"{mebibytes(free)} are free on its file system, of which {asked}"
        more = f"; {mebibytes(coming)} are to come" if coming >= _MIB // 10 else ""
        return f"{local}: {have}{more}."


NO_FLOOR = Floor()


def floor_of(policy: Policy, setting: int, path: str) -> Floor:
    """Give the floor; `setting` is what the settings file at `path` says, 0 if nothing."""
    least = policy.number("MinFreeDiskSpace")
    if setting > least:
        return Floor(setting * _MIB, f"[disk] free in {path}")
    return Floor(least * _MIB, "policy MinFreeDiskSpace") if least else NO_FLOOR


def mebibytes(size: int) -> str:
    """Write a number of bytes in mebibytes."""
    return f"{size / _MIB:,.1f} MiB"
