"""The exit statuses: each has a meaning, and each HRESULT that promises one gives it."""

from __future__ import annotations

import pytest

from pybits.cli.exit_codes import MEANINGS, Exit, low_byte, status_of, worst
from pybits.domain import hresult
from pybits.domain.hresult import HResult, http_error


def test_every_status_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Exit)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (hresult.S_OK, 0),
        (hresult.S_FALSE, 0),
        (hresult.BG_S_UNABLE_TO_DELETE_FILES, 0),
        (hresult.BG_S_PARTIAL_COMPLETE, 3),
        (hresult.BG_E_EMPTY, 1),
        (http_error(404), 1),
        (hresult.BG_E_NOT_FOUND, 4),
        (hresult.E_ACCESSDENIED, 5),
        (hresult.BG_E_TOO_MANY_JOBS_PER_USER, 6),
        (hresult.WAIT_TIMEOUT, 7),
        (hresult.ERROR_CANCELLED, 8),
        (hresult.ERROR_DISK_FULL, 9),
        (hresult.BG_E_INVALID_STATE, 10),
        (hresult.ERROR_SERVICE_DISABLED, 12),
        (hresult.BG_E_DATABASE_CORRUPT, 13),
        (hresult.ERROR_OLD_FORMAT, 13),
    ],
)
def test_a_code_gives_its_status(code: HResult, status: int) -> None:
    assert status_of(code) == status


def test_the_worst_status_counts() -> None:
    assert worst([]) == Exit.DONE
    assert worst([Exit.DONE, Exit.PARTIAL]) == Exit.PARTIAL
    assert worst([Exit.FAILED, Exit.TIMED_OUT, Exit.DONE]) == Exit.FAILED
    assert worst(list(Exit)) == Exit.INTERRUPTED


def test_bitsadmin_ends_with_the_low_byte_but_never_with_0_for_a_failure() -> None:
    assert low_byte(HResult(0x800704DD)) == 0xDD
    assert low_byte(HResult(0x80200100)) == 1
    assert low_byte(hresult.BG_S_PARTIAL_COMPLETE) == 0
