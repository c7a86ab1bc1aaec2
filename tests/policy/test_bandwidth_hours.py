"""What the bandwidth policies allow in an hour: every schedule, over midnight, over the week's end and summer time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pybits.domain.enums import JobPriority
from pybits.domain.policy_values import NO_LIMIT, Policy
from pybits.policy.bandwidth_hours import ceiling, changes_at

HIGH, NORMAL, LOW, FOREGROUND = JobPriority.HIGH, JobPriority.NORMAL, JobPriority.LOW, JobPriority.FOREGROUND
SUNDAY = datetime(2026, 3, 1)
Values = dict[str, int | bool | tuple[str, ...]]
DAY: Values = {"EnableBITSMaxBandwidth": True, "MaxTransferRateOnSchedule": 800}
NIGHT: Values = DAY | {"MaxBandwidthValidFrom": 22, "MaxBandwidthValidTo": 6}
WORK: Values = {
    "EnableBandwidthLimits": True,
    "WorkScheduleHighBandwidthLimit": 300,
    "WorkScheduleNormalBandwidthLimit": 200,
    "WorkScheduleLowBandwidthLimit": 0,
    "NonWorkScheduleLowBandwidthLimit": 900,
}
UPKEEP: Values = WORK | {"EnableMaintenanceLimits": True, "MaintenanceScheduleLowBandwidthLimit": 500}
NONE = ""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Give a time of a week that begins with Sunday, day 0."""
    return SUNDAY + timedelta(days=day, hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("values", "priority", "when", "rate", "name"),
    [
        ({}, LOW, at(1, 12), None, NONE),
        ({"MaxTransferRateOnSchedule": 800}, LOW, at(1, 12), None, NONE),  # not enabled
        (DAY, LOW, at(1, 7, 59), None, NONE),
        (DAY, LOW, at(1, 8), 100_000, "MaxTransferRateOnSchedule"),
        (DAY, HIGH, at(0, 16, 59), 100_000, "MaxTransferRateOnSchedule"),
        (DAY, HIGH, at(0, 17), None, NONE),
        (DAY, FOREGROUND, at(1, 12), None, NONE),
        (DAY | {"UseSystemMaximum": False}, LOW, at(1, 20), 125_000, "MaxTransferRateOffSchedule"),
        (DAY | {"MaxTransferRateOnSchedule": 0}, LOW, at(1, 12), 0, "MaxTransferRateOnSchedule"),
        (DAY | {"MaxTransferRateOnSchedule": 1}, LOW, at(1, 12), 250, "MaxTransferRateOnSchedule"),
        (DAY | {"MaxTransferRateOnSchedule": NO_LIMIT}, LOW, at(1, 12), None, NONE),
        (DAY | {"MaxBandwidthValidTo": 8}, LOW, at(6, 3), 100_000, "MaxTransferRateOnSchedule"),
        (NIGHT, LOW, at(6, 23), 100_000, "MaxTransferRateOnSchedule"),
        (NIGHT, LOW, at(0, 5, 59), 100_000, "MaxTransferRateOnSchedule"),
        (NIGHT, LOW, at(0, 6), None, NONE),
        (WORK, HIGH, at(1, 8), 37_500, "WorkScheduleHighBandwidthLimit"),
        (WORK, NORMAL, at(5, 16), 25_000, "WorkScheduleNormalBandwidthLimit"),
        (WORK, LOW, at(5, 16), 0, "WorkScheduleLowBandwidthLimit"),
        (WORK, LOW, at(5, 17), 112_500, "NonWorkScheduleLowBandwidthLimit"),
        (WORK, LOW, at(6, 12), 112_500, "NonWorkScheduleLowBandwidthLimit"),
        (WORK, LOW, at(0, 12), 112_500, "NonWorkScheduleLowBandwidthLimit"),
        (WORK, HIGH, at(0, 12), None, NONE),
        (WORK, FOREGROUND, at(1, 12), None, NONE),
        (WORK | {"WorkScheduleHighBandwidthType": 1}, HIGH, at(1, 8), 37_500, "WorkScheduleHighBandwidthLimit"),
        (WORK | {"WorkScheduleHighBandwidthType": 2}, HIGH, at(1, 8), 37_500_000, "WorkScheduleHighBandwidthLimit"),
        (WORK | {"WorkScheduleHighBandwidthType": 3}, HIGH, at(1, 8), None, NONE),
        (WORK | {"WorkScheduleLowBandwidthType": 2}, LOW, at(1, 8), 0, "WorkScheduleLowBandwidthLimit"),
        (WORK | {"WorkScheduleLowBandwidthType": 3}, LOW, at(1, 8), None, NONE),
        (WORK | {"WorkScheduleLowBandwidthType": 3}, LOW, at(0, 12), 112_500, "NonWorkScheduleLowBandwidthLimit"),
        (UPKEEP | {"MaintenanceScheduleLowBandwidthType": 3}, LOW, at(1, 23), None, NONE),
        (WORK | DAY, HIGH, at(0, 12), None, NONE),  # the older policy does not count beside the newer
        # From Friday to Monday.
        (
            WORK | {"WorkScheduleStartDay": 5, "WorkScheduleEndDay": 1},
            LOW,
            at(6, 9),
            0,
            "WorkScheduleLowBandwidthLimit",
        ),
        (
            WORK | {"WorkScheduleStartDay": 5, "WorkScheduleEndDay": 1},
            LOW,
            at(0, 9),
            0,
            "WorkScheduleLowBandwidthLimit",
        ),
        (
            WORK | {"WorkScheduleStartDay": 5, "WorkScheduleEndDay": 1},
            LOW,
            at(2, 9),
            112_500,
            "NonWorkScheduleLowBandwidthLimit",
        ),
        # Maintenance hours are 22 to 4; those of Friday end on Saturday, and there are none from Sunday to Monday.
        (UPKEEP, LOW, at(5, 22), 62_500, "MaintenanceScheduleLowBandwidthLimit"),
        (UPKEEP, LOW, at(6, 3, 59), 62_500, "MaintenanceScheduleLowBandwidthLimit"),
        (UPKEEP, LOW, at(6, 4), 112_500, "NonWorkScheduleLowBandwidthLimit"),
        (UPKEEP, LOW, at(1, 3), 112_500, "NonWorkScheduleLowBandwidthLimit"),
        (
            UPKEEP | {"MaintenanceScheduleStartHour": 9, "MaintenanceScheduleEndHour": 9},
            LOW,
            at(1, 12),
            62_500,
            "MaintenanceScheduleLowBandwidthLimit",
        ),
    ],
)
def test_the_policies_set_the_limit_of_the_hour(
    values: Values, priority: JobPriority, when: datetime, rate: int | None, name: str
) -> None:
    assert ceiling(Policy(values), priority, when) == (rate, name)


