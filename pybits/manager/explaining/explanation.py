"""Why a job does or does not move, in a sentence for people."""

from __future__ import annotations

from collections.abc import Sequence

from ...domain.enums import JobType
from ...domain.hresult import ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED, http_error
from ...domain.job import Deed, Job
from ...domain.moment import Moment
from ...domain.pace import Brake, Pace
from ...domain.state import JobState
from ...domain.values import show_time
from ...storage.ended_log import Ended

_PLAIN = {
    JobState.QUEUED: "Waits for its turn.",
    JobState.CONNECTING: "Connects to the server.",
    JobState.TRANSFERRING: "Transfers.",
    JobState.ACKNOWLEDGED: "Completed.",
    JobState.CANCELLED: "Cancelled; its files are being deleted.",
}


_TRY_AGAIN = "'resume' tries again."
_REMEDIES = {
    http_error(401): "Set a user and password with 'setcredentials', then 'resume'.",
    http_error(407): "Set a user and password for the proxy with 'setcredentials', then 'resume'.",
    ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED: "Choose one with 'setclientcertificate', then 'resume'.",
}


def explain(job: Job, now: Moment, waits: str = "") -> str:
    """Say what the job does, or what it waits for: the last error, the attempts, the next try, its notify command.

    `waits` is what a queued job waits for, or what holds back one that transfers, if that is known.
    """
    special = "" if job.type is JobType.DOWNLOAD else _of_upload(job)
    return f"{special or _explain(job, now, waits)} {_notice(job, now)}".strip()


def _notice(job: Job, now: Moment) -> str:
    if Deed.NOTIFY not in job.deeds:
        return ""
    if job.notice.next_try is None:
        return "Its notify command is being run."
    attempts, left = job.notice.attempts, _left(job.notice.next_try, now)
    return f"Its notify command failed {_times(attempts)}; it is run again in {duration(left)}."


def _left(then: Moment, now: Moment) -> int:
    return max(0, round(then.uptime - now.uptime)) if then.boot == now.boot else 0


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _of_upload(job: Job) -> str:
    """Say what is different about an upload."""
    if job.state is JobState.CANCELLED and Deed.DISCARD not in job.deeds:
        return "Cancelled; its server is still to be told, for a day at most."
    if job.state is JobState.TRANSFERRED and not job.ending:
        reply = " and the reply is here" if job.type is JobType.UPLOAD_REPLY else ""
        return f"The server has the file{reply}; 'complete' ends the job."
    return ""


def _suspended(job: Job) -> str:
    if job.files_total == 0:
        return "Has no files yet; add one with 'addfile'."
    if not job.unfinished:
        return "Suspended with all files transferred; 'complete' puts them in place."
    if job.on_demand and not job.wanted:
        begin = "All that was asked for is here" if job.sated else "Fetches on demand"
        return f"{begin}; 'requestranges' asks for ranges of its files."
    return "Suspended; 'resume' starts it."


def _explain(job: Job, now: Moment, waits: str) -> str:
    if job.ending and job.state is not JobState.CANCELLED:
        return "Is being completed."
    match job.state:
        case JobState.SUSPENDED:
            return _suspended(job)
        case JobState.TRANSFERRED if job.unfinished:
            return "Files were added since all others were transferred; 'resume' fetches them."
        case JobState.TRANSFERRED:
            return "All files are here; 'complete' puts them in place."
        case JobState.ERROR if job.error:
            return f"Gave up: {job.error.text} {_REMEDIES.get(job.error.code, _TRY_AGAIN)}"
        case JobState.TRANSIENT_ERROR if job.error and job.renewing:
            return f"{job.error.text} Its URL command is asked for a fresh URL."
        case JobState.TRANSIENT_ERROR if job.error and job.retry:
            left, attempts = duration(_left(job.retry.next_try, now)), _times(job.retry.attempts)
            again = f"tries again in {left}, with 'resume' at once"
            return f"{job.error.text} Failed {attempts} since the last progress; {again}."
        case JobState.TRANSIENT_ERROR if job.error:
            return f"{job.error.text} So it is since {show_time(job.error.at)}; goes on by itself when that changes."
    plain = waits or _PLAIN.get(job.state, f"{job.state.name}.")
    return f"{plain} The last try failed: {job.error.text}" if job.error else plain


_BRAKES = {
    Brake.MACHINE: "Gives way to other traffic of this machine",
    Brake.WAY: "Gives way to other traffic on the way to the server",
    Brake.LIMIT: "Transfers no faster than its bandwidth allows",
}


def moves(pace: Pace | None) -> str:
    """Say how fast a job moves that is held back; empty if nothing is known, or nothing holds it back."""
    if pace is None or pace.brake is Brake.NOTHING:
        return ""
    of = f" of about {_rate(pace.way)}" if pace.way else ""
    return f"{_BRAKES[pace.brake]}: {_rate(pace.rate)}{of}."


def _rate(bytes_a_second: int) -> str:
    return f"{bytes_a_second * 8 / 1e6:.1f} Mbit/s"


def explain_absence(guid: str, ended: Ended | None, damaged: Sequence[str]) -> str:
    """Say why a GUID finds no job: it has ended, its record was set aside, or nobody knows it."""
    if ended is not None:
        how = "completed" if ended.state is JobState.ACKNOWLEDGED else "cancelled"
        return (
            f"The job {guid} is not in the queue any more: it was {how} at {show_time(ended.at)}. {ended.why}".strip()
        )
    return next((sentence for sentence in damaged if guid in sentence), f"There is no job {guid}.")


def duration(seconds: int) -> str:
    """Write seconds as people do: 45 s, 12 min, 3 h 5 min, 2 d 4 h."""
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if seconds < 90:
        return f"{seconds} s"
    if minutes < 90:
        return f"{minutes} min"
    if hours < 48:
        return f"{hours} h {minutes % 60} min"
    return f"{days} d {hours % 24} h"
