"""The small things that the CLI is made of: records, paths, paces, sets of files, durations."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pybits.cli.handlers.watching import seconds
from pybits.cli.pace import Pace
from pybits.cli.places import absolute, name_in
from pybits.cli.record import Record
from pybits.domain.hresult import E_INVALIDARG, BitsError
from pybits.manager.file_set import read_set


class Point(Record):
    """A record to try."""

    x: int
    y: int = 2


def test_a_record_is_a_frozen_value_with_defaults() -> None:
    assert Point(1) == Point(1, y=2) == Point(x=1, y=2)
    assert Point(1) != Point(2)
    assert hash(Point(1)) == hash(Point(1, 2))
    assert repr(Point(1)) == "Point(x=1, y=2)"
    assert Point(1).replace(y=3) == Point(1, 3)
    with pytest.raises(AttributeError):
        Point(1).x = 5  # type: ignore[misc]


@pytest.mark.parametrize("bad", [Point, lambda: Point(1, 2, 3), lambda: Point(1, z=1)])  # type: ignore[call-arg]
def test_a_record_has_its_fields_and_no_others(bad: object) -> None:
    with pytest.raises(TypeError):
        bad()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("path", "expected"), [("a", "/w/a"), ("./a", "/w/a"), ("d//a", "/w/d/a"), ("/x/a", "/x/a"), ("-", "/w/-")]
)
def test_a_relative_path_is_taken_from_the_current_folder(path: str, expected: str) -> None:
    assert absolute(path, "/w") == expected


def test_dots_behind_a_symlink_are_resolved_as_the_kernel_does(tmp_path: Path) -> None:
    (tmp_path / "far/deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to("far/deep")
    assert absolute("link/../a", str(tmp_path)) == os.path.realpath(tmp_path / "far") + "/a"


@pytest.mark.parametrize("path", ["", "folder/", "a\0b"])
def test_a_path_that_names_no_file_is_refused(path: str) -> None:
    with pytest.raises(BitsError) as refused:
        absolute(path, "/w")
    assert refused.value.code == E_INVALIDARG


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://h/a.iso", "a.iso"),
        ("http://h/d/a.iso?token=x/y#part", "a.iso"),
        ("http://h/a%2Fb", "a%2Fb"),
        ("file:///d/a", "a"),
        ("/d/a", "a"),
    ],
)
def test_a_url_suggests_its_last_segment(url: str, name: str) -> None:
    assert name_in(url) == name


@pytest.mark.parametrize("url", ["http://h", "http://h/", "http://h/d/", "http://h/..", "http://h/.", "", "x"])
def test_a_url_without_a_file_name_suggests_nothing(url: str) -> None:
    with pytest.raises(BitsError):
        name_in(url)


@given(st.text())
def test_a_suggested_name_stays_in_its_folder(url: str) -> None:
    try:
        name = name_in(url)
    except BitsError:
        return
    assert "/" not in name
    assert name not in {"", ".", ".."}


def test_a_set_has_comments_quotes_and_blank_lines() -> None:
    lines = ["# comment", "", "http://h/1#a /d/1", '  http://h/2\t"/d/two words"  ', "http://h/3 it's"]
    assert list(read_set(lines, "f")) == [
        ("http://h/1#a", "/d/1"),
        ("http://h/2", "/d/two words"),
        ("http://h/3", "it's"),
    ]


@pytest.mark.parametrize("line", ["http://h/1", "http://h/1 /d/a b", 'http://h/1 "/d/a" x'])
def test_a_line_of_a_set_that_has_not_two_words_is_named(line: str) -> None:
    with pytest.raises(BitsError, match=r"line 2 of f\.txt has \d words"):
        list(read_set(["# first", line], "f.txt"))


def test_a_pace_is_that_of_the_last_seconds() -> None:
    pace = Pace(window=5)
    assert pace.speed is None
    assert pace.remaining(100) is None
    for second in range(11):
        pace.see(float(second), second * 100 if second < 5 else 500 + (second - 5) * 10)
    assert pace.speed == pytest.approx(10)
    assert pace.remaining(650) == pytest.approx(10)
    assert pace.remaining(None) is None


def test_a_restart_makes_no_negative_speed() -> None:
    pace = Pace()
    pace.see(0.0, 1000)
    pace.see(1.0, 10)
    assert pace.speed is None
    pace.see(2.0, 20)
    assert pace.speed == pytest.approx(10)


def test_a_stall_has_no_remaining_time() -> None:
    pace = Pace()
    pace.see(0.0, 10)
    pace.see(1.0, 10)
    assert pace.speed == 0
    assert pace.remaining(20) is None


@pytest.mark.parametrize("word", ["", "-1", "nan", "inf", "1e3", "1_0", "٣", "0x5", " 5", "99999999999"])
def test_a_duration_is_a_plain_number_of_seconds(word: str) -> None:
    with pytest.raises(BitsError, match="the timeout must be a number of seconds"):
        seconds("the timeout", word)
    assert seconds("the timeout", "0.5") == 0.5
