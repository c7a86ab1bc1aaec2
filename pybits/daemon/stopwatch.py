"""How long a job has been connecting and transferring, and how long it still may (MaxDownloadTime)."""

from __future__ import annotations

import time

from ..domain.job import Job


class Stopwatch:
    """Counts one turn, on a clock that nobody sets and that stands while the machine sleeps, as the job does."""

    def __init__(self, job: Job) -> None:
        self._turn, self._counted = job.turn, time.monotonic()
        self._end = self._counted + job.max_download_time - (job.download_time if self._counts(job) else 0.0)

    def left(self, now: float) -> float:
        """Give the seconds that the turn may still last; `now` is time.monotonic()."""
        return self._end - now

    def credit(self, job: Job) -> Job:
        """Add the seconds since the last time to the job's, if they count: a resume since then begins anew."""
        now = time.monotonic()
        if self._counts(job):
            job = job._replace(download_time=job.download_time + now - self._counted)
            self._end = now + job.max_download_time - job.download_time  # the limit may have changed meanwhile
        self._counted = now
        return job

    def _counts(self, job: Job) -> bool:
        return self._turn >= job.timed_from_turn
