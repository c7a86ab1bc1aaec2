"""The judge of answers to a request for one stretch of a file of which other connections fetch the rest.

It is the strictest: the very bytes of the very version, or nothing. What else a server says is for the one connection
that is left then.
"""

from __future__ import annotations

from pybits.domain.enums import ErrorContext
from pybits.domain.file import FileRange, Validator
from pybits.domain.hresult import BG_E_INVALID_SERVER_RESPONSE, BG_E_REMOTE_FILE_CHANGED, HResult
from pybits.transfer.headers import Response
from pybits.transfer.http.download import (
    Accept,
    Attempt,
    Form,
    Refuse,
    Verdict,
    compare,
    content_length,
    content_range,
    encoded,
    validator_of,
)
from pybits.transfer.http.pieces import Piece
from pybits.transfer.outcome import Failure, Severity, http_failure
from pybits.transfer.request import Answer, ResumePoint


def stretch_attempt(wanted: FileRange, version: Validator) -> Attempt:
    """Choose the request for a stretch of a version; `wanted` has a length and the version a strong ETag."""
    piece = Piece(wanted.offset, wanted.offset + (wanted.length or 0), 0)
    return Attempt(Form.ETAG, ResumePoint(0, version), piece=piece)


def judge_stretch(attempt: Attempt, response: Response, host: str, now: float) -> Verdict:
    """Decide whether an answer is what was asked for."""
    if attempt.piece is None or attempt.resume is None or attempt.piece.end is None:
        raise TypeError(f"{attempt!r:.60} is not for a stretch")
    piece, known = attempt.piece, attempt.resume.validator
    if response.status not in (200, 206):
        return Refuse(http_failure(response.status, response.fields, host, now))
    span = content_range(response) if response.status == 206 else None
    if compare(known, validator_of(response, span.total if span else None)).contradicted:
        return _refuse(BG_E_REMOTE_FILE_CHANGED, f"The file at {host} changed while it was fetched.")
    size = attempt.piece.end - piece.start
    exact = span is not None and (span.start, span.end) == (piece.start, piece.end)
    if not exact or encoded(response) or content_length(response) not in (None, size):
        text = f"{host} answered with other bytes than the range that was asked for."
        return _refuse(BG_E_INVALID_SERVER_RESPONSE, text)
    return Accept(Answer(0, size, known, resumable=True), size)


def _refuse(code: HResult, text: str) -> Refuse:
    return Refuse(Failure(code, ErrorContext.REMOTE_FILE, Severity.TRANSIENT, text))
