"""The JSON of every view: one object a line, "version" first; bytes are integers, what is unknown is null."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pybits.cli import views
from pybits.domain.hresult import E_INVALIDARG, HResult
from pybits.domain.properties import to_json as job
from pybits.domain.values import error_to_json, time_to_json

from . import machine

if TYPE_CHECKING:
    from pybits.domain.file import File
    from pybits.manager.seen import FileView

VERSION = 1


def render(view: views.View) -> str:
    """Give a view as one line of JSON, empty for what has none (remarks go to stderr as text)."""
    make = _OBJECTS.get(type(view))
    return "" if make is None else _line(make(view))


def usage_error(message: str) -> str:
    """Give a usage error as one line of JSON."""
    return _line({"error": {**code(E_INVALIDARG), "message": E_INVALIDARG.text, "detail": message}})


def _line(content: dict[str, Any]) -> str:
    return json.dumps({"version": VERSION, **content}) + "\n"


def file(view: FileView) -> dict[str, Any]:
    """Write a file with its progress."""
    return {
        **_plain_file(view.file),
        "bytes_done": view.progress.here,
        "bytes_total": view.progress.total,
        "done": view.progress.done,
        "resumable": view.progress.resumable,
        "temporary": view.temp or None,
        "response": list(view.response) or None,
    }


def _plain_file(value: File) -> dict[str, Any]:
    ranges = [found._asdict() for found in value.ranges] or None
    plain = {"index": value.number, "remote": value.remote, "local": value.local}
    return {
        **plain,
        "ranges": ranges,
        "validated": value.validated,
        "checksum": value.checksum or None,
        "mirrors": list(value.mirrors),
        "if_exists": value.if_exists.value,
    }


def code(value: HResult) -> dict[str, Any]:
    """Write a result code with its name."""
    return {"code": value.hex, "name": value.name}


def _details(view: views.Details) -> dict[str, Any]:
    content = {**job(view.job), "why": view.why, **({"proxy_in_effect": view.proxy} if view.proxy else {})}
    return {"job": {**content, "files": [file(entry) for entry in view.files]} if view.verbose else content}


def _job_list(view: views.JobList) -> dict[str, Any]:
    return {"jobs": [_details(row)["job"] if view.verbose else job(row.job) for row in view.jobs]}


def _done(result: str, view: Any, **more: Any) -> dict[str, Any]:
    return {"id": view.job.guid, "job_name": view.job.name, "result": result, **code(view.code), **more}


def _completed(view: views.Completed) -> dict[str, Any]:
    done = view.done
    renamed = [{"wanted": wanted, "given": given} for wanted, given in done.renamed]
    facts = {"files": done.files, "dropped": list(done.dropped), "kept": list(done.kept), "renamed": renamed}
    return _done("completed", view, **facts)


def _value(view: views.Value | views.Assigned) -> dict[str, Any]:
    content = {"id": view.job.guid, "property": view.row.name, "value": view.row.kind.to_json(view.value)}
    about = getattr(view, "file", None)
    return content if about is None else {**content, "file": _plain_file(about)}


def _values(view: views.Values) -> dict[str, Any]:
    return {"id": view.job.guid, "properties": {one.row.field: one.row.kind.to_json(one.value) for one in view.values}}


def _progress(view: views.Progress) -> dict[str, Any]:
    speed = None if view.speed is None else round(view.speed)
    remaining = None if view.remaining is None else round(view.remaining)
    return {"event": "progress", "job": job(view.job), "speed": speed, "remaining": remaining, "why": view.why}


def _transfer_failed(view: views.TransferFailed) -> dict[str, Any]:
    about = None if view.file is None else _plain_file(view.file)
    error = {**code(view.code), "message": view.code.text, "detail": view.error.text if view.error else ""}
    return {
        "event": "failed",
        "job": job(view.job),
        "file": about,
        "error": {**(error_to_json(view.error) or {}), **error},
    }


def _waited(view: views.Waited) -> dict[str, Any]:
    return {"id": view.guid, "job_name": view.name, "state": view.state, **code(view.code), "detail": view.text}


def _policies(view: views.PolicyList) -> dict[str, Any]:
    rows = [{"key": line.key.name, "value": line.value, "origin": line.origin} for line in view.lines]
    return {"source": view.source, "policies": rows}


def _failed(view: views.Failed) -> dict[str, Any]:
    error = {**code(view.code), "message": view.code.text, "detail": view.detail, "action": view.action}
    if view.subject:
        error["job"] = view.subject
    return {"error": {**error, "candidates": list(view.guids)} if view.guids else error}


_OBJECTS: dict[type, Callable[[Any], dict[str, Any]]] = {
    views.Created: lambda view: {"job": job(view.job)},
    views.Added: lambda view: {"id": view.job.guid, "files": [_plain_file(entry) for entry in view.files]},
    views.Acted: lambda view: {"result": view.what, "job": job(view.job)},
    views.Cancelled: lambda view: _done("cancelled", view),
    views.Completed: _completed,
    views.ResetDone: lambda view: {"cancelled": view.cancelled, "total": view.total},
    views.JobList: _job_list,
    views.Details: _details,
    views.Formatted: lambda view: {"lines": list(view.texts)},
    views.FileList: lambda view: {"id": view.job.guid, "files": [file(entry) for entry in view.files]},
    views.History: lambda view: {
        "id": view.job.guid,
        "entries": [{"at": time_to_json(entry.at), "text": entry.text} for entry in view.entries],
    },
    views.Value: _value,
    views.Values: _values,
    views.Assigned: _value,
    views.Changed: lambda view: _done("changed", view, detail=view.text),
    views.Progress: _progress,
    views.Monitoring: lambda view: {"event": "jobs", "jobs": [job(each) for each in view.jobs]},
    views.Transferred: lambda view: {
        "event": "completed",
        **_completed(view),
        "bytes": view.job.bytes_done,
    },
    views.TransferFailed: _transfer_failed,
    views.Waited: _waited,
    views.Interrupted: lambda view: {"event": "interrupted", "id": view.job.guid if view.job else None},
    views.PolicyList: _policies,
    views.PolicyChecked: lambda view: {"path": view.path, "sound": not view.problems, "problems": list(view.problems)},
    views.PolicyAssigned: lambda view: {"path": view.path, "key": view.key, "value": view.value},
    views.DaemonState: lambda view: {
        "running": view.pid is not None,
        "pid": view.pid,
        "since": time_to_json(view.since),
        "log": view.log,
    },
    views.DaemonActed: lambda view: {"changed": view.changed, "text": view.text},
    views.Facts: machine.facts_to_json,
    views.Checkup: machine.checkup_to_json,
    views.Events: machine.events_to_json,
    views.Told: lambda view: {**code(view.code), "text": view.text},
    views.Script: lambda view: {"shell": view.shell, "program": view.program, "text": view.text},
    views.Failed: _failed,
}
