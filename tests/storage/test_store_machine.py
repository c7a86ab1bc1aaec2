"""The store against a dict: many jobs, two writers, followers, killed writers and damage, in any order.

After each step every way of asking has to give the truth: reading, listing, the summaries, finding by name, following.
The mutants at the end break one promise each; the machine has to notice.
"""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH102, PTH104, PTH108, PTH110, PTH118, PTH208

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pybits.domain.enums import JobPriority, JobType
from pybits.domain.file import File
from pybits.domain.hresult import BG_E_DATABASE_CORRUPT, BG_E_INVALID_STATE, BG_E_NOT_FOUND, S_OK, BitsError
from pybits.domain.job import Deed, Job
from pybits.domain.state import JobState
from pybits.storage import atomic, checked, job_store
from pybits.storage.ended_log import Ended
from pybits.storage.index import Cursor, Index, Summary
from pybits.storage.job_store import JobStore

# Few, so that several jobs share one, and such as could be mistaken for the index's own punctuation.
NAMES = ["a", "a", "backup", "ä\n☃", '","name":"a","state":', '","dirty":true}', "{", '{"guid":"']
SMALL_SLACK = 2_000  # bytes: the index is made anew every few changes instead of every thousand


class Refused(Exception):
    """What a change may raise."""


class Follower:
    """Somebody who learns of changes as the daemon does."""

    def __init__(self) -> None:
        self.cursor = Cursor()
        self.book: dict[str, Summary] = {}

    def look(self, store: JobStore) -> dict[str, Summary]:
        changes, self.cursor, fresh = store.follow(self.cursor)
        if fresh:
            self.book = {}
        for guid, summary in changes.items():
            if summary is None:
                self.book.pop(guid, None)
            else:
                self.book[guid] = summary
        return self.book


