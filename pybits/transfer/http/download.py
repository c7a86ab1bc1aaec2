"""The judge of a download's answer: which request to send, and whether its reply may touch the file.

All of it is pure: (attempt, response, rules) in, verdict out. The aim is that bytes of two versions of a file
never meet, and short of that, that no byte is fetched twice.
"""

from __future__ import annotations

import re
from enum import Enum

from pybits.domain.enums import ErrorContext
from pybits.domain.file import Validator
from pybits.domain.hresult import (
    BG_E_INSUFFICIENT_RANGE_SUPPORT,
    BG_E_INVALID_SERVER_RESPONSE,
    BG_E_MISSING_FILE_SIZE,
    HResult,
)
from pybits.transfer.headers import Response
from pybits.transfer.http.pieces import Piece
from pybits.transfer.outcome import Failure, Severity, http_failure
from pybits.transfer.request import Answer, ResumePoint, ServerRules

from ...domain.frozen import NamedTuple

CHANGED = "the file on the server changed"
CANNOT_RESUME = "the server does not resume this file"
NOTHING_THERE = "the server has no bytes after those that are here"
WRONG_RANGE = "the server answered with other bytes than it was asked for"
UNRECOGNISABLE = "nothing is known by which to recognise the file"

_LENGTH = re.compile(r"[0-9]{1,19}")
_SPAN = re.compile(r"bytes +([0-9]{1,19})-([0-9]{1,19})/([0-9]{1,19}|\*)", re.IGNORECASE)
UNSATISFIED = re.compile(r"bytes +\*/([0-9]{1,19})", re.IGNORECASE)


class Form(Enum):
    """How a request asks for the bytes: all of them, or the rest under a condition."""

    PLAIN = "the whole file"
    ETAG = "the rest if the ETag is the same"
    DATE = "the rest if the date is the same"
    BARE = "the rest; the answer tells of which version"


class Attempt(NamedTuple):
    """One request of a transfer, and what the earlier ones taught.

    `refused_etag` is that of a 200 that was stopped because only its ETag was new; `restart` is why the bytes that
    were there are given up; `distrust`: the server's ranges were wrong, so it counts as one that cannot resume.
    `piece` is the stretch that is asked for when only ranges are wanted, `restarts` how often they began again.
    `checked`: the whole file's checksum is known and compared in the end, so its length may stand for its version.
    """

    form: Form
    resume: ResumePoint | None = None
    refused_etag: str | None = None
    restart: str | None = None
    distrust: bool = False
    piece: Piece | None = None
    restarts: int = 0
    checked: bool = False

    @property
    def offset(self) -> int:
        """Give the first byte that is asked for."""
        return self.resume.offset if self.resume and self.form is not Form.PLAIN else 0


class Accept(NamedTuple):
    """The body belongs into the file; `end` is the offset where this answer said to stop, None = unknown."""

    answer: Answer
    end: int | None


class Complete(NamedTuple):
    """No bytes are missing: the file is whole as it is."""

    answer: Answer


class Again(NamedTuple):
    """Stop this answer and send another request."""

    attempt: Attempt


class Refuse(NamedTuple):
    """The transfer has failed."""

    failure: Failure


Verdict = Accept | Complete | Again | Refuse


class Likeness(NamedTuple):
    """What two validators say of each other, piece by piece: True same, False different, None cannot be told."""

    etag: bool | None
    date: bool | None
    length: bool | None

    @property
    def contradicted(self) -> bool:
        """Tell whether any piece is different."""
        return False in self

    @property
    def only_etag_differs(self) -> bool:
        """Tell whether it may be one version, whose ETag depends on the node that answers."""
        return self == (False, True, True)


def compare(old: Validator, new: Validator) -> Likeness:
    """Compare what was known of a file with what an answer says."""

    def same(one: object, other: object) -> bool | None:
        return None if one is None or other is None else one == other

    return Likeness(
        same(_opaque(old.etag), _opaque(new.etag)),
        same(old.last_modified, new.last_modified),
        same(old.length, new.length),
    )


def _opaque(etag: str | None) -> str | None:
    # A weak tag cannot carry an If-Range, but a new one still proves that the file changed.
    return etag.removeprefix("W/").removeprefix("w/") if etag else None


