"""The policies: their Group Policy names, defaults, ranges and meaning, as data and as one frozen value."""

from __future__ import annotations

from .frozen import NamedTuple
from .url_schemes import BITS_SCHEMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PolicyValue = int | bool | tuple[str, ...]


class PolicyKey(NamedTuple):
    """One policy: a count has a range (both ends allowed), a switch and a list of names have none."""

    name: str
    default: PolicyValue
    doc: str
    minimum: int = 0
    maximum: int = 0

    @property
    def expected(self) -> str:
        """Say in words what the value may be."""
        if isinstance(self.default, bool):
            return "true or false"
        if isinstance(self.default, int):
            return f"a whole number from {self.minimum} to {self.maximum}"
        return "a list of names in quotes"

    def check(self, value: Any) -> PolicyValue | None:
        """Give the value in its proper type, None if it is not one of this policy's."""
        if isinstance(self.default, bool):
            return value if isinstance(value, bool) else None
        if isinstance(self.default, int):
            sound = isinstance(value, int) and not isinstance(value, bool)
            return value if sound and self.minimum <= value <= self.maximum else None
        sound = isinstance(value, list | tuple) and all(isinstance(word, str) and word for word in value)
        return tuple(value) if sound else None


MILLION = 1_000_000

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
    PolicyKey("MaxFilesInFlight", 4, "files of one background job transferred at the same time", 1, 64),
    PolicyKey("MaxForegroundFilesInFlight", 16, "files of one foreground job transferred at the same time", 1, 256),
    PolicyKey("FullSpeedInBackground", False, "background jobs do not give way to other traffic"),
    PolicyKey(
        "AllowedSchemes",
        BITS_SCHEMES,
        "what URLs of files may begin with: those that Windows knows; ftp, ftps, ftpes and sftp may be added",
    ),
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
