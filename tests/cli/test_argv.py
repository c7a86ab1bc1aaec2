"""bitsadmin's syntax: what is a modifier, a switch, an option or a word, and where."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pybits.cli import argv, catalog
from pybits.cli.argv import INVALID_COMMAND, INVALID_COUNT, Misuse, parse
from pybits.cli.verb import HOUSE, Param, Verb


def arguments(*words: str) -> dict[str, Any]:
    return parse(words).arguments


@pytest.mark.parametrize("switch", ["/GETSTATE", "/getstate", "/GetState"])
def test_case_does_not_matter(switch: str) -> None:
    request = parse([switch, "Job"])
    assert request.verb is not None
    assert request.verb.name == "getstate"
    assert request.arguments == {"job": "Job"}


def test_modifiers_stand_before_the_command_in_any_order() -> None:
    settings = parse(["/NoWrap", "/RAWRETURN", "/list"]).settings
    assert settings.raw
    assert settings.wrap is False
    assert parse(["/wrap", "/list"]).settings.wrap is True
    assert parse(["/list"]).settings.wrap is None


def test_a_modifier_after_the_command_is_a_word() -> None:
    with pytest.raises(Misuse) as misuse:
        parse(["/list", "/rawreturn"])
    assert misuse.value.problem == INVALID_COUNT


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["/create", "x"], {"type": None, "name": "x"}),
        (["/create", "/download", "x"], {"type": "download", "name": "x"}),
        (["/create", "/UPLOAD-reply", "x"], {"type": "upload-reply", "name": "x"}),
        (["/create", "/unknown"], {"type": None, "name": "/unknown"}),
        (["/list", "/verbose", "/ALLUSERS"], {"all_users": True, "verbose": True}),
        (["/info", "/verbose", "/VERBOSE"], {"job": "/verbose", "verbose": True}),
        (["/monitor", "/refresh", "3"], {"refresh": "3", "all_users": False}),
        (
            ["/transfer", "/Download", "/priority", "Foreground", "u", "p"],
            {"name": "/Download", "type": None, "priority": "Foreground", "words": ("u", "p")},
        ),
        (
            ["/transfer", "x", "/upload", "u", "p", "u2", "p2"],
            {"name": "x", "type": "upload", "priority": None, "words": ("u", "p", "u2", "p2")},
        ),
    ],
)
def test_words_and_options_find_their_places(words: list[str], expected: dict[str, Any]) -> None:
    assert arguments(*words) == expected


@pytest.mark.parametrize(
    "words",
    [
        ["/create"],
        ["/create", "a", "b"],
        ["/create", "a", "/upload"],
        ["/getstate"],
        ["/getstate", "a", "b"],
        ["/resume", "a", "b"],
        ["/monitor", "/refresh"],
        ["/list", "all"],
        ["/addfile", "j", "u"],
        ["/transfer", "x"],
        ["/transfer", "x", "u"],
    ],
)
def test_a_wrong_number_of_words_is_said_so(words: list[str]) -> None:
    with pytest.raises(Misuse) as misuse:
        parse(words)
    assert misuse.value.problem == INVALID_COUNT
    assert not misuse.value.usage


@pytest.mark.parametrize("word", ["/nosuch", "create", "-create", "/wait", "/policy show", "/", "//list", "/setstate"])
def test_an_unknown_command_brings_the_usage(word: str) -> None:
    with pytest.raises(Misuse) as misuse:
        parse([word])
    assert misuse.value.problem == INVALID_COMMAND
    assert misuse.value.usage


@given(st.lists(st.one_of(st.sampled_from(["/list", "/create", "/info", "/verbose", "/transfer", "/wrap"]), st.text())))
def test_whatever_is_typed_is_a_request_or_a_misuse(words: list[str]) -> None:
    try:
        request = argv.parse(words)
    except Misuse:
        return
    assert request.verb is None or isinstance(request.arguments, dict)


def test_a_container_takes_a_second_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Verb(
        "util version", "Shows it.", "m:f", "a", HOUSE, syntax="/UTIL /VERSION <what>", params=(Param("what", "W"),)
    )
    monkeypatch.setitem(catalog.FAMILIES, "util", "util")
    monkeypatch.setitem(catalog.CONTAINERS, "util", "Tools.")
    monkeypatch.setattr(catalog, "rows", lambda family: (row,) if family == "util" else ())
    request = parse(["/Util", "/Version", "all"])
    assert (request.verb, request.arguments) == (row, {"what": "all"})
    for words in (["/util"], ["/UTIL", "/?"], ["/util", "/help"]):
        assert (parse(words).verb, parse(words).container) == (None, "util")
    with pytest.raises(Misuse) as misuse:
        parse(["/util", "/nonsense"])
    assert (misuse.value.problem, misuse.value.container) == (INVALID_COMMAND, "util")
