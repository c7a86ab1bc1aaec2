"""What follows a failed transfer: another try at once, a try after a delay, or giving up."""

from __future__ import annotations

from ..domain.frozen import NamedTuple
from ..domain.job import Job, JobError, Retry
from ..domain.moment import Moment
from ..domain.state import JobEvent

# A cut at the start is tried again three times inside about a second, before the long delay.
QUICK_DELAYS = (0.1, 0.3, 0.6)
_GROWTH, _MOST, _LONG = 1.5, 4.0, 3600.0
_SPREAD = 0.1


class Again(NamedTuple):
    """Try the same file again after so many seconds, within the turn."""

    delay: float


class Stumbled(NamedTuple):
    """Leave the turn; the event and the changed fields say how the job goes on."""

    event: JobEvent
    error: JobError
    retry: Retry | None
    renew: bool = False  # the owner's program is asked for a fresh URL


class Trouble(NamedTuple):
    """A failure and what is known of it.

    `quick_tries` counts those made since the last progress, None for a failure that is not worth one; `retry_after`
    is what the server asked for, in seconds.
    """

    error: JobError
    transient: bool
    quick_tries: int | None = None
    retry_after: float | None = None


def after_failure(job: Job, trouble: Trouble, now: Moment, *, reach: int, luck: float = 0.0) -> Again | Stumbled:
    """Decide how a job goes on after a failure.

    `reach` is how far the job has come: what was fetched before and is fetched again is no progress. `luck`, from 0
    to 1, spreads the tries of many.
    """
    error, transient, quick_tries, retry_after = trouble
    if not transient or job.no_progress_timeout == 0 or job.custom_method:
        return Stumbled(JobEvent.FAIL, error, None)
    if quick_tries is not None and quick_tries < len(QUICK_DELAYS) and retry_after is None:
        return Again(QUICK_DELAYS[quick_tries])
    earlier = job.retry if job.retry and reach <= job.retry.reach else None
    stalled_since = earlier.stalled_since if earlier else now
    attempts = earlier.attempts + 1 if earlier else 1
    if job.min_retry_delay > job.no_progress_timeout or now.since(stalled_since) >= job.no_progress_timeout:
        return Stumbled(JobEvent.FAIL, _gave_up(job, error), None)
    delay = max(_patience(job.min_retry_delay, attempts), retry_after or 0.0) * (1 + _SPREAD * luck)
    # No try after the time is over: the job is looked at then, and gives up.
    delay = min(delay, job.no_progress_timeout - now.since(stalled_since))
    best = max(reach, earlier.reach) if earlier else reach
    return Stumbled(JobEvent.STUMBLE, error, Retry(now.plus(delay), stalled_since, attempts, best))


def _patience(delay: int, attempts: int) -> float:
    """Let the delay grow with the attempts that failed, to what it was times four, and not beyond an hour."""
    grown = delay * min(_GROWTH ** min(attempts - 1, 10), _MOST)
    return min(grown, max(float(delay), _LONG))


def when_due(job: Job, now: Moment) -> Stumbled | None:
    """Decide what follows when a job's retry is due: giving up if the time without progress is over, else None."""
    if job.retry and job.error and now.since(job.retry.stalled_since) >= job.no_progress_timeout:
        return Stumbled(JobEvent.FAIL, _gave_up(job, job.error), None)
    return None


def _gave_up(job: Job, error: JobError) -> JobError:
    text = f"{error.text} No progress for {job.no_progress_timeout} seconds: gave up."
    return error._replace(text=text)
