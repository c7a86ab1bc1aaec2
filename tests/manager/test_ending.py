"""Complete and Cancel: what gets its name, what is deleted, what stays when that fails, what a kill leaves."""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH104, PTH108, PTH110, PTH116, PTH118, PTH208

from __future__ import annotations

import os
import signal
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pybits.domain.hresult import (
    BG_E_INVALID_STATE,
    BG_E_NOT_FOUND,
    BG_S_PARTIAL_COMPLETE,
    BG_S_UNABLE_TO_DELETE_FILES,
    E_ACCESSDENIED,
    ERROR_FILE_NOT_FOUND,
    S_OK,
    BitsError,
)
from pybits.domain.job import Deed, Job
from pybits.domain.state import JobEvent, JobState
from pybits.manager.manager import Manager
from pybits.manager.service import launcher
from pybits.manager.settle import settle
from pybits.storage.machine_ledger import MachineLedger
from tests.manager.conftest import Queue
from tests.support.processes import alive, wait_until

ALL = (Deed.PUBLISH, Deed.DISCARD, Deed.RETIRE)


def refusal(work: Callable[[], Any]) -> BitsError:
    with pytest.raises(BitsError) as refused:
        work()
    return refused.value


def is_gone(queue: Queue, guid: str) -> bool:
    """Tell whether nothing at all is left of a job."""
    return (
        queue.manager.jobs() == []
        and queue.registered() == []
        and queue.temps() == []
        and refusal(lambda: queue.manager.job(guid)).code == BG_E_NOT_FOUND
        and os.listdir(Path(queue.manager.store.home, "jobs")) == []
    )


# ---- complete


def test_complete_gives_every_file_its_name_and_ends_the_job(queue: Queue) -> None:
    (queue.targets / "job-1").write_text("an older file")
    guid = queue.transferred(files=3).guid
    assert queue.manager.complete(guid)[:3] == (S_OK, 3, ())
    assert queue.delivered() == ["job-0", "job-1", "job-2"]
    assert is_gone(queue, guid)
    ended = queue.manager.ended(guid)
    assert ended is not None
    assert (ended.state, ended.code, ended.files, ended.dropped) == (JobState.ACKNOWLEDGED, S_OK, 3, ())
    assert "completed" in str(refusal(lambda: queue.manager.job(guid)))
    assert refusal(lambda: queue.manager.complete(guid)).code == BG_E_NOT_FOUND


def test_delivered_files_have_the_mode_that_the_umask_gives(queue: Queue) -> None:
    before = os.umask(0o027)
    try:
        guid = queue.transferred().guid
        queue.manager.complete(guid)
    finally:
        os.umask(before)
    assert stat.S_IMODE((queue.targets / "job-0").stat().st_mode) == 0o640


def test_an_empty_job_is_completed(queue: Queue) -> None:
    guid = queue.job(files=0).guid
    assert queue.manager.complete(guid)[:3] == (S_OK, 0, ())
    assert is_gone(queue, guid)


def test_an_early_complete_keeps_what_is_finished_and_names_what_is_dropped(queue: Queue) -> None:
    guid = queue.transferred(files=2).guid
    late = [queue.pair("job", number) for number in (2, 3)]
    queue.manager.add_files(guid, late)
    dropped = tuple(local for _, local in late)
    assert queue.manager.complete(guid)[:3] == (BG_S_PARTIAL_COMPLETE, 2, dropped)
    assert queue.delivered() == ["job-0", "job-1"]
    assert is_gone(queue, guid)
    ended = queue.manager.ended(guid)
    assert ended is not None
    assert (ended.code, ended.dropped) == (BG_S_PARTIAL_COMPLETE, dropped)


def test_a_job_that_never_ran_drops_everything(queue: Queue) -> None:
    guid = queue.job(files=2).guid
    completion = queue.manager.complete(guid)
    assert (completion.code, completion.files, len(completion.dropped)) == (BG_S_PARTIAL_COMPLETE, 0, 2)
    assert queue.delivered() == []
    assert is_gone(queue, guid)


def test_a_failed_rename_keeps_the_job_delivers_the_others_and_can_be_completed_again(queue: Queue) -> None:
    guid = queue.transferred(files=3).guid
    (queue.targets / "job-1").mkdir()
    error = refusal(lambda: queue.manager.complete(guid))
    assert error.code == E_ACCESSDENIED
    assert str(queue.targets / "job-1") in str(error)
    job = queue.manager.job(guid)
    assert (job.state, job.files_done, job.deeds) == (JobState.TRANSFERRED, 3, ())
    assert len(queue.temps()) == 1
    assert sorted(path.name for path in queue.targets.iterdir() if path.is_file() and path.suffix != ".tmp") == [
        "job-0",
        "job-2",
    ]
    assert queue.manager.history(guid)[-1].text.startswith("complete failed")
    assert refusal(lambda: queue.manager.complete(guid)).code == E_ACCESSDENIED
    (queue.targets / "job-0").unlink()  # delivered is delivered: what the user does with it is his business
    (queue.targets / "job-1").rmdir()
    assert queue.manager.complete(guid)[:3] == (S_OK, 3, ())
    assert queue.delivered() == ["job-1", "job-2"]
    assert is_gone(queue, guid)