_FROM_SCRATCH = {checked: Attempt(Form.PLAIN, checked=checked) for checked in (False, True)}


def first_attempt(resume: ResumePoint | None, *, checked: bool = False) -> Attempt:
    """Choose the request to begin with."""
    if resume is None or resume.offset <= 0:
        return _FROM_SCRATCH[checked]
    known = resume.validator
    if known.strong_etag:
        return Attempt(Form.ETAG, resume, checked=checked)
    if known.last_modified:
        return Attempt(Form.DATE, resume, checked=checked)
    if known.etag or (checked and known.length is not None):
        return Attempt(Form.BARE, resume, checked=checked)
    return Attempt(Form.PLAIN, resume, restart=UNRECOGNISABLE, checked=checked)


def range_headers(attempt: Attempt) -> tuple[str | None, str | None]:
    """Give the values of Range (as `N-` or `N-M`) and If-Range that the attempt's form needs."""
    known = attempt.resume.validator if attempt.resume else Validator()
    condition = {Form.ETAG: known.strong_etag, Form.DATE: known.last_modified}.get(attempt.form)
    if attempt.piece:
        return attempt.piece.header, condition
    if attempt.resume is None or attempt.form is Form.PLAIN:
        return None, None
    return f"{attempt.resume.offset}-", condition


def judge(attempt: Attempt, response: Response, rules: ServerRules, host: str, now: float) -> Verdict:
    """Decide what an answer is good for; `now` (seconds since 1970) serves a Retry-After that is a date."""
    ranged = attempt.form is not Form.PLAIN
    if response.status == 200:
        return _judge_whole(attempt, response, rules, host)
    if response.status == 206:
        return _judge_part(attempt, response, rules, host)
    if ranged and response.status == 416:
        return _judge_unsatisfiable(attempt, response)
    if ranged and response.status == 412:
        return _start_over(attempt, CHANGED)
    return Refuse(http_failure(response.status, response.fields, host, now))


def _judge_whole(attempt: Attempt, response: Response, rules: ServerRules, host: str) -> Verdict:
    total = content_length(response)
    found = validator_of(response, total)
    restart, distrust = attempt.restart, attempt.distrust
    if attempt.resume and attempt.form is not Form.PLAIN:
        likeness = compare(attempt.resume.validator, found)
        if not likeness.contradicted or likeness.only_etag_differs:
            form = next_form(attempt, response)
            if form:
                return Again(attempt._replace(form=form, refused_etag=found.etag))
        restart = CHANGED if likeness.contradicted else CANNOT_RESUME
        distrust = not likeness.contradicted
    if rules.require_length and total is None:
        return refuse(BG_E_MISSING_FILE_SIZE, f"{host} did not say how long the file is (Content-Length).")
    if rules.require_ranges and (restart == CANNOT_RESUME or _ranges(response) == "none"):
        return refuse(BG_E_INSUFFICIENT_RANGE_SUPPORT, f"{host} does not serve parts of this file (byte ranges).")
    resumable = not distrust and _resumable(response, found, checked=attempt.checked)
    return Accept(Answer(0, total, found, resumable, restart), total)


def next_form(attempt: Attempt, response: Response) -> Form | None:
    """Choose a less strict way to ask for a part than the one that got the whole file; None if there is none."""
    if _ranges(response) == "none" or encoded(response):
        return None
    if attempt.form is Form.ETAG and attempt.resume and attempt.resume.validator.last_modified:
        return Form.DATE
    return Form.BARE if attempt.form is not Form.BARE else None


def _judge_part(attempt: Attempt, response: Response, rules: ServerRules, host: str) -> Verdict:
    resume = attempt.resume
    if attempt.form is Form.PLAIN or resume is None:
        return refuse(BG_E_INVALID_SERVER_RESPONSE, f"{host} sent a part of the file when asked for all of it (206).")
    span = content_range(response)
    size = content_length(response)
    if span is None or encoded(response) or span.start != resume.offset or size not in (None, span.end - span.start):
        return _start_over(attempt, WRONG_RANGE, distrust=True)
    known = resume.validator
    total = known.length if span.total is None else span.total
    if total is None and rules.require_length:
        return refuse(BG_E_MISSING_FILE_SIZE, f"{host} did not say how long the file is (Content-Range).")
    if total is not None and span.end > total:
        return _start_over(attempt, WRONG_RANGE, distrust=True)
    if not same_version(attempt, known, found := validator_of(response, span.total)):
        return _start_over(attempt, CHANGED)
    merged = Validator(found.etag or known.etag, found.last_modified or known.last_modified, total)
    return Accept(Answer(resume.offset, total, merged, resumable=True), span.end)


