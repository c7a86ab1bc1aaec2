"""The store's promises one by one: whole jobs, refused changes, readers in the middle of writers, damage set aside."""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH104, PTH108, PTH112, PTH116, PTH118, PTH202, PTH208

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings

from pybits.domain.enums import JobType
from pybits.domain.file import File, FileProgress
from pybits.domain.hresult import BG_E_DATABASE_CORRUPT, BG_E_NOT_FOUND, S_OK, BitsError, HResult
from pybits.domain.job import Job
from pybits.domain.state import JobState
from pybits.storage import atomic, checked, records
from pybits.storage.ended_log import Ended
from pybits.storage.job_store import JobStore
from pybits.storage.progress_log import Totals
from tests.storage.strategies import ANY_JSON

GUID = "{0AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}"
OTHER = "{1AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}"
JOB = Job(GUID, "name", JobType.DOWNLOAD, 0, 10.0, 10.0)
PAIRS = [File(0, "http://h/1", "/d/1"), File(0, "http://h/2", "/d/2")]


def two_files(job: Job) -> Job:
    return job._replace(files_total=job.files_total + 2)


@pytest.fixture
def store(tmp_path: Path) -> JobStore:
    store = JobStore.open(str(tmp_path / "store"))
    store.create(JOB)
    store.add_files(GUID, PAIRS, two_files)
    store.create(JOB._replace(guid=OTHER, name="other"))
    return store


def refusal(work: Callable[[], Any]) -> BitsError:
    with pytest.raises(BitsError) as refused:
        work()
    return refused.value


def code_of(work: Callable[[], Any]) -> HResult:
    """Give the code of a refusal, S_OK when there is none."""
    try:
        work()
    except BitsError as error:
        return error.code
    return S_OK


# ---- reading and changing


@pytest.mark.parametrize("guid", ["{2AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}", "", ".", "..", "../..", "x/y"])
def test_what_is_no_job_is_not_found_and_not_damaged(store: JobStore, guid: str) -> None:
    assert refusal(lambda: store.read(guid)).code == BG_E_NOT_FOUND
    assert refusal(lambda: store.change(guid, lambda job: job)).code == BG_E_NOT_FOUND
    assert store.damaged() == []


def test_a_change_that_changes_nothing_is_not_written(store: JobStore) -> None:
    before = {path: path.stat().st_mtime_ns for path in Path(store.home).rglob("*") if path.name != "lock"}
    assert store.change(GUID, lambda job: job) == store.read(GUID)
    assert {path: path.stat().st_mtime_ns for path in Path(store.home).rglob("*") if path.name != "lock"} == before


def test_a_change_that_raises_leaves_everything_as_it_was(store: JobStore) -> None:
    before = {path: path.read_bytes() for path in Path(store.home).rglob("*") if path.is_file()}

    def refuse(_job: Job) -> Job:
        raise BitsError(BG_E_NOT_FOUND, "no")

    refusal(lambda: store.change(GUID, refuse))
    refusal(lambda: store.add_files(GUID, PAIRS, refuse))
    assert {path: path.read_bytes() for path in Path(store.home).rglob("*") if path.is_file()} == before


def test_files_that_a_killed_process_began_to_add_are_not_there_and_do_not_disturb_the_next(store: JobStore) -> None:
    atomic.append(
        os.path.join(store.folder(GUID), "files.jsonl"), b'{"number":2,"remote":"http://lost","local":"/x"}\n{'
    )
    assert [file.local for file in store.files(GUID)] == ["/d/1", "/d/2"]
    store.add_files(GUID, [File(0, "http://h/3", "/d/3")], lambda job: job._replace(files_total=3))
    assert [file.local for file in store.files(GUID)] == ["/d/1", "/d/2", "/d/3"]


def test_adding_a_file_writes_one_line_however_many_there_are(store: JobStore) -> None:
    path = os.path.join(store.folder(GUID), "files.jsonl")
    before = os.stat(path)
    store.add_files(GUID, PAIRS[:1], lambda job: job._replace(files_total=3))
    after = os.stat(path)
    assert after.st_ino == before.st_ino
    assert after.st_size - before.st_size < 100


def test_the_history_says_what_happened_in_order(store: JobStore) -> None:
    store.change(GUID, lambda job: job._replace(state=JobState.QUEUED))
    store.change(GUID, lambda job: job._replace(description="x"), "description set")
    store.note(GUID, "a remark")
    texts = [text for _, text in store.history(GUID)]
    assert texts == ["created", "added 2 files", "SUSPENDED → QUEUED", "description set", "a remark"]
    times = [at for at, _ in store.history(GUID)][1:]
    assert times == sorted(times)


