"""What Resume makes of a job, or why it cannot."""

from __future__ import annotations

from ..domain.hresult import BG_E_EMPTY, BitsError
from ..domain.job import Job
from ..domain.state import JobEvent, JobState


def resumed(job: Job) -> Job:
    """Put a job into the queue; BG_E_EMPTY if nothing is left to be fetched."""
    if job.files_total == 0:
        raise BitsError(BG_E_EMPTY, "The job has no files. Add one with 'pybits addfile' before resuming it.")
    if job.state is JobState.TRANSFERRED and not job.unfinished:
        raise BitsError(BG_E_EMPTY, "Every file of the job is transferred already. Complete it.")
    if job.on_demand and not job.wanted:
        raise BitsError(BG_E_EMPTY, "The job fetches on demand. Ask for ranges with 'pybits requestranges'.")
    moved = job.move(JobEvent.RESUME)
    if moved.state is job.state:
        return moved
    return moved._replace(error=None, retry=None, download_time=0.0, timed_from_turn=job.turn + 1)
