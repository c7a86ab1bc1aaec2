"""What follows from a job's and a file's values alone."""

from __future__ import annotations

import pytest

from pybits.domain.enums import JobPriority, JobType
from pybits.domain.file import FileProgress, Validator
from pybits.domain.job import Deed, Job
from pybits.domain.state import JobState

JOB = Job("{00000000-0000-4000-8000-000000000000}", "n", JobType.DOWNLOAD, 1, 1.0, 1.0)


@pytest.mark.parametrize("state", [state for state in JobState if state is not JobState.TRANSFERRED])
def test_the_server_of_an_upload_that_is_cancelled_has_to_be_told(state: JobState) -> None:
    for type in (JobType.UPLOAD, JobType.UPLOAD_REPLY):
        assert Deed.HANG_UP in JOB._replace(type=type, state=state).cancel_deeds
        assert Deed.HANG_UP not in JOB._replace(type=type, state=JobState.TRANSFERRED).cancel_deeds
    assert JOB._replace(state=state).cancel_deeds == (Deed.DISCARD, Deed.RETIRE)


def test_unfinished_files_are_those_that_are_not_wholly_here() -> None:
    job = Job("{00000000-0000-4000-8000-000000000000}", "n", JobType.DOWNLOAD, 1, 1.0, 1.0, files_total=5, files_done=2)
    assert job.unfinished == 3


@pytest.mark.parametrize(("boot", "offset"), [("now", 900), ("before", 300), ("", 300)])
def test_only_the_same_boot_trusts_what_the_kernel_was_given(boot: str, offset: int) -> None:
    assert FileProgress(written=900, durable=300, boot="now").trusted(boot) == offset


def test_no_boot_is_no_reason_to_trust() -> None:
    assert FileProgress(written=900, durable=300).trusted("") == 300


@pytest.mark.parametrize(
    ("etag", "strong"), [('"a"', '"a"'), ('W/"a"', None), ('w/"a"', None), (None, None), ("", None)]
)
def test_byte_ranges_rely_on_a_strong_etag_alone(etag: str | None, strong: str | None) -> None:
    assert Validator(etag).strong_etag == strong


def test_the_more_urgent_priority_is_the_smaller_number() -> None:
    assert sorted(JobPriority) == [JobPriority.FOREGROUND, JobPriority.HIGH, JobPriority.NORMAL, JobPriority.LOW]
    assert [int(priority) for priority in sorted(JobPriority)] == [0, 1, 2, 3]


def test_types_are_written_as_bitsadmin_does() -> None:
    assert [type.word for type in JobType] == ["DOWNLOAD", "UPLOAD", "UPLOAD-REPLY"]
