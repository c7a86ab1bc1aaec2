"""What the network's cost and the machine's power mean for a job: whether it waits, and why. Pure."""

from __future__ import annotations

from ..domain.cost import BY_PRIORITY, LEVELS, CostState, show_transfer_policy
from ..domain.enums import JobPriority
from ..domain.frozen import NamedTuple
from ..domain.hresult import (
    BG_E_BLOCKED_BY_BATTERY_POLICY,
    BG_E_BLOCKED_BY_BATTERY_SAVER,
    BG_E_BLOCKED_BY_COST_TRANSFER_POLICY,
    HResult,
)
from ..domain.policy_values import Policy

_METERED = frozenset({1, 3})  # NM_METERED_YES and NM_METERED_GUESS_YES


class Surroundings(NamedTuple):
    """What the services of the machine say; as it stands here where there are none."""

    metered: int = 0  # NMMetered: unknown
    on_battery: bool = False
    percent: float = 100.0  # of the battery's charge
    saving: bool = False  # the profile is power-saver

    @property
    def cost(self) -> CostState:
        """Give the cost of the network, unrestricted if nobody says another."""
        return CostState.CAPPED_USAGE_UNKNOWN if self.metered in _METERED else CostState.UNRESTRICTED


class Reason(NamedTuple):
    """Why a job may not move."""

    code: HResult
    text: str


def transfer_policy(own: int, priority: JobPriority, policy: Policy) -> int:
    """Give the mask of costs on which a job may run: its own, or what the policies say for its priority."""
    if own != BY_PRIORITY:
        return own
    return LEVELS[policy.number(f"TransferPolicy{priority.name.capitalize()}") - 1]


def obstacle(around: Surroundings, own: int, priority: JobPriority, policy: Policy) -> Reason | None:
    """Say what keeps a job from moving; None if nothing does. Power holds back the background alone."""
    mask = transfer_policy(own, priority, policy)
    if not mask & around.cost:
        return Reason(
            BG_E_BLOCKED_BY_COST_TRANSFER_POLICY,
            "Waiting: metered connection. The job's transfer policy is "
            f"{show_transfer_policy(mask)}; 'settransferpolicy JOB always' lets it run.",
        )
    if priority is JobPriority.FOREGROUND or not around.on_battery:
        return None
    least = policy.number("PauseBelowPercent")
    if policy.switch("PauseOnBattery"):
        return Reason(BG_E_BLOCKED_BY_BATTERY_POLICY, "Waiting: the machine runs on battery (PauseOnBattery).")
    if around.percent < least:
        text = f"Waiting: the battery has less than {least} percent (PauseBelowPercent)."
        return Reason(BG_E_BLOCKED_BY_BATTERY_POLICY, text)
    if around.saving and policy.switch("PauseInPowerSaver"):
        text = "Waiting: the machine saves its battery (PauseInPowerSaver)."
        return Reason(BG_E_BLOCKED_BY_BATTERY_SAVER, text)
    return None
