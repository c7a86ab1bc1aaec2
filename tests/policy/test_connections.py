"""When a file gets more connections."""

from __future__ import annotations

import pytest

from pybits.policy.connections import grown

MIB = 1 << 20


@pytest.mark.parametrize(
    ("count", "rate", "before", "left", "then"),
    [
        (1, MIB, 0, 100 * MIB, 4),
        (4, 3 * MIB, MIB, 100 * MIB, 16),
        (16, 9 * MIB, 3 * MIB, 100 * MIB, 16),  # there are no more
        (4, MIB, MIB, 100 * MIB, 4),  # the link is full, or the server gives no more
        (1, 50 * MIB, 0, 90 * MIB, 1),  # it is here in two seconds anyway
        (1, MIB, 0, 7 * MIB, 1),  # not worth it
        (1, 200 * MIB, 0, 4000 * MIB, 1),  # as fast as this machine can
    ],
)
def test_a_file_gets_more_as_long_as_they_make_it_faster(
    count: int, rate: float, before: float, left: int, then: int
) -> None:
    assert grown(count, rate, before, left) == then
