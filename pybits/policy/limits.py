"""Whether another job or file is allowed: the quotas, who is exempt from which, and the refusal in words."""

from __future__ import annotations

from ..domain.enums import JobType
from ..domain.frozen import NamedTuple
from ..domain.hresult import (
    BG_E_TOO_MANY_FILES,
    BG_E_TOO_MANY_FILES_IN_JOB,
    BG_E_TOO_MANY_JOBS_PER_MACHINE,
    BG_E_TOO_MANY_JOBS_PER_USER,
    BG_E_TOO_MANY_RANGES_IN_FILE,
    BitsError,
)
from ..domain.job import Job
from ..domain.policy_values import Policy


class Account(NamedTuple):
    """Who asks: the user's number, the names of the groups, and the smallest number of an ordinary user."""

    uid: int
    groups: frozenset[str]
    first_ordinary_uid: int = 1000


class Usage(NamedTuple):
    """What fills the quotas."""

    own: int
    machine: int
    waiting_for_complete: int  # of the user's own: TRANSFERRED


def is_administrator(account: Account, policy: Policy) -> bool:
    """Tell whether the account is root or in a group that the policy names."""
    return account.uid == 0 or bool(account.groups.intersection(policy.names("AdministratorGroups")))


def is_exempt(account: Account, policy: Policy) -> bool:
    """Tell whether the user's own quotas do not apply: administrators and service accounts."""
    return is_administrator(account, policy) or account.uid < account.first_ordinary_uid


def check_new_job(account: Account, usage: Usage, policy: Policy) -> None:
    """Refuse a job beyond a quota: BG_E_TOO_MANY_JOBS_PER_MACHINE binds everybody, …_PER_USER ordinary users."""
    machine_limit = policy.number("MaxJobsPerMachine")
    if usage.machine >= machine_limit:
        others = usage.machine - usage.own
        raise BitsError(
            BG_E_TOO_MANY_JOBS_PER_MACHINE,
            f"This machine has {usage.machine} jobs; MaxJobsPerMachine is {machine_limit} "
            f"({policy.origin('MaxJobsPerMachine')}). {usage.own} are yours{_waiting(usage)}; {others} are not.",
        )
    user_limit = policy.number("MaxJobsPerUser")
    if usage.own >= user_limit and not is_exempt(account, policy):
        raise BitsError(
            BG_E_TOO_MANY_JOBS_PER_USER,
            f"You have {usage.own} jobs; MaxJobsPerUser is {user_limit} ({policy.origin('MaxJobsPerUser')})"
            f"{_waiting(usage)}.{_advice(usage)}",
        )


def check_new_files(job: Job, count: int, account: Account, policy: Policy) -> None:
    """Refuse files beyond a quota: BG_E_TOO_MANY_FILES for an upload's second, …_IN_JOB beyond MaxFilesPerJob."""
    total = job.files_total + count
    if job.type is not JobType.DOWNLOAD and total > 1:
        raise BitsError(BG_E_TOO_MANY_FILES, "An upload job holds one file only. Make a job for each file.")
    limit = policy.number("MaxFilesPerJob")
    if total > limit and not is_exempt(account, policy):
        raise BitsError(
            BG_E_TOO_MANY_FILES_IN_JOB,
            f"The job would have {total} files; MaxFilesPerJob is {limit} ({policy.origin('MaxFilesPerJob')}). "
            "Use several jobs.",
        )


def check_ranges(count: int, account: Account, policy: Policy) -> None:
    """Refuse more byte ranges of one file than the quota has: BG_E_TOO_MANY_RANGES_IN_FILE."""
    limit = policy.number("MaxRangesPerFile")
    if count > limit and not is_exempt(account, policy):
        raise BitsError(
            BG_E_TOO_MANY_RANGES_IN_FILE,
            f"The file has {count} ranges; MaxRangesPerFile is {limit} ({policy.origin('MaxRangesPerFile')}). "
            "Add the file several times, each with some of them.",
        )


def _waiting(usage: Usage) -> str:
    return f", of which {usage.waiting_for_complete} are transferred and wait for 'complete'"


def _advice(usage: Usage) -> str:
    if usage.waiting_for_complete:
        return " Complete or cancel those to make room."
    return " Complete or cancel jobs to make room; 'pybits list' shows them."
