"""What people see on a terminal, drawn by rich: tables, and the live pictures of transfer and monitor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.live import Live as RichLive
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from pybits.cli import stage, views
from pybits.domain.state import JobState

from . import columns as columns_of
from . import text
from .escape import escape
from .lines import amount, duration, error_lines, file_block, percent

_DIM = "dim"  # not bright black: on some dark backgrounds nobody sees it
_BEGIN = "\x1b[?1049h\x1b[?25l\x1b[?7l"  # another screen, no cursor, no wrapping
_END = "\x1b[?7h\x1b[?25h\x1b[?1049l"


def render(view: views.JobList | views.Details, columns: int, *, colour: bool) -> str:
    """Draw a view into text of that width."""
    if isinstance(view, views.JobList) and not view.verbose:
        owners = [row.owner for row in view.jobs] if view.all_users else None
        lines = columns_of.job_lines([row.job for row in view.jobs], columns, owners)
        return columns_of.ansi(
            [*(lines if view.jobs else []), [(_footer(len(view.jobs)), columns_of.DIM)]], colour=colour
        )
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
    return Group(*(part for row in view.jobs for part in (_details(row), Text(""))), _footer(len(view.jobs)))


def _state(state: JobState) -> Text:
    return Text(state.name, style=columns_of.STATE_STYLES.get(state, ""))


def _footer(count: int) -> str:
    return f"Listed {count} job(s)."


def _details(view: views.Details) -> RenderableType:
    """Draw a job's block: the plain one's rows, with the labels dimmed and the state in its colour."""
    lines: list[Text] = []
    rows = text.pairs(view)
    width = max(len(label) for label, _ in rows) + 2
    for label, word in rows:
        style = columns_of.STATE_STYLES.get(view.job.state, "") if label == "state" else ""
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
    # What ends a transfer is said below the last picture.
    still = job.state in {JobState.QUEUED, JobState.TRANSIENT_ERROR, JobState.SUSPENDED}
    return Group(head, figures, *([Text(escape(view.why), style="yellow")] if still else []))


class Live:
    """A transfer, redrawn in place; its last picture stays."""

    def __init__(self, out: TextIO, columns: int, *, colour: bool) -> None:
        self._out = out
        self._columns = columns
        self._colour = colour
        self._rich: RichLive | None = None
        stage.take(self)

    def show(self, view: views.Progress) -> None:
        """Draw the next picture over the last."""
        rich = self._rich
        if rich is None:
            rich = RichLive(
                console=_console(self._out, self._columns, colour=self._colour),
                auto_refresh=False,
                redirect_stdout=False,
                redirect_stderr=False,
                vertical_overflow="ellipsis",
            )
            rich.start()
            self._rich = rich
        rich.update(progress_picture(view), refresh=True)

    def close(self) -> None:
        """Leave the last picture and give the cursor back."""
        stage.give(self)
        if self._rich is not None:
            self._rich.stop()

    def leave(self) -> None:
        """Give the cursor back for as long as the program is stopped."""
        stage.write("\x1b[?25h\r\n")

    def enter(self) -> None:
        """Draw below what the shell has written meanwhile."""
        self._rich = None


class FullScreen:
    """All jobs on a screen of their own, as large as the window is at each moment; the last picture stays.

    Each picture is one write that overwrites the last, line by line: nothing is cleared first, so nothing flickers.
    """

    def __init__(self, write: Callable[[str], None], size: Callable[[], tuple[int, int]], *, colour: bool) -> None:
        self._write = write
        self._size = size
        self._colour = colour
        self._last: views.Monitoring | None = None
        stage.take(self)

    def show(self, view: views.Monitoring) -> None:
        """Draw the next picture over the last."""
        columns, rows = self._size()
        begin = "" if self._last else _BEGIN
        self._last = view
        text = columns_of.ansi(columns_of.monitor_lines(view.moving, columns - 1, rows), colour=self._colour)
        lines = text.removesuffix("\n").replace("\n", "\x1b[K\r\n")
        self._write(f"{begin}\x1b[H{lines}\x1b[K\x1b[J")

    def close(self) -> None:
        """Give the screen back as it was, with the last picture below what was there."""
        stage.give(self)
        if self._last is None:
            return
        columns, _ = self._size()
        lines = columns_of.monitor_lines(self._last.moving, columns - 1, len(self._last.moving) * 2 + 3)[:-1]
        foot = f"Listed {len(self._last.jobs)} job(s)."
        text = columns_of.ansi([*lines, [(foot, columns_of.DIM)]], colour=self._colour)
        self._write(f"{_END}{text}")

    def leave(self) -> None:
        """Give the screen back for as long as the program is stopped."""
        stage.write(_END)

    def enter(self) -> None:
        """Take the screen again."""
        stage.write(_BEGIN)
