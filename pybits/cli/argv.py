"""bitsadmin's own syntax: modifiers, one switch, its words and in-line options, without regard to case."""

from __future__ import annotations

from collections.abc import Sequence

from . import catalog
from .record import Record
from .settings import Settings
from .verb import Option, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HELP = ("/?", "/help")
MODIFIERS: dict[str, dict[str, Any]] = {
    "/rawreturn": {"raw": True},
    "/wrap": {"wrap": True},
    "/nowrap": {"wrap": False},
}
MODIFIER_TEXTS = {
    "/rawreturn": "Bare values for scripts; for /CREATE and the /GET commands.",
    "/wrap": "Wraps lines at the width of the terminal (default, except for /MONITOR).",
    "/nowrap": "Cuts lines at the width of the terminal.",
}
INVALID_COMMAND = "Invalid command"
INVALID_COUNT = "Invalid number of arguments."


class Request(Record):
    """What was asked for: a verb with its arguments; no verb means help, of one container or of everything."""

    settings: Settings
    verb: Verb | None
    arguments: dict[str, Any]
    container: str = ""


class Misuse(Exception):
    """The words are not bitsadmin's syntax; `usage` asks for the usage screen (of a container) after the sentence."""

    def __init__(self, problem: str, settings: Settings, *, usage: bool = False, container: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.settings = settings
        self.usage = usage
        self.container = container


def parse(words: Sequence[str]) -> Request:
    """Read a command line; Misuse when it is none."""
    settings, rest = _modifiers(words)
    if not rest:
        raise Misuse("", settings, usage=True)
    if rest[0].lower() in HELP:
        return Request(settings, None, {})
    container = _container(rest[0])
    if container and (len(rest) < 2 or rest[1].lower() in HELP):
        return Request(settings, None, {}, container)
    verb = find(*rest[: 2 if container else 1])
    if verb is None:
        raise Misuse(INVALID_COMMAND, settings, usage=True, container=container)
    return Request(settings, verb, _arguments(verb, rest[len(verb.name.split()) :], settings))


def find(*switches: str) -> Verb | None:
    """Give the row whose switches these are: one, or a container's and its own (/UTIL /VERSION)."""
    if not all(switch.startswith("/") and switch.isascii() for switch in switches):  # lower() makes s of a long s
        return None
    verb = catalog.find(" ".join(switch[1:].lower() for switch in switches))
    return verb if verb is not None and verb.syntax else None


def _container(switch: str) -> str:
    """Give the container of verbs that a switch names, empty if it names none of bitsadmin's."""
    name = switch[1:].lower() if switch.startswith("/") else ""
    return name if name in catalog.CONTAINERS and catalog.subs(name, slash=True) else ""


def _modifiers(words: Sequence[str]) -> tuple[Settings, list[str]]:
    settings = Settings(slash=True)
    rest = list(words)
    while rest and (change := MODIFIERS.get(rest[0].lower())):
        settings = settings.replace(**change)
        del rest[0]
    return settings, rest


def _arguments(verb: Verb, words: list[str], settings: Settings) -> dict[str, Any]:
    """Sort words into options and positional words.

    Options stand at one place only: a word before that place is a word, even if it looks like a switch
    (`/transfer /Download …` makes a job called /Download).
    """
    before, rest = words[: verb.options_after], words[verb.options_after :]
    options: dict[str, Any] = {option.name: option.absent for option in verb.options}
    while rest and (hit := _switch(verb, rest[0])):
        option, value = hit
        del rest[0]
        if value is None:
            if not rest:
                raise Misuse(INVALID_COUNT, settings)
            value = rest.pop(0)
        options[option.name] = value
    while verb.trailing and len(rest) > 1 and (hit := _switch(verb, rest[-2])) and hit[1] is None:
        options[hit[0].name] = rest.pop()
        del rest[-1]
    return options | _positional(verb, before + rest, settings)


def _switch(verb: Verb, word: str) -> tuple[Option, str | bool | None] | None:
    for option in verb.options:
        for switch, value in option.switches:
            if word.isascii() and switch == word.upper():
                return option, value
    return None


def _positional(verb: Verb, words: list[str], settings: Settings) -> dict[str, Any]:
    repeats = "..." in verb.syntax
    if len(words) < _required(verb.syntax) or (len(words) > len(verb.params) and not repeats):
        raise Misuse(INVALID_COUNT, settings)
    arguments: dict[str, Any] = {}
    for position, param in enumerate(verb.params):
        word = words[position] if position < len(words) else None
        arguments[param.name] = tuple(words[position:]) if param.many else word
    return arguments


def _required(syntax: str) -> int:
    """Count the words outside of brackets."""
    depth = count = 0
    for char in syntax:
        depth += (char == "[") - (char == "]")
        count += char == "<" and depth == 0
    return count