class StoreMachine(RuleBasedStateMachine):
    guids = Bundle("guids")
    stores = st.integers(0, 1)

    def __init__(self) -> None:
        super().__init__()
        # In memory where there is one: thousands of syncs, and no power cut to fear.
        parent = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.home = tempfile.mkdtemp(prefix="pybits-store-", dir=parent)
        self.store = [JobStore.open(self.home), JobStore.open(self.home)]
        self.jobs: dict[str, Job] = {}
        self.files: dict[str, list[File]] = {}
        self.damaged = 0
        self.followers = [Follower(), Follower()]
        self.clock = 1_000_000.0

    def teardown(self) -> None:
        shutil.rmtree(self.home)

    def new_job(self, name: str) -> Job:
        self.clock += 1
        guid = "{" + str(uuid.uuid4()).upper() + "}"
        return Job(guid, name, JobType.DOWNLOAD, os.geteuid(), self.clock, self.clock)

    def path(self, guid: str, *names: str) -> str:
        return os.path.join(self.store[0].folder(guid), *names)

    # ---- what commands and the daemon do

    @rule(target=guids, who=stores, names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=5))
    def create(self, who: int, names: list[str]) -> Any:
        made = [self.new_job(name) for name in names]
        for job in made:
            self.store[who].create(job)
            self.jobs[job.guid], self.files[job.guid] = job, []
        return multiple(*(job.guid for job in made))

    def change(self, who: int, guid: str, **fields: Any) -> None:
        if guid not in self.jobs:
            with pytest.raises(BitsError) as refused:
                self.store[who].change(guid, lambda job: job)
            assert refused.value.code == BG_E_NOT_FOUND
            return
        changed = self.store[who].change(guid, lambda job: job._replace(**fields))
        assert changed == self.jobs[guid]._replace(**fields, modified=changed.modified, active=changed.active)
        self.jobs[guid] = changed

    @rule(who=stores, guid=guids, name=st.sampled_from(NAMES))
    def rename(self, who: int, guid: str, name: str) -> None:
        self.change(who, guid, name=name)

    @rule(who=stores, guid=guids, state=st.sampled_from(JobState), priority=st.sampled_from(JobPriority))
    def move(self, who: int, guid: str, state: JobState, priority: JobPriority) -> None:
        self.change(who, guid, state=state, priority=priority)

    @rule(who=stores, guid=guids)
    def change_nothing(self, who: int, guid: str) -> None:
        before = self.jobs.get(guid)
        self.change(who, guid)
        assert self.jobs.get(guid) == before

    @rule(who=stores, guid=guids)
    def change_is_refused(self, who: int, guid: str) -> None:
        def refuse(_job: Job) -> Job:
            raise Refused

        with pytest.raises(Refused if guid in self.jobs else BitsError):
            self.store[who].change(guid, refuse)

    @rule(who=stores, guid=guids, count=st.integers(1, 4))
    def add_files(self, who: int, guid: str, count: int) -> None:
        if guid not in self.jobs:
            return
        present = self.files[guid]
        new = [File(0, f"http://h/{len(present) + i}", f"/d/{len(present) + i}") for i in range(count)]
        added = self.store[who].add_files(
            guid, new, lambda job: job._replace(files_total=job.files_total + count, deeds=())
        )
        self.files[guid] = present + added
        self.jobs[guid] = self.store[who].read(guid)
        assert [(file.number, file.remote, file.local) for file in self.files[guid]] == [
            (number, f"http://h/{number}", f"/d/{number}") for number in range(len(present) + count)
        ]

    @rule(who=stores, guid=guids)
    def add_files_is_refused(self, who: int, guid: str) -> None:
        def refuse(_job: Job) -> Job:
            raise BitsError(BG_E_INVALID_STATE)

        with pytest.raises(BitsError):
            self.store[who].add_files(guid, [File(0, "http://h/x", "/d/x")], refuse)

    @rule(who=stores, guid=consumes(guids))
    def remove(self, who: int, guid: str) -> None:
        job = self.jobs.pop(guid, None)
        if job:
            ended = Ended(guid, job.name, JobState.ACKNOWLEDGED, S_OK, self.clock)
            self.store[who].remove(job, ended)
            assert self.store[1 - who].ended.find(guid) == ended

    # ---- what happens to the index

    @rule()
    def index_is_lost(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.store[0].index.path)

    @rule(times=st.integers(1, 3))
    def index_is_made_anew(self, times: int) -> None:
        for _ in range(times):
            self.store[0].index.rebuild(map(Summary.of, self.jobs.values()))

    @rule(who=stores)
    def a_boot_ago(self, who: int) -> None:
        index = self.store[who].index
        index.rebuild([])
        atomic.replace_file(index.path, b'{"boot":"another","size":0}\n', durable=False)

    # ---- what a killed writer leaves behind

    @rule(guid=guids)
    def killed_before_the_change(self, guid: str) -> None:
        self.store[0]._mark_dirty(guid)

    @rule(guid=guids, name=st.sampled_from(NAMES), torn=st.integers(0, 200))
    def killed_after_the_change(self, guid: str, name: str, torn: int) -> None:
        if guid not in self.jobs:
            return
        store, (_, extra) = self.store[0], self.store[0]._read(guid)
        changed = self.jobs[guid]._replace(name=name, deeds=(Deed.RETIRE,))
        store._mark_dirty(guid)
        atomic.replace_file(self.path(guid, "job.json"), job_store._dump(changed, extra))
        # … inside the line that would have summed it up
        line = checked.dump(Summary.of(changed)._asdict())
        atomic.append(store.index.path, line[: min(torn, len(line) - 1)])
        self.jobs[guid] = changed

    @rule(name=st.sampled_from(NAMES))
    def killed_while_creating(self, name: str) -> None:
        job = self.new_job(name)
        folder = os.path.join(self.home, "passage", f"new-{job.guid}")
        os.mkdir(folder)
        atomic.write_new(os.path.join(folder, "job.json"), job_store._dump(job, {})[:50])
        self.store[0]._mark_dirty(job.guid)

    @rule(guid=consumes(guids))
    def killed_while_removing(self, guid: str) -> None:
        if self.jobs.pop(guid, None):
            self.store[0]._mark_dirty(guid)
            os.rename(self.path(guid), os.path.join(self.home, "passage", f"gone-{guid}"))

    @rule(guid=guids)
    def killed_while_adding_files(self, guid: str) -> None:
        if guid in self.jobs:
            atomic.append(self.path(guid, "files.jsonl"), b'{"number":0,"remote":"http://never/promised"}\n{"num')

    # ---- damage

    @rule(
        who=stores,
        guid=consumes(guids),
        name=st.sampled_from(["job.json", "files.jsonl"]),
        data=st.sampled_from([None, b"", b"{}", b"\xff\x00", b"[[["]),
    )
    def damage(self, who: int, guid: str, name: str, data: bytes | None) -> None:
        if guid not in self.jobs or (name == "files.jsonl" and not self.files[guid]):
            return
        os.unlink(self.path(guid, name))
        if data is not None:
            atomic.write_new(self.path(guid, name), data)
        with pytest.raises(BitsError) as refused:
            self.store[who].files(guid)
        assert refused.value.code == BG_E_DATABASE_CORRUPT
        assert guid in str(refused.value)
        del self.jobs[guid]
        self.damaged += 1

    # ---- the truth

    @rule(who=stores, follower=st.integers(0, 1))
    def follow(self, who: int, follower: int) -> None:
        assert self.followers[follower].look(self.store[who]) == {g: Summary.of(j) for g, j in self.jobs.items()}

    @precondition(lambda self: self.jobs)
    @rule()
    def leftovers_are_cleared_by_the_next_create(self) -> None:
        job = self.new_job("a")
        self.store[0].create(job)
        self.store[0].remove(job, Ended(job.guid, job.name, JobState.CANCELLED, S_OK, self.clock))
        assert sorted(os.listdir(os.path.join(self.home, "jobs"))) == sorted(self.jobs)
        assert os.listdir(os.path.join(self.home, "passage")) == []

    @invariant()
    def every_way_of_asking_gives_the_truth(self) -> None:
        truth = sorted(self.jobs.values(), key=lambda job: (job.created, job.guid))
        for store in self.store:
            assert store.jobs() == truth
            assert store.summaries() == [Summary.of(job) for job in truth]
            for name in set(NAMES):
                assert store.find(name) == [job for job in truth if job.name == name]
        assert len(self.store[0].damaged()) == self.damaged

    @invariant()
    def files_are_as_they_were_added(self) -> None:
        for guid in self.jobs:
            assert self.store[0].files(guid) == self.files[guid]


