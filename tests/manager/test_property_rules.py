"""When a property may be set, and what does not go together."""

from __future__ import annotations

from pathlib import Path

import pytest

from pybits.domain.enums import JobPriority, JobType, UploadWith
from pybits.domain.hresult import (
    BG_E_INVALID_STATE,
    BG_E_MAX_DOWNLOAD_SIZE_INVALID_VALUE,
    BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD,
    BG_E_PROPERTY_SUPPORTED_FOR_DOWNLOAD_JOBS_ONLY,
    BG_E_READ_ONLY_PROPERTY_AFTER_ADDFILE,
    BG_E_READ_ONLY_PROPERTY_AFTER_RESUME,
    BG_E_UNSUPPORTED_JOB_CONFIGURATION,
    E_INVALIDARG,
    E_NOTIMPL,
    BitsError,
    HResult,
)
from pybits.domain.range_words import parse_ranges
from pybits.domain.state import JobEvent, JobState
from pybits.manager.manager import Manager
from tests.manager.conftest import Queue

MODES = [("dynamiccontent", "true"), ("highperformance", "true"), ("maxdownloadsize", "1000"), ("ondemand", "true")]


def refused(code: HResult) -> pytest.RaisesExc[BitsError]:
    return pytest.raises(BitsError, check=lambda error: error.code == code)


@pytest.mark.parametrize(("name", "word"), MODES)
def test_a_mode_is_set_before_the_first_resume_and_is_for_downloads(manager: Manager, name: str, word: str) -> None:
    guid = manager.create_job("job").guid
    before = manager.job(guid)
    manager.set_property(guid, name, word)
    assert manager.job(guid) != before._replace(modified=manager.job(guid).modified)
    upload = manager.create_job("up", JobType.UPLOAD).guid
    with refused(BG_E_PROPERTY_SUPPORTED_FOR_DOWNLOAD_JOBS_ONLY):
        manager.set_property(upload, name, word)


@pytest.mark.parametrize("name", ["dynamiccontent", "maxdownloadsize", "ondemand"])
def test_after_a_resume_it_stays_as_it_is(manager: Manager, queue: Queue, name: str) -> None:
    guid = queue.job().guid
    manager.store.change(guid, lambda job: job.move(JobEvent.RESUME))
    with refused(BG_E_READ_ONLY_PROPERTY_AFTER_RESUME):
        manager.set_property(guid, name, dict(MODES)[name])
    manager.store.change(guid, lambda job: job.move(JobEvent.PICK)._replace(turn=1).move(JobEvent.SUSPEND))
    with refused(BG_E_READ_ONLY_PROPERTY_AFTER_RESUME):
        manager.set_property(guid, name, dict(MODES)[name])


def test_a_method_of_ones_own_is_for_the_foreground(manager: Manager) -> None:
    guid = manager.create_job("job").guid
    assert manager.set_property(guid, "httpmethod", "GET").priority is JobPriority.NORMAL
    assert manager.set_property(guid, "description", "x").priority is JobPriority.NORMAL
    assert manager.set_property(guid, "httpmethod", "POST").priority is JobPriority.FOREGROUND
    with refused(BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD):
        manager.set_property(guid, "priority", JobPriority.HIGH)
    assert manager.set_property(guid, "minretrydelay", 60).min_retry_delay == 60
    manager.set_property(guid, "httpmethod", "GET")
    assert manager.set_property(guid, "priority", JobPriority.HIGH).priority is JobPriority.HIGH


def test_how_to_upload_is_for_uploads(manager: Manager) -> None:
    with refused(E_NOTIMPL):
        manager.set_property(manager.create_job("down").guid, "uploadwith", "put")
    upload = manager.create_job("up", JobType.UPLOAD).guid
    assert manager.set_property(upload, "uploadwith", "put").upload_with is UploadWith.PUT


def test_high_performance_is_chosen_before_there_are_files(manager: Manager, queue: Queue) -> None:
    with refused(BG_E_READ_ONLY_PROPERTY_AFTER_ADDFILE):
        manager.set_property(queue.job().guid, "highperformance", True)


@pytest.mark.parametrize(
    ("others", "word", "code"),
    [
        ("httpmethod", "POST", BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD),
        ("dynamiccontent", "true", BG_E_UNSUPPORTED_JOB_CONFIGURATION),
    ],
)
def test_the_on_demand_mode_does_not_go_with_answers_that_differ_each_time(
    manager: Manager, others: str, word: str, code: HResult
) -> None:
    one, two = (manager.create_job("job").guid for _ in range(2))
    manager.set_property(one, "ondemand", True)
    with refused(code):
        manager.set_property(one, others, word)
    manager.set_property(two, others, word)
    with refused(code):
        manager.set_property(two, "ondemand", True)
    manager.set_property(two, "ondemand", False)


def test_dynamic_content_and_a_method_of_ones_own_exclude_each_other(manager: Manager) -> None:
    one, two = (manager.create_job("job").guid for _ in range(2))
    manager.set_property(one, "dynamiccontent", True)
    with refused(BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD):
        manager.set_property(one, "httpmethod", "POST")
    manager.set_property(one, "httpmethod", "GET")
    manager.set_property(two, "httpmethod", "POST")
    with refused(BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD):
        manager.set_property(two, "dynamiccontent", True)
    manager.set_property(two, "dynamiccontent", False)


def test_dynamic_content_and_ranges_exclude_each_other(manager: Manager, tmp_path: Path) -> None:
    one, two = (manager.create_job("job").guid for _ in range(2))
    manager.set_property(one, "dynamiccontent", True)
    with refused(BG_E_UNSUPPORTED_JOB_CONFIGURATION):
        manager.add_file_with_ranges(one, "http://h/x", str(tmp_path / "x"), parse_ranges("0:5"))
    assert manager.job(one).files_total == 0
    manager.add_file_with_ranges(two, "http://h/x", str(tmp_path / "x"), parse_ranges("0:5"))
    with refused(BG_E_UNSUPPORTED_JOB_CONFIGURATION):
        manager.set_property(two, "dynamiccontent", True)


@pytest.mark.parametrize(("word", "limit"), [("1", 1), ("9223372036854775807", (1 << 63) - 1), ("unlimited", None)])
def test_a_size_is_a_number_of_bytes_or_unlimited(manager: Manager, word: str, limit: int | None) -> None:
    guid = manager.create_job("job").guid
    assert manager.set_property(guid, "maxdownloadsize", word).max_download_size == limit
    assert manager.set_property(guid, "maxdownloadsize", limit).max_download_size == limit


@pytest.mark.parametrize("word", ["0", "-1", "1.5", "9223372036854775808", "", "many", "1" * 5000, "٣"])
def test_what_is_no_size_is_refused(manager: Manager, word: str) -> None:
    with refused(BG_E_MAX_DOWNLOAD_SIZE_INVALID_VALUE):
        manager.set_property(manager.create_job("job").guid, "maxdownloadsize", word)


@pytest.mark.parametrize("word", ["X", "O,G", "OGDSX", "16", "\u017f", "-1"])
def test_what_are_no_acl_flags_is_refused(manager: Manager, word: str) -> None:
    with refused(E_INVALIDARG):
        manager.set_property(manager.create_job("job").guid, "aclflags", word)


def test_acl_flags_stay_once_the_job_is_transferred(manager: Manager, queue: Queue) -> None:
    job = queue.transferred()
    assert job.state is JobState.TRANSFERRED
    with refused(BG_E_INVALID_STATE):
        manager.set_property(job.guid, "aclflags", "O")
    assert manager.set_property(manager.create_job("job").guid, "aclflags", 5).acl_flags == 5
