"""How much of the way a job may take: whether it yields to other traffic, and its limit. Pure."""

from __future__ import annotations

from ..domain import bandwidth_words
from ..domain.enums import JobPriority
from ..domain.frozen import NamedTuple
from ..domain.policy_values import Policy


class Allowance(NamedTuple):
    """Whether the job yields to other traffic; its limit in bytes a second, 0 for none."""

    polite: bool
    limit: int = 0


def allowance(word: str, priority: JobPriority, policy: Policy, ceiling: int = 0) -> Allowance:
    """Decide what a job of this priority may take; the owner's word goes before the policy's.

    Only the `ceiling`, which the bandwidth policies set for this hour, binds the owner too.
    """
    by_priority = priority is not JobPriority.FOREGROUND and not policy.switch("FullSpeedInBackground")
    polite = word == bandwidth_words.POLITE or (word == bandwidth_words.AUTO and by_priority)
    limits = [limit for limit in (bandwidth_words.rate_of(word), ceiling) if limit]
    return Allowance(polite, min(limits, default=0))
