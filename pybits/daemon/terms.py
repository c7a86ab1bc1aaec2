"""What policy, priority and owner let a job's transfers do in a turn."""

from __future__ import annotations

from ..domain.connection_words import MOST, count_of
from ..domain.enums import JobPriority
from ..domain.frozen import NamedTuple
from ..domain.job import Job
from ..domain.policy_values import Policy
from ..policy.bandwidth import allowance
from ..transfer.request import Lane, ServerRules


class Terms(NamedTuple):
    """What a turn may do: which answers are refused, how many files may be in flight, how many connections one has.

    No number of connections: as many as are good; and in no case more than `most`. `http` is the newest version of
    HTTP that is spoken; `schemes` are those that URLs may have.
    """

    rules: ServerRules
    in_flight: int
    connections: int | None = 1
    http: int = 2
    schemes: frozenset[str] | None = None
    most: int = MOST


def terms_of(job: Job, policy: Policy) -> Terms:
    """Give the terms of a turn that begins."""
    strict = ServerRules(policy.switch("RequireContentLength"), policy.switch("RequireRanges"))
    many = job.priority is JobPriority.FOREGROUND or job.high_performance
    in_flight = policy.number("MaxForegroundFilesInFlight" if many else "MaxFilesInFlight")
    # HTTP/3 has no TCP connection whose window could be held: what gives way does not speak it.
    newest = min(policy.number("MaxHttpVersion"), 2 if allowance(job.bandwidth, job.priority, policy).polite else 3)
    allowed = ServerRules() if job.dynamic_content else strict
    most = policy.number("MaxConnectionsPerServer")
    return Terms(allowed, in_flight, _connections(job), newest, schemes_of(policy), most)


def schemes_of(policy: Policy) -> frozenset[str]:
    """Give the schemes that the policy allows, in lower case."""
    return frozenset(map(str.lower, policy.names("AllowedSchemes")))


def _connections(job: Job) -> int | None:
    if job.dynamic_content or job.custom_method:
        return 1  # nothing is sure to be the same twice
    wish = count_of(job.connections)
    return wish if wish or job.priority is JobPriority.FOREGROUND else 1


def lane_of(job: Job) -> Lane:
    """Give the lane of a job's transfers; the turns keep it as its word, priority and policy say."""
    return Lane(job.bandwidth)
