"""The policies: defaults that are BITS' own, ranges with both ends, and nothing taken for a number that is none."""

from __future__ import annotations

from typing import Any

import pytest

from pybits.domain.policy_values import BY_NAME, DEFAULT_POLICY, POLICY_KEYS, Policy, PolicyKey

COUNTS = [key for key in POLICY_KEYS if key.maximum]
SWITCHES = [key for key in POLICY_KEYS if isinstance(key.default, bool)]


def test_the_limits_without_a_policy_file_are_those_of_bits() -> None:
    limits = ("MaxJobsPerMachine", "MaxJobsPerUser", "MaxFilesPerJob", "MaxRangesPerFile", "JobInactivityTimeout")
    assert [DEFAULT_POLICY.number(name) for name in limits] == [300, 60, 200, 500, 90]
    assert DEFAULT_POLICY.number("MaxDownloadTime") == 90 * 24 * 3600
    assert [key.name for key in SWITCHES if DEFAULT_POLICY.switch(key.name)] == [
        "UseSystemMaximum",
        "PauseInPowerSaver",
    ]
    assert DEFAULT_POLICY.names("AdministratorGroups") == ()


@pytest.mark.parametrize("key", COUNTS, ids=lambda key: key.name)
def test_a_count_is_taken_at_both_ends_of_its_range_and_not_beyond(key: PolicyKey) -> None:
    assert [key.check(value) for value in (key.minimum, key.default, key.maximum)] == [
        key.minimum,
        key.default,
        key.maximum,
    ]
    assert [key.check(value) for value in (key.minimum - 1, key.maximum + 1, -1, 1 << 70)] == [None] * 4
    assert str(key.minimum) in key.expected
    assert str(key.maximum) in key.expected


@pytest.mark.parametrize("name", ["TransferPolicyForeground", "TransferPolicyLow"])
def test_a_transfer_policy_is_a_level_or_a_mask_that_cannot_be_one(name: str) -> None:
    key = BY_NAME[name]
    for mask in (0x80000001, 0x80000081, 0x800000FF):
        assert key.check(mask) == mask
        assert BY_NAME["MaxContentAge"].check(mask) is None
    assert [key.check(value) for value in (6, 0x81, 0x80000000, 0x80000100, 0xFFFFFFFF)] == [None] * 5
    assert "0x80000001" in key.expected


@pytest.mark.parametrize("value", [True, 1.0, "60", None, [60], float("nan")])
@pytest.mark.parametrize("key", COUNTS, ids=lambda key: key.name)
def test_what_only_looks_like_a_count_is_none(key: PolicyKey, value: Any) -> None:
    assert key.check(value) is None


@pytest.mark.parametrize("key", SWITCHES, ids=lambda key: key.name)
def test_a_switch_is_true_or_false_and_no_number(key: PolicyKey) -> None:
    assert key.check(True) is True
    assert key.check(False) is False
    assert [key.check(value) for value in (0, 1, "true", None)] == [None] * 4
    assert key.expected == "true or false"


def test_groups_are_a_list_of_names() -> None:
    key = BY_NAME["AdministratorGroups"]
    assert key.check(["sudo", "wheel"]) == ("sudo", "wheel")
    assert key.check([]) == ()
    assert [key.check(value) for value in ("sudo", [1], [""], {"sudo": 1}, None)] == [None] * 5


def test_a_policy_says_where_a_value_comes_from() -> None:
    policy = Policy({"MaxJobsPerUser": 5}, "/etc/policy.toml")
    assert policy.number("MaxJobsPerUser") == 5
    assert policy.origin("MaxJobsPerUser") == "set in /etc/policy.toml"
    assert policy.number("MaxJobsPerMachine") == 300
    assert policy.origin("MaxJobsPerMachine") == "the default"
    assert DEFAULT_POLICY.origin("MaxJobsPerUser") == "the default"
