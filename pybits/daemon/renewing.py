"""Fresh URLs: what a job's URL command is told of a URL that was refused, and what becomes of what it prints."""

from __future__ import annotations

from ..domain.file import NOTHING, File
from ..domain.file import Renewed as Given
from ..domain.hresult import BitsError
from ..domain.job import Job
from ..domain.moment import Moment
from ..domain.state import JobEvent, JobState
from ..manager import fresh_url
from ..policy.renewal import refusal
from ..storage.job_store import JobStore
from ..storage.policy_file import load_policy

PATIENCE = 300.0  # seconds that a URL command may take


def refused(store: JobStore, job: Job) -> File:
    """Give the file whose URL was refused; ValueError if there is none."""
    files = store.files(job.guid)
    if job.error is None or job.error.file is None or job.error.file >= len(files):
        raise ValueError("no file was refused")
    return files[job.error.file]


def environment(job: Job, file: File) -> dict[str, str]:
    """Give the variables that a URL command has beside those of every command."""
    status = refusal(job.error) if job.error else 0
    return {"PYBITS_FILE": str(file.number), "PYBITS_URL": file.remote, "PYBITS_STATUS": str(status)}


def settle(store: JobStore, begun: Job, now: Moment, how: str, answer: bytes | None) -> None:
    """Give the file its fresh URL and queue the job, or put that in ERROR; no answer: the command has failed.

    A job that was suspended, resumed or let go meanwhile is left alone.
    """
    problem, fresh = f"the URL command {how}", None
    try:
        file = refused(store, begun)
        if answer is not None:
            fresh = fresh_url.given(file, fresh_url.read(answer, file.remote, load_policy()))
            here = store.progress(begun.guid).get(file.number, NOTHING).here
            fresh = fresh._replace(renewed=Given(now.wall, here, begun.turn))
    except (BitsError, ValueError) as error:
        problem = f"the URL command gave no fresh URL: {error}"
    if fresh is None:
        store.change(begun.guid, lambda job: _failed(job, problem) if _waits(job, begun) else job, problem)
        return
    store.write_files(
        begun.guid,
        lambda job: [fresh] if _waits(job, begun) else [],
        lambda job: job.move(JobEvent.RETRY) if _waits(job, begun) else job,
        f"file {fresh.number} has a fresh URL, by the URL command",
    )


def _waits(job: Job, begun: Job) -> bool:
    """Tell whether the job still waits for what was begun for it."""
    return job.renewing and job.turn == begun.turn and job.state is JobState.TRANSIENT_ERROR and not job.ending


def _failed(job: Job, problem: str) -> Job:
    told = job.error and job.error._replace(text=f"{job.error.text} {problem[:1].upper()}{problem[1:].rstrip('.')}.")
    return job.move(JobEvent.FAIL)._replace(error=told)
