"""The house rules that no linter checks: how long a module or a function may be, and what a module may be called."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests.support.processes import ROOT

MODULES = sorted((ROOT / "pybits").rglob("*.py"))
# Names that say where something was put, not what it is.
NAMELESS = {"util", "utils", "helper", "helpers", "common", "misc", "base", "core", "service"}


def lines_of(module: Path) -> int:
    return module.read_text().count("\n")


def functions_of(module: Path) -> Iterator[tuple[str, int]]:
    """Give the name and the length of every function in a module."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
            yield node.name, node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_short_has_a_name_and_says_what_it_is(module: Path) -> None:
    assert lines_of(module) <= 350
    assert module.stem not in NAMELESS
    assert module.stat().st_size == 0 or ast.get_docstring(ast.parse(module.read_text()))
    assert {name: length for name, length in functions_of(module) if length > 60} == {}


def test_most_modules_and_functions_are_far_shorter() -> None:
    assert median(lines_of(module) for module in MODULES if module.name != "__init__.py") <= 150
    assert median(length for module in MODULES for _, length in functions_of(module)) < 12
