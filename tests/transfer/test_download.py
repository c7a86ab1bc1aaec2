"""The judge, cell by cell: which answer may touch the file, which request comes next."""

from __future__ import annotations

import pytest

from pybits.domain.file import Validator
from pybits.domain.hresult import (
    BG_E_INSUFFICIENT_RANGE_SUPPORT,
    BG_E_INVALID_SERVER_RESPONSE,
    BG_E_MISSING_FILE_SIZE,
    http_error,
)
from pybits.transfer.headers import Response
from pybits.transfer.http.download import (
    CANNOT_RESUME,
    CHANGED,
    NOTHING_THERE,
    UNRECOGNISABLE,
    WRONG_RANGE,
    Accept,
    Again,
    Attempt,
    Complete,
    Form,
    Refuse,
    Verdict,
    compare,
    first_attempt,
    judge,
    range_headers,
)
from pybits.transfer.outcome import Severity
from pybits.transfer.request import Answer, ResumePoint, ServerRules

A, B, C = '"a"', '"b"', '"c"'
DAY1, DAY2 = "Wed, 01 Jan 2025 00:00:00 GMT", "Thu, 02 Jan 2025 00:00:00 GMT"
KNOWN = ResumePoint(40, Validator(A, DAY1, 100))
STRICT = ServerRules(require_length=True, require_ranges=True)


def ask(attempt: Attempt, status: int, rules: ServerRules = ServerRules(), /, **fields: str) -> Verdict:
    headers = {name.replace("_", "-"): value for name, value in fields.items()}
    return judge(attempt, Response(status, headers), rules, "example.com", 0)


def ranged(form: Form, etag: str | None = A, date: str | None = DAY1, length: int | None = 100) -> Attempt:
    return Attempt(form, ResumePoint(40, Validator(etag, date, length)))


PART = {"content_range": "bytes 40-99/100", "content_length": "60"}
WHOLE = {"content_length": "100", "accept_ranges": "bytes"}
PLAIN = Attempt(Form.PLAIN)


# ------------------------------------------------------------------------------------------ what is asked first


@pytest.mark.parametrize(
    ("validator", "form", "condition"),
    [
        (Validator(A, DAY1, 100), Form.ETAG, A),
        (Validator(A, None, None), Form.ETAG, A),
        (Validator('W/"a"', DAY1, 100), Form.DATE, DAY1),
        (Validator(None, DAY1, None), Form.DATE, DAY1),
        (Validator('W/"a"', None, 100), Form.BARE, None),
        (Validator('W/"a"', None, None), Form.BARE, None),
    ],
)
def test_the_strongest_condition_that_is_known_is_asked_first(
    validator: Validator, form: Form, condition: str | None
) -> None:
    attempt = first_attempt(ResumePoint(40, validator))
    assert attempt.form is form
    assert range_headers(attempt) == ("40-", condition)


def test_a_length_is_enough_where_a_checksum_is_compared() -> None:
    attempt = first_attempt(ResumePoint(40, Validator(None, None, 100)), checked=True)
    assert attempt.form is Form.BARE
    assert isinstance(ask(attempt, 206, **PART), Accept)
    other = ask(attempt, 206, content_range="bytes 40-99/101", content_length="60")
    assert isinstance(other, Again)
    assert other.attempt.checked
    whole = ask(first_attempt(None, checked=True), 200, content_length="100", accept_ranges="bytes")
    assert isinstance(whole, Accept)
    assert whole.answer.resumable


@pytest.mark.parametrize("known", [Validator(), Validator(None, None, 100)], ids=["nothing", "a length alone"])
def test_bytes_of_an_unknown_version_are_given_up(known: Validator) -> None:
    attempt = first_attempt(ResumePoint(40, known))
    assert (attempt.form, attempt.restart, attempt.offset) == (Form.PLAIN, UNRECOGNISABLE, 0)
    assert range_headers(attempt) == (None, None)


@pytest.mark.parametrize("resume", [None, ResumePoint(0, KNOWN.validator)])
def test_without_bytes_the_whole_file_is_asked_for(resume: ResumePoint | None) -> None:
    assert first_attempt(resume) == PLAIN


# ------------------------------------------------------------------------------------------ 206


@pytest.mark.parametrize(
    ("form", "validators"),
    [
        (form, validators)
        for form in (Form.ETAG, Form.DATE, Form.BARE)
        for validators in ({"etag": A}, {"last_modified": DAY1}, {"etag": A, "last_modified": DAY1}, {})
        if validators or form is not Form.BARE  # a length alone names no version
    ],
)
def test_the_rest_of_the_same_version_is_accepted(form: Form, validators: dict[str, str]) -> None:
    verdict = ask(ranged(form), 206, **PART, **validators)
    assert isinstance(verdict, Accept)
    assert verdict.answer == Answer(40, 100, Validator(A, DAY1, 100), resumable=True)
    assert verdict.end == 100


