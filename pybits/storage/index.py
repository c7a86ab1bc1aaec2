"""The store's index: one line per change, so that finding a job by name or state reads one file instead of all jobs.

The job's own record is the truth. The index is derived from it and needs no sync: its first line names the boot
in which it was made, and after a reboot it is made anew. Before a job is changed its line says "dirty", after the
change a line sums it up; who finds "dirty" last (a process was killed in between) reads the job's own record.
The daemon follows the same lines to learn what changed.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator

from ..domain.enums import JobPriority
from ..domain.frozen import NamedTuple
from ..domain.job import Deed, Job
from ..domain.moment import Moment
from ..domain.state import JobState
from . import atomic, checked, clock, json_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO

_DIRTY_LINE = 100  # bytes, of the longest
_SLACK = 256 * 1024  # bytes of history that a small store may gather before the index is made anew


class Summary(NamedTuple):
    """What the index knows of a job; enough to list it, to find it and to schedule it."""

    guid: str
    name: str
    state: JobState
    priority: JobPriority
    created: float
    files_total: int
    files_done: int
    bytes_done: int
    bytes_total: int | None
    turn: int
    pending: bool  # is being completed or cancelled
    next_try: Moment | None  # of a job in TRANSIENT_ERROR: when to look at it again
    notify: bool  # has a command of its owner's to be run
    notify_at: Moment | None  # not before then; None: at once
    active: Moment  # when it last made progress or was changed by its owner
    transfer_policy: int = 0

    @classmethod
    def of(cls, job: Job) -> Summary:
        """Sum up a job."""
        next_try = job.retry.next_try if job.retry and job.state is JobState.TRANSIENT_ERROR else None
        return cls(
            job.guid,
            job.name,
            job.state,
            job.priority,
            job.created,
            job.files_total,
            job.files_done,
            job.bytes_done,
            job.bytes_total,
            job.turn,
            job.ending,
            next_try,
            Deed.NOTIFY in job.deeds or job.asks,
            job.notice.next_try if Deed.NOTIFY in job.deeds and not job.asks else None,
            job.active or Moment(job.modified, 0.0, ""),
            job.transfer_policy,
        )


class Cursor(NamedTuple):
    """How far somebody has read: in which making of the index, and to which byte."""

    made: str = ""
    offset: int = 0


# A change of the index, seen by a follower: the summary, None for a job that is gone, or "dirty": read the record.
Entry = tuple[str, Summary | None, bool]


class Index:
    """The index file of one store. Writing needs the store's lock, reading needs none."""

    def __init__(self, path: str) -> None:
        self.path = path

    def mark_dirty(self, guid: str) -> None:
        """Note that the job is about to change."""
        atomic.append(self.path, b'{"guid":"%s","dirty":true}\n' % guid.encode())

    def put(self, summary: Summary) -> None:
        """Note what the job is now."""
        atomic.append(self.path, _line(summary))

    def remove(self, guid: str) -> None:
        """Note that the job is gone."""
        atomic.append(self.path, b'{"guid":"%s","gone":true}\n' % guid.encode())

    def current(self) -> bool:
        """Tell whether the index is there, of this boot, and whole: what follows a torn line would be lost with it."""
        try:
            fd = atomic.open_to_read(self.path)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ELOOP):
                return False
            raise
        try:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode):
                return False
            header = os.read(fd, 512).partition(b"\n")[0]
            whole = os.pread(fd, 1, max(0, status.st_size - 1)) == b"\n"
        finally:
            os.close(fd)
        return whole and header.startswith(b'{"boot":"%s",' % clock.boot_id().encode())

    def overgrown(self) -> bool:
        """Tell whether old lines outweigh the present ones."""
        try:
            size = os.stat(self.path).st_size
        except FileNotFoundError:
            return False
        if size < _SLACK:
            return False
        with self._open() as file:
            fresh = _header(file).get("size")
        return not isinstance(fresh, int) or size > 2 * fresh + _SLACK

    def rebuild(self, summaries: Iterable[Summary]) -> None:
        """Make the index anew."""
        lines = b"".join(_line(summary) for summary in summaries)
        # `made` tells one making from the next; the file's inode would not, because it is used again.
        header = b'{"boot":"%s","made":"%s","size":%d}\n' % (
            clock.boot_id().encode(),
            os.urandom(8).hex().encode(),
            len(lines),
        )
        try:
            atomic.replace_file(self.path, header + lines, durable=False)
        except OSError:
            if self.current() or not os.path.lexists(self.path):
                raise
            os.unlink(self.path)  # on a full disk the new one needs the room of the old, which is worth nothing
            atomic.replace_file(self.path, header + lines, durable=False)

    def left_dirty(self) -> str | None:
        """Find the job whose change was announced but not summed up: a killed process wrote the last line."""
        with self._open() as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _DIRTY_LINE))
            return _dirty_guid(file.read())

    def guids_named(self, name: str) -> list[str]:
        """Find the jobs with exactly this display name; one that is dirty is among them whatever its name.

        Every writer sums up first what its predecessor left dirty, so only the last line can be.
        """
        data = self._read()
        needle = b'","name":' + json_text.quote(name).encode("utf-8", "surrogatepass") + b',"state":'
        found: dict[str, None] = {}
        position = data.find(needle)
        while position >= 0:
            guid = data[data.rfind(b"{", 0, position) : position]
            last = data.rfind(b'{"guid":"' + guid + b'"')
            if data.startswith(needle, last + 9 + len(guid)):
                found[guid.decode("ascii", "replace")] = None
            position = data.find(needle, position + 1)
        dirty = _dirty_guid(data[-_DIRTY_LINE:])
        if dirty is not None:
            found[dirty] = None
        return list(found)

    def entries(self, cursor: Cursor = Cursor()) -> tuple[dict[str, Entry], Cursor, bool]:
        """Read what changed since `cursor`: the last entry of each job, the new cursor, and whether all is new.

        All is new when the index was made anew meanwhile: then what is not among the entries is gone.
        """
        with self._open() as file:
            made = str(_header(file).get("made", ""))
            fresh = not made or made != cursor.made
            start = 0 if fresh else cursor.offset
            file.seek(start)
            data = file.read()
        end = data.rfind(b"\n") + 1  # what follows is being written just now
        entries: dict[str, Entry] = {}
        for record in _parse(data[:end]):
            guid = record["guid"]
            entries.pop(guid, None)
            summary = _summary(record)
            entries[guid] = (guid, summary, summary is None and "gone" not in record)
        return entries, Cursor(made, start + end), fresh

    def _open(self) -> BinaryIO:
        return os.fdopen(atomic.open_to_read(self.path), "rb")

    def _read(self) -> bytes:
        data = atomic.read_file(self.path)
        return data[: data.rfind(b"\n") + 1]


