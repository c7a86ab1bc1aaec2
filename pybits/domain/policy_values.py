"""The policies: their Group Policy names, defaults, ranges and meaning, as data and as one frozen value."""

from __future__ import annotations

from .frozen import NamedTuple
from .url_schemes import BITS_SCHEMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PolicyValue = int | bool | tuple[str, ...]


class PolicyKey(NamedTuple):
    """One policy: a count has a range (both ends allowed), a switch and a list of names have none.

    `masked`: a mask of cost states with its highest bit set, by which it is told from a number, will do as well.
    """

    name: str
    default: PolicyValue
    doc: str
    minimum: int = 0
    maximum: int = 0
    masked: bool = False

    @property
    def expected(self) -> str:
        """Say in words what the value may be."""
        if isinstance(self.default, bool):
            return "true or false"
        if isinstance(self.default, int):
            mask = ", or a mask of cost states from 0x80000001 to 0x800000ff" if self.masked else ""
            return f"a whole number from {self.minimum} to {self.maximum}{mask}"
        return "a list of names in quotes"

    def check(self, value: Any) -> PolicyValue | None:
        """Give the value in its proper type, None if it is not one of this policy's."""
        if isinstance(self.default, bool):
            return value if isinstance(value, bool) else None
        if isinstance(self.default, int):
            if not isinstance(value, int) or isinstance(value, bool):
                return None
            mask = self.masked and 0x80000000 < value <= 0x800000FF
            return value if mask or self.minimum <= value <= self.maximum else None
        sound = isinstance(value, list | tuple) and all(isinstance(word, str) and word for word in value)
        return tuple(value) if sound else None


