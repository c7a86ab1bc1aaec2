"""The property table: each row names a field that exists, and the settable ones keep what they are given."""

from __future__ import annotations

from typing import Any

import pytest

from pybits.domain.enums import JobPriority, JobType
from pybits.domain.hresult import BG_E_STRING_TOO_LONG, E_INVALIDARG, E_NOTIMPL, BitsError, HResult
from pybits.domain.job import Job
from pybits.domain.properties import BY_NAME, PROPERTIES, Property
from pybits.domain.state import JobState

JOB = Job("{00000000-0000-4000-8000-000000000000}", "name", JobType.DOWNLOAD, 1000, 1.0, 2.0)
SETTABLE = {
    "connections",
    "displayname",
    "description",
    "priority",
    "minretrydelay",
    "noprogresstimeout",
    "maxdownloadtime",
    "httpmethod",
    "securityflags",
    "uploadwith",
    "notifyflags",
    "aclflags",
    "autocomplete",
    "checkdigests",
    "ondemand",
    "dynamiccontent",
    "highperformance",
    "maxdownloadsize",
    "bandwidth",
    "transferpolicy",
    "peercachingflags",
}


@pytest.mark.parametrize("row", PROPERTIES, ids=lambda row: row.name)
def test_a_row_reads_a_field_of_the_job_and_shows_it(row: Property) -> None:
    assert row.field in Job._fields
    assert isinstance(row.kind.show(row.read(JOB)), str)
    row.kind.to_json(row.read(JOB))
    assert row.doc
    assert row.title.startswith("the ")


def test_names_and_fields_are_unique_and_the_settable_ones_are_these() -> None:
    assert len(BY_NAME) == len(PROPERTIES) == len({row.field for row in PROPERTIES})
    assert {row.name for row in PROPERTIES if row.settable} == SETTABLE
    assert {row.name for row in PROPERTIES if row.kind.parse and not row.settable} == set()


@pytest.mark.parametrize("row", [row for row in PROPERTIES if not row.settable], ids=lambda row: row.name)
def test_what_cannot_be_set_cannot_be_parsed(row: Property) -> None:
    with pytest.raises(TypeError, match=row.name):
        row.parse("1")


@pytest.mark.parametrize(
    ("name", "word", "value"),
    [
        ("displayname", "x" * 256, "x" * 256),
        ("description", "", ""),
        ("description", "x" * 1024, "x" * 1024),
        ("priority", "low", JobPriority.LOW),
        ("minretrydelay", "5", 5),
        ("minretrydelay", "4", 5),
        ("minretrydelay", "0", 5),
        ("minretrydelay", "6", 6),
        ("minretrydelay", "4294967295", 4294967295),
        ("noprogresstimeout", "0", 0),
        ("noprogresstimeout", "0xffffffff", 4294967295),
    ],
)
def test_a_value_is_parsed_raised_to_its_floor_and_written_into_its_field_alone(
    name: str, word: str, value: Any
) -> None:
    row = BY_NAME[name]
    parsed = row.parse(word)
    assert parsed == value
    changed = row.write(JOB, parsed)
    assert row.read(changed) == value
    assert changed == JOB._replace(**{row.field: value})


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("displayname", "x" * 257, BG_E_STRING_TOO_LONG),
        ("description", "x" * 1025, BG_E_STRING_TOO_LONG),
        ("description", "\0", E_INVALIDARG),
        ("priority", "medium", E_NOTIMPL),
        ("minretrydelay", "-1", E_INVALIDARG),
        ("noprogresstimeout", "4294967296", E_INVALIDARG),
    ],
)
def test_a_refusal_names_the_property(name: str, word: str, code: HResult) -> None:
    row = BY_NAME[name]
    with pytest.raises(BitsError) as refused:
        row.parse(word)
    assert refused.value.code == code
    assert str(refused.value).startswith(row.title)


def test_the_defaults_are_those_of_bits() -> None:
    read = {name: BY_NAME[name].read(JOB) for name in BY_NAME}
    assert read["state"] is JobState.SUSPENDED
    assert read["priority"] is JobPriority.NORMAL
    assert (read["minretrydelay"], read["noprogresstimeout"]) == (600, 14 * 24 * 3600)
    assert (read["bytestotal"], read["bytestransferred"], read["filestotal"], read["filestransferred"]) == (0, 0, 0, 0)
    assert (read["description"], read["error"], read["errorcount"], read["completiontime"]) == ("", None, 0, None)
