"""Section 7: properties, their defaults and round trips."""

# ruff: noqa: N802  a test is named after the row of the reference that it checks

from __future__ import annotations

import pytest

from pybits.domain.state import JobState
from pybits.manager.manager import Manager
from tests.cli.faces import Face
from tests.conformance.queue import Queue
from tests.support.fault_server import FaultServer


def test_C155_a_new_job_has_normal_priority(queue: Queue, bitsadmin: Face) -> None:
    assert bitsadmin("/rawreturn", "/GETPRIORITY", queue.make()).out == "NORMAL\n"


@pytest.mark.parametrize("word", ["LOW", "HIGH", "FOREGROUND", "NORMAL"])
def test_C156_a_priority_reads_back_by_a_fresh_lookup(queue: Queue, bitsadmin: Face, word: str) -> None:
    guid = queue.make()
    assert bitsadmin("/SETPRIORITY", guid, word).status == 0
    assert bitsadmin("/rawreturn", "/GETPRIORITY", guid).out == f"{word}\n"
    assert Manager.open().job(guid).priority.word == word


def test_C158_a_retry_delay_reads_back_by_a_fresh_lookup(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    assert bitsadmin("/SETMINRETRYDELAY", guid, "1000").status == 0
    assert Manager.open().job(guid).min_retry_delay == 1000


@pytest.mark.parametrize(("word", "seconds"), [("0", 5), ("1", 5), ("5", 5), ("6", 6), ("45", 45), ("1234", 1234)])
def test_C159_a_retry_delay_below_the_floor_is_raised_and_not_refused(
    queue: Queue, bitsadmin: Face, word: str, seconds: int
) -> None:
    guid = queue.make()
    assert bitsadmin("/SETMINRETRYDELAY", guid, word).status == 0
    assert bitsadmin("/rawreturn", "/GETMINRETRYDELAY", guid).out == f"{seconds}\n"


@pytest.mark.parametrize("seconds", [0, 1000, 1234, 864_000, 0xFFFFFFFF])
def test_C161_a_no_progress_timeout_reads_back(queue: Queue, bitsadmin: Face, seconds: int) -> None:
    guid = queue.make()
    assert bitsadmin("/SETNOPROGRESSTIMEOUT", guid, str(seconds)).status == 0
    assert bitsadmin("/rawreturn", "/GETNOPROGRESSTIMEOUT", guid).out == f"{seconds}\n"


def test_C162_the_delays_of_a_new_job_are_windows_own(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    assert bitsadmin("/rawreturn", "/GETMINRETRYDELAY", guid).out == "600\n"
    assert bitsadmin("/rawreturn", "/GETNOPROGRESSTIMEOUT", guid).out == "1209600\n"


def test_C180_the_properties_of_a_transferred_job_can_still_be_changed(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer
) -> None:
    fault_server.serve("/file", b"bytes")
    guid = queue.transferred(fault_server)
    for verb, word in {"DISPLAYNAME": "new", "DESCRIPTION": "text", "PRIORITY": "LOW", "MINRETRYDELAY": "7"}.items():
        assert bitsadmin(f"/SET{verb}", guid, word).status == 0
        assert bitsadmin("/rawreturn", f"/GET{verb}", guid).out == f"{word}\n"
    assert queue.state(guid) is JobState.TRANSFERRED
