"""What the engine reports, written into the jobs; a report counts only in its own turn (the fifth rule)."""

from __future__ import annotations

import random
import time

from ..domain.enums import ErrorContext
from ..domain.hresult import BG_E_DATABASE_CORRUPT, BG_E_MAXDOWNLOAD_TIMEOUT, S_FALSE, BitsError
from ..domain.job import Job, JobError
from ..domain.state import IN_TURN, JobEvent, JobState
from ..policy import retry
from ..policy.renewal import Renewal, renewal
from ..policy.retry import Again, Stumbled, Trouble
from ..storage import clock
from ..storage.job_store import JobStore
from ..storage.os_errors import hresult_of
from ..storage.temp_file import temp_path
from ..transfer.outcome import Failure, Severity, local_failure
from .downloads.demanded import in_its_words
from .downloads.run import Run
from .uploads.run import UploadRun

AnyRun = Run | UploadRun

_OVERTIME = "The job has been transferring for as long as its maximum download time allows."


class Reports:
    """Applies reports to the store."""

    def __init__(self, store: JobStore) -> None:
        self._store = store
        self._verdicts: dict[str, Stumbled] = {}

    def connected(self, run: AnyRun, index: int, moved: str | None) -> bool:
        """Note that a server answered: the job is TRANSFERRING, and the last error is history.

        False if that was known: every file reports it, and the record needs it once.
        """
        run.follow(index, moved)
        if run.connected:
            return False
        run.connected = True

        def change(job: Job) -> Job:
            if not _in_turn(job, run) or job.state is JobState.TRANSFERRING:
                return job
            return job.move(JobEvent.CONNECT)._replace(error=None)

        self._store.change(run.guid, change, durable=False)
        return True

    def finished(self, run: AnyRun) -> bool:
        """Note that every file is here: the job is TRANSFERRED; False if files were added meanwhile.

        Of a job on demand what was asked for is here: it is SUSPENDED until more is, unless its files are whole.
        """
        run.keep_claims()
        totals = run.totals()
        done = False

        def change(job: Job) -> Job:
            nonlocal done
            done = not _in_turn(job, run) or job.files_total == len(run.files)
            if not done or not _in_turn(job, run):
                return job
            summed = job._replace(error=None, retry=None, wanted=(), **totals._asdict())
            if isinstance(run, Run) and run.on_demand and summed.unfinished:
                return summed.move(JobEvent.PAUSE)
            return summed.move(JobEvent.FINISH)._replace(transferred=time.time()).completes_itself()

        if self._store.change(run.guid, change).sated:
            self._store.note(run.guid, "all that was asked for is here")
        return done

    def overtime(self, run: AnyRun) -> bool:
        """Tell whether the job has been in turn for longer than it may; then it has to leave."""
        if run.watch.left(time.monotonic()) > 0:
            return False
        error = JobError(BG_E_MAXDOWNLOAD_TIMEOUT, ErrorContext.QUEUE_MANAGER, _OVERTIME, time.time())
        self._verdicts[run.guid] = Stumbled(JobEvent.FAIL, error, None)
        return True

    def failed(self, run: AnyRun, index: int, failure: Failure, moved: str | None) -> bool:
        """Decide on a failed transfer: True if it is tried again in this turn, False if the job has to leave it."""
        if failure.code == S_FALSE and isinstance(run, Run):
            run.skip(index)
            return True
        run.follow(index, moved)
        failure = in_its_words(failure) if isinstance(run, Run) and run.on_demand else failure
        run.progressed(index)
        quick = run.quick_tries.get(index, 0) if failure.quick else None
        error = JobError(failure.code, failure.context, failure.text, time.time(), index)
        transient = failure.severity is Severity.TRANSIENT
        verdict = self._decide(run, Trouble(error, transient, quick, failure.retry_after))
        if isinstance(verdict, Again):
            run.put_down(index, start_over=not failure.resume_ok, again_at=time.monotonic() + verdict.delay)
            return True
        if isinstance(run, Run) and run.goes_elsewhere(index, failure):
            return True
        run.put_down(index, start_over=not failure.resume_ok)
        if isinstance(run, Run) and isinstance(renewed := self._renewal(run, index, error), Stumbled):
            verdict = renewed
        first = not (isinstance(run, Run) and run.spared)
        if first or verdict.event is JobEvent.FAIL:
            self._verdicts[run.guid] = verdict
        # One host's trouble does not stop the files of others; what concerns this machine stops all.
        local = failure.context is ErrorContext.LOCAL_FILE
        return isinstance(run, Run) and verdict.event is JobEvent.STUMBLE and not local and run.spare(index)

    def disk_failed(self, run: AnyRun, error: OSError) -> None:
        """Decide on what the disk refused: a temporary file is its file's error, the store's own files are nobody's."""
        number = _file_with(run, error.filename)
        if number is None:
            text = local_failure(error).text
            found, transient = JobError(hresult_of(error), ErrorContext.LOCAL_FILE, text, time.time()), True
        else:
            failure = local_failure(error)
            found = JobError(failure.code, failure.context, failure.text, time.time(), number)
            transient = failure.severity is Severity.TRANSIENT
        verdict = self._decide(run, Trouble(found, transient))
        if isinstance(verdict, Stumbled):
            self._verdicts[run.guid] = verdict

    def leave(self, run: AnyRun) -> None:
        """Write down why the job leaves its turn."""
        verdict = self._verdicts.pop(run.guid)

        def change(job: Job) -> Job:
            if not _in_turn(job, run):
                return job
            return job.move(verdict.event)._replace(
                error=verdict.error, retry=verdict.retry, error_count=job.error_count + 1, renewing=verdict.renew
            )

        self._store.change(run.guid, change, f"{verdict.error.code.hex} {verdict.error.text}")

    def broken(self, job: Job, error: BitsError | OSError) -> None:
        """Note that a job's own files in the store cannot be used: it is in ERROR."""
        if isinstance(error, BitsError) and error.code == BG_E_DATABASE_CORRUPT:
            return  # it was set aside
        code = error.code if isinstance(error, BitsError) else hresult_of(error)
        found = JobError(code, ErrorContext.QUEUE_MANAGER, str(error), time.time())
        self._store.change(job.guid, lambda now: now.move(JobEvent.FAIL)._replace(error=found), found.text)

    def _renewal(self, run: Run, index: int, error: JobError) -> Again | Stumbled | None:
        """Decide whether a file whose URL was refused gets a fresh one; None if it does not."""
        job = self._store.read(run.guid)
        match renewal(job, run.files[index], error, run.claim_of(index).here, time.time()):
            case Renewal.NOW:
                return Stumbled(JobEvent.STUMBLE, error, None, renew=True)
            case Renewal.LATER:
                return self._decide(run, Trouble(error, transient=True))
        return None

    def _decide(self, run: AnyRun, trouble: Trouble) -> Again | Stumbled:
        job, luck = self._store.read(run.guid), random.random()  # noqa: S311 - no secret
        return retry.after_failure(job, trouble, clock.now(), reach=run.reach, luck=luck)


def _in_turn(job: Job, run: AnyRun) -> bool:
    return job.turn == run.turn and job.state in IN_TURN


def _file_with(run: AnyRun, temporary: object) -> int | None:
    """Find the file whose temporary file this is."""
    numbers = (file.number for file in run.files if temp_path(file.local, run.guid, file.number) == temporary)
    return next(numbers, None)
