"""When a job that nobody touches has to go, whatever the wall clock says."""

from __future__ import annotations

import pytest

from pybits.domain.activity import touched
from pybits.domain.enums import ErrorContext, JobPriority, JobType
from pybits.domain.hresult import BG_E_TIMEOUT
from pybits.domain.job import Deed, Job, JobError, Retry
from pybits.domain.moment import Moment
from pybits.domain.state import JobState
from pybits.policy.expiry import DAY, expired

NOW = Moment(1_000_000_000.0, 100 * DAY, "boot")
JOB = Job("{00000000-0000-4000-8000-000000000000}", "n", JobType.DOWNLOAD, 1000, 1.0, 1.0, JobState.QUEUED)


@pytest.mark.parametrize(("days", "gone"), [(0.0, False), (89.999, False), (90.0, True), (99.0, True)])
def test_a_job_has_its_days(days: float, gone: bool) -> None:
    assert expired(NOW.plus(-days * DAY), NOW, 90) is gone


@pytest.mark.parametrize("jump", [-200 * DAY, 200 * DAY])
def test_setting_the_wall_clock_ends_no_job_and_keeps_none(jump: float) -> None:
    turned = NOW._replace(wall=NOW.wall + jump)
    assert not expired(NOW.plus(-89 * DAY), turned, 90)
    assert expired(NOW.plus(-91 * DAY), turned, 90)


def test_across_a_reboot_the_wall_clock_counts_once_it_had_time_to_be_set() -> None:
    before = Moment(NOW.wall - 91 * DAY, 5_000.0, "an earlier boot")
    assert not expired(before, NOW._replace(uptime=3_599.0), 90)
    assert expired(before, NOW._replace(uptime=3_600.0), 90)
    assert not expired(before._replace(wall=NOW.wall + 1), NOW, 90)


# ---- what counts as activity

ERROR = JobError(BG_E_TIMEOUT, ErrorContext.TRANSPORT, "No answer.", 1.0)
CHANGES = {
    "progress": (JOB._replace(bytes_done=1), True),
    "a file done": (JOB._replace(files_done=1), True),
    "files added": (JOB._replace(files_total=1), True),
    "a property": (JOB._replace(priority=JobPriority.HIGH), True),
    "suspended": (JOB._replace(state=JobState.SUSPENDED), True),
    "nothing": (JOB, False),
    "a turn": (JOB._replace(state=JobState.CONNECTING, turn=1), False),
    "a failure": (
        JOB._replace(state=JobState.TRANSIENT_ERROR, error=ERROR, error_count=1, retry=Retry(NOW, NOW, 1)),
        False,
    ),
    "bytes that are gone": (JOB._replace(bytes_done=-1), False),
    "time in turn": (JOB._replace(download_time=5.0), False),
    "a deed": (JOB._replace(deeds=(Deed.NOTIFY,)), False),
}


@pytest.mark.parametrize("name", CHANGES)
def test_progress_and_the_owners_changes_are_activity(name: str) -> None:
    changed, counts = CHANGES[name]
    assert touched(JOB, changed) is counts


def test_a_resume_is_activity_but_a_retry_is_none() -> None:
    for state in JobState:
        counts = state in (JobState.SUSPENDED, JobState.ERROR, JobState.TRANSFERRED)
        if state < JobState.ACKNOWLEDGED:
            assert touched(JOB._replace(state=state), JOB) is counts
