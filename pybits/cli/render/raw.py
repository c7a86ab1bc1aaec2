"""The bare values of --raw and /RAWRETURN: what a script wants to have in a variable."""

from __future__ import annotations

from collections.abc import Callable

from pybits.cli import views

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def render(view: views.View) -> list[str] | None:
    """Give the bare values of a view, one a line and not escaped; None for a view that has none."""
    make = _VALUES.get(type(view))
    return None if make is None else make(view)


def _facts(view: views.Facts) -> list[str]:
    from . import machine

    return [line for fact in view.facts for line in machine.bare_lines(fact)]


def _value(view: views.Value) -> list[str]:
    shown = view.row.kind.show(view.value)
    return shown.split("\n") if view.row.kind.name == "data" else [shown]


_VALUES: dict[type, Callable[[Any], list[str]]] = {
    views.Created: lambda view: [view.job.guid],
    views.Value: _value,
    views.Values: lambda view: [one.row.kind.show(one.value) for one in view.values],
    views.Assigned: lambda view: [view.row.kind.show(view.value)],
    views.JobList: lambda view: [row.job.guid for row in view.jobs],
    views.PolicyAssigned: lambda view: [view.path],
    views.Facts: _facts,
    views.DaemonState: lambda view: [str(view.pid)] if view.pid else [],
}
