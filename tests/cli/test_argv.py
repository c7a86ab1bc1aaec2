"""bitsadmin's syntax: what is a modifier, a switch, an option or a word, and where."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
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
        (["/create", "x"], {"type": None, "upload_with": None, "name": "x"}),
        (["/create", "/download", "x"], {"type": "download", "upload_with": None, "name": "x"}),
        (["/create", "/UPLOAD-reply", "x"], {"type": "upload-reply", "upload_with": None, "name": "x"}),
        (["/create", "/unknown"], {"type": None, "upload_with": None, "name": "/unknown"}),
        (["/list", "/verbose", "/ALLUSERS"], {"all_users": True, "verbose": True}),
        (["/info", "/verbose", "/VERBOSE"], {"job": "/verbose", "verbose": True}),
        (["/monitor", "/refresh", "3"], {"refresh": "3", "all_users": False}),
        (
            ["/transfer", "/Download", "/priority", "Foreground", "u", "p"],
            {"name": "/Download", "priority": "Foreground", "words": ("u", "p")},
        ),
        (
            ["/transfer", "x", "/upload", "u", "p", "u2", "p2"],
            {"name": "x", "type": "upload", "words": ("u", "p", "u2", "p2")},
        ),
    ],
)
def test_words_and_options_find_their_places(words: list[str], expected: dict[str, Any]) -> None:
    verb = parse(words).verb
    assert verb is not None
    absent = {option.name: option.absent for option in verb.options}
    assert arguments(*words) == absent | expected


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


SWITCHES = sorted(
    {f"/{part}" for verb in catalog.every() for part in verb.name.split()}
    | {switch for verb in catalog.every() for option in verb.options for switch, _ in option.switches}
    | {*argv.MODIFIERS, *argv.HELP}
)


@settings(max_examples=1000)
@given(st.lists(st.one_of(st.sampled_from(SWITCHES), st.sampled_from(SWITCHES).map(str.upper), st.text()), max_size=9))
def test_whatever_is_typed_is_a_request_or_a_misuse(words: list[str]) -> None:
    try:
        request = argv.parse(words)
    except Misuse:
        return
    if request.verb is None:
        return
    names = {param.name for param in request.verb.params} | {option.name for option in request.verb.options}
    assert set(request.arguments) == names
    given_on = [value for param in request.verb.params if (value := request.arguments[param.name]) is not None]
    flat = [word for value in given_on for word in (value if isinstance(value, tuple) else (value,))]
    rest = iter(words)
    assert all(word in rest for word in flat), "words are given on as they are, in their order"


@pytest.mark.parametrize("words", [["/l\u0131st"], ["/LI\u017fT"], ["/info", "job", "/verbo\u017fe"], ["/\uff4cist"]])
def test_a_switch_is_ascii_whatever_a_letter_looks_like_in_another_case(words: list[str]) -> None:
    with pytest.raises(Misuse):
        parse(words)


def test_a_container_takes_a_second_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Verb("tools find", "Shows it.", "m:f", "a", HOUSE, syntax="/TOOLS /FIND <what>", params=(Param("what", "W"),))
    monkeypatch.setitem(catalog.FAMILIES, "tools", "tools")
    monkeypatch.setitem(catalog.CONTAINERS, "tools", "Tools.")
    monkeypatch.setattr(catalog, "rows", lambda family: (row,) if family == "tools" else ())
    request = parse(["/Tools", "/Find", "all"])
    assert (request.verb, request.arguments) == (row, {"what": "all"})
    for words in (["/tools"], ["/TOOLS", "/?"], ["/tools", "/help"]):
        assert (parse(words).verb, parse(words).container) == (None, "tools")
    with pytest.raises(Misuse) as misuse:
        parse(["/tools", "/nonsense"])
    assert (misuse.value.problem, misuse.value.container) == (INVALID_COMMAND, "tools")
