"""The click face in plain text: bitsadmin's sentences, and blocks that read well at 80 columns without colour."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pybits.cli import views
from pybits.domain.policy_values import show_policy
from pybits.domain.properties import PROPERTIES, Property
from pybits.domain.values import show_size, show_time

from . import machine
from .escape import escape
from .lines import arrow, error_lines, file_block, job_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pybits.manager.ending import Completion


_OF_LINES = frozenset({"headers", "data"})  # kinds of value whose line breaks are their own


def render(view: views.View) -> str:
    """Give the text of a view for stdout, with its final newline; empty when a pipe need not see it."""
    lines = _LINES[type(view)](view)
    return "".join(f"{line}\n" for line in lines)


def _created(view: views.Created) -> list[str]:
    return [f"Created job {view.job.guid}."]


def _added(view: views.Added) -> list[str]:
    return [f"Added {arrow(file)} to job." for file in view.files]


def _acted(view: views.Acted) -> list[str]:
    return [f"Job {_title(view)} {view.what}."]


def _cancelled(view: views.Cancelled) -> list[str]:
    rest = "" if not view.code else f" {view.code.text}"
    return [f"Job {_title(view)} cancelled.{rest}"]


def _completed(view: views.Completed) -> list[str]:
    lines = [f"Job {_title(view)} completed, {view.done.files} file(s).", *_destinations(view.done)]
    return lines if not view.code or view.done.dropped else [*lines, view.code.text]


def _destinations(done: Completion) -> list[str]:
    """Say of which files the destination is not what the job's owner may think."""
    lines = [f"Dropped, not fully transferred: {escape(path)}" for path in done.dropped]
    lines += [f"Kept what was there, it is the same: {escape(path)}" for path in done.kept]
    return lines + [f"Saved as {escape(given)}: {escape(wanted)} was there." for wanted, given in done.renamed]


def _reset(view: views.ResetDone) -> list[str]:
    return [f"{view.cancelled} out of {view.total} jobs cancelled."]


def _title(view: Any) -> str:
    return f"'{escape(view.job.name)}' {view.job.guid}"


def job_list(view: views.JobList) -> list[str]:
    """Write one line a job, or one block, and the footer."""
    if view.verbose:
        lines = [line for row in view.jobs for line in (*details(row), "")]
    else:
        lines = [job_line(row.job) + (f" {escape(row.owner)}" if view.all_users else "") for row in view.jobs]
        lines += [""] if lines else []
    return [*lines, f"Listed {len(view.jobs)} job(s)."]


def pairs(view: views.Details) -> list[tuple[str, str]]:
    """Give what a job's block shows, as labels and words."""
    job = view.job
    rows = [
        ("job", job.guid),
        ("name", escape(job.name)),
        ("type", job.type.word),
        ("state", job.state.name),
        ("why", escape(view.why)),
        ("priority", job.priority.word),
        ("files", f"{job.files_done} of {job.files_total}"),
        ("bytes", f"{job.bytes_done} of {show_size(job.bytes_total)}"),
        ("owner", escape(view.owner)),
        ("created", show_time(job.created)),
        ("modified", show_time(job.modified)),
        *([("proxy", escape(view.proxy))] if view.proxy else []),
    ]
    if view.verbose:
        shown = {"type", "state", "name", "priority", "created", "modified", "error"}
        shown |= {"owner", "bytes_total", "bytes_done", "files_total", "files_done"}
        rows += [
            (_label(row.title), "; ".join(_shown(row, row.read(job)))) for row in PROPERTIES if row.field not in shown
        ]
    return rows


def _label(title: str) -> str:
    return title.removeprefix("the ").replace("minimum ", "")


def details(view: views.Details) -> list[str]:
    """Write a job's block."""
    rows = pairs(view)
    width = max(len(label) for label, _ in rows) + 2
    lines = [f"{label:<{width}}{word}".rstrip() for label, word in rows]
    if view.job.error is not None:
        lines += error_lines(view.job.error, view.about)
    return [*lines, *(f"  {line}" for entry in view.files for line in file_block(entry))]


