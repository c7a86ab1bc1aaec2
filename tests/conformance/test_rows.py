"""Every row of the reference has its tests or its reason, and no test is named after a row that there is not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pybits.cli import catalog
from tests.conformance.rows import DECIDED, SECTIONS, WAITING, WITHOUT_TEST

SECTION_OF = {row: section for section, rows in SECTIONS.items() for row in rows.split()}
WAITING_ROWS = [row for rows in WAITING.values() for row in rows.split()]


def rows_tested_in(path: Path) -> Iterator[str]:
    """Give the row ids that the tests of a module are named after."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            row = re.match(r"test_(C[0-9]{3})_[a-z0-9_]{10,}", node.name)
            assert row, f"{path.name}: {node.name} is not named after a row"
            yield row[1]


def modules() -> dict[int, Path]:
    """Give the module of each section that has one."""
    found = Path(__file__).parent.glob("test_section_*.py")
    return {int(path.name.split("_")[2]): path for path in found}


TESTED = {row: section for section, path in modules().items() for row in rows_tested_in(path)}


@pytest.mark.parametrize("row", SECTION_OF)
def test_a_row_has_its_tests_or_a_reason(row: str) -> None:
    places = [row in TESTED, row in WAITING_ROWS, row in WITHOUT_TEST]
    assert sum(places) == 1, f"{row}: tested, waiting for a verb, without a test: {places}"


def test_a_test_stands_in_the_module_of_its_rows_section() -> None:
    assert {row: section for row, section in TESTED.items() if SECTION_OF.get(row) != section} == {}


def test_every_reason_and_decision_is_about_a_row_of_the_reference() -> None:
    assert {*WAITING_ROWS, *WITHOUT_TEST, *DECIDED} <= SECTION_OF.keys()
    assert len(WAITING_ROWS) == len(set(WAITING_ROWS))
    assert all(text.endswith(".") for text in (*WITHOUT_TEST.values(), *DECIDED.values()))


def test_a_decision_is_checked_by_tests() -> None:
    assert DECIDED.keys() - TESTED.keys() == set()


def test_a_row_waits_only_for_a_verb_that_there_is_not() -> None:
    for verb, waiting in WAITING.items():
        assert catalog.find(verb) is None, f"{verb} is there: write the tests of {waiting}"