@pytest.mark.parametrize(
    "content_range",
    [
        "bytes 39-99/100",
        "bytes 41-99/100",
        "bytes 0-99/100",
        "bytes 40-100/100",
        "bytes 40-39/100",
        "bytes 40-99",
        "bytes */100",
        "40-99/100",
        "bytes 40-/100",
        "bytes -40-99/100",
        "bytes 40-199/*",
        "",
    ],
)
@pytest.mark.parametrize("form", [Form.ETAG, Form.DATE, Form.BARE])
def test_other_bytes_than_were_asked_for_start_the_file_over(form: Form, content_range: str) -> None:
    verdict = ask(ranged(form), 206, etag=A, last_modified=DAY1, content_range=content_range)
    assert isinstance(verdict, Again)
    assert verdict.attempt[:1] == (Form.PLAIN,)
    assert (verdict.attempt.restart, verdict.attempt.distrust) == (WRONG_RANGE, True)


@pytest.mark.parametrize(
    "fields",
    [
        {**PART, "content_length": "59"},
        {**PART, "content_length": "61"},
        {**PART, "content_encoding": "gzip"},
        {**PART, "content_type": "multipart/byteranges; boundary=x"},
    ],
)
def test_a_part_that_cannot_be_appended_starts_the_file_over(fields: dict[str, str]) -> None:
    verdict = ask(ranged(Form.ETAG), 206, etag=A, **fields)
    assert isinstance(verdict, Again)
    assert (verdict.attempt.form, verdict.attempt.restart) == (Form.PLAIN, WRONG_RANGE)


@pytest.mark.parametrize(
    "fields",
    [
        {"etag": B},
        {"etag": B, "last_modified": DAY1},
        {"last_modified": DAY2},
        {"etag": A, "last_modified": DAY2},
        {"etag": 'W/"b"'},
        {"content_range": "bytes 40-99/101"},
        {"etag": A, "content_range": "bytes 40-98/99", "content_length": "59"},
    ],
)
@pytest.mark.parametrize("form", [Form.ETAG, Form.DATE, Form.BARE])
def test_a_part_of_another_version_starts_the_file_over(form: Form, fields: dict[str, str]) -> None:
    verdict = ask(ranged(form), 206, **{**PART, **fields})
    assert isinstance(verdict, Again)
    assert (verdict.attempt.form, verdict.attempt.restart, verdict.attempt.distrust) == (Form.PLAIN, CHANGED, False)


def test_a_bare_part_needs_something_to_recognise_the_version_by() -> None:
    unknown_length = ranged(Form.BARE, etag='W/"a"', date=None, length=None)
    verdict = ask(unknown_length, 206, **PART)
    assert isinstance(verdict, Again)
    assert verdict.attempt.restart == CHANGED
    assert isinstance(ask(unknown_length, 206, **PART, etag='W/"a"'), Accept)
    assert isinstance(ask(ranged(Form.BARE, None, None, 100), 206, **PART), Again)


def test_a_part_of_a_file_without_a_known_length_is_measured_by_what_was_known() -> None:
    unsaid = {"content_range": "bytes 40-99/*"}
    verdict = ask(ranged(Form.ETAG), 206, **unsaid, etag=A)
    assert isinstance(verdict, Accept)
    assert verdict.answer.total == 100
    unknown = ranged(Form.ETAG, length=None)
    verdict = ask(unknown, 206, **unsaid, etag=A)
    assert isinstance(verdict, Accept)
    assert verdict.answer.total is None
    verdict = ask(unknown, 206, STRICT, **unsaid, etag=A)
    assert isinstance(verdict, Refuse)
    assert verdict.failure.code == BG_E_MISSING_FILE_SIZE


@pytest.mark.parametrize(
    ("refused", "found", "accepted"),
    [
        (B, A, True),  # the node that has the known one
        (B, C, True),  # a third: they name nodes
        (B, B, False),  # the same new one again: a new version with the old date
        (None, B, False),
    ],
)
@pytest.mark.parametrize("form", [Form.DATE, Form.BARE])
def test_a_new_etag_alone_is_a_new_version_unless_etags_turn_out_to_name_nodes(
    form: Form, refused: str | None, found: str, accepted: bool
) -> None:
    attempt = ranged(form)._replace(refused_etag=refused)
    verdict = ask(attempt, 206, **PART, etag=found, last_modified=DAY1)
    assert isinstance(verdict, Accept) is accepted
    # Without the date's word there is no doubt.
    assert isinstance(ask(attempt, 206, **PART, etag=found), Accept) is (found == A)


