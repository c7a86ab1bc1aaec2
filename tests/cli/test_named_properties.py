"""`pybits get` and `pybits set`: properties by their names, and what is said of a word that is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from pybits.cli.exit_codes import Exit
from pybits.domain.properties import PROPERTIES
from tests.cli.faces import Face


@pytest.fixture(autouse=True)
def _a_job(pybits: Face) -> None:
    pybits("create", "nightly")


def test_each_property_is_got_as_its_own_verb_prints_it(pybits: Face) -> None:
    for row in PROPERTIES:
        assert pybits("get", "nightly", row.name)[:2] == pybits(f"get{row.name}", "nightly")[:2]
        assert pybits("--raw", "get", "nightly", row.name).out == pybits("--raw", f"get{row.name}", "nightly").out


def test_all_are_got_when_none_is_named(pybits: Face) -> None:
    assert [line.split()[0] for line in pybits("get", "nightly").out.splitlines()] == [row.name for row in PROPERTIES]
    got = pybits("--json", "get", "nightly").json
    shown = pybits("--json", "info", "nightly").json["job"]
    assert got["properties"] == {key: value for key, value in shown.items() if key in got["properties"]}
    assert got["properties"].keys() == {row.field for row in PROPERTIES}


def test_several_are_got_in_the_order_in_which_they_were_named(pybits: Face) -> None:
    assert pybits("get", "nightly", "state", "priority").out == "state     SUSPENDED\npriority  NORMAL\n"
    assert pybits("--raw", "get", "nightly", "PRIORITY", "State").out == "NORMAL\nSUSPENDED\n"
    assert pybits("get", "nightly", "bytes_done").out == pybits("get", "nightly", "bytestransferred").out == "0\n"


@pytest.mark.parametrize("name", ["priority", "PRIORITY"])
def test_one_is_set(pybits: Face, name: str) -> None:
    assert pybits("set", "nightly", name, "high").out == "Set the priority to HIGH.\n"
    assert pybits("get", "nightly", "priority").out == "HIGH\n"
    assert pybits("set", "nightly", "min-retry-delay", "60").status == 0
    assert pybits("set", "nightly", "description", "-x").status == 0
    assert pybits("get", "nightly", "minretrydelay", "description").out == "minretrydelay  60\ndescription    -x\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("get", "nightly", "prioritty"), "'prioritty' is not a property. Did you mean priority?"),
        (("set", "nightly", "prioritty", "high"), "'prioritty' is not a property. Did you mean priority?"),
        (("set", "nightly", "state", "ERROR"), "the state can only be read"),
        (("set", "nightly", "customheaders", "A: b"), "'pybits setcustomheaders' sets the custom headers"),
        (("set", "nightly", "priority", "hihg"), "the priority must be foreground, high, normal or low, not 'hihg'"),
    ],
)
def test_a_word_that_is_none_is_named(pybits: Face, words: tuple[str, ...], said: str) -> None:
    before = pybits("--json", "info", "nightly").out
    answer = pybits(*words)
    assert said in answer.err
    assert answer.status == Exit.USAGE
    assert pybits("--json", "info", "nightly").out == before


def test_a_name_that_is_nearly_one_is_offered_in_both_faces(pybits: Face, bitsadmin: Face) -> None:
    pybits("create", "Monthly report")
    assert "There is no job called 'nigthly'. Did you mean 'nightly'?" in pybits("info", "nigthly").err
    assert "Did you mean 'Monthly report'?" in bitsadmin("/info", "monthly Report").out
    assert "Did you mean" not in pybits("info", "xyz").err


def test_short_options_are_the_long_ones(pybits: Face) -> None:
    assert pybits("info", "-v", "nightly").out == pybits("info", "--verbose", "nightly").out
    assert pybits("-q", "suspend", "nightly").out == ""
    assert pybits("-V").out == pybits("--version").out


def test_a_job_is_born_with_what_is_asked_for(pybits: Face, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("Authorization: Bearer 4711\n\nX-B: c\n")
    words = (
        "-p",
        "priority=low",
        "--property",
        "bandwidth=500K",
        "-p",
        "transfer_policy=always",
        "-p",
        "priority=high",
    )
    said = pybits("create", "x", *words, "-H", "X-A: b", "--header", f"@{tmp_path}/secret")
    assert said.status == 0, said
    got = pybits("--raw", "get", "x", "priority", "bandwidth", "transferpolicy").out.split()
    assert got == ["HIGH", "512000", "always"]
    assert pybits("getcustomheaders", "x").out == "X-A: b\nAuthorization: Bearer 4711\nX-B: c\n"


@pytest.mark.parametrize("verb", [("create", "x"), ("transfer", "x", "http://h/x", "x")], ids=["create", "transfer"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-p", "prioritty=high"), "'prioritty' is not a property. Did you mean priority?"),
        (("-p", "priority"), "--property must be PROPERTY=VALUE, not 'priority'"),
        (("-p", "priority=urgent"), "the priority must be foreground, high, normal or low, not 'urgent'"),
        (("-p", "state=ERROR"), "the state can only be read"),
        (("-p", "description=" + "x" * 1025), "the description has 1025 characters"),
        (("-H", "no header"), "A header has the form 'Name: value'"),
        (("-H", "@nowhere"), "nowhere: No such file"),
    ],
)
def test_what_cannot_be_leaves_no_job_behind(
    pybits: Face, verb: tuple[str, ...], words: tuple[str, ...], said: str
) -> None:
    answer = pybits(*verb, *words)
    assert answer.status == (Exit.FAILED if "@nowhere" in words else Exit.USAGE)
    assert said in answer.err
    assert [job["name"] for job in pybits("list", "--json").json["jobs"]] == ["nightly"]
