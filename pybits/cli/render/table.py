"""What people see on a terminal, drawn by rich: tables, and the live pictures of transfer and monitor."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from rich.console import Console, Group, RenderableType
from rich.live import Live as RichLive
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from pybits.cli import views
from pybits.domain.state import JobState

from . import text
from .escape import escape
from .lines import amount, duration, error_lines, file_block, percent

if TYPE_CHECKING:
    from pybits.domain.job import Job

_STYLES = {
    JobState.TRANSFERRED: "green",
    JobState.ERROR: "bold red",
    JobState.TRANSIENT_ERROR: "yellow",
    JobState.TRANSFERRING: "cyan",
    JobState.CONNECTING: "cyan",
}
_DIM = "bright_black"


def render(view: views.JobList | views.Details, columns: int, *, colour: bool) -> str:
    """Draw a view into text of that width."""
    console = _console(None, columns, colour=colour)
    with console.capture() as capture:
        console.print(_picture(view), soft_wrap=isinstance(view, views.Details))
    return capture.get()


def _console(out: TextIO | None, columns: int, *, colour: bool) -> Console:
    return Console(
        file=out,
        width=columns,
        force_terminal=True,
        no_color=not colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
    )


def _picture(view: views.JobList | views.Details) -> RenderableType:
    if isinstance(view, views.Details):
        return _details(view)
    if view.verbose:
        return Group(*(part for row in view.jobs for part in (_details(row), Text(""))), _footer(len(view.jobs)))
    owners = [row.owner for row in view.jobs] if view.all_users else None
    return Group(jobs_table([row.job for row in view.jobs], owners), _footer(len(view.jobs)))


def jobs_table(jobs: list[Job], owners: list[str] | None = None) -> Table:
    """Draw jobs, each with its name and below it the GUID that other verbs take."""
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    for head, right in (("JOB", False), ("STATE", False), ("FILES", True), ("SIZE", True), ("DONE", True)):
        table.add_column(head, justify="right" if right else "left", no_wrap=head != "JOB", overflow="fold")
    if owners is not None:
        table.add_column("OWNER", no_wrap=True)
    for number, job in enumerate(jobs):
        part = percent(job.bytes_done, job.bytes_total)
        cells: list[RenderableType] = [
            Text.assemble(escape(job.name), "\n", (job.guid, _DIM)),
            _state(job.state),
            f"{job.files_done}/{job.files_total}",
            amount(job.bytes_total),
            amount(job.bytes_done) if part is None else f"{part}%",
        ]
        table.add_row(*cells, *([] if owners is None else [escape(owners[number])]))
    return table


def _state(state: JobState) -> Text:
    return Text(state.name, style=_STYLES.get(state, ""))


def _footer(count: int) -> Text:
    return Text(f"Listed {count} job(s).", style=_DIM)


def _details(view: views.Details) -> RenderableType:
    """Draw a job's block: the plain one's rows, with the labels dimmed and the state in its colour."""
    lines: list[Text] = []
    rows = text.pairs(view)
    width = max(len(label) for label, _ in rows) + 2
    for label, word in rows:
        style = _STYLES.get(view.job.state, "") if label == "state" else ""
        lines.append(Text.assemble((f"{label:<{width}}", _DIM), (word, style)))
    if view.job.error is not None:
        lines += [Text(line, style="red") for line in error_lines(view.job.error, view.about)]
    return Group(*lines, *(Text(f"  {line}") for entry in view.files for line in file_block(entry)))


def progress_picture(view: views.Progress) -> RenderableType:
    """Draw a transfer: its name and state, a bar, bytes, speed and the time that is left."""
    job = view.job
    part = percent(job.bytes_done, job.bytes_total)
    bar = ProgressBar(
        total=100 if part is not None else None,
        completed=part or 0,
        width=24,
        pulse=part is None,
        style=_DIM,
        complete_style="cyan",
        finished_style="green",
    )
    speed = "" if view.speed is None else f"{amount(view.speed)}/s"
    left = "" if not view.remaining else f"{duration(view.remaining)} left"
    figures = Table.grid(padding=(0, 2))
    figures.add_row(
        bar, "" if part is None else f"{part}%", f"{amount(job.bytes_done)} of {amount(job.bytes_total)}", speed, left
    )
    head = Text.assemble(
        (escape(job.name), "bold"), "  ", _state(job.state), f"  {job.files_done}/{job.files_total} file(s)"
    )
    head.no_wrap, head.overflow = True, "ellipsis"
    still = job.state in {JobState.TRANSIENT_ERROR, JobState.SUSPENDED, JobState.ERROR}
    return Group(head, figures, *([Text(escape(view.why), style="yellow")] if still else []))


class Live:
    """A picture that is redrawn in place."""

    def __init__(self, out: TextIO, columns: int, *, colour: bool) -> None:
        self._rich = RichLive(
            console=_console(out, columns, colour=colour),
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
            vertical_overflow="ellipsis",
        )
        self._started = False

    def show(self, view: views.Progress | views.Monitoring) -> None:
        """Draw the next picture over the last."""
        if not self._started:
            self._rich.start()
            self._started = True
        if isinstance(view, views.Progress):
            picture = progress_picture(view)
        else:
            picture = Group(jobs_table(list(view.jobs)), _footer(len(view.jobs)))
        self._rich.update(picture, refresh=True)

    def close(self) -> None:
        """Leave the last picture and give the cursor back."""
        if self._started:
            self._rich.stop()
