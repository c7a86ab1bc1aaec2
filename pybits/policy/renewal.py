"""Whether a refused URL is replaced by a fresh one: once for each time that it is refused, and never in a circle."""

from __future__ import annotations

from enum import Enum

from ..domain.enums import ErrorContext
from ..domain.file import File
from ..domain.hresult import http_error
from ..domain.job import Job, JobError

_REFUSALS = {http_error(401): 401, http_error(403): 403}


class Renewal(Enum):
    """What follows a failure: no fresh URL, one at once, or another try with the one that there is, later."""

    NO = "no"
    NOW = "now"
    LATER = "later"


def renewal(job: Job, file: File, error: JobError, here: int, at: float) -> Renewal:
    """Decide by what a file's last fresh URL has brought; `here` are its bytes, `at` is the time on the wall."""
    if job.url_command is None or job.custom_method or not refusal(error):
        return Renewal.NO
    last = file.renewed
    if last is None or last.turn < job.timed_from_turn:  # none since the owner resumed the job
        return Renewal.NOW
    if here <= last.here:
        return Renewal.NO  # the fresh URL was refused as well
    return Renewal.LATER if 0 <= at - last.at < job.min_retry_delay else Renewal.NOW


def refusal(error: JobError) -> int:
    """Give the HTTP status by which a server has refused a URL; 0 if it is another error."""
    return _REFUSALS.get(error.code, 0) if error.context is ErrorContext.REMOTE_FILE else 0
