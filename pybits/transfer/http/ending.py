"""What a transfer ends with: the report that follows from the verdict on the answer and from what came of it. Pure."""

from __future__ import annotations

from pybits.transfer.http.download import Accept, Complete, Refuse, Verdict
from pybits.transfer.http.redirect import Blocked, Follow
from pybits.transfer.outcome import Failure, too_short
from pybits.transfer.request import Failed, Finished, Report, TransferRequest

Judged = Verdict | Follow | Blocked | None


def report_of(
    request: TransferRequest, verdict: Judged, offset: int, cut: Failure | None, host: str, *, enough: bool
) -> Report:
    """Give the report of a transfer that came to `offset`; `cut` is what kept the answer from being whole.

    `enough`: the sink wanted no more, which is a good end.
    """
    key = request.key
    if enough and isinstance(verdict, Accept):
        return Finished(key, offset, verdict.answer.validator)
    if isinstance(verdict, Refuse):
        return Failed(key, verdict.failure)
    if isinstance(verdict, Blocked):
        return Failed(key, verdict.failure, verdict.url)
    if isinstance(verdict, Complete):
        return Finished(key, offset, verdict.answer.validator)
    if cut or not isinstance(verdict, Accept):
        return Failed(key, kept(verdict, cut or too_short(host, offset, 0)))
    validator, total = verdict.answer.validator, verdict.answer.total
    if total is not None and offset != total:
        return Failed(key, kept(verdict, too_short(host, offset, total)))
    if not request.ranges and validator.length != offset:
        validator = validator._replace(length=offset)
    return Finished(key, offset, validator)


def kept(verdict: Judged, failure: Failure) -> Failure:
    """Give a failure, and whether the next try can go on: not with what came from a server that does not resume."""
    lost = isinstance(verdict, Accept) and not verdict.answer.resumable
    return failure._replace(resume_ok=False) if lost else failure