def test_a_temporary_file_that_somebody_deleted_is_fetched_again(queue: Queue) -> None:
    job = queue.transferred(files=3)
    os.unlink(queue.manager.files(job.guid)[1].temp)
    error = refusal(lambda: queue.manager.complete(job.guid))
    assert error.code == ERROR_FILE_NOT_FOUND
    assert "Resume the job" in str(error)
    failed = queue.manager.job(job.guid)
    assert (failed.state, failed.files_done, failed.error_count) == (JobState.ERROR, 2, 1)
    assert failed.error is not None
    assert (failed.error.code, failed.error.file) == (ERROR_FILE_NOT_FOUND, 1)
    queue.manager.resume(job.guid)
    wait_until(lambda: queue.state(job.guid) is JobState.TRANSFERRED)
    assert queue.manager.complete(job.guid)[:3] == (S_OK, 3, ())
    assert queue.delivered() == ["job-0", "job-1", "job-2"]


def test_a_destination_that_became_a_link_is_not_written_through(queue: Queue) -> None:
    guid = queue.transferred().guid
    (queue.folder / "precious").write_text("x")
    (queue.targets / "job-0").symlink_to(queue.folder / "precious")
    assert refusal(lambda: queue.manager.complete(guid)).code == E_ACCESSDENIED
    assert (queue.folder / "precious").read_text() == "x"
    assert queue.state(guid) is JobState.TRANSFERRED


