"""What policy, priority and owner let a job's transfers do in a turn."""

from __future__ import annotations

from ..domain.connection_words import MOST, count_of
from ..domain.enums import JobPriority
from ..domain.frozen import NamedTuple
from ..domain.job import Job
from ..domain.policy_values import Policy
from ..policy.bandwidth import allowance
from ..policy.free_space import NO_FLOOR, Floor
from ..transfer.request import Lane, ServerRules

_SMALL_FILES = 4  # in the place of one that is not small


class Terms(NamedTuple):
    """What a turn may do: which answers are refused, how many files may be in flight, how many connections one has.

    There may be `many` files in flight if they are small.
    No number of connections: as many as are good; and in no case more than `most`. `http` is the newest version of
    HTTP that is spoken; `schemes` are those that URLs may have; `floor` is what stays free of the disk.
    """

    rules: ServerRules
    in_flight: int
    many: int
    connections: int | None = 1
    http: int = 2
    schemes: frozenset[str] | None = None
    most: int = MOST
    floor: Floor = NO_FLOOR


def terms_of(job: Job, policy: Policy, floor: Floor = NO_FLOOR) -> Terms:
    """Give the terms of a turn that begins."""
    strict = ServerRules(policy.switch("RequireContentLength"), policy.switch("RequireRanges"))
    fast = job.priority is JobPriority.FOREGROUND or job.high_performance
    in_flight = policy.number("MaxForegroundFilesInFlight" if fast else "MaxFilesInFlight")
    many = in_flight if fast or in_flight == 1 else _SMALL_FILES * in_flight
    # HTTP/3 has no TCP connection whose window could be held: what gives way does not speak it.
    newest = min(policy.number("MaxHttpVersion"), 2 if allowance(job.bandwidth, job.priority, policy).polite else 3)
    allowed = ServerRules() if job.dynamic_content else strict
    most = policy.number("MaxConnectionsPerServer")
    return Terms(allowed, in_flight, many, _connections(job), newest, schemes_of(policy), most, floor)


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
