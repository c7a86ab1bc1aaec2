"""What can be done with jobs: every method's rules, each with its HRESULT, and nothing changed by what is refused."""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH118

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pybits.domain.enums import JobPriority, JobType
from pybits.domain.hresult import (
    BG_E_DATABASE_CORRUPT,
    BG_E_EMPTY,
    BG_E_INVALID_STATE,
    BG_E_NOT_FOUND,
    BG_E_TOO_MANY_FILES,
    BG_E_TOO_MANY_FILES_IN_JOB,
    E_ACCESSDENIED,
    E_INVALIDARG,
    ERROR_PATH_NOT_FOUND,
    BitsError,
)
from pybits.domain.job import Deed, Job
from pybits.domain.properties import BY_NAME
from pybits.domain.state import JobState
from pybits.manager.manager import Manager
from pybits.manager.seen import AmbiguousName
from pybits.manager.service import launcher
from pybits.storage import atomic
from tests.manager.conftest import Queue
from tests.support.processes import wait_until

UNKNOWN = "{0AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}"


def refusal(work: Callable[[], Any]) -> BitsError:
    with pytest.raises(BitsError) as refused:
        work()
    assert str(refused.value)
    return refused.value


# ---- create


def test_a_new_job_is_suspended_empty_and_the_callers(queue: Queue) -> None:
    job = queue.manager.create_job("name")
    assert queue.manager.job(job.guid) == job
    assert (job.state, job.type, job.owner) == (JobState.SUSPENDED, JobType.DOWNLOAD, os.geteuid())
    assert (job.files_total, job.bytes_total, job.bytes_done) == (0, 0, 0)
    assert queue.manager.files(job.guid) == []
    assert [entry.text for entry in queue.manager.history(job.guid)] == ["created"]
    assert queue.registered() == [job.guid]


def test_every_job_has_a_guid_of_its_own_and_a_random_one(manager: Manager) -> None:
    guids = [manager.create_job("same").guid for _ in range(5)]
    assert len(set(guids)) == 5
    assert {guid[15] for guid in guids} == {"4"}  # version 4


@pytest.mark.parametrize("name", ["", " ", "x" * 257, UNKNOWN, UNKNOWN[1:-1].lower(), "a\0"])
def test_a_refused_name_leaves_nothing_behind(queue: Queue, name: str) -> None:
    assert refusal(lambda: queue.manager.create_job(name)).code == E_INVALIDARG
    assert queue.manager.jobs() == []
    assert not Path(os.environ["PYBITS_MACHINE_DIR"]).exists()


def test_a_job_that_cannot_be_written_leaves_no_registration(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def fail(_fd: int) -> None:
        raise OSError(28, "full")

    queue.manager.create_job("first")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="full"):
        queue.manager.create_job("second")
    monkeypatch.setattr(os, "fsync", real)
    assert len(queue.registered()) == 1
    queue.manager.create_job("third")
    assert queue.registered() == sorted(queue.manager.store.guids())
    assert [job.name for job in queue.manager.jobs()] == ["first", "third"]


def test_the_umask_of_who_made_the_job_is_kept_and_not_changed(manager: Manager) -> None:
    before = os.umask(0o027)
    try:
        assert manager.create_job("x").umask == 0o027
    finally:
        assert os.umask(before) == 0o027


# ---- find


def test_a_job_is_found_by_guid_in_any_form_and_by_exact_name(manager: Manager) -> None:
    job = manager.create_job("Über job")
    for word in (job.guid, job.guid.lower(), job.guid[1:-1], "Über job"):
        assert manager.find(word) == job
    for word in ("über job", "Über", "Über job ", "", UNKNOWN):
        assert refusal(lambda word=word: manager.find(word)).code == BG_E_NOT_FOUND  # type: ignore[misc]


def test_a_name_of_several_jobs_is_ambiguous_and_the_answer_names_them_all(manager: Manager) -> None:
    guids = [manager.create_job("twin").guid for _ in range(3)]
    with pytest.raises(AmbiguousName) as refused:
        manager.find("twin")
    assert refused.value.guids == tuple(guids)
    assert refused.value.code == E_INVALIDARG
    assert all(guid in str(refused.value) for guid in guids)
    manager.cancel(guids[0])
    manager.cancel(guids[1])
    assert manager.find("twin").guid == guids[2]