def test_a_part_instead_of_the_whole_file_is_an_invalid_response() -> None:
    for fields in ({"content_range": "bytes 0-99/100"}, {"content_type": "multipart/byteranges"}):
        verdict = ask(PLAIN, 206, **fields)
        assert isinstance(verdict, Refuse)
        assert verdict.failure.code == BG_E_INVALID_SERVER_RESPONSE


# ------------------------------------------------------------------------------------------ 200 to a range


@pytest.mark.parametrize(
    "fields",
    [
        {"etag": B},
        {"etag": B, "last_modified": DAY2},
        {"last_modified": DAY2},
        {"etag": A, "last_modified": DAY2},
        {"etag": A, "last_modified": DAY1, "content_length": "101"},
        {"etag": B, "last_modified": DAY1, "content_length": "99"},
    ],
)
@pytest.mark.parametrize("form", [Form.ETAG, Form.DATE, Form.BARE])
def test_the_whole_of_another_version_is_the_new_file(form: Form, fields: dict[str, str]) -> None:
    verdict = ask(ranged(form), 200, **{**WHOLE, **fields})
    assert isinstance(verdict, Accept)
    assert (verdict.answer.offset, verdict.answer.restart, verdict.answer.resumable) == (0, CHANGED, True)


@pytest.mark.parametrize("etag", [A, B, None])
def test_the_whole_of_the_same_version_is_stopped_and_the_rest_asked_for_in_other_words(etag: str | None) -> None:
    fields = {**WHOLE, "last_modified": DAY1, **({"etag": etag} if etag else {})}
    forms, attempt = [], first_attempt(KNOWN)
    while isinstance(verdict := ask(attempt, 200, **fields), Again):
        attempt = verdict.attempt
        forms.append(attempt.form)
        assert (attempt.resume, attempt.refused_etag) == (KNOWN, etag)
    assert forms == [Form.DATE, Form.BARE]
    assert isinstance(verdict, Accept)
    assert verdict.answer.offset == 0
    assert (verdict.answer.restart, verdict.answer.resumable) == (
        (CHANGED, True) if etag == B else (CANNOT_RESUME, False)
    )


def test_without_a_date_the_bare_range_comes_next() -> None:
    verdict = ask(ranged(Form.ETAG, date=None), 200, **WHOLE, etag=A)
    assert isinstance(verdict, Again)
    assert verdict.attempt.form is Form.BARE


@pytest.mark.parametrize("fields", [{"accept_ranges": "none"}, {"content_encoding": "gzip"}])
def test_a_server_that_says_it_has_no_ranges_is_believed(fields: dict[str, str]) -> None:
    verdict = ask(ranged(Form.ETAG), 200, **{**WHOLE, "etag": A, **fields})
    assert isinstance(verdict, Accept)
    assert (verdict.answer.restart, verdict.answer.resumable) == (CANNOT_RESUME, False)


def test_strict_rules_refuse_a_server_that_cannot_resume() -> None:
    for verdict in (
        ask(ranged(Form.BARE), 200, STRICT, **WHOLE, etag=A),
        ask(PLAIN, 200, STRICT, content_length="100", accept_ranges="none"),
    ):
        assert isinstance(verdict, Refuse)
        assert verdict.failure.code == BG_E_INSUFFICIENT_RANGE_SUPPORT
        assert verdict.failure.severity is Severity.FATAL
    changed = ask(ranged(Form.BARE), 200, STRICT, **WHOLE, etag=B)
    assert isinstance(changed, Accept), "a changed file says nothing about ranges"


def test_strict_rules_refuse_an_answer_without_a_length() -> None:
    verdict = ask(PLAIN, 200, STRICT, etag=A)
    assert isinstance(verdict, Refuse)
    assert verdict.failure.code == BG_E_MISSING_FILE_SIZE


# ------------------------------------------------------------------------------------------ 200 to a plain request


