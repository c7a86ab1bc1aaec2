"""Section 1: creating jobs, and what identifies them."""

# ruff: noqa: N802  a test is named after the row of the reference that it checks

from __future__ import annotations

import json
import time
from uuid import UUID

import pytest

from pybits.cli.exit_codes import Exit
from pybits.domain.hresult import BG_E_NOT_FOUND, BG_E_TOO_MANY_JOBS_PER_MACHINE, BG_E_TOO_MANY_JOBS_PER_USER, S_OK
from tests.cli.faces import Face
from tests.conformance.queue import Queue, assert_refused
from tests.support.processes import Box, Users

SIXTY = "from pybits.manager.manager import Manager; m = Manager.open(); [m.create_job(f'job {i}') for i in range(60)]"


@pytest.fixture
def ordinary(users: Users) -> Box:
    """Give the box of an ordinary user."""
    return users.box()


def test_C002_a_job_is_a_download_when_no_type_is_named(pybits: Face, bitsadmin: Face) -> None:
    pybits("create", "click")
    bitsadmin("/CREATE", "slash")
    assert pybits("gettype", "click").out == pybits("gettype", "slash").out == "DOWNLOAD\n"


@pytest.mark.parametrize("name", ["Test", "two  blanks", " edges ", "ünïcode ☃ 日本", "/Download", "'quoted\"", "a\tb"])
def test_C003_a_name_comes_back_character_for_character(pybits: Face, name: str) -> None:
    guid = pybits("create", "--raw", name).out.strip()
    assert pybits("getdisplayname", "--raw", guid).out == f"{name}\n"
    assert pybits("getdisplayname", "--json", guid).json["value"] == name
    assert pybits("getstate", "--raw", name).out == "SUSPENDED\n"


def test_C005_a_job_gets_a_guid_that_is_not_nil(pybits: Face) -> None:
    guid = UUID(pybits("create", "--raw", "job").out.strip())
    assert guid.int != 0
    assert guid.version == 4


def test_C006_a_job_without_files_is_made_and_let_go_of_without_an_error(box: Box) -> None:
    ran = box.bitsadmin("/CREATE", "job")
    assert (ran.status, ran.stderr) == (0, "")


def test_C008_a_job_is_there_until_it_is_removed(pybits: Face) -> None:
    guid = pybits("create", "--raw", "job").out.strip()
    assert [job["id"] for job in pybits("list", "--json").json["jobs"]] == [guid]
    assert pybits("info", guid, "--json").json["job"]["id"] == guid
    assert pybits("cancel", guid).status == 0
    assert pybits("list", "--json").json["jobs"] == []
    assert_refused(pybits("info", guid), BG_E_NOT_FOUND, Exit.NOT_FOUND)


def test_C009_a_name_that_nobody_has_finds_nothing_and_is_no_failure(queue: Queue) -> None:
    guid = queue.make(name="A")
    assert [job.guid for job in queue.manager.store.find("A")] == [guid]
    assert queue.manager.store.find("B") == []


def test_C011_two_jobs_may_have_one_name(pybits: Face) -> None:
    guids = [pybits("create", "--raw", "same").out.strip() for _ in range(2)]
    assert guids[0] != guids[1]
    assert [(job["id"], job["name"]) for job in pybits("list", "--json").json["jobs"]] == [(g, "same") for g in guids]


def test_C012_a_job_belongs_to_who_made_it(ordinary: Box) -> None:
    assert ordinary.user is not None
    ordinary.ok("create", "job")
    assert f"OWNER: {ordinary.user.name}\n" in ordinary.bitsadmin("/INFO", "job", "/VERBOSE").stdout


def test_C014_an_ordinary_users_job_is_of_medium_integrity_and_not_elevated(ordinary: Box) -> None:
    ordinary.ok("create", "job")
    lines = ordinary.bitsadmin("/INFO", "job", "/VERBOSE").stdout.splitlines()
    assert "owner MIC integrity level: MEDIUM" in lines
    assert "owner elevated ?           false" in lines


def test_C015_a_new_job_has_times_that_are_not_in_the_future(queue: Queue) -> None:
    before = time.time()
    job = queue.job(queue.make())
    assert before <= job.created <= job.modified <= time.time()


def test_C017_a_job_without_files_is_cancelled_without_a_warning(queue: Queue, pybits: Face) -> None:
    guid = queue.make()
    assert queue.manager.cancel(guid) == S_OK
    said = pybits("cancel", queue.make())
    assert (said.status, said.err) == (0, "")


def test_C018_the_list_can_be_asked_for(bitsadmin: Face) -> None:
    bitsadmin("/CREATE", "job")
    said = bitsadmin("/LIST")
    assert said.status == 0
    assert said.out.endswith("Listed 1 job(s).\n")


def test_C020_the_61st_job_of_an_ordinary_user_is_refused(ordinary: Box) -> None:
    assert ordinary._run(("-c", SIXTY), ()).status == 0
    assert_refused(ordinary.run("create", "one too many"), BG_E_TOO_MANY_JOBS_PER_USER, Exit.QUOTA)
    assert_refused(ordinary.bitsadmin("/CREATE", "one too many"), BG_E_TOO_MANY_JOBS_PER_USER, 0x49)
    assert len(json.loads(ordinary.ok("list", "--json"))["jobs"]) == 60
    ordinary.ok("cancel", "job 7")
    ordinary.ok("create", "room again")


def test_C020_jobs_that_wait_for_complete_count(queue: Queue, bitsadmin: Face) -> None:
    (queue.folder / "source").write_bytes(b"bytes")
    queue.box.set_policy(MaxJobsPerMachine=1)
    guid = queue.make((f"file://{queue.folder}/source", queue.folder / "copy"))
    queue.box.ok("resume", guid)
    queue.box.ok("wait", guid)
    assert_refused(bitsadmin("/CREATE", "second"), BG_E_TOO_MANY_JOBS_PER_MACHINE, 0x50)
    assert "1 are transferred and wait for 'complete'" in bitsadmin("/CREATE", "second").out
    bitsadmin("/COMPLETE", guid)
    assert bitsadmin("/CREATE", "second").status == 0
