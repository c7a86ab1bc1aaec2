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
