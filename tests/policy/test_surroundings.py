"""What metered connections and batteries mean for a job: every cost, priority, mask and policy."""

from __future__ import annotations

from typing import Any

import pytest

from pybits.domain.cost import CostState, parse_transfer_policy, show_transfer_policy
from pybits.domain.enums import JobPriority
from pybits.domain.policy_values import Policy
from pybits.policy.surroundings import Surroundings, obstacle, roams, transfer_policy

HIGH, LOW, FOREGROUND = JobPriority.HIGH, JobPriority.LOW, JobPriority.FOREGROUND
COST, BATTERY, SAVER = 0x80200059, 0x80200067, 0x80200068
ALL_BUT = {
    "always": 0,
    "not-roaming": CostState.ROAMING,
    "no-surcharge": CostState.ROAMING | CostState.OVERCAP_CHARGED,
    "standard": CostState.ROAMING | CostState.OVERCAP_CHARGED | CostState.NEAR_CAP,
}


@pytest.mark.parametrize("name", ALL_BUT)
def test_each_name_is_bits_mask(name: str) -> None:
    assert parse_transfer_policy("it", name) == 0x800000FF ^ int(ALL_BUT[name])
    assert show_transfer_policy(parse_transfer_policy("it", name.upper())) == name


def test_unrestricted_is_what_costs_nothing_more() -> None:
    states = CostState.UNRESTRICTED | CostState.OVERCAP_THROTTLED
    assert parse_transfer_policy("it", "unrestricted") == 0x80000000 | states


@pytest.mark.parametrize(("metered", "cost"), [(0, 1), (1, 2), (2, 1), (3, 2), (4, 1), (99, 1)])
def test_what_network_manager_says_is_a_cost(metered: int, cost: int) -> None:
    assert Surroundings(metered).cost == cost


@pytest.mark.parametrize(("primary", "cost"), [("gsm", 0x80), ("cdma", 0x80), ("802-11-wireless", 1), ("", 1)])
def test_only_a_modem_that_is_the_way_to_the_world_makes_it_roaming(primary: str, cost: int) -> None:
    assert Surroundings(primary=primary, modem_roams=True).cost == cost
    assert Surroundings(primary=primary).cost == CostState.UNRESTRICTED


def modem(state: int, **registered: dict[str, int]) -> dict[str, Any]:
    name = "org.freedesktop.ModemManager1.Modem"
    interfaces = {f"{name}.{interface}": values for interface, values in registered.items()} | {name: {"State": state}}
    return {path: {key: ("u", value) for key, value in values.items()} for path, values in interfaces.items()}


@pytest.mark.parametrize("state", range(12))
def test_what_modem_manager_says_of_a_gsm_modem_is_roaming(state: int) -> None:
    assert roams({"/0": modem(11, Modem3gpp={"RegistrationState": state})}) == (state in {5, 7, 10})
    assert not roams({"/0": modem(8, Modem3gpp={"RegistrationState": state})}), "it is not connected"


@pytest.mark.parametrize("name", ["Cdma1xRegistrationState", "EvdoRegistrationState"])
def test_what_modem_manager_says_of_a_cdma_modem_is_roaming(name: str) -> None:
    home = {"Cdma1xRegistrationState": 2, "EvdoRegistrationState": 2}
    assert roams({"/0": modem(11), "/1": modem(11, ModemCdma=home | {name: 3})})
    assert not roams({"/0": modem(11, ModemCdma=home)})
    assert not roams({})


@pytest.mark.parametrize(
    ("own", "priority", "policy", "mask"),
    [
        (0, FOREGROUND, {}, 0x800000FF),
        (0, LOW, {}, 0x80000021),
        (0, LOW, {"TransferPolicyLow": 4}, 0x80000067),
        (0, HIGH, {"TransferPolicyLow": 4}, 0x80000021),
        (0, FOREGROUND, {"TransferPolicyForeground": 2}, 0x8000007F),
        (0x7, LOW, {"TransferPolicyLow": 1}, 0x7),
        (0, LOW, {"TransferPolicyLow": 5}, 0x80000021),
        (0, LOW, {"TransferPolicyLow": 0x80000081}, 0x80000081),
    ],
)
def test_a_jobs_own_policy_goes_before_that_of_its_priority(
    own: int, priority: JobPriority, policy: dict[str, int], mask: int
) -> None:
    assert transfer_policy(own, priority, Policy(dict(policy))) == mask


@pytest.mark.parametrize(
    ("around", "own", "priority", "policy", "code"),
    [
        (Surroundings(), 0, LOW, {"PauseOnBattery": True, "PauseBelowPercent": 100}, None),
        (Surroundings(metered=1), 0, LOW, {}, COST),
        (Surroundings(metered=1), 0, FOREGROUND, {}, None),
        (Surroundings(metered=1), 0x21, FOREGROUND, {}, COST),
        (Surroundings(metered=1), 0x2, LOW, {}, None),
        (Surroundings(), 0x2, LOW, {}, COST),
        (Surroundings(metered=1, primary="gsm", modem_roams=True), 0x8000007F, FOREGROUND, {}, COST),
        (Surroundings(metered=1, primary="gsm", modem_roams=True), 0, FOREGROUND, {}, None),
        (Surroundings(metered=1, primary="gsm", modem_roams=True), 0x80, LOW, {}, None),
        (Surroundings(on_battery=True), 0, LOW, {}, None),
        (Surroundings(on_battery=True), 0, LOW, {"PauseOnBattery": True}, BATTERY),
        (Surroundings(on_battery=True), 0, FOREGROUND, {"PauseOnBattery": True}, None),
        (Surroundings(on_battery=True, percent=20.0), 0, LOW, {"PauseBelowPercent": 20}, None),
        (Surroundings(on_battery=True, percent=19.9), 0, LOW, {"PauseBelowPercent": 20}, BATTERY),
        (Surroundings(percent=19.9), 0, LOW, {"PauseBelowPercent": 20}, None),
        (Surroundings(on_battery=True, saving=True), 0, LOW, {}, SAVER),
        (Surroundings(on_battery=True, saving=True), 0, LOW, {"PauseInPowerSaver": False}, None),
        (Surroundings(saving=True), 0, LOW, {}, None),
    ],
)
def test_who_waits_and_why(
    around: Surroundings, own: int, priority: JobPriority, policy: dict[str, int | bool], code: int | None
) -> None:
    reason = obstacle(around, own, priority, Policy(dict(policy)))
    assert (reason and reason.code) == code