def test_names_reach_the_disk_before_the_record_that_they_were_given(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut a record without its name would drop a file that was promised."""
    guid = queue.transferred(files=2).guid
    log = os.path.join(queue.manager.store.folder(guid), "progress.jsonl")
    steps: list[str] = []
    rename, fsync, write = os.rename, os.fsync, os.write

    def note_rename(source: str, target: str) -> None:
        if target.startswith(str(queue.targets)):
            steps.append("rename")
        rename(source, target)

    def note_fsync(fd: int) -> None:
        if os.path.samestat(os.fstat(fd), os.stat(queue.targets)):
            steps.append("sync folder")
        fsync(fd)

    def note_write(fd: int, data: bytes) -> int:
        if os.path.exists(log) and os.path.samestat(os.fstat(fd), os.stat(log)):
            steps.append("record")
        return write(fd, data)

    monkeypatch.setattr(os, "rename", note_rename)
    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "write", note_write)
    queue.manager.complete(guid)
    assert steps == ["rename", "rename", "sync folder", "record"]


# ---- cancel


@pytest.mark.parametrize("files", [0, 1, 3])
def test_cancel_of_a_new_job_leaves_nothing(queue: Queue, files: int) -> None:
    guid = queue.job(files=files).guid
    assert queue.manager.cancel(guid) == S_OK
    assert is_gone(queue, guid)
    ended = queue.manager.ended(guid)
    assert ended is not None
    assert (ended.state, ended.name, ended.files) == (JobState.CANCELLED, "job", 0)
    assert "cancelled" in str(refusal(lambda: queue.manager.cancel(guid)))


def test_cancel_deletes_temporary_files_and_never_touches_a_destination(queue: Queue) -> None:
    job = queue.transferred(files=3)
    for number in range(3):
        (queue.targets / f"job-{number}").write_text("somebody else's")
    (queue.targets / "job-2").unlink()
    assert queue.manager.cancel(job.guid) == S_OK
    assert is_gone(queue, job.guid)
    assert sorted(path.read_text() for path in queue.targets.iterdir()) == ["somebody else's"] * 2


def test_cancel_after_a_partial_delivery_leaves_what_was_delivered(queue: Queue) -> None:
    guid = queue.transferred(files=2).guid
    (queue.targets / "job-1").mkdir()
    refusal(lambda: queue.manager.complete(guid))
    assert queue.manager.cancel(guid) == S_OK
    (queue.targets / "job-1").rmdir()
    assert queue.delivered() == ["job-0"]
    assert is_gone(queue, guid)


def test_cancel_says_when_a_temporary_file_cannot_be_deleted(queue: Queue) -> None:
    job = queue.transferred()
    temp = Path(queue.manager.files(job.guid)[0].temp)
    temp.unlink()
    temp.mkdir()
    assert queue.manager.cancel(job.guid) == BG_S_UNABLE_TO_DELETE_FILES
    temp.rmdir()
    assert is_gone(queue, job.guid)


def test_cancel_works_when_the_destinations_folder_is_gone(queue: Queue) -> None:
    guid = queue.transferred().guid
    for path in queue.targets.iterdir():
        path.unlink()
    queue.targets.rmdir()
    assert queue.manager.cancel(guid) == S_OK
    queue.targets.mkdir()
    assert is_gone(queue, guid)


# ---- with a daemon beside it, and after a kill


def test_while_a_daemon_runs_it_does_the_deeds_and_the_command_waits(queue: Queue) -> None:
    first, second = queue.job("first"), queue.job("second")
    for job in (first, second):
        queue.manager.resume(job.guid)
    for job in (first, second):
        wait_until(lambda guid=job.guid: queue.state(guid) is JobState.TRANSFERRED)  # type: ignore[misc]
    assert not queue.manager.store.engine_lock().try_acquire()
    assert queue.manager.complete(first.guid)[:3] == (S_OK, 1, ())
    assert queue.manager.cancel(second.guid) == S_OK
    assert queue.delivered() == ["first-0"]
    wait_until(lambda: is_gone(queue, second.guid))


def pending(queue: Queue, job: Job, deeds: tuple[Deed, ...], event: JobEvent | None = None) -> None:
    """Write the intent and do no deed, as a command does that is killed in between."""
    queue.manager.store.change(
        job.guid,
        lambda job: (job.move(event) if event else job)._replace(deeds=deeds, ticket="of a killed command"),
    )


def test_the_deeds_of_a_killed_command_are_done_by_the_next_daemon(queue: Queue) -> None:
    kept, thrown = queue.transferred("kept", 2), queue.transferred("thrown", 2)
    pending(queue, kept, ALL)
    pending(queue, thrown, ALL[1:], JobEvent.CANCEL)
    assert "completed" in queue.manager.in_words(queue.manager.job(kept.guid))
    assert [job.guid for job in queue.manager.jobs()] == [kept.guid]
    launcher.start(queue.manager.store.home)
    wait_until(lambda: queue.manager.store.guids() == [])
    wait_until(lambda: queue.registered() == [])
    assert queue.delivered() == ["kept-0", "kept-1"]
    assert queue.temps() == []
    assert [ended and ended.state for ended in map(queue.manager.ended, (kept.guid, thrown.guid))] == [
        JobState.ACKNOWLEDGED,
        JobState.CANCELLED,
    ]


def test_the_command_said_again_finishes_what_the_killed_one_began(queue: Queue) -> None:
    job = queue.transferred(files=2)
    pending(queue, job, ALL)
    os.rename(queue.manager.files(job.guid)[0].temp, queue.targets / "job-0")  # … after its first deed
    assert queue.manager.complete(job.guid)[:3] == (S_OK, 2, ())
    assert queue.delivered() == ["job-0", "job-1"]
    assert is_gone(queue, job.guid)


def test_doing_the_deeds_again_at_any_point_is_harmless(queue: Queue) -> None:
    job = queue.transferred(files=2)
    store, ledger = queue.manager.store, MachineLedger.open(os.geteuid())
    pending(queue, job, (Deed.PUBLISH,))
    settle(store, ledger, job.guid)
    settle(store, ledger, job.guid)
    assert queue.delivered() == ["job-0", "job-1"]
    assert queue.state(job.guid) is JobState.TRANSFERRED
    pending(queue, job, (Deed.DISCARD,))
    settle(store, ledger, job.guid)
    assert queue.delivered() == ["job-0", "job-1"]
    pending(queue, job, ALL)
    settle(store, ledger, job.guid)
    assert is_gone(queue, job.guid)


def test_a_complete_whose_deeds_were_done_by_a_daemon_that_has_left_is_a_success(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The daemon ends the job after the intent is written and gives engine.lock back before the command tries it."""
    job = queue.transferred(files=2)
    store = queue.manager.store
    real = store.engine_lock

    def daemon_was_faster() -> Any:
        monkeypatch.setattr(store, "engine_lock", real)
        settle(store, MachineLedger.open(os.geteuid()), job.guid)
        return real()

    monkeypatch.setattr(store, "engine_lock", daemon_was_faster)
    assert queue.manager.complete(job.guid)[:3] == (S_OK, 2, ())
    assert queue.delivered() == ["job-0", "job-1"]


def test_of_two_commands_at_once_each_gets_an_answer_and_the_files_are_delivered(queue: Queue) -> None:
    job = queue.transferred(files=5)
    answers: list[object] = []

    def ask() -> None:
        try:
            answers.append(Manager.open().complete(job.guid).code)
        except BitsError as error:
            answers.append(error.code)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert S_OK in answers
    assert set(answers) <= {S_OK, BG_E_NOT_FOUND, BG_E_INVALID_STATE}
    assert queue.delivered() == [f"job-{number}" for number in range(5)]
    assert is_gone(queue, job.guid)


def test_a_daemon_that_is_killed_in_the_middle_of_a_complete_loses_nothing(queue: Queue) -> None:
    job = queue.transferred(files=3)
    (queue.targets / "job-2").mkdir()
    pending(queue, job, ALL)
    launcher.start(queue.manager.store.home)
    pid = wait_until(lambda: launcher.status().pid)
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not alive(pid))
    (queue.targets / "job-2").rmdir()
    assert queue.manager.complete(job.guid)[:3] == (S_OK, 3, ())
    assert queue.delivered() == ["job-0", "job-1", "job-2"]
    assert is_gone(queue, job.guid)
