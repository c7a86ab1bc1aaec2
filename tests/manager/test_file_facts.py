"""What a job's owner says of its files, and what follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from pybits.domain.enums import ErrorContext, JobType
from pybits.domain.hresult import (
    BG_E_NOT_FOUND,
    BG_E_VALIDATION_FAILED,
    BG_S_PARTIAL_COMPLETE,
    E_INVALIDARG,
    E_NOTIMPL,
    E_PENDING,
    BitsError,
    HResult,
)
from pybits.domain.state import JobState
from pybits.manager.manager import Manager
from pybits.manager.service import launcher
from tests.manager.conftest import Queue
from tests.support.processes import wait_until


def refused(code: HResult) -> pytest.RaisesExc[BitsError]:
    return pytest.raises(BitsError, check=lambda error: error.code == code)


def test_a_file_is_not_valid_until_that_was_said(queue: Queue, manager: Manager) -> None:
    guid = queue.transferred(files=2).guid
    assert not manager.validation_state(guid, 0)
    assert manager.set_validation_state(guid, 0, True).state is JobState.TRANSFERRED
    assert [manager.validation_state(guid, number) for number in (0, 1)] == [True, False]
    assert Manager.open().validation_state(guid, "0")


def test_only_what_is_wholly_here_can_be_validated(queue: Queue, manager: Manager, tmp_path: Path) -> None:
    guid = queue.job().guid
    for valid in (True, False):
        with refused(E_PENDING):
            manager.set_validation_state(guid, 0, valid)
    for index in ("1", "-1", "x", ""):
        with refused(E_INVALIDARG):
            manager.set_validation_state(guid, index, True)
    (tmp_path / "up").write_bytes(b"x")
    upload = manager.create_job("up", JobType.UPLOAD).guid
    manager.add_files(upload, [("http://h/x", str(tmp_path / "up"))])
    with refused(E_NOTIMPL):
        manager.set_validation_state(upload, 0, False)
    with refused(BG_E_NOT_FOUND):
        manager.set_validation_state("{00000000-0000-4000-8000-000000000000}", 0, True)


@pytest.mark.parametrize("type", JobType)
def test_only_a_download_has_temporary_files(manager: Manager, tmp_path: Path, type: JobType) -> None:
    (tmp_path / "f").write_bytes(b"x")
    guid = manager.create_job("a", type).guid
    manager.add_files(guid, [("http://h/f", str(tmp_path / "f"))])
    (view,) = manager.files(guid)
    assert bool(view.temp) is (type is JobType.DOWNLOAD)


def test_a_file_that_is_invalid_is_an_error_and_its_progress_is_zero(queue: Queue, manager: Manager) -> None:
    job = queue.transferred(files=3)
    sizes = [view.progress.written for view in manager.files(job.guid)]
    rejected = manager.set_validation_state(job.guid, 1, False)
    assert rejected.state is JobState.ERROR
    assert rejected.error is not None
    assert rejected.error[:2] == (BG_E_VALIDATION_FAILED, ErrorContext.REMOTE_FILE)
    assert rejected.error.file == 1
    assert (rejected.files_done, rejected.bytes_done) == (2, sum(sizes) - sizes[1])
    assert [view.progress.written for view in manager.files(job.guid)] == [sizes[0], 0, sizes[2]]
    with refused(E_PENDING):
        manager.set_validation_state(job.guid, 1, True)


def test_the_next_resume_fetches_it_again(queue: Queue, manager: Manager) -> None:
    guid = queue.transferred(files=2).guid
    manager.set_validation_state(guid, 0, True)
    manager.set_validation_state(guid, 0, False)
    other = Path(manager.temporary_name(guid, 1)).stat().st_mtime_ns
    (queue.sources / "job-0").write_bytes(b"better")
    manager.resume(guid)
    wait_until(lambda: queue.state(guid) is JobState.TRANSFERRED, 60)
    launcher.stop()
    job = manager.job(guid)
    assert (job.files_done, job.bytes_done, job.rejected) == (2, job.bytes_total, ())
    assert not manager.validation_state(guid, 0)
    assert Path(manager.temporary_name(guid, 1)).stat().st_mtime_ns == other, "the other file was left alone"
    manager.complete(guid)
    assert queue.delivered() == ["job-0", "job-1"]


@pytest.mark.parametrize("end", ["complete", "cancel"])
def test_a_job_may_end_without_it(queue: Queue, manager: Manager, end: str) -> None:
    guid = queue.transferred(files=2).guid
    manager.set_validation_state(guid, 0, False)
    if end == "complete":
        done = manager.complete(guid)
        assert (done.code, done.files, done.dropped) == (BG_S_PARTIAL_COMPLETE, 1, (str(queue.targets / "job-0"),))
        assert queue.delivered() == ["job-1"]
    else:
        manager.cancel(guid)
        assert queue.delivered() == []
    assert queue.temps() == []


def test_where_the_bytes_came_from(queue: Queue, manager: Manager) -> None:
    guid = queue.transferred().guid
    assert manager.peer_stats(guid, 0) == (len((queue.sources / "job-0").read_bytes()), 0)
    assert manager.peer_stats(queue.job("other").guid, "0") == (0, 0)