def _dirty_guid(tail: bytes) -> str | None:
    line = tail.rstrip(b"\n").rpartition(b"\n")[2]
    guid, marker, _ = line.removeprefix(b'{"guid":"').partition(b'","dirty":')
    return guid.decode("ascii", "replace") if marker else None


def _header(file: BinaryIO) -> dict[str, Any]:
    try:
        header = json_text.loads(file.readline(512))
    except (ValueError, RecursionError):
        return {}
    return header if isinstance(header, dict) else {}


def _line(summary: Summary) -> bytes:
    # guids_named() relies on this order: guid, name, state.
    record: dict[str, Any] = summary._asdict()
    return checked.dump(record)


def _parse(data: bytes) -> Iterator[dict[str, Any]]:
    for line in data.splitlines():
        try:
            record = json_text.loads(line)
        except (ValueError, RecursionError):
            continue  # a torn line: the job's next line, or its own record, tells
        if isinstance(record, dict) and isinstance(record.get("guid"), str):
            yield record


def _summary(record: dict[str, Any]) -> Summary | None:
    if "dirty" in record or "gone" in record:
        return None
    try:
        fields = {**record, "state": JobState(record["state"]), "priority": JobPriority(record["priority"])}
        for name in ("next_try", "notify_at", "active"):
            if fields[name] is not None:
                fields[name] = Moment(*fields[name])
        return Summary(**fields)
    except (TypeError, ValueError, KeyError):
        return None
