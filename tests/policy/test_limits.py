"""Who may have how many jobs and files, and a refusal that says all one has to know."""

from __future__ import annotations

import pytest

from pybits.domain.enums import JobType
from pybits.domain.hresult import (
    BG_E_TOO_MANY_FILES,
    BG_E_TOO_MANY_FILES_IN_JOB,
    BG_E_TOO_MANY_JOBS_PER_MACHINE,
    BG_E_TOO_MANY_JOBS_PER_USER,
    BitsError,
)
from pybits.domain.job import Job
from pybits.domain.policy_values import DEFAULT_POLICY, Policy
from pybits.policy.limits import Account, Usage, check_new_files, check_new_job, is_administrator, is_exempt

ADMINISTRATORS = Policy({"AdministratorGroups": ("wheel", "sudo")}, "/etc/policy.toml")
ORDINARY = Account(1000, frozenset({"users", "sudo"}))
SERVICE = Account(999, frozenset())
ROOT = Account(0, frozenset())


def job(type: JobType = JobType.DOWNLOAD, files: int = 0) -> Job:
    return Job("{00000000-0000-4000-8000-000000000000}", "n", type, 1000, 1.0, 1.0, files_total=files)


def refusal(account: Account, usage: Usage, policy: Policy = DEFAULT_POLICY) -> BitsError:
    with pytest.raises(BitsError) as refused:
        check_new_job(account, usage, policy)
    return refused.value


@pytest.mark.parametrize(
    ("account", "policy", "administrator", "exempt"),
    [
        (ORDINARY, DEFAULT_POLICY, False, False),
        (SERVICE, DEFAULT_POLICY, False, True),
        (ROOT, DEFAULT_POLICY, True, True),
        (ORDINARY, ADMINISTRATORS, True, True),
        (Account(1000, frozenset({"users"})), ADMINISTRATORS, False, False),
        (Account(1000, frozenset(), first_ordinary_uid=500), DEFAULT_POLICY, False, False),
        (Account(1000, frozenset(), first_ordinary_uid=1001), DEFAULT_POLICY, False, True),
    ],
)
def test_administrators_and_service_accounts_are_exempt(
    account: Account, policy: Policy, administrator: bool, exempt: bool
) -> None:
    assert is_administrator(account, policy) is administrator
    assert is_exempt(account, policy) is exempt


def test_the_last_free_place_is_given_and_the_next_refused() -> None:
    check_new_job(ORDINARY, Usage(59, 299, 0), DEFAULT_POLICY)
    assert refusal(ORDINARY, Usage(60, 60, 0)).code == BG_E_TOO_MANY_JOBS_PER_USER
    assert refusal(ORDINARY, Usage(1, 300, 0)).code == BG_E_TOO_MANY_JOBS_PER_MACHINE


@pytest.mark.parametrize("account", [ROOT, SERVICE, ORDINARY._replace(groups=frozenset({"wheel"}))])
def test_the_exempt_are_bound_by_the_machines_limit_alone(account: Account) -> None:
    check_new_job(account, Usage(299, 299, 0), ADMINISTRATORS)
    assert refusal(account, Usage(300, 300, 0), ADMINISTRATORS).code == BG_E_TOO_MANY_JOBS_PER_MACHINE


def test_the_refusal_of_a_user_names_limit_value_origin_and_what_waits() -> None:
    text = str(refusal(ORDINARY, Usage(60, 100, 7)))
    for fact in ("60 jobs", "MaxJobsPerUser is 60", "the default", "7 are transferred", "Complete or cancel those"):
        assert fact in text
    assert "'pybits list'" in str(refusal(ORDINARY, Usage(60, 100, 0)))
    policy = Policy({"MaxJobsPerUser": 3}, "/etc/policy.toml")
    assert "MaxJobsPerUser is 3 (set in /etc/policy.toml)" in str(refusal(ORDINARY, Usage(3, 3, 0), policy))


def test_the_refusal_of_the_machine_tells_ones_own_jobs_from_the_others() -> None:
    text = str(refusal(ORDINARY, Usage(20, 300, 5)))
    for fact in ("300 jobs", "MaxJobsPerMachine is 300", "20 are yours", "5 are transferred", "; 280 "):
        assert fact in text


def test_a_job_takes_files_up_to_the_limit() -> None:
    check_new_files(job(files=199), 1, ORDINARY, DEFAULT_POLICY)
    check_new_files(job(), 200, ORDINARY, DEFAULT_POLICY)
    for files, more in [(200, 1), (0, 201), (199, 2)]:
        with pytest.raises(BitsError, match=r"201 files; MaxFilesPerJob is 200 \(the default\)") as refused:
            check_new_files(job(files=files), more, ORDINARY, DEFAULT_POLICY)
        assert refused.value.code == BG_E_TOO_MANY_FILES_IN_JOB


@pytest.mark.parametrize("account", [ROOT, SERVICE])
def test_the_exempt_may_have_more_files(account: Account) -> None:
    check_new_files(job(files=200), 10_000, account, DEFAULT_POLICY)


@pytest.mark.parametrize("type", [JobType.UPLOAD, JobType.UPLOAD_REPLY])
@pytest.mark.parametrize("account", [ORDINARY, ROOT])
def test_an_upload_has_one_file_whoever_asks(type: JobType, account: Account) -> None:
    check_new_files(job(type), 1, account, DEFAULT_POLICY)
    for files, more in [(1, 1), (0, 2)]:
        with pytest.raises(BitsError) as refused:
            check_new_files(job(type, files), more, account, DEFAULT_POLICY)
        assert refused.value.code == BG_E_TOO_MANY_FILES
