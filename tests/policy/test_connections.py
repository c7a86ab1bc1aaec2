"""When a file gets more connections."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pybits.policy.connections import Course, fewer, judged

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
    course = Course(count, fewer=count // 4, before=before)
    assert judged(course, rate, left, 16, 0.0).number == then


def test_a_small_limit_is_kept() -> None:
    assert judged(Course(), MIB, 100 * MIB, 3, 0.0).number == 3


def counts(rates: list[float], most: int = 64) -> list[int]:
    """Give the counts that follow from what came in each second, from sixteen connections on."""
    course, found = Course(16), []
    for second, rate in enumerate(rates):
        course = judged(course, rate * MIB, 1000 * MIB, most, float(second))
        found.append(course.number)
    return found


def test_more_than_usual_come_in_steps_while_each_makes_it_faster() -> None:
    assert counts([5, 10, 15, 20, 20]) == [32, 48, 64, 64, 64]
    assert counts([5, 10, 15], most=40) == [32, 40, 40]


def test_after_a_step_that_brought_nothing_none_follows_until_the_file_is_slower_than_at_best() -> None:
    assert counts([10, 10, 10, 9.5, 10, 10, 10]) == [32] * 7
    # The first seconds of each connection are its fastest; what they all come to shows later.
    assert counts([10, 10, 8, 8, 10, 10]) == [32, 32, 32, 48, 64, 64]


def test_steps_that_bring_nothing_become_rare() -> None:
    found = counts([10, 5, *[5.0] * 30])
    steps = [second for second, (was, then) in enumerate(pairwise(found)) if then > was]
    assert [later - sooner for sooner, later in pairwise(steps)] == [5]
    assert found[-1] == 64


@pytest.mark.parametrize(("delivering", "then"), [(0, 1), (1, 1), (20, 10)])
def test_a_server_that_refused_one_gets_half_of_what_it_served(delivering: int, then: int) -> None:
    assert fewer(delivering) == then
