"""Whether a refused URL is replaced: every case of the table."""

from __future__ import annotations

import pytest

from pybits.domain.enums import ErrorContext, JobType
from pybits.domain.file import File, Renewed
from pybits.domain.hresult import HResult, http_error
from pybits.domain.job import Job, JobError, NotifyCommand
from pybits.policy.renewal import Renewal, refusal, renewal

REMOTE, TRANSPORT = ErrorContext.REMOTE_FILE, ErrorContext.TRANSPORT
JOB = Job("{}", "n", JobType.DOWNLOAD, 1, 1.0, 1.0, turn=7, timed_from_turn=5, url_command=NotifyCommand("/p"))
FILE = File(0, "http://h/f", "/f")
NOW, NO, LATER = Renewal.NOW, Renewal.NO, Renewal.LATER


def refused(status: int = 403, context: ErrorContext = REMOTE) -> JobError:
    return JobError(http_error(status), context, "", 1.0, 0)


@pytest.mark.parametrize(
    ("renewed", "here", "at", "wanted"),
    [
        (None, 0, 0.0, NOW),
        (Renewed(1000.0, 10, 6), 10, 9000.0, NO),
        (Renewed(1000.0, 10, 6), 5, 9000.0, NO),
        (Renewed(1000.0, 10, 6), 11, 1599.0, LATER),
        (Renewed(1000.0, 10, 6), 11, 1600.0, NOW),
        (Renewed(1000.0, 10, 6), 11, 999.0, NOW),  # the clock was set back
        (Renewed(1000.0, 10, 4), 10, 1001.0, NOW),  # before the owner resumed the job
    ],
)
def test_once_for_each_time_that_it_is_refused(renewed: Renewed | None, here: int, at: float, wanted: Renewal) -> None:
    assert renewal(JOB, FILE._replace(renewed=renewed), refused(), here, at) is wanted


def test_other_errors_and_jobs_get_none() -> None:
    assert renewal(JOB, FILE, refused(401), 0, 0.0) is NOW
    for status in (400, 404, 407, 410, 500):
        assert renewal(JOB, FILE, refused(status), 0, 0.0) is NO
    assert renewal(JOB, FILE, refused(context=TRANSPORT), 0, 0.0) is NO  # a client certificate that cannot be used
    assert renewal(JOB._replace(url_command=None), FILE, refused(), 0, 0.0) is NO
    assert renewal(JOB._replace(http_method="POST"), FILE, refused(), 0, 0.0) is NO
    assert refusal(JobError(HResult(0x80004005), REMOTE, "", 1.0)) == 0