def same_version(attempt: Attempt, known: Validator, found: Validator) -> bool:
    """Tell whether a part that was answered is of the version that is known."""
    likeness = compare(known, found)
    if likeness.contradicted:
        # Three ETags for one date and length name the server's nodes. A second sighting of the one that was
        # refused names a new version: dates can be set by hand, and then length and date prove nothing.
        return likeness.only_etag_differs and attempt.refused_etag not in (None, found.etag, known.etag)
    named = (likeness.etag, likeness.date, attempt.checked and likeness.length)
    return attempt.form is not Form.BARE or True in named


def _judge_unsatisfiable(attempt: Attempt, response: Response) -> Verdict:
    resume = attempt.resume
    match = UNSATISFIED.fullmatch(response.fields.get("content-range", ""))
    if resume is None or match is None or resume.validator.length is None:
        return _start_over(attempt, NOTHING_THERE)
    total = int(match[1])
    known = resume.validator
    likeness = compare(known, validator_of(response, None))
    conditional = attempt.form is not Form.BARE  # the range was looked at, so the condition held
    whole = not likeness.contradicted and (conditional or True in likeness or not _recognisable(known))
    if total != known.length or not whole:
        return _start_over(attempt, CHANGED)
    if total != resume.offset:
        return _start_over(attempt, NOTHING_THERE)
    return Complete(Answer(total, total, known, resumable=True))


def _recognisable(validator: Validator) -> bool:
    return bool(validator.etag or validator.last_modified)


def _start_over(attempt: Attempt, reason: str, *, distrust: bool = False) -> Again:
    anew = Attempt(Form.PLAIN, attempt.resume, restart=reason, distrust=distrust, checked=attempt.checked)
    return Again(anew)


def refuse(code: HResult, text: str) -> Refuse:
    """End the transfer for good."""
    return Refuse(Failure(code, ErrorContext.REMOTE_FILE, Severity.FATAL, text))


class Span(NamedTuple):
    """What a Content-Range says: the first byte, the one after the last, and the file's length."""

    start: int
    end: int
    total: int | None


def content_range(response: Response) -> Span | None:
    """Read Content-Range; None if it makes no sense."""
    # A multipart/byteranges body has its Content-Range inside and is no answer to one range.
    text = response.fields.get("content-range", "")
    match = _SPAN.fullmatch(text)
    if match is None or response.fields.get("content-type", "").lower().startswith("multipart/byteranges"):
        return None
    start, end = int(match[1]), int(match[2]) + 1
    total = None if match[3] == "*" else int(match[3])
    return Span(start, end, total) if start < end and (total is None or end <= total) else None


def content_length(response: Response) -> int | None:
    """Read Content-Length; None if the length is not announced."""
    text = response.fields.get("content-length", "")
    if "transfer-encoding" in response.fields or not _LENGTH.fullmatch(text):
        return None
    return int(text)


def validator_of(response: Response, total: int | None) -> Validator:
    """Take what an answer says of the file's version."""
    return Validator(response.fields.get("etag") or None, response.fields.get("last-modified") or None, total)


def _ranges(response: Response) -> str:
    return response.fields.get("accept-ranges", "").lower()


def encoded(response: Response) -> bool:
    """Tell whether the body is not the file's own bytes."""
    return response.fields.get("content-encoding", "identity").lower() not in ("", "identity")


def _resumable(response: Response, found: Validator, *, checked: bool) -> bool:
    ranges = _ranges(response)
    if ranges == "none" or encoded(response):
        return False
    if "bytes" in ranges:
        # A length alone would let two versions of a file meet that are of one size; a checksum finds that out.
        return _recognisable(found) or (checked and found.length is not None)
    # Many servers do ranges without saying so: worth a try when a wrong guess cannot go unnoticed.
    return found.length is not None and bool(found.strong_etag or found.last_modified)
