"""Byte ranges in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pybits.domain.file import FileRange, size_of
from pybits.domain.hresult import (
    BG_E_INVALID_RANGE,
    BG_E_OVERLAPPING_RANGES,
    E_INVALIDARG,
    BitsError,
    HResult,
)
from pybits.domain.range_words import parse_ranges, show_ranges


@pytest.mark.parametrize(
    ("word", "ranges"),
    [
        ("0:1023", [(0, 1023)]),
        ("10:5,0:4,30:6", [(10, 5), (0, 4), (30, 6)]),
        ("100:eof,0:100", [(100, None), (0, 100)]),
        (" 5 : EOF , 0:5 ", [(5, None), (0, 5)]),
        ("7:18446744073709551615", [(7, None)]),
    ],
)
def test_ranges_are_read_in_the_order_given(word: str, ranges: list[tuple[int, int | None]]) -> None:
    assert parse_ranges(word) == tuple(FileRange(*pair) for pair in ranges)


def test_ranges_on_demand_may_overlap() -> None:
    assert parse_ranges("0:10,5:eof", overlapping=True) == (FileRange(0, 10), FileRange(5, None))
    with pytest.raises(BitsError, match="holds no byte"):
        parse_ranges("0:10,5:0", overlapping=True)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("", E_INVALIDARG),
        ("0", E_INVALIDARG),
        ("0:5,", E_INVALIDARG),
        ("0-5", E_INVALIDARG),
        ("a:5", E_INVALIDARG),
        ("-5:5", E_INVALIDARG),
        ("0:+5", E_INVALIDARG),
        ("0:1:2", E_INVALIDARG),
        ("0:0", BG_E_INVALID_RANGE),
        ("eof:5", BG_E_INVALID_RANGE),
        ("9223372036854775807:1", BG_E_INVALID_RANGE),
        ("0:999999999999999999999999", BG_E_INVALID_RANGE),
        ("0:5,4:2", BG_E_OVERLAPPING_RANGES),
        ("4:2,0:5", BG_E_OVERLAPPING_RANGES),
        ("0:5,0:5", BG_E_OVERLAPPING_RANGES),
        ("5:eof,9:1", BG_E_OVERLAPPING_RANGES),
        ("5:1,5:eof", BG_E_OVERLAPPING_RANGES),
        ("5:eof,9:eof", BG_E_OVERLAPPING_RANGES),
    ],
)
def test_what_no_file_has_is_refused(word: str, code: HResult) -> None:
    with pytest.raises(BitsError) as caught:
        parse_ranges(word)
    assert caught.value.code == code


def test_the_size_is_known_unless_a_range_goes_to_the_end() -> None:
    assert size_of(parse_ranges("10:5,0:4,30:6")) == 15
    assert size_of(parse_ranges("10:5,30:eof")) is None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=1, max_size=6).flatmap(st.permutations))
def test_what_is_written_is_read_again(gaps: list[tuple[int, int]]) -> None:
    ranges, at = [], 0
    for gap, length in gaps:
        ranges.append(FileRange(at + gap, length))
        at += gap + length
    assert parse_ranges(show_ranges(ranges)) == tuple(ranges)