def test_a_history_that_grows_for_ever_keeps_its_newer_half(store: JobStore) -> None:
    for number in range(400):
        store.note(GUID, f"{number:04} " + "x" * 1000)
    texts = [text[:4] for _, text in store.history(GUID)]
    assert os.path.getsize(os.path.join(store.folder(GUID), "history.jsonl")) <= 1 << 18
    assert texts[-100:] == [f"{number:04}" for number in range(300, 400)]


def test_damaged_lines_of_a_history_are_left_out(store: JobStore) -> None:
    path = os.path.join(store.folder(GUID), "history.jsonl")
    huge = b"9" * 400
    atomic.append(path, b'[1,\n{}\n[]\n["x","y"]\n[[],1]\n5\n[%s,"far"]\n[3.0,"end"]\n' % huge)
    assert [text for _, text in store.history(GUID)] == ["created", "added 2 files", "end"]
    assert store.history(OTHER[:-2] + "1}") == []


def test_only_a_job_in_turn_is_read_with_the_sums_of_its_log(store: JobStore) -> None:
    writer = store.progress_writer(GUID)
    writer.append({0: FileProgress(5, total=9)}, Totals(1, 5, 9))
    writer.close()
    assert store.read_live(GUID).bytes_done == 0
    store.change(GUID, lambda job: job._replace(state=JobState.TRANSFERRING))
    live = store.read_live(GUID)
    assert (live.files_done, live.bytes_done, live.bytes_total) == (1, 5, 9)
    assert store.read(GUID).bytes_done == 0


def test_a_removed_job_is_gone_for_everybody_and_its_end_is_known(store: JobStore) -> None:
    ended = Ended(GUID, "name", JobState.ACKNOWLEDGED, S_OK, 5.0, 2)
    store.remove(JOB, ended)
    store.remove(JOB, ended)  # redone after a kill
    assert store.guids() == [OTHER]
    assert store.ended.find(GUID) == ended
    assert sorted(os.listdir(os.path.join(store.home, "jobs"))) == [OTHER]


def test_other_jobs_with_the_same_destination_are_found(store: JobStore) -> None:
    assert list(store.destinations.shared(OTHER, ["/d/2", "/d/9"])) == [("/d/2", GUID)]
    assert list(store.destinations.shared(GUID, ["/d/2"])) == []
    atomic.append(os.path.join(store.home, "destinations"), b'[\n5\n{"a":1}\n["x"]\n')
    assert list(store.destinations.shared(OTHER, ["/d/1"])) == [("/d/1", GUID)]


def test_a_passage_that_somebody_removed_is_made_again(store: JobStore) -> None:
    passage = Path(store.home, "passage")
    passage.rmdir()
    store.remove(store.read(GUID), Ended(GUID, "n", JobState.CANCELLED, S_OK, 1.0))
    assert GUID not in store.guids()
    passage.rmdir()
    store.create(store.read(OTHER)._replace(guid=GUID))
    assert sorted(store.guids()) == sorted([GUID, OTHER])


def test_destinations_of_jobs_that_are_gone_are_forgotten(store: JobStore) -> None:
    gone = checked.dump(["{2AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}", "/" + "x" * 1000])
    path = os.path.join(store.home, "destinations")
    atomic.append(path, gone * 1100)
    store.add_files(OTHER, [File(0, "http://h/1", "/d/1")], lambda job: job._replace(files_total=1))
    assert os.path.getsize(path) < 1000
    assert sorted(other for _, other in store.destinations.shared("", ["/d/1"])) == [GUID, OTHER]


# ---- readers in the middle of a writer