@pytest.mark.parametrize(
    "work",
    [
        Manager.job,
        Manager.files,
        Manager.history,
        Manager.resume,
        Manager.suspend,
        Manager.cancel,
        Manager.complete,
        lambda manager, guid: manager.add_files(guid, [("http://h/x", "/tmp/x")]),
        lambda manager, guid: manager.set_property(guid, BY_NAME["description"], "x"),
        lambda manager, guid: manager.same_destination(guid, ["/x"]),
    ],
)
def test_an_unknown_guid_is_not_found_whatever_is_asked(manager: Manager, work: Callable[..., Any]) -> None:
    assert refusal(lambda: work(manager, UNKNOWN)).code == BG_E_NOT_FOUND


def test_jobs_are_listed_oldest_first(manager: Manager) -> None:
    names = ["c", "a", "b"]
    for name in names:
        manager.create_job(name)
    assert [job.name for job in manager.jobs()] == names
    assert [summary.name for summary in manager.summaries()] == names


# ---- files


def test_files_are_added_all_or_none(queue: Queue) -> None:
    guid = queue.job(files=0).guid
    good = [queue.pair("f", number) for number in range(3)]
    bad = [
        ("ftp://h/x", good[0][1], E_INVALIDARG),
        ("http://h/x", "relative", E_INVALIDARG),
        ("http://h/x", str(queue.folder / "missing" / "x"), ERROR_PATH_NOT_FOUND),
        ("http://h/x", str(queue.targets), E_INVALIDARG),
    ]
    for remote, local, code in bad:
        error = refusal(lambda pair=(remote, local): queue.manager.add_files(guid, [good[0], pair, good[1]]))  # type: ignore[misc]
        assert error.code == code
        assert queue.manager.job(guid).files_total == 0
    added = queue.manager.add_files(guid, good)
    assert [(file.number, file.remote, file.local) for file in added] == [(n, *good[n]) for n in range(3)]
    assert [view.file for view in queue.manager.files(guid)] == added
    job = queue.manager.job(guid)
    assert (job.files_total, job.bytes_total, job.state) == (3, None, JobState.SUSPENDED)
    assert refusal(lambda: queue.manager.add_files(guid, [])).code == E_INVALIDARG


