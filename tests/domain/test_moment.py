"""Time that neither a reboot nor somebody who sets the clock can turn back."""

from __future__ import annotations

import pytest

from pybits.domain.moment import Moment

NOON = Moment(wall=1_000_000.0, uptime=500.0, boot="a")


@pytest.mark.parametrize(
    ("later", "seconds"),
    [
        (Moment(1_000_060.0, 560.0, "a"), 60),
        (Moment(5.0, 560.0, "a"), 60),  # the wall clock was set back
        (Moment(9_999_999.0, 560.0, "a"), 60),  # … and forward
        (Moment(1_000_060.0, 3.0, "b"), 60),  # rebooted: the wall clock is all there is
        (Moment(5.0, 3.0, "b"), 0),  # rebooted and set back: never negative
        (Moment(1_000_000.0, 499.0, "a"), 0),
        (NOON, 0),
    ],
)
def test_seconds_since_do_not_depend_on_a_clock_that_can_be_set(later: Moment, seconds: float) -> None:
    assert later.since(NOON) == seconds


@pytest.mark.parametrize(
    ("now", "reached"),
    [
        (NOON, False),
        (Moment(9_999_999.0, 509.9, "a"), False),  # the wall clock was set forward
        (Moment(5.0, 510.0, "a"), True),  # … back
        (Moment(5.0, 0.0, "b"), True),  # a reboot counts as past
    ],
)
def test_a_moment_is_reached_by_the_time_since_boot_or_by_a_reboot(now: Moment, reached: bool) -> None:
    assert NOON.plus(10).reached(now) is reached


def test_plus_moves_both_clocks_and_keeps_the_boot() -> None:
    assert NOON.plus(1.5) == Moment(1_000_001.5, 501.5, "a")
    assert NOON.plus(1.5).since(NOON) == 1.5
