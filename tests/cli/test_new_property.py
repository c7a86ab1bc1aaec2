"""One new row in the table of properties, and no other line: getter, setter, help, completion, man pages, library."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

import pytest

from pybits import PROPERTIES, JobPriority, Manager, Property
from pybits.cli import catalog, completion, manual
from pybits.cli.shell_words import table
from pybits.domain import properties
from pybits.domain.hresult import E_INVALIDARG
from pybits.domain.values import PRIORITY, SECONDS
from tests.cli.faces import Face

MOOD = Property("mood", "priority", PRIORITY, "the mood", "high when it is in a hurry", settable=True)
PATIENCE = Property("patience", "min_retry_delay", SECONDS, "the patience", "at least 7", settable=True, floor=7)
GLANCE = Property("glance", "state", properties.BY_NAME["state"].kind, "the glance", "what one sees first")
NEW = (MOOD, PATIENCE, GLANCE)


@pytest.fixture(autouse=True)
def _rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the rows into the table, as if they had been written there when the program started."""
    longer = (*PROPERTIES, *NEW)
    for name, module in list(sys.modules.items()):
        if name.startswith("pybits.") and getattr(module, "PROPERTIES", None) is PROPERTIES:
            monkeypatch.setattr(module, "PROPERTIES", longer)
    for row in NEW:
        monkeypatch.setitem(properties.BY_NAME, row.name, row)


def test_getter_and_setter_in_both_faces(pybits: Face, bitsadmin: Face) -> None:
    pybits("create", "one")
    assert pybits("setmood", "one", "high").status == 0
    assert pybits("getmood", "one").out == "HIGH\n"
    assert bitsadmin("/SETMOOD", "one", "Low").status == 0
    assert bitsadmin("/rawreturn", "/GetMood", "one").out == "LOW\n"
    assert pybits("setpatience", "one", "1").status == 0
    assert pybits("--json", "getpatience", "one").json["value"] == 7
    assert pybits("getglance", "one").out == "SUSPENDED\n"


def test_get_and_set_by_its_name(pybits: Face) -> None:
    pybits("create", "one")
    assert pybits("set", "one", "mood", "foreground").status == 0
    assert "FOREGROUND" in pybits("get", "one", "mood").out
    assert pybits("set", "one", "glance", "x").status != 0


def test_a_row_that_is_not_settable_has_no_setter(pybits: Face, bitsadmin: Face) -> None:
    pybits("create", "one")
    assert pybits("setglance", "one", "x").status == 2
    assert "Invalid command" in bitsadmin("/setglance", "one", "x").out


def test_bad_values_are_refused_in_the_words_of_the_row(pybits: Face, bitsadmin: Face) -> None:
    pybits("create", "one")
    for said in (pybits("setpatience", "one", "x"), bitsadmin("/setpatience", "one", "x")):
        assert E_INVALIDARG.hex in said.out + said.err
        assert "the patience must be a whole number of seconds" in said.out + said.err


def test_the_library_takes_it_by_name() -> None:
    with Manager.open() as manager:
        guid = manager.create_job("one").guid
        assert manager.set_property(guid, "mood", JobPriority.FOREGROUND).priority is JobPriority.FOREGROUND
        assert manager.set_property(guid, MOOD, "low").priority is JobPriority.LOW


@pytest.mark.parametrize("row", NEW, ids=lambda row: row.name)
def test_help_and_usage(pybits: Face, bitsadmin: Face, row: Property) -> None:
    said = " ".join(pybits(f"get{row.name}", "--help").out.split())
    assert f"Print {row.title} of a job." in said
    assert f"{row.doc[:1].upper()}{row.doc[1:]}." in said
    usage = bitsadmin("/help").out
    assert f"/GET{row.name.upper()} <job>" in usage
    assert (f"/SET{row.name.upper()} <job>" in usage) == row.settable
    if row.settable:
        assert f"pybits set{row.name} nightly " in pybits(f"set{row.name}", "--help").out


def test_did_you_mean(pybits: Face) -> None:
    assert "getpatience" in pybits("getpatiense", "one").err


@pytest.mark.parametrize("program", completion.PROGRAMS)
@pytest.mark.parametrize("shell", completion.SHELLS)
def test_completion_in_every_shell(shell: str, program: str) -> None:
    text = completion.script(shell, program)
    assert all(verb in text.lower() for verb in ("getmood", "setmood", "getpatience", "setpatience", "getglance"))
    assert "setglance" not in text.lower()


@pytest.mark.parametrize("place", ["setmood 2", "/setmood 2"])
def test_its_values_are_completed(place: str) -> None:
    assert {word for word, _ in table("pybits")[place].words} == set(PRIORITY.words)


def words_of(page: str) -> str:
    return " ".join(re.sub(r"\\f[BIR]", "", page).replace("\\-", "-").split())


@pytest.mark.parametrize("name", ["pybits.1", "pybits-properties.1", "bitsadmin.1"])
def test_its_place_in_the_man_pages(name: str) -> None:
    page = words_of(manual.pages()[name])
    written: Callable[[str], str] = str.upper if name == "bitsadmin.1" else str
    for row in NEW:
        assert written(f"get{row.name}") in page
        assert (written(f"set{row.name}") in page) == row.settable
        assert name != "pybits-properties.1" or f"{row.doc[:1].upper()}{row.doc[1:]}." in page


def test_it_is_in_the_catalogue_with_everything_that_a_row_needs() -> None:
    names = {verb.name for verb in catalog.every()}
    assert {"getmood", "setmood", "getpatience", "setpatience", "getglance"} <= names
    assert "setglance" not in names
