"""The help of the click face, from the catalogue: the overview on one screen, and each verb's examples and statuses."""

from __future__ import annotations

from pybits.domain import properties

from . import catalog
from .exit_codes import MEANINGS, Exit
from .verb import HOUSE, LOOK, MACHINE, MAKE, PROPERTY, RUN, Verb

WIDTH = 80
_VERBS, _TEXT = 13, 25  # the columns where verbs and what they do begin

# The verbs that have a line of their own; the others are named at the end of their group.
_COMMON = (
    "create", "addfile", "addfileset", "resume", "suspend", "complete", "cancel", "transfer", "wait", "list", "info",
    "history", "monitor", "get", "set", "policy", "daemon", "completion", "doctor", "util",
)  # fmt: skip
_TITLES = {MAKE: "Make jobs", RUN: "Run jobs", LOOK: "Look at jobs", PROPERTY: "Properties", HOUSE: "Machine"}


def overview() -> str:
    """Give the text of `pybits --help`."""
    lines = [
        "Usage: pybits [--json | --raw] [-q] VERB …   (pybits help VERB says more)",
        "       pybits /SWITCH …                      (bitsadmin's syntax: pybits /?)",
    ]
    for group, title in _TITLES.items():
        rows = _group_lines(group)
        lines += ["", f"{title:<{_VERBS}}{rows[0].lstrip()}", *rows[1:]]
    lines += ["", "JOB is a job's name, or its {GUID} as create and list print it."]
    return "\n".join(lines) + "\n"


def _group_lines(group: str) -> list[str]:
    """Write a group's verbs: common ones with what they do, a container on one line, then the rest by their names."""
    groups = {group, MACHINE} if group == HOUSE else {group}
    rows: dict[str, str] = {}
    for verb in catalog.written():
        first = verb.name.partition(" ")[0]
        if verb.group in groups and first not in rows:
            rows[first] = verb.summary if first == verb.name else _container_summary(first)
    common = [f"{'':<{_VERBS}}{name:<{_TEXT - _VERBS}}{text}" for name, text in rows.items() if name in _COMMON]
    rest = [name for name in rows if name not in _COMMON]
    if group == PROPERTY:
        rest = ["getPROPERTY", "setPROPERTY", *(name for name in rest if not _of_a_property(name))]
    return [*common, *(_wrapped(" " * _VERBS + "also: ", rest, ", ") if rest else ())]


def _of_a_property(name: str) -> bool:
    return name[:3] == "get" or (name[:3] == "set" and name[3:] in properties.BY_NAME)


def _container_summary(container: str) -> str:
    names = " | ".join(verb.name.partition(" ")[2] for verb in catalog.subs(container))
    summary = f"{names}: {catalog.CONTAINERS[container]}"
    return summary if len(summary) <= WIDTH - _TEXT else f"{catalog.CONTAINERS[container]} (help {container})"


def _wrapped(first: str, words: list[str], joint: str) -> list[str]:
    lines = [first]
    for number, word in enumerate(words):
        piece = word + (joint.rstrip() if number < len(words) - 1 else "")
        if len(lines[-1]) + len(piece) + 1 > WIDTH and lines[-1].strip():
            lines.append(" " * len(first))
        lines[-1] += piece + " "
    return [line.rstrip() for line in lines]


def epilog(verb: Verb) -> str:
    """Give what follows a verb's options: examples, in a paragraph that click must not refill, and exit statuses."""
    examples = "\n".join(f"  {example}" for example in verb.examples)
    statuses = "; ".join(f"{int(status)} {MEANINGS[status]}" for status in statuses_of(verb))
    return f"\b\nExamples:\n{examples}\n\nExit status: {statuses}."


def statuses_of(verb: Verb) -> list[Exit]:
    """Give a verb's exit statuses in the order of their numbers, those that any verb can have included."""
    return sorted({*verb.exits, Exit.STORE})
