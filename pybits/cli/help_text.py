"""The help of the click face, from the catalogue: the overview on one screen, and each verb's examples and statuses."""

from __future__ import annotations

from pybits.domain.properties import PROPERTIES

from . import catalog
from .exit_codes import MEANINGS, Exit
from .verb import PROPERTY, Verb

WIDTH = 80
_INDENT = 14


def overview() -> str:
    """Give the text of `pybits --help`."""
    lines = [
        "Usage: pybits [--json] [--raw] [--quiet] VERB …  (pybits VERB --help says more)",
        "       pybits /SWITCH …                          (bitsadmin's syntax: pybits /?)",
        "JOB is a job's name, or its {GUID} as create and list print it.",
    ]
    for group in catalog.GROUPS:
        lines += ["", f"{group}:"]
        lines += _property_lines() if group == PROPERTY else _verb_lines(group)
    return "\n".join(lines) + "\n"


def _verb_lines(group: str) -> list[str]:
    rows: dict[str, str] = {}
    for verb in catalog.written():
        container, _, rest = verb.name.partition(" ")
        if verb.group == group and container not in rows:
            rows[container] = _container_summary(container) if rest else verb.summary
    return [f"  {name:<{_INDENT - 3}} {summary}" for name, summary in rows.items()]


def _container_summary(container: str) -> str:
    names = " | ".join(verb.name.partition(" ")[2] for verb in catalog.subs(container))
    summary = f"{names}: {catalog.CONTAINERS[container]}"
    return summary if len(summary) <= WIDTH - _INDENT else f"{catalog.CONTAINERS[container]} See {container} --help."


def _property_lines() -> list[str]:
    others = [verb.name for verb in catalog.written() if verb.group == PROPERTY]
    settable = {row.name for row in PROPERTIES if row.settable} | {name[3:] for name in others if name[:3] == "set"}
    readable = [row.name for row in PROPERTIES] + [name[3:] for name in others if name[:3] == "get"]
    starred = [name + "*" * (name in settable) for name in readable]
    # setclientcertificatebyid is a way of setclientcertificate, which has its star.
    rest = [name for name in others if name[:3] != "get" and name[3:].partition("by")[0] not in readable]
    return _wrapped("  ", ["get…, and set… where there is a star: " + starred[0], *starred[1:], *rest], ", ")


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