def _file_list(view: views.FileList) -> list[str]:
    return [line for entry in view.files for line in file_block(entry)] or ["The job has no files."]


def _history(view: views.History) -> list[str]:
    return [f"{show_time(entry.at)}  {escape(entry.text)}" for entry in view.entries] or ["Nothing happened yet."]


def value(view: views.Value) -> list[str]:
    """Write a property's value; an error has its three lines."""
    if view.job.error is not None and view.value is view.job.error:
        return error_lines(view.job.error, view.file)
    return _shown(view.row, view.value)


def _shown(row: Property, value: Any) -> list[str]:
    shown = row.kind.show(value)
    return [escape(line) for line in (shown.split("\n") if row.kind.name in _OF_LINES else [shown])]


def values(view: views.Values) -> list[str]:
    """Write properties one a line, beside their names; what has more lines goes on below the first."""
    width = max(len(one.row.name) for one in view.values) + 2
    shown = [(one.row.name, value(one) or [""]) for one in view.values]
    return [f"{name * (not at):<{width}}{line}".rstrip() for name, lines in shown for at, line in enumerate(lines)]


def _assigned(view: views.Assigned) -> list[str]:
    return [f"Set {view.row.title} to {escape(view.row.kind.show(view.value))}."]


def monitoring(view: views.Monitoring) -> list[str]:
    """Write the jobs of one moment."""
    return [*(job_line(job) for job in view.jobs), f"Listed {len(view.jobs)} job(s)."]


def _transferred(view: views.Transferred) -> list[str]:
    lines = _destinations(view.done)
    return [*lines, f"Transfer complete: {view.done.files} file(s), {view.job.bytes_done} bytes."]


def _waited(view: views.Waited) -> list[str]:
    text = f": {escape(view.text)}" if view.text else ""
    return [f"Job '{escape(view.name)}' {view.guid} {view.state}{text}"]


def _policies(view: views.PolicyList) -> list[str]:
    width = max(len(line.key.name) for line in view.lines) + 2
    lines: list[str] = []
    for line in view.lines:
        lines.append(f"{line.key.name:<{width}}{escape(show_policy(line.value)):<11} {escape(line.origin)}")
        lines.append(f"  {line.key.doc}")
    return lines


def _policy_checked(view: views.PolicyChecked) -> list[str]:
    return [f"{escape(view.path)}: {escape(problem)}" for problem in view.problems] or [
        f"{escape(view.path)} is sound."
    ]


def _policy_assigned(view: views.PolicyAssigned) -> list[str]:
    return [f"{escape(view.key)} is {escape(view.value)} now, in {escape(view.path)}."]


def _daemon_state(view: views.DaemonState) -> list[str]:
    first = f"The daemon runs: process {view.pid}, since {show_time(view.since)}." if view.pid else "No daemon runs."
    return [first, f"Its log: {escape(view.log)}"]


def _nothing(_view: Any) -> Iterable[str]:
    return ()


_LINES: dict[type, Callable[[Any], Iterable[str]]] = {
    views.Created: _created,
    views.Added: _added,
    views.Acted: _acted,
    views.Cancelled: _cancelled,
    views.Completed: _completed,
    views.ResetDone: _reset,
    views.JobList: job_list,
    views.Details: details,
    views.FileList: _file_list,
    views.Formatted: lambda view: view.texts,
    views.History: _history,
    views.Value: value,
    views.Values: values,
    views.Assigned: _assigned,
    views.Changed: lambda view: [escape(view.text)],
    views.Progress: _nothing,
    views.Monitoring: monitoring,
    views.Transferred: _transferred,
    views.TransferFailed: _nothing,
    views.Waited: _waited,
    views.Interrupted: _nothing,
    views.PolicyList: _policies,
    views.PolicyChecked: _policy_checked,
    views.PolicyAssigned: _policy_assigned,
    views.DaemonState: _daemon_state,
    views.DaemonActed: lambda view: [escape(view.text)],
    views.Facts: machine.facts,
    views.Checkup: machine.checkup,
    views.Events: machine.events,
    views.Told: machine.told,
    views.Script: lambda view: view.text.splitlines(),
    views.Failed: _nothing,
}
