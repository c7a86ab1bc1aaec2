"""How words become values and values become words: limits, one past them, and words that look right but are not."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pybits.domain import values
from pybits.domain.enums import ErrorContext, JobPriority, JobType
from pybits.domain.hresult import BG_E_STRING_TOO_LONG, E_INVALIDARG, E_NOTIMPL, BitsError, HResult, http_error
from pybits.domain.job import JobError
from pybits.domain.state import JobState
from pybits.domain.values import DESCRIPTION, MAX_SECONDS, NAME, PRIORITY, SECONDS, Kind


def parse(kind: Kind, word: str) -> Any:
    assert kind.parse is not None
    return kind.parse("the thing", word)


def refusal(kind: Kind, word: str) -> BitsError:
    with pytest.raises(BitsError) as refused:
        parse(kind, word)
    assert "the thing" in str(refused.value)
    return refused.value


# ---- text


@pytest.mark.parametrize(("kind", "limit"), [(NAME, 256), (DESCRIPTION, 1024)])
def test_text_is_taken_up_to_its_limit_and_refused_one_past_it(kind: Kind, limit: int) -> None:
    for character in "xé漢🚚":
        assert parse(kind, character * limit) == character * limit
        error = refusal(kind, character * (limit + 1))
        assert error.code == BG_E_STRING_TOO_LONG
        assert str(limit) in str(error)
        assert str(limit + 1) in str(error)


@pytest.mark.parametrize("word", ["\0", "a\0b", "bad \udcff byte", "\ud800"])
def test_text_that_could_not_be_given_back_is_refused(word: str) -> None:
    assert refusal(NAME, word).code == E_INVALIDARG
    assert refusal(DESCRIPTION, word).code == E_INVALIDARG


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=256))
def test_every_other_text_comes_back_as_it_was(word: str) -> None:
    assert NAME.show(parse(NAME, word)) == word


# ---- numbers


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("0", 0),
        ("000", 0),
        ("600", 600),
        (" 7 ", 7),
        (str(MAX_SECONDS), MAX_SECONDS),
        ("0x10", 16),
        ("0XfF", 255),
        ("0xFFFFFFFF", MAX_SECONDS),
    ],
)
def test_a_number_is_decimal_or_hexadecimal(word: str, value: int) -> None:
    assert parse(SECONDS, word) == value


@pytest.mark.parametrize(
    "word",
    [
        "", " ", "-1", "+1", "1.0", "1e3", "1_000", "0x", "0x1_0", "0x-1", "0x+1", "0xG", "x10", "1 2", "1\0", "ten",
        "٣", "\uff11\uff12", "²", "Ⅷ", "1\u00a0", "\ud800", "4294967296", "0x100000000", "9" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_unsigned_32_bit_number_is_refused(word: str) -> None:
    assert refusal(SECONDS, word).code == E_INVALIDARG


@given(st.integers(0, MAX_SECONDS), st.sampled_from([str, hex]))
def test_every_number_that_fits_comes_back(number: int, write: Callable[[int], str]) -> None:
    assert parse(SECONDS, write(number)) == number
    assert int(SECONDS.show(number)) == number


# ---- priority


@pytest.mark.parametrize("priority", JobPriority)
def test_a_priority_is_read_in_any_case(priority: JobPriority) -> None:
    for word in (priority.name, priority.name.lower(), priority.name.title(), f" {priority.name} "):
        assert parse(PRIORITY, word) is priority
    assert priority.name.lower() in PRIORITY.words


@pytest.mark.parametrize("word", ["", "urgent", "1", "0x80000000", "NORMAL\0", "h\u0131gh", "JobPriority.LOW"])
def test_another_word_is_no_priority(word: str) -> None:
    assert refusal(PRIORITY, word).code == E_NOTIMPL


# ---- showing


def test_a_time_is_local_for_people_and_utc_for_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC-2")  # POSIX: two hours ahead of UTC
    time.tzset()
    try:
        assert values.TIME.show(1_700_000_000.1239) == "2023-11-15 00:13:20"
        assert values.TIME.to_json(1_700_000_000.1239) == "2023-11-14T22:13:20.123Z"
    finally:
        monkeypatch.undo()
        time.tzset()
    assert values.TIME.show(None) == "UNKNOWN"
    assert values.TIME.to_json(None) is None


def test_an_unknown_size_is_a_word_for_people_and_null_for_programs() -> None:
    assert (values.SIZE.show(None), values.SIZE.to_json(None)) == ("UNKNOWN", None)
    assert (values.SIZE.show(1 << 62), values.SIZE.to_json(1 << 62)) == (str(1 << 62), 1 << 62)


def test_an_error_says_its_code_its_words_and_where_it_arose() -> None:
    error = JobError(http_error(404), ErrorContext.REMOTE_FILE, "Gone fishing.", 0.0, 3)
    assert values.ERROR.show(error) == "0x80190194 - Gone fishing."
    assert values.ERROR.show(error._replace(text="")) == f"0x80190194 - {http_error(404).text}"
    assert values.ERROR.to_json(error) == {
        "code": "0x80190194",
        "name": "BG_E_HTTP_ERROR_404",
        "context": "REMOTE_FILE",
        "file": 3,
        "text": "Gone fishing.",
        "at": "1970-01-01T00:00:00.000Z",
    }
    assert (values.ERROR.show(None), values.ERROR.to_json(None)) == ("", None)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (values.TYPE, JobType.UPLOAD_REPLY, "UPLOAD-REPLY"),
        (values.STATE, JobState.TRANSIENT_ERROR, "TRANSIENT_ERROR"),
        (values.PRIORITY, JobPriority.FOREGROUND, "FOREGROUND"),
    ],
)
def test_enumerations_are_shown_with_the_words_of_bitsadmin(kind: Kind, value: Any, shown: str) -> None:
    assert kind.show(value) == kind.to_json(value) == shown


def test_every_error_context_has_a_sentence() -> None:
    assert len({context.text for context in ErrorContext}) == len(ErrorContext)
    assert ErrorContext.REMOTE_FILE.text == "The error occurred while the remote file was being processed."
    assert HResult(ErrorContext.SERVER_CERTIFICATE) == 8