@pytest.mark.parametrize(
    ("values", "priority", "when", "then"),
    [
        ({}, LOW, at(1, 12), None),
        (DAY, FOREGROUND, at(1, 12), None),
        (DAY, LOW, at(1, 7, 59), at(1, 8)),
        (DAY, LOW, at(1, 8), at(1, 17)),
        (DAY | {"MaxBandwidthValidTo": 8}, LOW, at(1, 12), None),
        (NIGHT, LOW, at(6, 23, 30), at(7, 6)),
        (WORK, LOW, at(5, 17, 1), at(8, 8)),
        (WORK, LOW, at(1, 8), at(1, 17)),
    ],
)
def test_when_the_limit_changes_is_known(
    values: Values, priority: JobPriority, when: datetime, then: datetime | None
) -> None:
    assert changes_at(Policy(values), priority, when) == then


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 28), 2), ((2026, 10, 24), 4), ((2026, 6, 1), 3)])
def test_a_schedule_follows_the_clock_on_the_wall_when_summer_time_begins_and_ends(
    day: tuple[int, int, int], hours: int
) -> None:
    policy = Policy(DAY | {"MaxBandwidthValidFrom": 1, "MaxBandwidthValidTo": 4})
    began = datetime(*day, 12, tzinfo=UTC)
    halves = (began + timedelta(minutes=30 * count) for count in range(48))
    limited = [half for half in halves if ceiling(policy, LOW, half.astimezone(ZoneInfo("Europe/Berlin"))).rate]
    assert len(limited) == 2 * hours
