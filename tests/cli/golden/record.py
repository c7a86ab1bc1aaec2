"""The recorded text of a verb: each command line, and below it what it prints in each mode, equal ones together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pybits import __version__
from pybits.cli.verb import Verb

from .scenarios import Scenario, scenarios
from .shot import Mode, Seen, shoot
from .world import TMPFS, World

OUTPUTS = Path(__file__).with_name("outputs")
WIDTHS = (80, 200)
_PLAIN = tuple(Mode(terminal, columns) for terminal in (True, False) for columns in WIDTHS)
_PIPES = _PLAIN[2:]
_RAW = tuple(mode._replace(raw=True) for mode in _PLAIN)
_JSON = (Mode(terminal=False, columns=80, json=True),)

# What differs from run to run, and what is written in its place.
_GUID = re.compile(r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}")
_TEMPORARY = re.compile(r"\.BIT([0-9A-F]{24})")
_TIMES = (
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "2026-01-02 03:04:05"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", "2026-01-02T03:04:05.678Z"),
)
_MASKS = (
    (r"(process|\"pid\":) \d+", r"\1 4711"),
    (r"BITSADMIN version 3\.0 \[ pybits [^ ]* \]", "BITSADMIN version 3.0"),
    (re.escape(__version__), "VERSION"),
    (r"Jobs (go on|stop|may stop) when you log out: [^\"]*?\.(?=\"|\n)", "Jobs go on when you log out: (the reason)."),
)


def file_of(verb: Verb) -> Path:
    """Give the file that holds what a verb prints."""
    return OUTPUTS / f"{verb.name.replace(' ', '-')}.txt"


def record(verb: Verb, world: World) -> str:
    """Run the scenarios of a verb in every mode and write down what is seen."""
    return "\n".join(_section(scenario, world) for scenario in scenarios(verb))


def _section(scenario: Scenario, world: World) -> str:
    found: dict[str, list[Mode]] = {}
    for mode in _modes(scenario):
        found.setdefault(_seen(scenario, mode, world), []).append(mode)
    blocks = [f"[{label(modes, _modes(scenario))}]\n{text}" for text, modes in found.items()]
    return f"$ {scenario.line.replace('{{', '{').replace('}}', '}')}\n{''.join(blocks)}"


def _modes(scenario: Scenario) -> Sequence[Mode]:
    if scenario.brief:
        return _PLAIN[::2]
    words = {word.lower() for word in scenario.words}
    if "--json" in words:
        return _PIPES
    bare = words & {"--raw", "--format", "/rawreturn"}
    raw = () if bare else _RAW
    return (*_PLAIN, *raw, *(_JSON if scenario.words[0] == "pybits" and not bare else ()))


def _seen(scenario: Scenario, mode: Mode, world: World) -> str:
    words = [word.format(cwd=world.box.cwd) for word in scenario.words]
    if mode.raw or mode.json:
        words.insert(1, "/rawreturn" if words[0] == "bitsadmin" else "--raw" if mode.raw else "--json")
    world.begin(daemon=scenario.daemon)
    masked = Mask(world.root)
    seen = shoot(
        words,
        mode,
        world.box.env,
        str(world.box.cwd),
        typed=scenario.typed,
        prompt=scenario.prompt,
        until=scenario.until,
        mask=masked.of_the_same_length,
    )
    world.end()
    if "--json" in words and not scenario.whole:
        seen = seen._replace(out="".join(f"{short(line)}\n" for line in seen.out.splitlines()))
    return masked.rest(_text(seen), scenario.masks)


def short(line: str) -> str:
    """Shorten a line of JSON: of each job what tells it from the others. The rest is the same whichever verb it is."""

    def shorter(found: dict[str, Any]) -> dict[str, Any]:
        if {"id", "name", "state", "modified"} <= found.keys():
            return {key: found[key] for key in ("id", "name", "state")} | {"...": "..."}
        return found

    return json.dumps(json.loads(line, object_hook=shorter), ensure_ascii=False)


def _text(seen: Seen) -> str:
    """Write what was seen as lines; those of stderr have a mark, and so has the end of a line without a line feed."""
    out = seen.out if not seen.out or seen.out.endswith("\n") else f"{seen.out}(no line feed)\n"
    err = "".join(f"! {line}\n" for line in seen.err.splitlines())
    status = f"(exit status {seen.status})\n" if seen.status else ""
    lines = (out + err + status).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines) or "(nothing)\n"


class Mask:
    """Puts fixed words for what differs from run to run; GUIDs are numbered as they appear."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._numbers: dict[str, int] = {}

    def of_the_same_length(self, text: str) -> str:
        """Write the folder's name, GUIDs and times; lines break after that where they broke before."""
        text = text.replace(self._root, f"{TMPFS}/golden-00000000")
        text = _GUID.sub(self._guid, _TEMPORARY.sub(self._temporary, text))
        for pattern, replacement in _TIMES:
            text = re.sub(pattern, replacement, text)
        return text

    def rest(self, text: str, masks: Iterable[tuple[str, str]]) -> str:
        """Write what may be longer or shorter than it was."""
        for pattern, replacement in (*_MASKS, *masks):
            text = re.sub(pattern, replacement, text)
        return text

    def _guid(self, found: re.Match[str]) -> str:
        return f"00000000-0000-0000-0000-{self._number(found.group().replace('-', '')):012}"

    def _temporary(self, found: re.Match[str]) -> str:
        return f".BIT{self._number(found.group(1)):024}"

    def _number(self, digits: str) -> int:
        return self._numbers.setdefault(digits[:24], len(self._numbers) + 1)


def label(modes: Sequence[Mode], among: Sequence[Mode]) -> str:
    """Name modes in few words: "terminal 80", "terminal" for both widths, "plain" for terminal and pipe, "always"."""
    if set(modes) == set(among):
        return "always"
    names: list[str] = []
    for raw in (False, True):
        names += _named({(mode.terminal, mode.columns) for mode in modes if mode.raw is raw and not mode.json}, raw=raw)
    return ", ".join([*names, *("json" for mode in modes if mode.json)])


def _named(found: set[tuple[bool, int]], *, raw: bool) -> list[str]:
    prefix = "raw " if raw else ""
    if len(found) == len(_PLAIN):
        return ["raw" if raw else "plain"]
    names: list[str] = []
    for terminal, name in ((True, "terminal"), (False, "pipe")):
        widths = [columns for kind, columns in sorted(found) if kind is terminal]
        names += [f"{prefix}{name}"] if len(widths) == len(WIDTHS) else [f"{prefix}{name} {one}" for one in widths]
    return names
