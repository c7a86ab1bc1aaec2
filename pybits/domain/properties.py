"""The property table: one row per job property gives its get verb, set verb, help, completion, JSON key and rules."""

from __future__ import annotations

from typing import Any, NamedTuple

from . import values
from .job import RETRY_DELAY_FLOOR, Job
from .values import Kind


class Property(NamedTuple):
    """One property: `name` follows get and set in the verbs, `field` is Job's attribute and the JSON key."""

    name: str
    field: str
    kind: Kind
    title: str
    doc: str
    settable: bool = False
    floor: int | None = None  # smaller values are raised to this, without an error

    def read(self, job: Job) -> Any:
        """Take the property's value out of a job."""
        return getattr(job, self.field)

    def write(self, job: Job, value: Any) -> Job:
        """Put a value into a job; TypeError for a property that nobody sets."""
        if not self.settable:
            raise TypeError(f"{self.name} cannot be set")
        return job._replace(**{self.field: value})

    def parse(self, word: str) -> Any:
        """Read a new value from a word; the kind's HRESULT if it is not one."""
        if self.kind.parse is None:
            raise TypeError(f"{self.name} cannot be set")
        value = self.kind.parse(self.title, word)
        return value if self.floor is None else max(self.floor, value)


PROPERTIES: tuple[Property, ...] = (
    Property("type", "type", values.TYPE, "the type", "download, upload or upload-reply; fixed when the job is made"),
    Property("state", "state", values.STATE, "the state", "where the job is in its life cycle"),
    Property(
        "displayname",
        "name",
        values.NAME,
        "the display name",
        "at most 256 characters; need not be unique",
        settable=True,
    ),
    Property(
        "description", "description", values.DESCRIPTION, "the description", "at most 1,024 characters", settable=True
    ),
    Property(
        "priority",
        "priority",
        values.PRIORITY,
        "the priority",
        "foreground runs at once, beside others; high, normal and low share the idle link in that order",
        settable=True,
    ),
    Property(
        "minretrydelay",
        "min_retry_delay",
        values.SECONDS,
        "the minimum retry delay",
        "seconds to wait after a transient error before the next try; below 5 is raised to 5",
        settable=True,
        floor=RETRY_DELAY_FLOOR,
    ),
    Property(
        "noprogresstimeout",
        "no_progress_timeout",
        values.SECONDS,
        "the no-progress timeout",
        "seconds without a byte, counted from the first transient error, after which it is in ERROR; 0: no retries",
        settable=True,
    ),
    Property("creationtime", "created", values.TIME, "the creation time", "when the job was made"),
    Property("modificationtime", "modified", values.TIME, "the modification time", "when the job last changed"),
    Property(
        "completiontime", "transferred", values.TIME, "the completion time", "when the last file had been transferred"
    ),
    Property("bytestotal", "bytes_total", values.SIZE, "the size", "bytes of all files; UNKNOWN until all are known"),
    Property("bytestransferred", "bytes_done", values.SIZE, "the bytes transferred", "bytes of all files so far"),
    Property("filestotal", "files_total", values.COUNT, "the number of files", "how many files the job has"),
    Property(
        "filestransferred", "files_done", values.COUNT, "the number of files transferred", "how many are wholly here"
    ),
    Property("error", "error", values.ERROR, "the error", "what went wrong last, of a job that waits or gave up"),
    Property(
        "errorcount", "error_count", values.COUNT, "the error count", "how often the job met an error; never reset"
    ),
)

BY_NAME: dict[str, Property] = {row.name: row for row in PROPERTIES}
