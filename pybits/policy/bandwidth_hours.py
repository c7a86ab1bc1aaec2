"""What the bandwidth policies allow to background jobs in an hour, and when that changes. Pure.

Hours are those of the wall: a schedule follows the clock, summer time included. An hour that a schedule begins with
belongs to it, the one that it ends with does not. Maintenance limits go before those by priority, and these before
MaxInternetBandwidth, which is older.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ..domain.enums import JobPriority
from ..domain.frozen import NamedTuple
from ..domain.policy_values import MEGABITS, NO_LIMIT, UNLIMITED, Policy

_LEAST = 2  # kilobits a second: BITS takes less for this
_BYTES = 125  # a second, of a kilobit a second
_EVERY_DAY = (0, 6)
_WEEK = 7 * 24


class Ceiling(NamedTuple):
    """The limit in bytes a second: None for none, 0 when nothing may be transferred; and the policy that says so."""

    rate: int | None = None
    policy: str = ""

    @property
    def blocked(self) -> bool:
        """Tell whether nothing may be transferred."""
        return self.rate == 0


def ceiling(policy: Policy, priority: JobPriority, local: datetime) -> Ceiling:
    """Give the limit of all jobs of a priority together at a local time; the foreground never has one."""
    if priority is JobPriority.FOREGROUND:
        return Ceiling()
    level = f"{priority.name.capitalize()}Bandwidth"
    if policy.switch("EnableMaintenanceLimits") and _scheduled(policy, "MaintenanceSchedule", local):
        return _of_level(policy, f"MaintenanceSchedule{level}")
    if policy.switch("EnableBandwidthLimits"):
        work = _scheduled(policy, "WorkSchedule", local)
        return _of_level(policy, f"{'' if work else 'Non'}WorkSchedule{level}")
    if not policy.switch("EnableBITSMaxBandwidth"):
        return Ceiling()
    hours = (policy.number("MaxBandwidthValidFrom"), policy.number("MaxBandwidthValidTo"))
    if _within(local, _EVERY_DAY, hours):
        return _limit(policy, "MaxTransferRateOnSchedule")
    return Ceiling() if policy.switch("UseSystemMaximum") else _limit(policy, "MaxTransferRateOffSchedule")


def changes_at(policy: Policy, priority: JobPriority, local: datetime) -> datetime | None:
    """Give the local time at which the ceiling is another; None if that is never."""
    present = ceiling(policy, priority, local).rate
    hour = local.replace(minute=0, second=0, microsecond=0, fold=0)
    later = (hour + timedelta(hours=count) for count in range(1, _WEEK + 1))
    return next((then for then in later if ceiling(policy, priority, then).rate != present), None)


def _of_level(policy: Policy, name: str) -> Ceiling:
    unit = policy.number(f"{name}Type")
    return Ceiling() if unit == UNLIMITED else _limit(policy, f"{name}Limit", 1000 if unit == MEGABITS else 1)


def _limit(policy: Policy, name: str, kilobits_each: int = 1) -> Ceiling:
    kilobits = policy.number(name) * kilobits_each
    if kilobits >= NO_LIMIT:
        return Ceiling()
    return Ceiling(max(kilobits, _LEAST) * _BYTES if kilobits else 0, name)


def _scheduled(policy: Policy, name: str, local: datetime) -> bool:
    days = (policy.number(f"{name}StartDay"), policy.number(f"{name}EndDay"))
    return _within(local, days, (policy.number(f"{name}StartHour"), policy.number(f"{name}EndHour")))


def _within(local: datetime, days: tuple[int, int], hours: tuple[int, int]) -> bool:
    """Tell whether a time lies in the hours of one of these days; hours over midnight are the day's they begin on."""
    today, hour, (start, end) = local.isoweekday() % 7, local.hour, hours
    if start < end:
        return start <= hour < end and _among(today, days)
    if start == end:
        return _among(today, days)
    return _among(today, days) if hour >= start else hour < end and _among((today - 1) % 7, days)


def _among(day: int, days: tuple[int, int]) -> bool:
    first, last = days
    return first <= day <= last if first <= last else day >= first or day <= last
