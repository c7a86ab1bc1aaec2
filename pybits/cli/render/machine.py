"""What is shown of the machine: facts in columns, and what was found wrong with it."""

from __future__ import annotations

from pybits.cli import views
from pybits.domain.hresult import S_OK
from pybits.domain.values import show_time

from .escape import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def facts(view: views.Facts, nothing: str = "none") -> list[str]:
    """Write each fact on a line, behind its title; a fact without a title is its value alone."""
    width = max((len(fact.title) for fact in view.facts), default=0) + 2
    lines = [
        (f"{fact.title:<{width}}" if fact.title else "") + escape(word)
        for fact in view.facts
        for word in bare_lines(fact, nothing)
    ]
    return [*lines, *remark(view.code)]


def bare_lines(fact: views.Fact, nothing: str = "NULL") -> list[str]:
    """Write a fact's value; several words without a title are a line each."""
    if isinstance(fact.value, tuple) and not fact.title:
        return list(map(str, fact.value))
    return [bare(fact.value, nothing)]


def slash_facts(view: views.Facts) -> list[str]:
    """Write facts as bitsadmin does, whose word for what there is not is NULL."""
    return facts(view, "NULL")


def bare(value: object, nothing: str = "NULL") -> str:
    """Write a value: switches as true and false, several words with commas."""
    if value is None or value == "":
        return nothing
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def facts_to_json(view: views.Facts) -> dict[str, Any]:
    """Give the facts by their names."""
    return {fact.name: list(fact.value) if isinstance(fact.value, tuple) else fact.value for fact in view.facts}


def told(view: views.Told) -> list[str]:
    """Write what was done, and the code of a success that is not the plain one."""
    return [escape(view.text), *remark(view.code)]


def remark(code: int) -> list[str]:
    """Write a code that is neither S_OK nor said otherwise."""
    return [f"{code.hex} - {code.text}"] if code != S_OK else []  # type: ignore[attr-defined]


def checkup(view: views.Checkup) -> list[str]:
    """Write what was found, each with what is done about it, and how it stands now."""
    lines: list[str] = []
    for checked in view.found:
        mark = "mended" if checked.fixed else "wrong"
        lines += [f"{mark:<8}{escape(checked.problem)}", f"        {escape(checked.remedy)}"]
    fixed = sum(checked.fixed for checked in view.found)
    left = len(view.found) - fixed
    if not view.found:
        lines.append("All is well.")
    else:
        lines.append(f"Found {_things(len(view.found))}; mended {fixed}, left {left}.")
    return [*lines, *map(escape, view.remarks)]


def _things(count: int) -> str:
    return "1 thing wrong" if count == 1 else f"{count} things wrong"


def checkup_to_json(view: views.Checkup) -> dict[str, Any]:
    """Give what was found."""
    found = [{"problem": checked.problem, "remedy": checked.remedy, "fixed": checked.fixed} for checked in view.found]
    return {"well": view.code == S_OK, "found": found, "remarks": list(view.remarks)}


def events(view: views.Events) -> list[str]:
    """Write each event with its facts, and last what decides that there are any."""
    lines = [_event(event) for event in view.events]
    return [*lines, f"The event log is {'on' if view.enabled else 'off'} ({escape(view.origin)}): {escape(view.path)}"]


def _event(event: dict[str, object]) -> str:
    at = event.get("at")
    when = show_time(at) if isinstance(at, int | float) else "?"
    rest = (f"{name}={bare(value)}" for name, value in event.items() if name not in {"at", "event"})
    return escape(f"{when}  {event.get('event')}  {' '.join(rest)}".rstrip())


def events_to_json(view: views.Events) -> dict[str, Any]:
    """Give the events as they are in the log."""
    return {"enabled": view.enabled, "origin": view.origin, "path": view.path, "events": list(view.events)}
