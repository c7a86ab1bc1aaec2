"""Files that are fetched on demand: ranges are asked for, and it can be seen which are here."""

from __future__ import annotations

from collections.abc import Sequence

from ..domain.file import NOTHING, File, FileRange, Wanted
from ..domain.hresult import (
    BG_E_INVALID_RANGE,
    BG_E_RANDOM_ACCESS_NOT_SUPPORTED,
    BitsError,
)
from ..domain.job import Job
from ..domain.state import IN_TURN, JobEvent
from .access import Access


class Demand(Access):
    """The part of the manager about ranges on demand; files are counted from 0."""

    def request_ranges(self, guid: str, index: str | int, ranges: Sequence[FileRange], *, instead: bool = False) -> Job:
        """Ask for ranges of a file, fetched in this order after those asked for before, or `instead` of them.

        (RequestFileRanges, UpdateDownloadPosition.) The job is resumed. Ranges may overlap each other and what is here.
        BG_E_RANDOM_ACCESS_NOT_SUPPORTED if the job is not on demand, or the file is not of an HTTP server;
        BG_E_INVALID_RANGE outside the file; BG_E_TOO_MANY_RANGES_IN_FILE.
        """
        from ..domain.range_words import check_ranges
        from ..policy import limits
        from .file_facts import pick
        from .resuming import resumed
        from .service import launcher

        check_ranges(ranges, overlapping=True)
        with self._at(guid) as store, store.lock:
            file = pick(store.files(guid), index)
            claim = store.progress(guid).get(file.number, NOTHING)
            _check_within(file, ranges, claim.total)
            new = tuple(Wanted(file.number, *one) for one in ranges)

            def change(job: Job) -> Job:
                _check(job, file)
                if claim.done:
                    return job
                kept = tuple(one for one in job.wanted if not (instead and one.file == file.number) and one not in new)
                limits.check_ranges(sum(one.file == file.number for one in (*kept, *new)), self.account, self.policy)
                job = store.with_totals(job)._replace(wanted=(*kept, *new))
                return job.move(JobEvent.YIELD) if job.state in IN_TURN else resumed(job)

            job = store.change(guid, change, f"asked for {len(new)} range{'s' if len(new) > 1 else ''} of {file.local}")
            launcher.start(store.home)
        return job

    def filled_ranges(self, guid: str, index: str | int) -> tuple[FileRange, ...]:
        """Give the ranges of a file that are in its temporary file, in order (GetFilledFileRanges)."""
        from ..domain.demand import as_ranges, held
        from ..storage import clock
        from .file_facts import pick

        with self._at(guid) as store:
            file = pick(store.files(guid), index)
            return as_ranges(held(store.progress(guid).get(file.number, NOTHING), clock.boot_id()))


def _check(job: Job, file: File) -> None:
    from ..domain.url_schemes import scheme_of

    if not job.staying().on_demand:
        raise BitsError(
            BG_E_RANDOM_ACCESS_NOT_SUPPORTED,
            "The job fetches whole files. Before its first resume, 'pybits setondemand JOB true' changes that.",
        )
    if scheme_of(file.remote) not in ("http", "https") or file.ranges:
        what = "has ranges of its own" if file.ranges else "is not of an HTTP server"
        raise BitsError(BG_E_RANDOM_ACCESS_NOT_SUPPORTED, f"{file.remote} {what}: there are no ranges on demand.")


def _check_within(file: File, ranges: Sequence[FileRange], total: int | None) -> None:
    from ..domain.range_words import show_range

    for one in ranges:
        if total is not None and one.offset + (one.length or 1) > total:
            text = f"{file.remote} has {total} bytes: the range {show_range(one)} is not within."
            raise BitsError(BG_E_INVALID_RANGE, text)