def show_policy(value: object) -> str:
    """Write a policy's value as the policy file has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "[" + ", ".join(f'"{name}"' for name in value) + "]" if isinstance(value, tuple) else str(value)


MILLION = 1_000_000
NO_LIMIT = 4_294_967_200  # kilobits a second, the largest that BITS takes
KILOBITS, MEGABITS, UNLIMITED = 1, 2, 3  # what a BandwidthType may be
_DAYS = "0 is Sunday, 6 Saturday"
_KBPS = "kilobits a second (of 1,000)"


def _of_schedule(name: str, switch: str, when: str) -> tuple[PolicyKey, ...]:
    """Give the limits of the levels in a schedule: `name` begins their names, `switch` turns them on."""
    found: list[PolicyKey] = []
    for level in ("High", "Normal", "Low"):
        limit, unit = f"{name}{level}BandwidthLimit", f"{name}{level}BandwidthType"
        jobs = f"jobs of {level.lower()} priority {when}, where {switch} is set"
        found += [
            PolicyKey(limit, NO_LIMIT, f"{_KBPS} for {jobs}; 0 holds them back", 0, NO_LIMIT),
            PolicyKey(unit, KILOBITS, f"what {limit} counts: 1 kilobits, 2 megabits, 3 nothing: no limit", 1, 3),
        ]
    return tuple(found)


def _hours_of(name: str, what: str, *hours: int) -> tuple[PolicyKey, ...]:
    """Give the days and hours of a schedule."""
    return (
        PolicyKey(f"{name}StartDay", 1, f"first day of {what}; {_DAYS}", 0, 6),
        PolicyKey(f"{name}EndDay", 5, f"last day of {what}; {_DAYS}", 0, 6),
        PolicyKey(f"{name}StartHour", hours[0], f"hour at which {what} begin on each of their days", 0, 23),
        PolicyKey(
            f"{name}EndHour",
            hours[1],
            f"hour at which {what} end, on the next day if it is before {name}StartHour; the same is a whole day",
            0,
            23,
        ),
    )


BANDWIDTH_KEYS: tuple[PolicyKey, ...] = (
    PolicyKey("EnableBITSMaxBandwidth", False, "limit background jobs, by day and by night (MaxInternetBandwidth)"),
    PolicyKey(
        "MaxTransferRateOnSchedule",
        1000,
        f"{_KBPS} for all background jobs together from MaxBandwidthValidFrom to MaxBandwidthValidTo, where "
        "EnableBITSMaxBandwidth is set; 0 holds them back",
        0,
        NO_LIMIT,
    ),
    PolicyKey("MaxBandwidthValidFrom", 8, "hour (local time) from which MaxTransferRateOnSchedule holds", 0, 23),
    PolicyKey(
        "MaxBandwidthValidTo",
        17,
        "hour at which it ends, on the next day if it is before MaxBandwidthValidFrom; the same is the whole day",
        0,
        23,
    ),
    PolicyKey("UseSystemMaximum", True, "no limit in the other hours, instead of MaxTransferRateOffSchedule"),
    PolicyKey(
        "MaxTransferRateOffSchedule",
        1000,
        f"{_KBPS} in the other hours, where UseSystemMaximum is false; 0 holds background jobs back",
        0,
        NO_LIMIT,
    ),
    PolicyKey(
        "EnableBandwidthLimits",
        False,
        "limit background jobs by priority, in working hours and outside; then MaxInternetBandwidth does not count",
    ),
    *_hours_of("WorkSchedule", "working hours", 8, 17),
    *_of_schedule("WorkSchedule", "EnableBandwidthLimits", "in working hours"),
    *_of_schedule("NonWorkSchedule", "EnableBandwidthLimits", "outside working hours"),
    PolicyKey(
        "EnableMaintenanceLimits", False, "limit background jobs in maintenance hours, whatever the other limits say"
    ),
    PolicyKey(
        "IgnoreBandwidthLimitsOnLan",
        False,
        "none of the bandwidth limits for jobs whose servers are all in networks that the machine is in itself",
    ),
    *_hours_of("MaintenanceSchedule", "maintenance hours", 22, 4),
    *_of_schedule("MaintenanceSchedule", "EnableMaintenanceLimits", "in maintenance hours"),
)


_COSTS = "1 always, 2 unless roaming, 3 unless it costs extra, 4 unless near the cap, 5 only where nothing is metered"
SURROUNDINGS_KEYS: tuple[PolicyKey, ...] = (
    PolicyKey("TransferPolicyForeground", 1, f"the network on which foreground jobs run: {_COSTS}", 1, 5, True),
    *(
        PolicyKey(f"TransferPolicy{level}", 5, f"the network on which jobs of {level.lower()} priority run", 1, 5, True)
        for level in ("High", "Normal", "Low")
    ),
    PolicyKey("PauseOnBattery", False, "background jobs wait while the machine runs on battery"),
    PolicyKey("PauseBelowPercent", 0, "percent of the battery below which, on battery, background jobs wait", 0, 100),
    PolicyKey("PauseInPowerSaver", True, "background jobs wait while the machine, on battery, is in power-saver mode"),
)

POLICY_KEYS: tuple[PolicyKey, ...] = (
    PolicyKey("MaxJobsPerMachine", 300, "jobs of all users together; binds everybody", 1, MILLION),
    PolicyKey("MaxJobsPerUser", 60, "jobs of one user; not for administrators and service accounts", 1, MILLION),
    PolicyKey("MaxFilesPerJob", 200, "files in a job; not for administrators and service accounts", 1, MILLION),
    PolicyKey(
        "MaxRangesPerFile", 500, "byte ranges of a file; not for administrators and service accounts", 1, MILLION
    ),
    PolicyKey("JobInactivityTimeout", 90, "days without progress or change after which a job is cancelled", 1, 999),
    PolicyKey("MaxDownloadTime", 7_776_000, "seconds that a job may spend transferring", 1, 0xFFFFFFFF),
    # BITS does not say how long its slice is. Connections warm up in this one, and nobody waits long.
    PolicyKey("TimeSlice", 300, "seconds of a background job's turn while others of its priority wait", 1, 86_400),
    PolicyKey(
        "MaxFilesInFlight",
        4,
        "files of one background job transferred at the same time, or four times as many small ones; 1 means one",
        1,
        64,
    ),
    PolicyKey("MaxForegroundFilesInFlight", 16, "files of one foreground job transferred at the same time", 1, 256),
    PolicyKey(
        "MaxConnectionsPerServer",
        64,
        "connections of one user to a server; more than 16 only for a job that was given a larger number of them",
        1,
        64,
    ),
    PolicyKey(
        "MaxHttpVersion",
        2,
        "newest version of HTTP that is spoken: 1 for 1.1, 2, or 3 by jobs that do not give way, which needs TCP",
        1,
        3,
    ),
    PolicyKey("FullSpeedInBackground", False, "background jobs do not give way to other traffic"),
    PolicyKey(
        "AllowedSchemes",
        BITS_SCHEMES,
        "what URLs of files may begin with: those that Windows knows; ftp, ftps, ftpes and sftp may be added",
    ),
    *BANDWIDTH_KEYS,
    *SURROUNDINGS_KEYS,
    PolicyKey("MinFreeDiskSpace", 0, "mebibytes that downloads leave free of a disk; users may want more", 0, 1 << 30),
    PolicyKey("RequireContentLength", False, "refuse servers that do not say a file's size, as Windows does"),
    PolicyKey("RequireRanges", False, "refuse servers that cannot resume, as Windows does"),
    PolicyKey("EnablePeercaching", False, "kept for the verbs of cache and peercaching: there is no peer cache"),
    PolicyKey("DisablePeerCachingClient", False, "no download from peers, where EnablePeercaching is set"),
    PolicyKey("DisablePeerCachingServer", False, "nothing served to peers, where EnablePeercaching is set"),
    PolicyKey("MaxCacheSize", 1, "percent of the disk that the peer cache may fill", 1, 80),
    PolicyKey("MaxContentAge", 90, "days that the peer cache keeps a record", 1, 120),
    PolicyKey("UploadWithPut", False, "new upload jobs use PUT or tus instead of the BITS upload protocol"),
    PolicyKey("AdministratorGroups", (), "groups whose members are administrators, besides root"),
)

BY_NAME: dict[str, PolicyKey] = {key.name: key for key in POLICY_KEYS}


class Policy(NamedTuple):
    """The policies in force; `source` is the file they came from, None when all are defaults."""

    values: dict[str, PolicyValue]
    source: str | None = None

    def number(self, name: str) -> int:
        """Give a count or a number of seconds or days."""
        return int(self._get(name))  # type: ignore[arg-type]

    def switch(self, name: str) -> bool:
        """Give a switch."""
        return bool(self._get(name))

    def names(self, name: str) -> tuple[str, ...]:
        """Give a list of names."""
        value = self._get(name)
        return value if isinstance(value, tuple) else ()

    def origin(self, name: str) -> str:
        """Say where the value comes from, for messages."""
        return f"set in {self.source}" if self.source and name in self.values else "the default"

    def _get(self, name: str) -> PolicyValue:
        return self.values.get(name, BY_NAME[name].default)


DEFAULT_POLICY = Policy({})
