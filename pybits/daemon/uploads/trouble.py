"""What lasting trouble with an upload's server leads to: its node is given up, its answer waited for no longer."""

from __future__ import annotations

from ...domain.enums import ErrorContext
from ...domain.moment import Moment
from ...domain.upload import LONGEST_FAREWELL, UploadSession
from ...transfer.outcome import Failure, Severity
from ...transfer.uploads.state import Phase, Upload


def trouble(
    here: Upload, failure: Failure, timeout: float, now: Moment, *, contact: bool
) -> tuple[UploadSession, Failure]:
    """Note in the session how long the trouble lasts, and give the failure as the job has to take it.

    `contact` says that it was the server that answered so; `timeout` is how long the job puts up with no progress.
    """
    session = here.session
    if not contact and failure.context is not ErrorContext.LOCAL_FILE:
        session = without_contact(session, now)
    if here.phase is Phase.CLOSE and failure.severity is not Severity.FATAL:
        return ending(session, failure, timeout, now)
    return session, failure


def without_contact(session: UploadSession, now: Moment) -> UploadSession:
    """Note since when the server's node cannot be reached; after the time that the server gave, go without it."""
    if not session.host:
        return session
    since = session.host_lost or now
    if session.fallback is not None and now.since(since) >= session.fallback:
        return session._replace(host="", fallback=None, host_lost=None)
    return session._replace(host_lost=since)


def ending(session: UploadSession, failure: Failure, timeout: float, now: Moment) -> tuple[UploadSession, Failure]:
    """Make a failure to end a session final when it has lasted too long: there is nothing else left to wait for."""
    since = session.ending_since or now
    if now.since(since) >= longest_farewell(timeout):
        failure = failure._replace(severity=Severity.FATAL)
    return session._replace(ending_since=since), failure


def longest_farewell(no_progress_timeout: float) -> float:
    """Give the seconds for which a server is told that a session is over: a day, or the job's own patience."""
    return min(LONGEST_FAREWELL, no_progress_timeout)
