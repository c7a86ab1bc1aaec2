"""The judge of answers when only ranges of a file are wanted: one request for each stretch, and no byte but those.

Like the judge of whole files it is pure. It is stricter: a server that cannot do ranges, or merges or shortens them,
is refused, because the local file would not be what was asked for.
"""

from __future__ import annotations

from pybits.domain.enums import ErrorContext
from pybits.domain.file import FileRange, Validator
from pybits.domain.hresult import (
    BG_E_INSUFFICIENT_RANGE_SUPPORT,
    BG_E_INVALID_RANGE,
    BG_E_INVALID_SERVER_RESPONSE,
    BG_E_MISSING_FILE_SIZE,
    BG_E_REMOTE_FILE_CHANGED,
)
from pybits.transfer.headers import Response
from pybits.transfer.http.download import (
    CHANGED,
    UNRECOGNISABLE,
    UNSATISFIED,
    Accept,
    Again,
    Attempt,
    Form,
    Refuse,
    Verdict,
    compare,
    content_length,
    content_range,
    encoded,
    next_form,
    refuse,
    same_version,
    validator_of,
)
from pybits.transfer.http.pieces import Piece, beyond, local_size, next_piece, not_held
from pybits.transfer.outcome import Failure, Severity, http_failure
from pybits.transfer.request import Answer, ResumePoint

MAX_RESTARTS = 3

Ranges = tuple[FileRange, ...]


def first_piece(ranges: Ranges, resume: ResumePoint | None) -> Attempt:
    """Choose the request to begin with."""
    if resume is None:
        return _beginning(ranges)
    known = resume.validator
    if not (known.etag or known.last_modified or known.length is not None):
        return _beginning(ranges, UNRECOGNISABLE)
    piece = next_piece(ranges, resume.offset, known.length)
    return Attempt(_form(known), resume, piece=piece) if piece else _beginning(ranges)


def following_piece(ranges: Ranges, attempt: Attempt, answer: Answer, position: int) -> Attempt | None:
    """Choose the request after a stretch that came whole; None when it was the last."""
    known = answer.validator
    piece = next_piece(ranges, position, known.length)
    if piece is None:
        return None
    return Attempt(_form(known), ResumePoint(position, known), piece=piece, restarts=attempt.restarts)


def judge_piece(ranges: Ranges, attempt: Attempt, response: Response, host: str, now: float) -> Verdict:
    """Decide what an answer to a request for a stretch is good for."""
    piece = attempt.piece or Piece(0, None, 0)
    if response.status == 206:
        return _judge_part(ranges, attempt, piece, response, host)
    if response.status == 200:
        return _judge_whole(ranges, attempt, piece, response, host)
    if response.status == 416:
        return _judge_unsatisfiable(ranges, attempt, piece, response, host)
    if response.status == 412 and attempt.resume:
        return _start_over(ranges, attempt, host)
    return Refuse(http_failure(response.status, response.fields, host, now))


def _judge_part(ranges: Ranges, attempt: Attempt, piece: Piece, response: Response, host: str) -> Verdict:
    span = content_range(response)
    known = attempt.resume.validator if attempt.resume else Validator()
    found = validator_of(response, span.total if span else None)
    if attempt.resume and not same_version(attempt, known, found):
        return _start_over(ranges, attempt, host)
    if span is None or encoded(response) or span.start != piece.start:
        return _wrong(host)
    total = known.length if span.total is None else span.total
    if total is None and piece.end is None:
        return refuse(BG_E_MISSING_FILE_SIZE, f"{host} did not say how long the file is (Content-Range).")
    missing = None if total is None else beyond(ranges, total)
    if missing and total is not None:
        return _outside(missing, host, total)
    if span.end != (total if piece.end is None else piece.end):
        return _wrong(host)
    if content_length(response) not in (None, span.end - span.start):
        return _wrong(host)
    merged = Validator(found.etag or known.etag, found.last_modified or known.last_modified, total)
    answer = Answer(piece.local, local_size(ranges, total), merged, resumable=True, restart=attempt.restart)
    return Accept(answer, piece.local + span.end - span.start)


def _judge_whole(ranges: Ranges, attempt: Attempt, piece: Piece, response: Response, host: str) -> Verdict:
    total = content_length(response)
    found = validator_of(response, total)
    if attempt.resume:
        likeness = compare(attempt.resume.validator, found)
        if likeness.contradicted and not likeness.only_etag_differs:
            return _start_over(ranges, attempt, host)
        form = next_form(attempt, response)
        if form:
            return Again(attempt._replace(form=form, refused_etag=found.etag))
        if likeness.contradicted:
            return _start_over(ranges, attempt, host)
    if piece.start == 0 and piece.local == 0 and piece.end in (None, total) and not encoded(response):
        # The stretch is the whole file, and here it is.
        return Accept(Answer(0, total, found, resumable=False, restart=attempt.restart), total)
    text = f"{host} does not serve parts of this file (byte ranges): it answered with all of it."
    return Refuse(
        Failure(BG_E_INSUFFICIENT_RANGE_SUPPORT, ErrorContext.REMOTE_FILE, Severity.FATAL, text, resume_ok=False)
    )


def _judge_unsatisfiable(ranges: Ranges, attempt: Attempt, piece: Piece, response: Response, host: str) -> Verdict:
    match = UNSATISFIED.fullmatch(response.fields.get("content-range", ""))
    total = int(match[1]) if match else None
    known = attempt.resume.validator.length if attempt.resume else None
    if None not in (total, known) and total != known:
        return _start_over(ranges, attempt, host)
    return _outside(piece, host, total)


def _outside(piece: Piece, host: str, total: int | None) -> Refuse:
    return refuse(BG_E_INVALID_RANGE, not_held(f"The file at {host}", piece, total))


def _wrong(host: str) -> Refuse:
    text = f"{host} answered with other bytes than the range that was asked for."
    return refuse(BG_E_INVALID_SERVER_RESPONSE, text)


def _form(known: Validator) -> Form:
    return Form.ETAG if known.strong_etag else Form.DATE if known.last_modified else Form.BARE


def _beginning(ranges: Ranges, restart: str | None = None, restarts: int = 0) -> Attempt:
    return Attempt(Form.BARE, restart=restart, piece=next_piece(ranges, 0, None), restarts=restarts)


def _start_over(ranges: Ranges, attempt: Attempt, host: str) -> Verdict:
    if attempt.restarts >= MAX_RESTARTS:
        text = f"The file at {host} keeps changing while it is fetched."
        return Refuse(
            Failure(BG_E_REMOTE_FILE_CHANGED, ErrorContext.REMOTE_FILE, Severity.TRANSIENT, text, resume_ok=False)
        )
    return Again(_beginning(ranges, CHANGED, attempt.restarts + 1))