@pytest.mark.parametrize(
    ("fields", "total", "resumable"),
    [
        ({"content_length": "100", "accept_ranges": "bytes", "etag": A}, 100, True),
        ({"content_length": "100", "accept_ranges": "bytes"}, 100, False),
        ({"content_length": "100", "accept_ranges": "none", "etag": A}, 100, False),
        ({"content_length": "100", "etag": A}, 100, True),
        ({"content_length": "100", "last_modified": DAY1}, 100, True),
        ({"content_length": "100", "etag": 'W/"a"'}, 100, False),
        ({"content_length": "100"}, 100, False),
        ({"content_length": "100", "accept_ranges": "bytes", "etag": A, "content_encoding": "gzip"}, 100, False),
        ({"content_length": "100", "accept_ranges": "bytes", "etag": A, "content_encoding": "identity"}, 100, True),
        ({"transfer_encoding": "chunked", "accept_ranges": "bytes", "etag": A}, None, True),
        ({"transfer_encoding": "chunked", "content_length": "100", "etag": A}, None, False),
        ({"accept_ranges": "bytes"}, None, False),
        ({"content_length": "-1", "etag": A}, None, False),
        ({"content_length": "0"}, 0, False),
    ],
)
def test_an_answer_tells_how_long_the_file_is_and_whether_it_can_be_resumed(
    fields: dict[str, str], total: int | None, resumable: bool
) -> None:
    verdict = ask(PLAIN, 200, **fields)
    assert isinstance(verdict, Accept)
    assert (verdict.answer.total, verdict.answer.resumable, verdict.answer.offset) == (total, resumable, 0)
    assert verdict.answer.restart is None


def test_a_server_with_wrong_ranges_counts_as_one_that_cannot_resume() -> None:
    verdict = ask(Attempt(Form.PLAIN, KNOWN, None, WRONG_RANGE, distrust=True), 200, **WHOLE, etag=A)
    assert isinstance(verdict, Accept)
    assert (verdict.answer.restart, verdict.answer.resumable) == (WRONG_RANGE, False)


# ------------------------------------------------------------------------------------------ 416, 412 and the others


@pytest.mark.parametrize(
    ("form", "fields", "outcome"),
    [
        (Form.ETAG, {"content_range": "bytes */100"}, None),
        (Form.DATE, {"content_range": "bytes */100"}, None),
        (Form.BARE, {"content_range": "bytes */100", "etag": A}, None),
        (Form.BARE, {"content_range": "bytes */100"}, CHANGED),
        (Form.ETAG, {"content_range": "bytes */100", "etag": B}, CHANGED),
        (Form.ETAG, {"content_range": "bytes */99"}, CHANGED),
        (Form.ETAG, {"content_range": "bytes */101"}, CHANGED),
        (Form.ETAG, {"content_range": "bytes */*"}, NOTHING_THERE),
        (Form.ETAG, {}, NOTHING_THERE),
    ],
)
def test_an_unsatisfiable_range_is_the_end_of_a_whole_file_or_starts_it_over(
    form: Form, fields: dict[str, str], outcome: str | None
) -> None:
    verdict = ask(Attempt(form, ResumePoint(100, KNOWN.validator)), 416, **fields)
    if outcome is None:
        assert isinstance(verdict, Complete)
        assert (verdict.answer.offset, verdict.answer.total) == (100, 100)
    else:
        assert isinstance(verdict, Again)
        assert (verdict.attempt.form, verdict.attempt.restart) == (Form.PLAIN, outcome)


def test_a_range_inside_the_file_that_is_refused_starts_it_over() -> None:
    verdict = ask(ranged(Form.ETAG), 416, content_range="bytes */100")
    assert isinstance(verdict, Again)
    assert verdict.attempt.restart == NOTHING_THERE


def test_a_failed_precondition_starts_the_file_over() -> None:
    verdict = ask(ranged(Form.ETAG), 412)
    assert isinstance(verdict, Again)
    assert (verdict.attempt.form, verdict.attempt.restart) == (Form.PLAIN, CHANGED)


@pytest.mark.parametrize("status", [201, 202, 203, 204, 205, 207, 226])
@pytest.mark.parametrize("attempt", [PLAIN, ranged(Form.ETAG)])
def test_no_other_success_carries_the_file(attempt: Attempt, status: int) -> None:
    verdict = ask(attempt, status)
    assert isinstance(verdict, Refuse)
    assert verdict.failure.code == BG_E_INVALID_SERVER_RESPONSE


@pytest.mark.parametrize("status", [304, 400, 403, 404, 412, 416, 500, 503, 599])
def test_an_error_never_reaches_the_file(status: int) -> None:
    verdict = ask(PLAIN, status, content_length="100")
    assert isinstance(verdict, Refuse)
    assert verdict.failure.code == http_error(status)


# ------------------------------------------------------------------------------------------ comparing


def test_a_weak_tag_and_its_strong_form_name_the_same_version() -> None:
    assert compare(Validator('W/"a"'), Validator(A)).etag is True
    assert compare(Validator('W/"a"'), Validator(B)).etag is False


def test_what_one_side_does_not_say_proves_nothing() -> None:
    assert compare(Validator(A, DAY1, 100), Validator()) == (None, None, None)
    assert not compare(Validator(A, DAY1, 100), Validator()).contradicted
    assert not compare(Validator(A), Validator(B)).only_etag_differs