# No shrinking: it would take minutes, and the steps that failed are printed.
QUICK = settings(
    deadline=None,
    phases=[Phase.generate],
    max_examples=40,
    stateful_step_count=30,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def small_slack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pybits.storage.index._SLACK", SMALL_SLACK)


def test_the_store_is_a_dict_that_survives() -> None:
    run_state_machine_as_test(StoreMachine, settings=QUICK)


# ---- mutants


def nothing(*_: Any) -> None:
    return None


def put_old_name(put: Callable[[Index, Summary], None], index: Index, summary: Summary) -> None:
    put(index, summary._replace(name="a"))


def forget_dirty(entries: Callable[..., Any], index: Index, *arguments: Any) -> Any:
    found, cursor, fresh = entries(index, *arguments)
    return {g: (g, s, False) for g, s, _ in found.values()}, cursor, fresh


MUTANTS: dict[str, tuple[type, str, Any]] = {
    "a change is not announced": (Index, "mark_dirty", nothing),
    "a change is not summed up": (Index, "put", partial(put_old_name, Index.put)),
    "a removal is not noted": (Index, "remove", nothing),
    "dirty is taken for gone": (Index, "entries", partial(forget_dirty, Index.entries)),
    "the index of another boot counts": (Index, "current", lambda index: os.path.exists(index.path)),
    "leftovers stay": (JobStore, "_clear_leftovers", nothing),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_machine_notices_when(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, replacement = MUTANTS[mutant]

    def method(self: Any, *arguments: Any) -> Any:
        return replacement(self, *arguments)

    monkeypatch.setattr(owner, name, method)
    found = settings(QUICK, max_examples=200, derandomize=True, print_blob=False)
    with pytest.raises((AssertionError, FileNotFoundError, KeyError)):
        run_state_machine_as_test(StoreMachine, settings=found)
