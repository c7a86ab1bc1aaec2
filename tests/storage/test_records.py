"""Records: what is written comes back as it was, and what pybits did not write is damaged, never a crash."""

from __future__ import annotations

import contextlib
import json
import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pybits.domain.enums import JobType
from pybits.domain.file import File, FileProgress
from pybits.domain.job import Job
from pybits.storage import checked, file_records, records
from pybits.storage.checked import DamagedRecord
from tests.storage.strategies import ANY_JSON, CLAIMS, COUNTS, FILES, GUIDS, JOBS

GUID = "{0AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}"
JOB = Job(GUID, "name", JobType.DOWNLOAD, 1000, 1.5, 2.5)


def through_json(value: Any) -> Any:
    line = checked.dump(value)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    return checked.load(line)


# ---- round trips


@given(JOBS)
def test_a_job_comes_back_as_it_was(job: Job) -> None:
    read = records.job_from_record(through_json(records.job_to_record(job)), job.guid)
    assert read == job
    assert [type(value) for value in read] == [type(value) for value in job]


@given(FILES)
def test_a_file_comes_back_as_it_was(file: File) -> None:
    assert file_records.file_from_record(through_json(file_records.file_to_record(file))) == file


@given(COUNTS, CLAIMS)
def test_a_claim_comes_back_as_it_was(index: int, claim: FileProgress) -> None:
    plain = claim._replace(islands=(), safe_islands=())
    read = file_records.progress_from_record(through_json(file_records.progress_to_record(index, claim)))
    assert read == (index, plain)
    line = through_json(file_records.islands_to_record(index, claim))
    assert file_records.islands_from_record(line, dict([read])) == (index, claim)


@pytest.mark.parametrize("name", ["islands", "safe_islands"])
def test_a_claim_has_no_islands_in_its_own_line_where_nobody_checks_them(name: str) -> None:
    with pytest.raises(DamagedRecord):
        file_records.progress_from_record({"file": 0, "written": 1, name: [[5, 4]]})


def test_a_record_is_small_and_in_plain_words() -> None:
    record = records.job_to_record(JOB._replace(name="Übung"))
    assert set(record) == {"guid", "name", "type", "owner", "created", "modified"}
    assert "Übung".encode() in checked.dump(record)


@pytest.mark.parametrize("text", ["a\nb", "\x1b[31m", "\u2028\u2029\x85", '"', "\\"])
def test_no_text_makes_a_second_line(text: str) -> None:
    assert through_json(text) == text
    assert len(checked.dump(text).splitlines()) == 1


# ---- damage


def check_job(record: Any) -> None:
    """Read a record; what it does not refuse has to be a job that can be shown, stored and read again."""
    try:
        job = records.job_from_record(record, GUID)
    except DamagedRecord:
        return
    assert records.job_from_record(through_json(records.job_to_record(job)), GUID) == job
    for at in (job.created, job.modified, job.transferred):
        assert at is None or math.isfinite(at)


@given(ANY_JSON)
def test_no_json_value_reads_as_a_job(value: Any) -> None:
    with pytest.raises(DamagedRecord):
        records.job_from_record(value, GUID)


@given(JOBS, st.sampled_from([*Job._fields, "foreign"]), ANY_JSON)
@example(JOB, "created", 10**400)
@example(JOB, "created", math.nan)
@example(JOB, "modified", math.inf)
@example(JOB, "error", [0x80200001, 5, "text", 10**400, None])
@example(JOB, "error", [10**30, 5, "text", 1.0, None])
@example(JOB, "retry", [[10**400, 1.0, "b"], [1.0, 1.0, "b"], 1])
@example(JOB, "type", [])
@example(JOB, "deeds", [[]])
def test_a_job_with_one_field_of_any_other_value_is_damaged_or_sound(job: Job, field: str, value: Any) -> None:
    check_job({**records.job_to_record(job._replace(guid=GUID)), field: value})


