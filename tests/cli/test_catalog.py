"""The catalogue is whole: every verb has a handler that takes what it offers, help, examples and exit statuses."""

from __future__ import annotations

import importlib
import inspect
import re

import pytest

from pybits.cli import catalog, help_text
from pybits.cli.exit_codes import MEANINGS, Exit
from pybits.cli.verb import PROPERTY, Verb
from pybits.domain import properties
from pybits.domain.properties import PROPERTIES, Property
from pybits.domain.values import SECONDS
from tests.cli.faces import Face
from tests.cli.golden.record import file_of
from tests.cli.golden.scenarios import SILENT

VERBS = catalog.every()
EACH = pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)


@EACH
def test_a_handler_takes_exactly_what_its_row_offers(verb: Verb) -> None:
    module, name = verb.handler.split(":")
    handler = getattr(importlib.import_module(f"pybits.cli.handlers.{module}"), name)
    taken = list(inspect.signature(handler).parameters)
    offered = [param.name for param in verb.params] + [option.name for option in verb.options]
    assert taken[0] == "ctx"
    assert sorted(taken[1:]) == sorted([*offered, *(name for name, _ in verb.fixed)])


@EACH
def test_help_shows_words_options_examples_and_exit_statuses(verb: Verb, pybits: Face) -> None:
    said = pybits(*verb.name.split(), "--help")
    assert said.status == 0
    assert f"Usage: pybits {verb.name}" in said.out
    assert all(param.metavar in said.out for param in verb.click_params)
    assert all(option.spelling in said.out for option in verb.options)
    assert verb.examples
    assert all(example in said.out for example in verb.examples)
    text = " ".join(said.out.split())
    assert all(f"{int(status)} {MEANINGS[status]}" in text for status in verb.exits)


@EACH
def test_a_row_speaks_for_itself(verb: Verb) -> None:
    assert catalog.find(verb.name) == verb
    assert verb.summary.endswith(".")
    assert len(verb.summary) <= 64
    # An example stays within 80 columns, indented as in a man page. A hash is as long as it is.
    assert all(len(re.sub(r"[0-9a-f]{40}", "HASH", example)) <= 69 for example in verb.examples)
    assert verb.group in catalog.GROUPS
    assert {Exit.DONE, Exit.FAILED, Exit.USAGE} <= set(verb.exits)
    switches = [f"/{word.upper()}" for word in verb.name.split()]
    assert not verb.syntax or verb.syntax.split()[: len(switches)] == switches


def test_every_property_has_a_getter_and_what_can_be_set_a_setter() -> None:
    names = {verb.name for verb in VERBS}
    assert {f"get{row.name}" for row in PROPERTIES} <= names
    assert {f"set{row.name}" for row in PROPERTIES if row.settable} <= names
    assert "setstate" not in names


def test_a_new_row_is_a_new_verb_in_both_faces(monkeypatch: pytest.MonkeyPatch, pybits: Face, bitsadmin: Face) -> None:
    row = Property("patience", "min_retry_delay", SECONDS, "the patience", "seconds", settable=True)
    monkeypatch.setitem(properties.BY_NAME, "patience", row)
    pybits("create", "one")
    assert pybits("setpatience", "one", "77").status == 0
    assert bitsadmin("/rawreturn", "/GetPatience", "one").out == "77\n"


def test_every_row_stands_in_the_module_that_the_table_names() -> None:
    for family, words in catalog.FAMILIES.items():
        names = dict.fromkeys(verb.name.split()[0] for verb in catalog.rows(family))
        assert list(names) == words.split()
    containers = {verb.name.split()[0] for verb in VERBS if " " in verb.name}
    assert containers == set(catalog.CONTAINERS)


@EACH
def test_what_a_verb_prints_is_recorded(verb: Verb) -> None:
    recorded = file_of(verb).exists() or verb.name in SILENT
    assert recorded, f"Run `python -m tests.cli.golden --update {verb.name!r}`, read what was recorded, and commit it."


def test_the_overview_fits_a_screen_and_names_everything() -> None:
    text = help_text.overview()
    lines = text.splitlines()
    assert 24 <= len(lines) <= 40
    assert max(map(len, lines)) <= 80
    made = {f"{word}{row.name}" for row in PROPERTIES for word in ("get", "set")}
    getters = {verb.name for verb in VERBS if verb.name.startswith("get") and verb.group == PROPERTY} - {"get"}
    assert all(name.split()[0] in text for name in {verb.name for verb in VERBS} - made - getters)


def test_the_overview_keeps_to_a_screen_when_there_are_more_verbs(monkeypatch: pytest.MonkeyPatch) -> None:
    sample = catalog.find("reset")
    assert sample is not None
    more = [sample.replace(name=f"another{number}", group=group) for number in range(3) for group in catalog.GROUPS]
    written = catalog.written()
    monkeypatch.setattr(catalog, "written", lambda: [*written, *more])
    text = help_text.overview()
    assert len(text.splitlines()) <= 40 + 2
    assert all(verb.name in text for verb in more)


def test_help_is_a_verb_too(pybits: Face) -> None:
    assert pybits("help").out == help_text.overview() == pybits("--help").out
    assert pybits("help", "policy", "set").out == pybits("policy", "set", "--help").out
    assert pybits("help", "monitr").status == Exit.USAGE


def test_no_command_is_built_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch, pybits: Face) -> None:
    from pybits.cli import build

    built: list[str] = []
    real = build.command

    def counting(verb: Verb, *rest: object) -> object:
        built.append(verb.name)
        return real(verb, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(build, "command", counting)
    pybits("list")
    assert set(built) == {"list"}