@pytest.mark.parametrize("read", ["files", "read", "read_live"])
def test_a_job_that_ends_while_it_is_read_is_not_found_and_not_damaged(
    store: JobStore, read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job's folder goes away between any two of the reader's steps."""
    opened, real_open = [0], os.open
    for step in range(1, 4):
        opened[0] = 0

        def open_later(path: str, *arguments: Any, step: int = step, **options: Any) -> int:
            if GUID in str(path):
                opened[0] += 1
                if opened[0] == step:
                    os.rename(store.folder(GUID), store.folder(GUID) + ".away")
            return real_open(path, *arguments, **options)

        monkeypatch.setattr(os, "open", open_later)
        code = code_of(lambda: getattr(store, read)(GUID))
        monkeypatch.undo()
        assert code in (S_OK, BG_E_NOT_FOUND)
        if not os.path.isdir(store.folder(GUID)):
            os.rename(store.folder(GUID) + ".away", store.folder(GUID))
    assert store.damaged() == []


# ---- damage


def spoil(store: JobStore, name: str, data: bytes | None) -> None:
    path = os.path.join(store.folder(GUID), name)
    os.unlink(path)
    if data is not None:
        atomic.write_new(path, data)


@pytest.mark.parametrize(
    "data", [None, b"", b"null", b"[]", b"{}", b'{"job":{}}', b'{"job":{},"extra":{}}', b"\0" * 99]
)
def test_a_damaged_job_is_set_aside_named_and_the_rest_works(store: JobStore, data: bytes | None) -> None:
    spoil(store, "job.json", data)
    error = refusal(lambda: store.read(GUID))
    assert error.code == BG_E_DATABASE_CORRUPT
    assert GUID in str(error)
    assert os.path.join(store.home, "damaged") in str(error)
    assert [job.name for job in store.jobs()] == ["other"] == [job.name for job in store.find("other")]
    assert [summary.name for summary in store.summaries()] == ["other"]
    assert refusal(lambda: store.read(GUID)).code == BG_E_NOT_FOUND
    (sentence,) = store.damaged()
    assert GUID in sentence
    kept = Path(store.home, "damaged", GUID)
    assert (kept / "files.jsonl").exists()
    assert data is None or (kept / "job.json").read_bytes() == data


def test_a_second_damaged_job_of_the_same_name_does_not_overwrite_the_first(store: JobStore) -> None:
    for data in (b"first", b"second", b"third"):
        spoil(store, "job.json", data)
        refusal(lambda: store.read(GUID))
        store.create(JOB)
    kept = [path.read_bytes() for path in sorted(Path(store.home, "damaged").glob("*/job.json"))]
    assert sorted(kept) == [b"first", b"second", b"third"]


@pytest.mark.parametrize("data", [None, b"", b"{}\n{}\n", b'{"number":0,"remote":"r","local":"l"}\n', b"\xff" * 200])
def test_a_job_whose_files_are_damaged_is_set_aside(store: JobStore, data: bytes | None) -> None:
    spoil(store, "files.jsonl", data)
    assert refusal(lambda: store.files(GUID)).code == BG_E_DATABASE_CORRUPT
    assert store.guids() == [OTHER]


EVERYTHING = ("read", "read_live", "files", "progress", "history")


def read_everything(store: JobStore) -> None:
    for read in EVERYTHING:
        code = code_of(partial(getattr(store, read), GUID))
        assert code in (S_OK, BG_E_DATABASE_CORRUPT, BG_E_NOT_FOUND)
    assert OTHER in [job.guid for job in store.jobs()]
    assert OTHER in [summary.guid for summary in store.summaries()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(extra=ANY_JSON, files_total=ANY_JSON, files_size=ANY_JSON)
@example({}, 10**12, 0)
@example({}, 2, 10**400)
@example({}, 2, -1)
@example(None, 2, "x")
def test_no_value_in_a_job_record_does_more_than_damage_it(
    tmp_path: Path, extra: Any, files_total: Any, files_size: Any
) -> None:
    home = tmp_path / "fuzzed"
    shutil.rmtree(home, ignore_errors=True)
    store = JobStore.open(str(home))
    store.create(JOB)
    store.add_files(GUID, PAIRS, two_files)
    store.create(JOB._replace(guid=OTHER))
    if isinstance(extra, dict):
        extra = {**extra, "files_size": files_size}
    record = {**records.job_to_record(store.read(GUID)), "files_total": files_total, "state": JobState.TRANSFERRING}
    spoil(store, "job.json", checked.dump({"job": record, "extra": extra}))
    store.index.mark_dirty(GUID)
    read_everything(store)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(claim=ANY_JSON, totals=ANY_JSON)
@example({"file": 0, "written": 10**400}, [float("inf"), 0, 0])
@example({"file": 0, "total": 10**400}, [0, float("nan"), 0])
def test_no_line_of_a_progress_log_does_more_than_claim_less(tmp_path: Path, claim: Any, totals: Any) -> None:
    home = tmp_path / "fuzzed"
    if not home.exists():
        store = JobStore.open(str(home))
        store.create(JOB._replace(state=JobState.TRANSFERRING))
        store.create(JOB._replace(guid=OTHER))
    store = JobStore(str(home))
    path = os.path.join(store.folder(GUID), "progress.jsonl")
    atomic.write_new(path, checked.dump(claim) + checked.dump({"totals": totals}))
    read_everything(store)
    assert store.read(GUID)
