"""How much of the way a job may take: every word, priority and policy."""

from __future__ import annotations

import pytest

from pybits.domain.enums import JobPriority
from pybits.domain.policy_values import Policy
from pybits.policy.bandwidth import allowance

BACKGROUND, FOREGROUND = JobPriority.LOW, JobPriority.FOREGROUND


@pytest.mark.parametrize(
    ("word", "priority", "policy", "expected"),
    [
        ("auto", BACKGROUND, {}, (True, 0)),
        ("auto", FOREGROUND, {}, (False, 0)),
        ("auto", BACKGROUND, {"FullSpeedInBackground": True}, (False, 0)),
        ("polite", FOREGROUND, {}, (True, 0)),
        ("polite", BACKGROUND, {"FullSpeedInBackground": True}, (True, 0)),
        ("full", BACKGROUND, {}, (False, 0)),
        ("512000", BACKGROUND, {}, (False, 512000)),
    ],
)
def test_the_owners_word_goes_before_priority_and_policy(
    word: str, priority: JobPriority, policy: dict[str, bool], expected: tuple[bool, int]
) -> None:
    assert allowance(word, priority, Policy(dict(policy))) == expected


@pytest.mark.parametrize(
    ("word", "ceiling", "expected"),
    [
        ("auto", 0, (True, 0)),
        ("auto", 9000, (True, 9000)),
        ("full", 9000, (False, 9000)),
        ("8000", 9000, (False, 8000)),
        ("10000", 9000, (False, 9000)),
    ],
)
def test_the_limit_of_the_hour_binds_the_owner_too(word: str, ceiling: int, expected: tuple[bool, int]) -> None:
    assert allowance(word, BACKGROUND, Policy({}), ceiling) == expected
