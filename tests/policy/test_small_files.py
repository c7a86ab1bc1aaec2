"""How many small files are in flight."""

from __future__ import annotations

import pytest

from pybits.policy.small_files import files_in_flight

WIDE = 1 << 20


@pytest.mark.parametrize(
    ("files", "size", "window", "number"),
    [
        (0, 0, WIDE, 4),  # nothing is known yet
        (10, 40_960, WIDE, 16),
        (10, 0, WIDE, 16),  # empty files
        (10, 40_960, 46_080, 10),  # as many as fill the window
        (10, 40_960, 0, 4),  # somebody else needs the way
        (10, 10 * 65_536, WIDE, 15),
        (10, 10 * 65_536 + 1, WIDE, 4),  # they are not small
    ],
)
def test_there_are_more_while_they_are_small_and_the_way_has_room(
    files: int, size: int, window: int, number: int
) -> None:
    assert files_in_flight(4, 16, files, size, window) == number


def test_one_at_a_time_is_one_at_a_time() -> None:
    assert files_in_flight(1, 1, 10, 40_960, WIDE) == 1
