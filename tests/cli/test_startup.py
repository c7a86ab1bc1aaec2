"""Starting is fast because little is imported: what must stay out of the way of the verbs that scripts call most."""

from __future__ import annotations

import pytest

from tests.support.processes import Box

HEAVY = {
    "asyncio", "dataclasses", "difflib", "http", "importlib.metadata", "logging", "pathlib", "platformdirs", "pycurl",
    "rich", "shutil", "socket", "ssl", "subprocess", "tempfile", "tomli_w", "tomlkit", "tomllib",
}  # fmt: skip
MANAGER_OF_A_GETTER = {"pybits.manager.access", "pybits.manager.looking"}
REPORT = """
import sys
from pybits.cli.main import {face}
assert {face}({words!r}) == 0
print(*sys.modules, file=sys.stderr)
"""


def imported(box: Box, program: str, *words: str) -> set[str]:
    """Run a program and give the modules that it imported."""
    import subprocess

    script = REPORT.format(face="click_face" if program == "pybits" else "slash_face", words=list(words))
    ran = subprocess.run([box.command()[0], "-c", script], env=box.env, capture_output=True, text=True, check=True)
    return set(ran.stderr.split())


@pytest.mark.parametrize("words", [["create", "two"], ["getstate", "one"], ["list"]], ids=lambda words: words[0])
def test_the_common_verbs_import_nothing_heavy(box: Box, words: list[str]) -> None:
    box.ok("create", "one")
    modules = imported(box, "pybits", *words)
    assert "click" in modules
    assert modules & HEAVY == set()
    assert {module for module in modules if module.startswith("pybits.transfer")} == set()


def test_bitsadmins_syntax_needs_no_click(box: Box) -> None:
    box.ok("create", "one")
    modules = imported(box, "bitsadmin", "/rawreturn", "/getstate", "one")
    # typing is for type checkers: see domain/frozen.py, and import the rest of it under TYPE_CHECKING.
    # json would import re: see storage/json_text.py.
    assert modules & {*HEAVY, "click", "contextlib", "inspect", "json", "re", "typing"} == set()
    # A getter looks at jobs; what changes them, and what the mixins of the manager are for, is not imported.
    assert {name for name in modules if name.startswith("pybits.manager.")} == MANAGER_OF_A_GETTER


def test_only_the_family_of_the_verb_is_imported(box: Box) -> None:
    box.ok("create", "one")
    modules = imported(box, "pybits", "getstate", "one")
    handlers = {module for module in modules if module.startswith("pybits.cli.handlers.")}
    assert handlers == {"pybits.cli.handlers.properties"}


def test_json_output_is_only_imported_for_json(box: Box) -> None:
    assert "pybits.cli.render.json" not in imported(box, "pybits", "list")