def test_the_file_beyond_the_limit_is_refused_for_who_is_not_exempt(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(os.environ["PYBITS_POLICY"]).parent.mkdir(parents=True, exist_ok=True)
    Path(os.environ["PYBITS_POLICY"]).write_text("MaxFilesPerJob = 2\n")
    manager = Manager.open()
    monkeypatch.setattr(manager, "account", manager.account._replace(uid=99_999, groups=frozenset()))
    guid = queue.job(files=2).guid
    error = refusal(lambda: manager.add_files(guid, [queue.pair("f", 3)]))
    assert error.code == BG_E_TOO_MANY_FILES_IN_JOB
    assert os.environ["PYBITS_POLICY"] in str(error)
    assert manager.job(guid).files_total == 2


@pytest.mark.parametrize("type", [JobType.UPLOAD, JobType.UPLOAD_REPLY])
def test_an_upload_has_one_file_which_exists_and_goes_to_a_server(queue: Queue, type: JobType) -> None:
    guid = queue.manager.create_job("up", type).guid
    source = queue.sources / "up"
    source.touch()
    missing = ("http://h/x", str(queue.sources / "missing"))
    assert refusal(lambda: queue.manager.add_files(guid, [missing])).code != BG_E_TOO_MANY_FILES
    queue.manager.add_files(guid, [("http://h/x", str(source))])
    there = refusal(lambda: queue.manager.add_files(guid, [("file:///tmp/x", str(source))]))
    assert there.code in (E_INVALIDARG, BG_E_TOO_MANY_FILES)
    again = refusal(lambda: queue.manager.add_files(guid, [("http://h/x", str(source))]))
    assert again.code == BG_E_TOO_MANY_FILES
    assert refusal(lambda: queue.manager.complete(guid)).code == BG_E_INVALID_STATE
    assert queue.state(guid) is JobState.SUSPENDED
    queue.manager.cancel(guid)
    assert source.exists()


def test_another_job_with_the_same_destination_is_told(queue: Queue) -> None:
    first, second = queue.job("x"), queue.manager.create_job("second")
    (pair,) = [queue.pair("x", 0)]
    queue.manager.add_files(second.guid, [pair])
    ((path, other),) = queue.manager.same_destination(second.guid, [pair[1]])
    assert (path, other.guid) == (pair[1], first.guid)
    queue.manager.cancel(first.guid)
    assert queue.manager.same_destination(second.guid, [pair[1]]) == []


# ---- properties


def test_a_property_that_is_set_is_read_by_a_fresh_look_and_noted(manager: Manager) -> None:
    guid = manager.create_job("x").guid
    for name, word in [
        ("displayname", "renamed"),
        ("description", "words"),
        ("priority", "high"),
        ("minretrydelay", "1"),
        ("noprogresstimeout", "0"),
    ]:
        manager.set_property(guid, BY_NAME[name], BY_NAME[name].parse(word))
    job = Manager.open().find("renamed")
    assert (job.guid, job.description, job.priority) == (guid, "words", JobPriority.HIGH)
    assert (job.min_retry_delay, job.no_progress_timeout) == (5, 0)
    assert [entry.text for entry in manager.history(guid)][-1] == "noprogresstimeout set"
    assert refusal(lambda: manager.find("x")).code == BG_E_NOT_FOUND


@pytest.mark.parametrize("name", ["", UNKNOWN])
def test_a_job_cannot_be_renamed_so_that_it_is_not_found_again(manager: Manager, name: str) -> None:
    guid = manager.create_job("x").guid
    assert refusal(lambda: manager.set_property(guid, BY_NAME["displayname"], name)).code == E_INVALIDARG
    assert manager.job(guid).name == "x"


def test_nobody_sets_what_is_not_settable(manager: Manager) -> None:
    guid = manager.create_job("x").guid
    with pytest.raises(BitsError, match="state"):
        manager.set_property(guid, BY_NAME["state"], JobState.TRANSFERRED)
    assert manager.job(guid).state is JobState.SUSPENDED


# ---- resume and suspend


def test_a_job_without_files_is_not_resumed_and_stays_suspended(manager: Manager) -> None:
    guid = manager.create_job("x").guid
    assert refusal(lambda: manager.resume(guid)).code == BG_E_EMPTY
    assert manager.job(guid).state is JobState.SUSPENDED
    assert launcher.status().pid is None


def test_suspending_again_changes_nothing_not_even_the_modification_time(queue: Queue) -> None:
    guid = queue.job().guid
    before = queue.manager.job(guid)
    assert queue.manager.suspend(guid) == before
    assert queue.manager.job(guid) == before


def test_a_resumed_job_is_transferred_and_only_new_files_make_it_run_again(queue: Queue) -> None:
    job = queue.transferred(files=2)
    assert (job.files_done, job.bytes_done, job.bytes_total) == (2, 1200, 1200)
    assert job.transferred is not None
    assert (queue.delivered(), len(queue.temps())) == ([], 2)
    assert refusal(lambda: queue.manager.resume(job.guid)).code == BG_E_EMPTY
    assert queue.state(job.guid) is JobState.TRANSFERRED
    queue.manager.add_files(job.guid, [queue.pair("job", 2)])
    assert queue.state(job.guid) is JobState.TRANSFERRED
    assert "resume" in queue.manager.in_words(queue.manager.job(job.guid))
    queue.manager.resume(job.guid)
    wait_until(lambda: queue.manager.job(job.guid).files_done == 3)
    assert queue.manager.complete(job.guid).files == 3
    assert queue.delivered() == ["job-0", "job-1", "job-2"]


def test_a_job_that_is_being_ended_takes_no_other_command(queue: Queue) -> None:
    guid = queue.job().guid
    queue.manager.store.change(guid, lambda job: job._replace(deeds=(Deed.PUBLISH, Deed.DISCARD, Deed.RETIRE)))
    for work in (
        lambda: queue.manager.resume(guid),
        lambda: queue.manager.suspend(guid),
        lambda: queue.manager.add_files(guid, [queue.pair("x", 1)]),
        lambda: queue.manager.set_property(guid, BY_NAME["description"], "x"),
    ):
        assert refusal(work).code == BG_E_INVALID_STATE


def test_resume_forgets_the_error_and_tries_at_once(queue: Queue) -> None:
    guid = queue.job().guid
    (queue.sources / "job-0").unlink()
    queue.manager.resume(guid)
    wait_until(lambda: queue.state(guid) is JobState.ERROR)
    failed = queue.manager.job(guid)
    assert failed.error is not None
    assert failed.error_count == 1
    assert failed.error.text in queue.manager.in_words(failed)
    queue.pair("job", 0)
    resumed = queue.manager.resume(guid)
    assert (resumed.error, resumed.state, resumed.error_count) == (None, JobState.QUEUED, 1)
    wait_until(lambda: queue.state(guid) is JobState.TRANSFERRED)


# ---- damage, others, waiting


def test_a_damaged_job_is_set_aside_and_the_rest_works(queue: Queue) -> None:
    damaged, sound = queue.job("damaged"), queue.job("sound")
    atomic.replace_file(os.path.join(queue.manager.store.folder(damaged.guid), "job.json"), b"{")
    assert [job.name for job in queue.manager.jobs()] == ["sound"]
    assert damaged.guid in queue.manager.damaged()[0]
    assert refusal(lambda: queue.manager.job(damaged.guid)).code == BG_E_NOT_FOUND
    assert queue.registered() == sorted([damaged.guid, sound.guid])
    made = queue.manager.create_job("next")
    assert queue.registered() == sorted([sound.guid, made.guid])
    queue.manager.resume(sound.guid)
    wait_until(lambda: queue.state(sound.guid) is JobState.TRANSFERRED)


def test_a_job_that_is_damaged_when_it_is_asked_for_says_so(queue: Queue) -> None:
    guid = queue.job().guid
    atomic.replace_file(os.path.join(queue.manager.store.folder(guid), "files.jsonl"), b"{")
    assert refusal(lambda: queue.manager.complete(guid)).code == BG_E_DATABASE_CORRUPT


@pytest.mark.root
def test_an_administrator_sees_every_store_that_is_still_there(queue: Queue) -> None:
    """A user who was removed, or who threw his store away, keeps nobody from seeing the others' jobs."""
    queue.job("mine")
    users = Path(os.environ["PYBITS_MACHINE_DIR"], "users")
    for number, (uid, target) in enumerate([(12345, "/nowhere/jobs/x"), (1, "/nowhere/store/jobs/x"), (1, "x")]):
        (users / str(uid)).mkdir(exist_ok=True)
        (users / str(uid) / f"{UNKNOWN[:-2]}{number}}}").symlink_to(target)
        os.chown(users / str(uid), uid, uid)
    assert [job.name for job in queue.manager.jobs(all_users=True)] == ["mine"]
    assert os.geteuid() == 0


@pytest.mark.root
def test_the_job_of_a_user_who_was_removed_is_refused_with_the_reason(queue: Queue) -> None:
    queue.job()
    folder = Path(os.environ["PYBITS_MACHINE_DIR"], "users", "12345")
    folder.mkdir()
    (folder / UNKNOWN).symlink_to("/nowhere/jobs/x")
    os.chown(folder, 12345, 12345)
    error = refusal(lambda: queue.manager.job(UNKNOWN))
    assert error.code == E_ACCESSDENIED
    assert "12345" in str(error)


def test_waiting_for_a_change_ends_with_one_and_only_with_one(queue: Queue) -> None:
    guid = queue.job().guid
    queue.manager.wait_change(0)
    assert not queue.manager.wait_change(0.05)
    Manager.open().set_property(guid, BY_NAME["description"], "x")
    assert queue.manager.wait_change(10)
    assert not queue.manager.wait_change(0)


def test_the_public_values_are_plain_and_frozen(manager: Manager) -> None:
    job = manager.create_job("x")
    with pytest.raises(AttributeError):
        job.state = JobState.TRANSFERRED  # type: ignore[misc]
    assert isinstance(job, Job)
