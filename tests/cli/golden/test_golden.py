"""What is printed is what was recorded: every verb, both faces, terminal and pipe, two widths, with and without raw."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pybits.cli import catalog
from pybits.cli.verb import FIND, HOUSE, JOB, Verb
from tests.cli.golden import scenarios
from tests.cli.golden.record import OUTPUTS, file_of, label, record
from tests.cli.golden.shot import Mode
from tests.cli.golden.world import World

# Everything was recorded as root: in what these say an owner is called root, or may do what only an administrator may.
AS_ROOT = {
    "cache setexpirationtime",
    "cache setlimit",
    "get",
    "getowner",
    "info",
    "list",
    "peercaching setconfigurationflags",
    "reset",
    "takeownership",
    "util setup",
}

UPDATE = "If that is right, run `python -m tests.cli.golden --update {!r}`, read the difference and commit it."


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with World() as made:
        yield made


@pytest.mark.parametrize(
    "verb",
    [
        pytest.param(verb, id=verb.name, marks=[pytest.mark.root] if verb.name in AS_ROOT else [])
        for verb in scenarios.every()
    ],
)
def test_a_verb_prints_what_was_recorded(verb: Verb, world: World) -> None:
    file = file_of(verb)
    before = file.read_text().splitlines() if file.exists() else []
    now = record(verb, world).splitlines()
    assert now == before, f"'{verb.name}' prints something else than {file.name} holds. {UPDATE.format(verb.name)}"


def test_every_verb_has_a_scenario_in_each_of_its_faces() -> None:
    without = {verb.name: missing for verb in scenarios.every() if (missing := scenarios.missing(verb))}
    assert not without, (
        "These verbs have no command line that can be run: give the row in the catalogue an example that needs no "
        "shell, or name one in NAMED of tests/cli/golden/scenarios.py."
    )


def test_no_record_is_left_of_a_verb_that_is_gone() -> None:
    assert {file.name for file in OUTPUTS.iterdir()} == {file_of(verb).name for verb in scenarios.every()}


def test_a_new_verb_gets_its_scenarios_from_its_examples() -> None:
    verb = Verb(
        "getname", "s.", "h:f", "a", HOUSE, (JOB,), (), ("sudo pybits getname {1}", "a | pybits b"), FIND, "/GETNAME"
    )
    lines = [scenario.line for scenario in scenarios.scenarios(verb)]
    assert lines == ["pybits getname {{1}}", "bitsadmin /GETNAME '{{1}}'"]
    assert scenarios.missing(verb.replace(examples=())) == ["pybits", "bitsadmin"]


def test_a_record_notices_a_change(world: World) -> None:
    verb = catalog.find("getpriority")
    assert verb is not None
    text = record(verb.replace(name="getpriority", examples=("pybits getpriority done",)), world)
    assert text != file_of(verb).read_text()
    assert "$ pybits getpriority done\n[plain, raw]\nNORMAL\n[json]\n" in text


def test_modes_are_named_in_few_words() -> None:
    plain = [Mode(terminal, columns) for terminal in (True, False) for columns in (80, 200)]
    raw = [mode._replace(raw=True) for mode in plain]
    assert label(plain, [*plain, *raw]) == "plain"
    assert label([*plain[:2], *raw], [*plain, *raw]) == "terminal, raw"
    assert label([plain[0], raw[3]], [*plain, *raw]) == "terminal 80, raw pipe 200"
    assert label([*plain, *raw], [*plain, *raw]) == "always"