@given(JOBS, st.sampled_from(["error", "retry", "settled"]), st.integers(0, 4), ANY_JSON)
def test_a_job_with_one_inner_value_changed_is_damaged_or_sound(job: Job, field: str, index: int, value: Any) -> None:
    record = json.loads(checked.dump(records.job_to_record(job._replace(guid=GUID))))
    inner = record.get(field)
    if inner:
        inner[index % len(inner)] = value
    check_job(record)


@pytest.mark.parametrize("field", ["guid", "name", "type", "owner", "created", "modified"])
def test_a_job_without_a_field_that_has_no_default_is_damaged(field: str) -> None:
    record = records.job_to_record(JOB)
    del record[field]
    with pytest.raises(DamagedRecord, match=field):
        records.job_from_record(record, GUID)


def test_an_unknown_field_is_damage_because_the_format_number_would_have_said_so() -> None:
    with pytest.raises(DamagedRecord, match="colour"):
        records.job_from_record({**records.job_to_record(JOB), "colour": "red"}, GUID)


@given(GUIDS)
def test_a_job_under_another_jobs_name_is_damaged(guid: str) -> None:
    with pytest.raises(DamagedRecord, match="says that it is"):
        records.job_from_record(records.job_to_record(JOB), guid)


@pytest.mark.parametrize(
    "guid", ["", "..", GUID.lower(), GUID[1:-1], GUID + "\n", "{" + GUID, "{0AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F6G}"]
)
def test_a_guid_has_one_form_only(guid: str) -> None:
    with pytest.raises(DamagedRecord):
        records.job_from_record({**records.job_to_record(JOB), "guid": guid}, guid)


@given(st.binary(max_size=60) | st.text(max_size=30).map(lambda text: text.encode("utf-16", "surrogatepass")))
def test_bytes_are_json_or_damaged(data: bytes) -> None:
    with contextlib.suppress(DamagedRecord):
        checked.load(data)


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000, b"9" * 5000, b"\xff\xfe", b'"\xed\xa0"', b"{} {}"])
def test_bytes_that_break_parsers_are_damaged(data: bytes) -> None:
    with pytest.raises(DamagedRecord):
        checked.load(data)


@given(JOBS, st.data())
def test_a_byte_changed_anywhere_in_a_record_is_damage_or_another_sound_job(job: Job, data: st.DataObject) -> None:
    line = bytearray(checked.dump(records.job_to_record(job._replace(guid=GUID))))
    line[data.draw(st.integers(0, len(line) - 1))] = data.draw(st.integers(0, 255))
    try:
        record = checked.load(bytes(line))
    except DamagedRecord:
        return
    check_job(record)


@given(ANY_JSON)
def test_no_json_value_reads_as_a_file_or_a_claim(value: Any) -> None:
    with pytest.raises(DamagedRecord):
        file_records.file_from_record(value)
    if isinstance(value, dict):
        with pytest.raises(DamagedRecord):
            file_records.progress_from_record(value)


@given(FILES, st.sampled_from(File._fields), ANY_JSON)
def test_a_file_with_a_field_of_any_other_value_is_damaged_or_sound(file: File, field: str, value: Any) -> None:
    try:
        read = file_records.file_from_record({**file_records.file_to_record(file), field: value})
    except DamagedRecord:
        return
    assert [type(part) for part in read] == [type(part) for part in file]


@given(CLAIMS, st.sampled_from([*FileProgress._fields, "file", "foreign"]), ANY_JSON)
def test_a_claim_with_a_field_of_any_other_value_is_damaged_or_sound(
    claim: FileProgress, field: str, value: Any
) -> None:
    try:
        index, read = file_records.progress_from_record({**file_records.progress_to_record(3, claim), field: value})
    except DamagedRecord:
        return
    assert index >= 0
    assert read.written >= 0
    assert read.durable >= 0
    assert file_records.progress_from_record(file_records.progress_to_record(index, read)) == (index, read)
