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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_METERED = frozenset({1, 3})  # NM_METERED_YES and NM_METERED_GUESS_YES
_MODEM = frozenset({"gsm", "cdma"})  # NetworkManager's words for connections of a modem
_CONNECTED = 11  # MM_MODEM_STATE_CONNECTED
# ModemManager's interfaces: properties that say where a modem is registered, and their values for a network of others.
_REGISTERED: dict[str, tuple[tuple[str, ...], frozenset[int]]] = {
    "Modem3gpp": (("RegistrationState",), frozenset({5, 7, 10})),  # roaming; for messages alone; no calls in between
    "ModemCdma": (("Cdma1xRegistrationState", "EvdoRegistrationState"), frozenset({3})),
}


class Surroundings(NamedTuple):
    """What the services of the machine say; as it stands here where there are none."""

    metered: int = 0  # NMMetered: unknown
    on_battery: bool = False
    percent: float = 100.0  # of the battery's charge
    saving: bool = False  # the profile is power-saver
    primary: str = ""  # the type of the connection that leads to the world
    modem_roams: bool = False  # a modem is connected through a network that is not its own

    @property
    def cost(self) -> CostState:
        """Give the cost of the network, unrestricted if nobody says another; roaming is said before metered."""
        if self.modem_roams and self.primary in _MODEM:
            return CostState.ROAMING
        return CostState.CAPPED_USAGE_UNKNOWN if self.metered in _METERED else CostState.UNRESTRICTED


class Reason(NamedTuple):
    """Why a job may not move."""

    code: HResult
    text: str


def roams(modems: Mapping[str, Mapping[str, Any]]) -> bool:
    """Tell from ModemManager's objects (path: interface: property: D-Bus type and value) if a connected modem roams."""
    return any(_state(modem, "Modem", "State") == _CONNECTED and _is_away(modem) for modem in modems.values())


def _is_away(modem: Mapping[str, Any]) -> bool:
    return any(
        _state(modem, f"Modem.{interface}", name) in away
        for interface, (names, away) in _REGISTERED.items()
        for name in names
    )


def _state(modem: Mapping[str, Any], interface: str, name: str) -> object:
    return modem.get(f"org.freedesktop.ModemManager1.{interface}", {}).get(name, ("", None))[1]


def transfer_policy(own: int, priority: JobPriority, policy: Policy) -> int:
    """Give the mask of costs on which a job may run: its own, or what the policies say for its priority."""
    if own != BY_PRIORITY:
        return own
    level = policy.number(f"TransferPolicy{priority.name.capitalize()}")
    return LEVELS[level - 1] if level <= len(LEVELS) else level


def obstacle(around: Surroundings, own: int, priority: JobPriority, policy: Policy) -> Reason | None:
    """Say what keeps a job from moving; None if nothing does. Power holds back the background alone."""
    mask = transfer_policy(own, priority, policy)
    if not mask & around.cost:
        what = "roaming" if around.cost is CostState.ROAMING else "metered connection"
        return Reason(
            BG_E_BLOCKED_BY_COST_TRANSFER_POLICY,
            f"Waiting: {what}. The job's transfer policy is "
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
