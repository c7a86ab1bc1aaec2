"""The user's store: every job a folder, every change one locked read-modify-replace, every promise synced.

A job appears whole and disappears whole: its folder is built, or cleared, under another name and renamed. Readers
take no lock. See CONTRIBUTING for the layout and the five rules.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from ..domain.hresult import BG_E_DATABASE_CORRUPT, BG_E_NOT_FOUND, BitsError
from ..domain.job import Job, is_guid
from ..domain.state import IN_TURN
from . import atomic, checked, clock, records, store_format
from .beside import Beside
from .index import Cursor, Index, Summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..domain.credentials import Secrets
    from ..domain.file import File, FileProgress
    from .ended_log import Ended

_GUID_LENGTH = 38  # with its braces

Change = Callable[[Job], Job]


class JobStore(Beside):
    """One user's store, by its folder."""

    def __init__(self, home: str) -> None:
        self.home = home
        self._jobs = os.path.join(home, "jobs")
        self._passage = os.path.join(home, "passage")  # where jobs are on their way in or out
        self._set_aside = os.path.join(home, "damaged")
        self.index = Index(os.path.join(home, "index"))

    @classmethod
    def open(cls, home: str) -> JobStore:
        """Open the store, making it if need be; a BitsError says why it cannot be used."""
        store = cls(home)
        store_format.prepare(home)
        return store

    # ---- reading

    def read(self, guid: str) -> Job:
        """Read a job; BG_E_NOT_FOUND, or BG_E_DATABASE_CORRUPT when its record had to be set aside."""
        return self._read(guid)[0]

    def peek(self, guid: str) -> Job | None:
        """Read a job; None if that cannot be done."""
        try:
            return self.read(guid)
        except BitsError:
            return None

    def read_live(self, guid: str) -> Job:
        """Read a job with the bytes that have arrived since its record was written."""
        return self.with_totals(self.read(guid))

    def files(self, guid: str) -> list[File]:
        """Read a job's files, in the order of adding."""
        from . import file_records

        job, extra = self._read(guid)
        size = extra.get("files_size", 0)
        try:
            lines = atomic.read_file(os.path.join(self.folder(guid), "files.jsonl"))[:size]
        except FileNotFoundError:
            lines = b""
        try:
            values = checked.load_lines(lines.splitlines())
            found = {file.number: file for file in map(file_records.file_from_record, values)}
            if not len(found) == job.files_total == max(found, default=-1) + 1:
                raise checked.DamagedRecord(f"{len(found)} files where the job has {job.files_total}")
        except checked.DamagedRecord as error:
            self._read(guid)  # a job that ended meanwhile is gone, not damaged
            raise self._damaged(guid, f"files.jsonl: {error}") from None
        return [found[index] for index in sorted(found)]

    def progress(self, guid: str) -> dict[int, FileProgress]:
        """Read what is known of the bytes of a job's files; nothing of those that were declared invalid."""
        from ..domain.file import FileProgress
        from .progress_log import read_progress

        # The job first: the daemon voids the claims in the log before it strikes out the numbers.
        rejected = self._read(guid)[0].rejected
        return {**read_progress(self.progress_path(guid)), **dict.fromkeys(rejected, FileProgress())}

    def jobs(self) -> list[Job]:
        """Read every job, oldest first; damaged ones are set aside and left out."""
        found = [self.with_totals(job) for job in map(self.peek, self.guids()) if job is not None]
        return sorted(found, key=lambda job: (job.created, job.guid))

    def summaries(self) -> list[Summary]:
        """Sum up every job from the index, oldest first."""
        self._refresh_index()
        entries, _, _ = self.index.entries()
        found = []
        for guid, summary, dirty in entries.values():
            fresh = self._summary_of(guid) if dirty else summary
            if fresh is not None:
                found.append(fresh)
        return sorted(found, key=lambda summary: (summary.created, summary.guid))

    def follow(self, cursor: Cursor) -> tuple[dict[str, Summary | None], Cursor, bool]:
        """Read which jobs changed since the cursor (None: gone); the flag says that all are among them."""
        self._refresh_index()
        entries, cursor, fresh = self.index.entries(cursor)
        return {g: self._summary_of(g) if dirty else s for g, s, dirty in entries.values()}, cursor, fresh

    def find(self, name: str) -> list[Job]:
        """Find the live jobs with exactly this display name, oldest first."""
        self._refresh_index()
        found = [job for job in map(self.peek, self.index.guids_named(name)) if job is not None and job.name == name]
        return sorted(found, key=lambda job: (job.created, job.guid))

    def guids(self) -> list[str]:
        """List the GUIDs of all jobs, in no order."""
        return [name for name in os.listdir(self._jobs) if len(name) == _GUID_LENGTH]

    def number(self) -> int | None:
        """Count the jobs without listing them; None where the file system does not count the folders in a folder."""
        links = os.stat(self._jobs).st_nlink  # its name, its ".", and the ".." of each job's folder; btrfs gives 1
        return links - 2 if links > 1 else None

    # ---- changing

    def create(self, job: Job, secret: Secrets | None = None) -> None:
        """Put a new job into the store, whole, with what it keeps secret."""
        from . import history_log

        folder = self.folder(job.guid)
        building = os.path.join(self._passage, f"new-{job.guid}")
        with self.lock:
            self._clear_leftovers()
            os.mkdir(building, 0o700)
            atomic.write_new(os.path.join(building, "job.json"), _dump(job, {}))
            history_log.add(building, job.created, "created")
            if secret:
                from . import secrets

                secrets.write(building, secret)
            atomic.sync_folder(building)
            self._mark_dirty(job.guid)
            os.rename(building, folder)
            try:
                atomic.sync_folder(self._jobs)
                self.index.put(Summary.of(job))
            except OSError:
                os.rename(folder, building)  # refused is refused: what is left is cleared by the next create
                raise
            self.reserve.make()

    def change(self, guid: str, change: Change, note: str | None = None, *, durable: bool = True) -> Job:
        """Apply a pure function to a job, under the lock; what it raises leaves the job as it was.

        `durable=False` is for what was promised to nobody: turns, which a restart ends anyway.
        """
        with self.lock:
            job, extra = self._read(guid)
            return self._write(job, change(job), extra, note, durable=durable)

    def add_files(self, guid: str, files: Sequence[File], change: Change) -> list[File]:
        """Append files to a job, all or none, and number them; `change` checks limits and adjusts the job."""

        def number(job: Job) -> list[File]:
            return [file._replace(number=job.files_total + i) for i, file in enumerate(files)]

        return self.write_files(guid, number, change, f"added {len(files)} file{'s' if len(files) != 1 else ''}")

    def write_files(self, guid: str, make: Callable[[Job], Sequence[File]], change: Change, note: str) -> list[File]:
        """Append lines to a job's list of files: new files, or what takes the place of those with the same numbers."""
        from . import file_records

        with self.lock:
            job, extra = self._read(guid)
            changed = change(job)
            files = list(make(job))
            start = extra.get("files_size", 0)
            lines = b"".join(checked.dump(file_records.file_to_record(file)) for file in files)
            fd = os.open(
                os.path.join(self.folder(guid), "files.jsonl"),
                os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK,
                0o600,
            )
            try:
                os.ftruncate(fd, start)  # what a killed process may have left: the job does not claim it
                os.lseek(fd, start, os.SEEK_SET)
                atomic.write_all(fd, lines)
                os.fsync(fd)
            finally:
                os.close(fd)
            self.destinations.add(guid, files, self.guids)
            self._write(job, changed, {**extra, "files_size": start + len(lines)}, note)
            return files

    def remove(self, job: Job, ended: Ended) -> None:
        """Take a job out of the store, whole."""
        import contextlib

        with self.lock:
            self._mark_dirty(job.guid)
            self.ended.add(ended)
            leaving = os.path.join(self._passage, f"gone-{job.guid}")
            os.makedirs(self._passage, 0o700, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):  # redone: it is out already
                os.rename(self.folder(job.guid), leaving)
                atomic.sync_folder(self._jobs)
            self.index.remove(job.guid)
        atomic.clear_folder(leaving)

    def left(self, guid: str) -> bool:
        """Tell whether a job is over for its owner and counts no more, though its server is still to be told."""
        try:
            return self.read(guid).parted
        except BitsError:
            return False

    # ---- inside

    def _read(self, guid: str) -> tuple[Job, dict[str, Any]]:
        try:
            data = atomic.read_file(os.path.join(self.folder(guid), "job.json"))
        except (FileNotFoundError, NotADirectoryError):
            if os.path.isdir(self.folder(guid)) and is_guid(guid):
                raise self._damaged(guid, "job.json is missing") from None
            raise BitsError(BG_E_NOT_FOUND, f"There is no job {guid}.") from None
        except OSError as error:  # as a BitsError, so that the other jobs do not suffer from it
            if error.errno in atomic.NO_RECORD:
                raise self._damaged(guid, f"job.json: {error.strerror}") from None
            from .os_errors import as_bits_error

            raise as_bits_error(error, f"The record of job {guid} cannot be read") from None
        try:
            record = checked.load(data)
            return records.job_from_record(record["job"], guid), records.extra_from_record(record["extra"])
        except (checked.DamagedRecord, KeyError, TypeError) as error:
            raise self._damaged(guid, f"job.json: {error}") from None

    def _write(self, old: Job, new: Job, extra: dict[str, Any], note: str | None, *, durable: bool = True) -> Job:
        if new == old and note is None:
            return old
        now = clock.now()
        new = new._replace(modified=now.wall)
        from ..domain.activity import touched

        if new.active is None or touched(old, new):
            new = new._replace(active=now)
        folder = self.folder(new.guid)
        self._mark_dirty(new.guid)
        path, data = os.path.join(folder, "job.json"), _dump(new, extra)
        if note or new.state is not old.state:
            from . import history_log

            step = f"{old.state.name} → {new.state.name}" if new.state is not old.state else ""
            size = history_log.add(folder, new.modified, ": ".join(filter(None, (step, note))))
            try:
                atomic.replace_file(path, data, durable=durable)
            except OSError:
                history_log.take_back(folder, size)
                raise
        else:
            atomic.replace_file(path, data, durable=durable)
        self.index.put(Summary.of(new))
        return new

    def with_totals(self, job: Job) -> Job:
        """Put the newest sums of the progress log into a job that is in turn."""
        if job.state not in IN_TURN:
            return job
        from .progress_log import read_totals

        try:
            totals = read_totals(self.progress_path(job.guid))
        except OSError:  # what is wrong with the log is for the daemon to say, which needs it
            return job
        return job if totals is None else job._replace(**totals._asdict())

    def _summary_of(self, guid: str) -> Summary | None:
        job = self.peek(guid)
        return None if job is None else Summary.of(job)

    def _mark_dirty(self, guid: str) -> None:
        if not self.index.current():
            self.index.rebuild(Summary.of(job) for job in self._all_records())
        elif self.index.overgrown():
            import contextlib

            with contextlib.suppress(OSError):  # a full disk: a job can be ended with a long index as well
                self.index.rebuild(Summary.of(job) for job in self._all_records())
        self._sum_up_left()
        self.index.mark_dirty(guid)

    def _sum_up_left(self) -> None:
        """Finish the index's last line if a killed process left it dirty, so that only the last can ever be."""
        left = self.index.left_dirty()
        if left is not None:
            summary = self._summary_of(left)
            if summary is None:
                self.index.remove(left)
            else:
                self.index.put(summary)

    def _refresh_index(self) -> None:
        if self.index.current():
            return
        with self.lock:
            if not self.index.current():
                self.index.rebuild(Summary.of(job) for job in self._all_records())

    def _all_records(self) -> Iterator[Job]:
        return (job for job in map(self.peek, self.guids()) if job is not None)

    def _damaged(self, guid: str, what: str) -> BitsError:
        """Set a damaged record aside, where it disturbs nobody and nothing overwrites it."""
        import contextlib

        with self.lock, contextlib.suppress(FileNotFoundError):
            os.makedirs(self._set_aside, 0o700, exist_ok=True)
            target, attempt = os.path.join(self._set_aside, guid), 1
            while os.path.lexists(target):
                attempt += 1
                target = os.path.join(self._set_aside, f"{guid}.{attempt}")
            os.rename(self.folder(guid), target)
            self._sum_up_left()
            self.index.remove(guid)
        return BitsError(
            BG_E_DATABASE_CORRUPT,
            f"The record of job {guid} is damaged ({what}). It was set aside in {self._set_aside}; the rest is safe.",
        )

    def _clear_leftovers(self) -> None:
        os.makedirs(self._passage, 0o700, exist_ok=True)
        # The lock is held, so nobody is building a job: what is here was left by a killed process.
        for name in os.listdir(self._passage):
            atomic.clear_folder(os.path.join(self._passage, name))


def _dump(job: Job, extra: dict[str, Any]) -> bytes:
    return checked.dump({"job": records.job_to_record(job), "extra": extra})
