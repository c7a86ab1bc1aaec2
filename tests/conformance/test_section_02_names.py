"""Section 2: description and display name."""

# ruff: noqa: N802  a test is named after the row of the reference that it checks

from __future__ import annotations

from pybits.cli.exit_codes import Exit
from pybits.domain.hresult import BG_E_STRING_TOO_LONG, E_INVALIDARG
from pybits.manager.manager import Manager
from tests.cli.faces import Face
from tests.conformance.queue import Queue, assert_refused


def test_C021_a_new_jobs_description_is_empty_and_no_error(pybits: Face) -> None:
    pybits("create", "job")
    said = pybits("getdescription", "--json", "job")
    assert (said.status, said.json["value"]) == (0, "")


def test_C023_a_description_that_is_not_given_is_refused(pybits: Face, bitsadmin: Face) -> None:
    pybits("create", "job")
    assert_refused(pybits("setdescription", "job", "--json"), E_INVALIDARG, Exit.USAGE)
    said = bitsadmin("/SETDESCRIPTION", "job")
    assert said.out.endswith("\nInvalid number of arguments.\n")
    assert said.status == 1


def test_C024_a_description_has_at_most_1024_characters(pybits: Face, bitsadmin: Face) -> None:
    pybits("create", "job")
    longest = "ü" * 1024
    assert pybits("setdescription", "job", longest).status == 0
    for said in (pybits("setdescription", "job", longest + "x"), bitsadmin("/SETDESCRIPTION", "job", longest + "x")):
        assert_refused(said, BG_E_STRING_TOO_LONG)
    assert pybits("getdescription", "--raw", "job").out == f"{longest}\n"


def test_C026_a_renamed_job_keeps_its_guid_and_every_lookup_has_the_new_name(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make(name="old")
    assert bitsadmin("/SETDISPLAYNAME", guid, "new").status == 0
    assert bitsadmin("/rawreturn", "/GETDISPLAYNAME", guid).out == "new\n"
    fresh = Manager.open()
    assert fresh.find("new").guid == guid
    assert fresh.store.find("old") == []


def test_C026_a_name_that_is_too_long_leaves_the_old_one(queue: Queue, pybits: Face) -> None:
    guid = queue.make(name="old")
    assert_refused(pybits("setdisplayname", guid, "x" * 257), BG_E_STRING_TOO_LONG)
    assert pybits("setdisplayname", guid, "x" * 256).status == 0
    assert queue.job(guid).name == "x" * 256


def test_C027_a_job_made_by_the_command_line_has_no_description(bitsadmin: Face) -> None:
    bitsadmin("/CREATE", "job")
    assert bitsadmin("/rawreturn", "/GETDESCRIPTION", "job").out == "\n"
