"""The slash face: bitsadmin's banner, sentences, one-line form, verbose block and error lines, all on stdout."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pybits import __version__
from pybits.cli import views
from pybits.domain.enums import PEER_CLIENT, PEER_SERVER
from pybits.domain.hresult import HResult
from pybits.domain.values import show_acl, show_command, show_list, show_size, show_switch, show_time

from . import machine
from .escape import escape
from .lines import arrow, error_lines, file_line, job_line, percent
from .text import job_list as plain_job_list
from .text import value as value_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pybits.domain.job import Job

# The lines, their number and the first words are what scripts count on; bitsadmin had its build in the brackets.
BANNER = (
    f"\nBITSADMIN version 3.0 [ pybits {__version__} ]\n"
    "BITS administration utility.\n"
    "(C) Copyright the pybits authors.\n\n"
)


def render(view: views.View) -> str:
    """Give the text of a view, without the banner."""
    return "".join(f"{line}\n" for line in _LINES[type(view)](view))


def status_lines(view: views.Progress | views.Transferred) -> list[str]:
    """Write the two lines that /transfer redraws on a terminal while it runs."""
    job = view.job
    part = percent(job.bytes_done, job.bytes_total)
    done = "" if part is None else f" ({part}%)"
    return [f"DISPLAY: '{escape(job.name)}' TYPE: {job.type.word} STATE: {job.state.name}", _figures(job) + done]


def _figures(job: Job) -> str:
    files, size = f"{job.files_done} / {job.files_total}", f"{job.bytes_done} / {show_size(job.bytes_total)}"
    return f"PRIORITY: {job.priority.word} FILES: {files} BYTES: {size}"


def _created(view: views.Created) -> list[str]:
    return [f"Created job {view.job.guid}."]


def _added(view: views.Added) -> list[str]:
    return [f"Added {arrow(file)} to job." for file in view.files]


def _cancelled(view: views.Cancelled) -> list[str]:
    return [f"{view.job.guid} canceled." if view.reset else "Job canceled.", *_remark(view.code)]


def _completed(view: views.Completed) -> list[str]:
    return ["Job completed.", *_remark(view.code), *(f"Dropped {escape(path)}" for path in view.done.dropped)]


def _remark(code: HResult) -> list[str]:
    return [f"{code.hex} - {code.text}"] if code else []


def _reset(view: views.ResetDone) -> list[str]:
    return [f"{view.cancelled} out of {view.total} jobs canceled."]


def _job_list(view: views.JobList) -> list[str]:
    if not view.verbose:
        return plain_job_list(view.replace(all_users=False))
    return [*(line for row in view.jobs for line in (*block(row), "")), f"Listed {len(view.jobs)} job(s)."]


def _info(view: views.Details) -> list[str]:
    return block(view) if view.verbose else [job_line(view.job)]


# Scripts look for these labels, also for those of features that Windows has and this program has not.
_AFTER_FILES = (
    "owner MIC integrity level: {level}",
    "owner elevated ?           {elevated}",
    "",
    "Peercaching flags",
    "\t Enable download from peers      :{download}",
    "\t Enable serving to peers         :{serving}",
    "",
)


def block(view: views.Details) -> list[str]:
    """Write a job as /info /verbose does."""
    job = view.job
    root = job.owner == 0
    return [
        f"GUID: {job.guid} DISPLAY: '{escape(job.name)}'",
        f"TYPE: {job.type.word} STATE: {job.state.name} OWNER: {escape(view.owner)}",
        _figures(job),
        f"CREATION TIME: {show_time(job.created)} MODIFICATION TIME: {show_time(job.modified)}",
        f"COMPLETION TIME: {show_time(job.transferred)} ACL FLAGS: {show_acl(job.acl_flags)}",
        f"NOTIFY INTERFACE: UNREGISTERED NOTIFICATION FLAGS: {job.notify_flags}",
        _delays(job),
        _proxy(job),
        *(error_lines(job.error, view.about) if job.error else ()),
        f"DESCRIPTION: {escape(job.description)}",
        "JOB FILES: ",
        *(f"\t{file_line(entry)}" for entry in view.files),
        f"NOTIFICATION COMMAND LINE: {escape(show_command(job.notify_command))}",
        *(
            line.format(
                level="HIGH" if root else "MEDIUM",
                elevated=show_switch(root),
                download=show_switch(bool(job.peer_caching_flags & PEER_CLIENT)),
                serving=show_switch(bool(job.peer_caching_flags & PEER_SERVER)),
            )
            for line in _AFTER_FILES
        ),
        *_headers(job),
    ]


def _proxy(job: Job) -> str:
    lists = (
        f"PROXY LIST: {escape(show_list(job.proxy_list))} PROXY BYPASS LIST: {escape(show_list(job.proxy_bypass_list))}"
    )
    return f"PROXY USAGE: {job.proxy_usage.name} {lists}"


def _headers(job: Job) -> list[str]:
    if job.custom_headers is None:
        return ["CUSTOM HEADERS: (write-only)"]
    first, *rest = map(escape, job.custom_headers or ("",))
    return [f"CUSTOM HEADERS: {first}", *rest]


def _delays(job: Job) -> str:
    delays = f"RETRY DELAY: {job.min_retry_delay} NO PROGRESS TIMEOUT: {job.no_progress_timeout}"
    return f"{delays} ERROR COUNT: {job.error_count}"


def _monitoring(view: views.Monitoring) -> list[str]:
    head = f"MONITORING BACKGROUND COPY MANAGER({view.refresh:g} second refresh)"
    return [head, *(job_line(job) for job in view.jobs)]


def _transferred(view: views.Transferred) -> list[str]:
    return ["Transfer complete.", *(f"Dropped {escape(path)}" for path in view.done.dropped)]


def _transfer_failed(view: views.TransferFailed) -> list[str]:
    return ["Unable to complete transfer.", *(error_lines(view.error, view.file) if view.error else ())]


def _interrupted(view: views.Interrupted) -> list[str]:
    return [f"Job {view.job.guid} goes on in the background."] if view.job else []


def _failed(view: views.Failed) -> list[str]:
    if view.guids:
        head = f"Unable to {_phrase(view)} - more than one job has this name:"
        return [head, *view.guids, "Use the job identifier instead of the job name."]
    text = view.code.text
    more = [] if view.detail in {"", text} else [escape(view.detail)]
    return [f"Unable to {_phrase(view)} - {view.code.hex}", text, *more]


def _phrase(view: views.Failed) -> str:
    return view.action.rstrip(".")


def _help(view: views.SlashHelp) -> list[str]:
    from .usage import screen

    problem = [view.problem] if view.problem else []
    return [*problem, *(screen(view.container) if view.usage else ())]


_LINES: dict[type, Callable[[Any], Iterable[str]]] = {
    views.Created: _created,
    views.Added: _added,
    views.Acted: lambda view: [f"Job {view.what}."],
    views.Cancelled: _cancelled,
    views.Completed: _completed,
    views.ResetDone: _reset,
    views.JobList: _job_list,
    views.Details: _info,
    views.FileList: lambda view: [file_line(entry) for entry in view.files],
    views.Value: value_lines,
    views.Assigned: lambda view: [f"Set {view.row.title} to {escape(view.row.kind.show(view.value))}."],
    views.Changed: lambda view: [escape(view.text)],
    views.Progress: lambda _view: (),
    views.Monitoring: _monitoring,
    views.Transferred: _transferred,
    views.TransferFailed: _transfer_failed,
    views.Interrupted: _interrupted,
    views.Facts: machine.slash_facts,
    views.Checkup: machine.checkup,
    views.Told: machine.told,
    views.Failed: _failed,
    views.SlashHelp: _help,
}
