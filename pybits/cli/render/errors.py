"""What the click face says on stderr: failures, remarks, and what to do after Ctrl-C."""

from __future__ import annotations

from pybits.cli import views
from pybits.domain.hresult import HResult

from .escape import escape
from .lines import error_lines


def render(view: views.View) -> str:
    """Give the text of a view for stderr; empty for one that is no trouble."""
    if isinstance(view, views.Failed):
        return failure(view)
    if isinstance(view, views.TransferFailed):
        return transfer_failure(view)
    if isinstance(view, views.Note):
        return f"pybits: {escape(view.text)}\n"
    if isinstance(view, views.Interrupted) and view.job is not None:
        return interrupted(view.job.guid)
    return ""


def failure(view: views.Failed) -> str:
    """Write `pybits: cannot <action>: <detail> (<code> <name>)`; an ambiguous name brings the GUIDs."""
    guids = "".join(f"  {guid}\n" for guid in view.guids if guid not in view.detail)
    subject = f" {escape(view.subject)}" if view.subject else ""
    return f"pybits: cannot {view.action}{subject}: {detail(view.detail)} {code(view.code)}\n{guids}"


def detail(text: str) -> str:
    """Write a detail for the middle of a sentence's end: no full stop before the code."""
    return escape(text).removesuffix(".")


def code(value: HResult) -> str:
    """Write a code as (0x80200003 BG_E_EMPTY)."""
    return f"({value.hex} {value.name})" if value.name != value.hex else f"({value.hex})"


def transfer_failure(view: views.TransferFailed) -> str:
    """Write the error triple of a transfer whose job is gone."""
    lines = error_lines(view.error, view.file) if view.error is not None else []
    head = f"pybits: cannot complete transfer: {detail(view.code.text)} {code(view.code)}"
    return "\n".join([head, *lines, "The job was cancelled."]) + "\n"


def interrupted(guid: str) -> str:
    """Tell how to go on with a job that was left to the background."""
    quoted = f"'{guid}'"
    return (
        f"\npybits: the job goes on in the background. What you can do now:\n"
        f"  pybits monitor                 follow all jobs\n"
        f"  pybits wait {quoted} &&\n"
        f"    pybits complete {quoted}\n"
        f"  pybits cancel {quoted}\n"
    )
