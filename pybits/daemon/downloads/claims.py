"""What a run claims of its files' bytes: kept in mind with the job's sums, and written into the progress log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...domain.file import NOTHING, File, FileProgress
from ...domain.job import Job
from ...storage import response_log
from ...storage.job_store import JobStore
from ...storage.progress_log import Totals
from .incoming import blank
from .sums import Sums


class Claims:
    """The claims for one job's files in one turn. `files` is the run's own list."""

    def __init__(self, store: JobStore, job: Job, files: list[File]) -> None:
        self._progress = store.progress(job.guid)
        self._files = files
        self._folder = store.folder(job.guid)
        self.answers: dict[int, bytes] = {}  # the headers of the last response to each file, until they are written
        self._sums = Sums(len(files))
        self._count(files)
        self._log = store.progress_writer(job.guid)
        self._unwritten: dict[int, FileProgress] = {}
        if job.rejected:
            # What the owner declared invalid is given up in the log first, then it is forgotten that it was.
            self._log.append({index: self.of(index) for index in job.rejected}, self._sums.totals(), durable=True)
            store.change(job.guid, lambda now: now._replace(rejected=()))

    @property
    def unwritten(self) -> bool:
        """Tell whether there are claims that are not in the log yet."""
        return bool(self._unwritten)

    def of(self, index: int) -> FileProgress:
        """Give what is claimed of a file."""
        return self._progress[index]

    def set(self, index: int, claim: FileProgress) -> None:
        """Claim something of a file; write() puts it into the log."""
        self._sums.replace(self._progress[index], claim)
        self._progress[index] = self._unwritten[index] = claim

    def hold(self, index: int, claim: FileProgress) -> None:
        """Count something that may not be written yet."""
        self._sums.replace(self._progress[index], claim)
        self._progress[index] = claim

    def give_up(self, index: int, moving: dict[int, FileProgress]) -> None:
        """Claim nothing of a file any more, on the disk too, before its bytes are thrown away."""
        nothing = blank(self._files[index])
        self.hold(index, nothing)
        self._unwritten.pop(index, None)
        self._log.append({index: nothing}, self.totals(moving), durable=True)

    def add(self, files: Sequence[File]) -> None:
        """Take up files that were added to the job."""
        self._files.extend(files)
        self._sums.add_files(len(files))
        self._count(files)

    def totals(self, moving: dict[int, FileProgress]) -> Totals:
        """Sum up the job, with what has come of the files in flight since it was claimed."""
        return self._with(moving).totals()

    def sizes_without(self, index: int, moving: dict[int, FileProgress]) -> int:
        """Add up the sizes of the other files, or what has come of those whose size nobody knows."""
        return self._with({**moving, index: FileProgress()}).sizes

    def _with(self, moving: dict[int, FileProgress]) -> Sums:
        sums = self._sums.copy()
        for index, claim in moving.items():
            sums.replace(self.of(index), claim)
        return sums

    def write(self, moving: dict[int, FileProgress]) -> None:
        """Put the claims into the log, and beside it what servers answered."""
        if self.answers:
            response_log.add(self._folder, self.answers)
            self.answers.clear()
        if self._unwritten:
            claims, self._unwritten = self._unwritten, {}
            self._log.append(claims, self.totals(moving))

    def sync(self) -> None:
        """Put the log on the disk."""
        self._log.sync()

    def close(self) -> None:
        """Close the log."""
        self._log.close()

    def _count(self, files: Iterable[File]) -> None:
        for file in files:
            claim = self._progress.setdefault(file.number, blank(file))
            if claim is not NOTHING:
                self._sums.replace(NOTHING, claim)
