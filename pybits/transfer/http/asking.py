"""Which judge a request's answers have: that of whole files, of ranges, or of a stretch of a known version."""

from __future__ import annotations

import time

from pybits.transfer.headers import Response
from pybits.transfer.http.download import Accept, Attempt, Refuse, Verdict, first_attempt, judge
from pybits.transfer.http.ranged import first_piece, following_piece, judge_piece
from pybits.transfer.http.signed_url import with_expiry
from pybits.transfer.http.stretch import judge_stretch, stretch_attempt
from pybits.transfer.request import TransferRequest


def begin_with(request: TransferRequest) -> Attempt:
    """Choose the request to begin with."""
    if request.version is not None:
        return stretch_attempt(request.ranges[0], request.version)
    return (
        first_piece(request.ranges, request.resume)
        if request.ranges
        else first_attempt(request.resume, checked=request.checked)
    )


def judge_answer(request: TransferRequest, attempt: Attempt, response: Response, host: str) -> Verdict:
    """Decide what an answer is good for."""
    now = time.time()
    if request.version is not None:
        verdict = judge_stretch(attempt, response, host, now)
    elif request.ranges:
        verdict = judge_piece(request.ranges, attempt, response, host, now)
    else:
        verdict = judge(attempt, response, request.rules, host, now)
    if isinstance(verdict, Refuse):
        return Refuse(with_expiry(verdict.failure, response.status, request.url, now))
    return verdict


def go_on_with(request: TransferRequest, attempt: Attempt, verdict: object, offset: int) -> Attempt | None:
    """Choose the next request of a file of which only ranges are wanted, if this one brought its stretch whole."""
    if not request.ranges or request.version is not None or not isinstance(verdict, Accept) or offset != verdict.end:
        return None
    return following_piece(request.ranges, attempt, verdict.answer, offset)
