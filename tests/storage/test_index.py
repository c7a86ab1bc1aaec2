"""The index on its own: what a follower may miss, what a torn or foreign line may do, when it is made anew."""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH202

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pybits.domain.enums import JobType
from pybits.domain.job import Job, Retry
from pybits.domain.moment import Moment
from pybits.domain.state import JobState
from pybits.storage import atomic, checked, clock, index
from pybits.storage.index import Cursor, Index, Summary
from pybits.storage.job_store import JobStore
from tests.storage.strategies import ANY_JSON, JOBS


def job(number: int, name: str = "n") -> Job:
    return Job(f"{{00000000-0000-4000-8000-{number:012X}}}", name, JobType.DOWNLOAD, 1000, float(number), 1.0)


@pytest.fixture
def made(tmp_path: Path) -> Index:
    made = Index(str(tmp_path / "index"))
    made.rebuild([Summary.of(job(1)), Summary.of(job(2, "other"))])
    return made


@given(JOBS)
def test_a_summary_comes_back_as_it_was(job: Job) -> None:
    summary = Summary.of(job)
    assert index._summary(checked.load(index._line(summary))) == summary


def test_only_a_job_in_transient_error_has_a_next_try() -> None:
    retry = Retry(Moment(9.0, 9.0, "b"), Moment(1.0, 1.0, "b"), 1)
    waiting = job(1)._replace(state=JobState.TRANSIENT_ERROR, retry=retry)
    assert Summary.of(waiting).next_try == retry.next_try
    assert Summary.of(waiting._replace(state=JobState.QUEUED)).next_try is None


def test_a_follower_is_told_once_of_each_change(made: Index) -> None:
    found, cursor, fresh = made.entries()
    assert fresh
    assert list(found) == [job(1).guid, job(2).guid]
    assert made.entries(cursor) == ({}, cursor, False)
    made.mark_dirty(job(1).guid)
    assert made.entries(cursor)[0] == {job(1).guid: (job(1).guid, None, True)}
    made.put(Summary.of(job(1, "new")))
    made.remove(job(2).guid)
    found, cursor, fresh = made.entries(cursor)
    assert not fresh
    assert found == {
        job(1).guid: (job(1).guid, Summary.of(job(1, "new")), False),
        job(2).guid: (job(2).guid, None, False),
    }
    assert made.entries(cursor)[0] == {}


@pytest.mark.parametrize("times", range(1, 6))
def test_a_follower_notices_however_often_the_index_was_made_anew(made: Index, times: int) -> None:
    _, cursor, _ = made.entries()
    for _ in range(times):  # the file system gives the inode of the last but one to the next
        made.rebuild([Summary.of(job(3))])
    found, _, fresh = made.entries(cursor)
    assert fresh
    assert list(found) == [job(3).guid]


def test_half_a_line_is_read_when_it_is_whole(made: Index) -> None:
    _, cursor, _ = made.entries()
    line = index._line(Summary.of(job(3)))
    atomic.append(made.path, line[:30])
    assert made.entries(cursor) == ({}, cursor, False)
    atomic.append(made.path, line[30:])
    assert list(made.entries(cursor)[0]) == [job(3).guid]


def test_an_index_that_ends_in_a_torn_line_is_made_anew(made: Index) -> None:
    assert made.current()
    atomic.append(made.path, b'{"guid":"{0000')
    assert not made.current()


@pytest.mark.parametrize("data", [b"", b"\n", b'{"boot":"another","made":"x","size":0}\n', b"[]\n", b"\xff\xff\n"])
def test_an_index_without_this_boots_header_is_not_current(made: Index, data: bytes) -> None:
    atomic.replace_file(made.path, data)
    assert not made.current()
    entries, _, fresh = made.entries()
    assert fresh
    assert not entries


def test_an_index_that_is_not_there_is_not_current(tmp_path: Path) -> None:
    missing = Index(str(tmp_path / "index"))
    assert not missing.current()
    assert not missing.overgrown()


def test_a_line_that_says_nothing_sends_the_reader_to_the_record(made: Index) -> None:
    _, cursor, _ = made.entries()
    atomic.append(made.path, b'{"guid":"%s","name":"n"}\n' % job(1).guid.encode())
    assert made.entries(cursor)[0] == {job(1).guid: (job(1).guid, None, True)}


@given(value=ANY_JSON, field=st.sampled_from([*Summary._fields, "foreign"]))
def test_a_line_with_any_other_value_gives_a_summary_or_none(value: object, field: str) -> None:
    summary = index._summary({**checked.load(index._line(Summary.of(job(1)))), field: value})
    assert summary is None or isinstance(summary, Summary)


def test_it_is_overgrown_when_history_outweighs_the_present(made: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_SLACK", 2000)
    while os.path.getsize(made.path) < 2000:
        assert not made.overgrown()
        made.put(Summary.of(job(1)))
    for _ in range(20):
        made.put(Summary.of(job(1)))
    assert made.overgrown()
    made.rebuild([Summary.of(job(number)) for number in range(20)])
    assert os.path.getsize(made.path) > 2000
    assert not made.overgrown()


def test_ten_thousand_changes_leave_a_small_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_SLACK", 2000)
    store = JobStore.open(str(tmp_path / "store"))
    store.create(job(1))
    sizes = []
    for number in range(200):
        store.change(job(1).guid, lambda job, number=number: job._replace(name=str(number)), durable=False)  # type: ignore[misc]
        sizes.append(os.path.getsize(store.index.path))
    assert max(sizes) < 4000
    assert [found.name for found in store.summaries()] == ["199"]


def test_names_are_found_exactly_and_dirty_jobs_whatever_their_name(made: Index) -> None:
    assert made.guids_named("n") == [job(1).guid]
    assert made.guids_named("N") == made.guids_named("") == made.guids_named("n ") == []
    made.put(Summary.of(job(1, "renamed")))
    assert made.guids_named("n") == []
    made.mark_dirty(job(2).guid)
    assert made.guids_named("renamed") == [job(1).guid, job(2).guid]
    made.remove(job(2).guid)
    assert made.guids_named("other") == []


def test_the_header_names_the_boot(made: Index) -> None:
    header = checked.load(atomic.read_file(made.path).splitlines()[0])
    assert header["boot"] == clock.boot_id()
    assert Cursor() == Cursor("", 0)
