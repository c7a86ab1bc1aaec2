"""Section 10: what Windows' tool prints."""

# ruff: noqa: N802  a test is named after the row of the reference that it checks

from __future__ import annotations

import re
import sys

import pytest

from pybits.cli.exit_codes import Exit
from pybits.domain.hresult import ERROR_SERVICE_DISABLED
from pybits.domain.state import JobState
from tests.cli.faces import Face
from tests.conformance.queue import Queue, assert_refused


def test_C240_a_transfer_to_a_relative_path_says_that_the_file_cannot_be_added(queue: Queue, bitsadmin: Face) -> None:
    said = bitsadmin("/TRANSFER", "job", "http://h/x", "relative.bin")
    lines = said.out.splitlines()
    assert "Unable to add file - 0x80070057" in lines
    assert lines[lines.index("Unable to add file - 0x80070057") + 1] == "The parameter is incorrect."
    assert said.status == 0x57
    assert queue.manager.jobs() == []


def test_C242_a_complete_that_comes_too_late_says_that_the_job_cannot_be_completed(
    queue: Queue, bitsadmin: Face
) -> None:
    guid = queue.make()
    queue.manager.complete(guid)
    lines = bitsadmin("/COMPLETE", guid).out.splitlines()
    assert lines[5:7] == ["Unable to complete job - 0x80200001", "The requested job was not found."]
    assert re.search("is not in the queue any more: it was completed at ", lines[7])


def test_C243_reset_has_a_line_for_each_job_and_counts(queue: Queue, bitsadmin: Face) -> None:
    guids = [queue.make() for _ in range(3)]
    said = bitsadmin("/rawreturn", "/RESET")
    assert said.out.splitlines() == [*(f"{guid} canceled." for guid in guids), "3 out of 3 jobs canceled."]
    assert bitsadmin("/rawreturn", "/RESET").out == "0 out of 0 jobs canceled.\n"


def test_C245_an_unknown_switch_is_an_invalid_command_and_shows_the_usage(bitsadmin: Face) -> None:
    said = bitsadmin("/NOSUCH")
    assert "\nInvalid command\nUSAGE: BITSADMIN " in said.out
    assert said.status == 1


def test_C246_a_daemon_that_cannot_be_started_has_a_code_and_a_status_of_its_own(
    queue: Queue, pybits: Face, bitsadmin: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    guid = queue.make(("http://h/x", queue.folder / "x"))
    monkeypatch.setattr(sys, "executable", str(queue.folder / "no-python"))
    assert_refused(pybits("resume", guid), ERROR_SERVICE_DISABLED, Exit.NO_DAEMON)
    assert_refused(bitsadmin("/RESUME", guid), ERROR_SERVICE_DISABLED, 0x22)
    assert_refused(pybits("daemon", "start"), ERROR_SERVICE_DISABLED, Exit.NO_DAEMON)
    assert queue.state(guid) is JobState.QUEUED, "the command was taken: the next daemon carries it out"
