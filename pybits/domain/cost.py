"""What the network costs, and on which cost a job may run: BITS' states, masks and their names."""

from __future__ import annotations

from enum import IntFlag

from .enums import DEFAULT_POLICY, TRANSFER_POLICIES
from .hresult import E_INVALIDARG, BitsError


class CostState(IntFlag):
    """BITS_COST_STATE: what is known of the network's cost."""

    UNRESTRICTED = 0x1
    CAPPED_USAGE_UNKNOWN = 0x2
    BELOW_CAP = 0x4
    NEAR_CAP = 0x8
    OVERCAP_CHARGED = 0x10
    OVERCAP_THROTTLED = 0x20
    USAGE_BASED = 0x40
    ROAMING = 0x80


BY_PRIORITY = 0  # a job without a transfer policy of its own
_IGNORE_CONGESTION = 0x80000000
_WORDS = (DEFAULT_POLICY, *TRANSFER_POLICIES)
LEVELS = tuple(TRANSFER_POLICIES.values())


def parse_transfer_policy(argument: str, word: str) -> int:
    """Read a transfer policy: default, one of BITS' names, or a mask of cost states; E_INVALIDARG for others."""
    said = word.strip().lower().removeprefix("bits_job_transfer_policy_").replace("_", "-")
    if said in _WORDS:
        return TRANSFER_POLICIES.get(said, BY_PRIORITY)
    try:
        mask = int(said, 0) if said.isascii() else -1
    except ValueError:
        mask = -1
    if mask & ~(_IGNORE_CONGESTION | 0xFF) or not mask & 0xFF:
        raise BitsError(
            E_INVALIDARG,
            f"{argument} must be one of {', '.join(_WORDS)}, or a mask of cost states from 0x1 to 0xff, not '{word}'.",
        )
    return mask


def show_transfer_policy(mask: int) -> str:
    """Print a transfer policy by its name, a mask without one as a number."""
    if mask == BY_PRIORITY:
        return DEFAULT_POLICY
    return next((name for name, known in TRANSFER_POLICIES.items() if known == mask), hex(mask))
