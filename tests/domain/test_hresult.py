"""The result codes: BITS' numbers, names that say them, a sentence for each, and HTTP's statuses inside."""

from __future__ import annotations

import pytest

from pybits.domain import hresult
from pybits.domain.hresult import BitsError, HResult, http_error

CONSTANTS = {name: value for name, value in vars(hresult).items() if isinstance(value, HResult)}


@pytest.mark.parametrize("name", CONSTANTS)
def test_a_constant_is_found_by_its_number_and_has_a_sentence(name: str) -> None:
    code = CONSTANTS[name]
    # ERROR_OLD_FORMAT is Windows' ERROR_OLD_WIN_VERSION, under the name of what it is used for.
    assert code.name == ("ERROR_OLD_WIN_VERSION" if name == "ERROR_OLD_FORMAT" else name)
    assert code.text.endswith(".")
    assert not code.text.startswith("Unknown")
    assert code.failed is (not (name.startswith("S_") or "_S_" in name))


def test_no_number_is_used_twice() -> None:
    assert len(set(CONSTANTS.values())) == len(CONSTANTS)


@pytest.mark.parametrize(
    ("code", "number"),
    [
        (hresult.BG_E_NOT_FOUND, 0x80200001),
        (hresult.BG_E_INVALID_STATE, 0x80200002),
        (hresult.BG_E_EMPTY, 0x80200003),
        (hresult.BG_E_ERROR_INFORMATION_UNAVAILABLE, 0x8020000F),
        (hresult.BG_S_PARTIAL_COMPLETE, 0x00200017),
        (hresult.BG_S_UNABLE_TO_DELETE_FILES, 0x0020001A),
        (hresult.BG_E_TOO_MANY_FILES, 0x8020001C),
        (hresult.BG_E_STRING_TOO_LONG, 0x80200021),
        (hresult.BG_E_TOO_MANY_JOBS_PER_USER, 0x80200049),
        (hresult.BG_E_TOO_MANY_JOBS_PER_MACHINE, 0x80200050),  # not …4A: the gap is BITS' own
        (hresult.BG_E_TOO_MANY_FILES_IN_JOB, 0x80200051),
        (hresult.E_ACCESSDENIED, 0x80070005),
        (hresult.E_INVALIDARG, 0x80070057),
        (hresult.ERROR_DISK_FULL, 0x80070070),
        (hresult.E_NOTIMPL, 0x80004001),
    ],
)
def test_the_numbers_are_those_of_bits_and_windows(code: HResult, number: int) -> None:
    assert code == number
    assert code.hex == f"0x{number:08x}"


def test_hexadecimal_has_eight_lower_case_digits() -> None:
    assert HResult(0).hex == "0x00000000"
    assert HResult(0x8020006C).hex == "0x8020006c"


@pytest.mark.parametrize("status", [100, 400, 404, 407, 418, 500, 505, 599])
def test_an_http_status_keeps_its_number_inside_the_code(status: int) -> None:
    code = http_error(status)
    assert code == 0x80190000 + status
    assert code.http_status == status
    assert code.failed
    assert code.name == f"BG_E_HTTP_ERROR_{status}"
    assert str(status) in code.text
    assert code.text.endswith(".")


@pytest.mark.parametrize("number", [0, 99, 404, 0x80190063, 0x80190258, 0x80200001, 0xFFFFFFFF, 0x00190194])
def test_other_codes_hold_no_http_status(number: int) -> None:
    assert HResult(number).http_status is None


def test_a_code_without_a_row_is_named_by_its_digits() -> None:
    assert HResult(0x8000BEEF).name == "0x8000beef"
    assert "0x8000beef" in HResult(0x8000BEEF).text


def test_an_error_speaks_its_own_words_or_those_of_its_code() -> None:
    assert str(BitsError(hresult.BG_E_EMPTY, "Add a file.")) == "Add a file."
    assert str(BitsError(hresult.BG_E_EMPTY)) == hresult.BG_E_EMPTY.text
    assert BitsError(hresult.BG_E_EMPTY, action="resume the job").action == "resume the job"
