"""Jobs in columns that fit the screen: for list and monitor, as pieces of text with styles.

Only here are long names shortened, in the middle, where they differ least.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from pybits.domain.state import ACTIVE, JobState

from .escape import escape
from .lines import amount, duration, percent

if TYPE_CHECKING:
    from pybits.cli.views import Progress
    from pybits.domain.job import Job

Piece = tuple[str, str]  # text and style
Line = list[Piece]

DIM, BOLD = "dim", "bold"
STATE_STYLES = {
    JobState.TRANSFERRED: "green",
    JobState.ERROR: "bold red",
    JobState.TRANSIENT_ERROR: "yellow",
    JobState.TRANSFERRING: "cyan",
    JobState.CONNECTING: "cyan",
}
_GAP = 2
_GUID = 38
_STATE = max(len(state.name) for state in JobState)


def shorten(text: str, width: int) -> str:
    """Take out the middle of what is too long for so many columns of a terminal."""
    if cell_len(text) <= width:
        return text
    room = max(0, width - 1)
    tail = room // 2
    end = len(text)
    while end and cell_len(text[end - 1 :]) <= tail:
        end -= 1
    return set_cell_size(text, room - cell_len(text[end:])).rstrip() + "…"[:width] + text[end:]


def _cell(text: str, width: int, *, right: bool = False) -> str:
    room = " " * max(0, width - cell_len(text))
    return room + text if right else text + room


_FIGURES = ("FILES", "SIZE", "DONE")
_LESS = ("SIZE", "FILES", "DONE")  # what is left out first where there is no room
_LEAST = 10  # columns that a name has


def job_lines(jobs: Sequence[Job], columns: int, owners: Sequence[str] | None = None) -> list[Line]:
    """Write jobs on two lines each: the name and its figures, and below it the GUID that other verbs take."""
    figures = {
        "FILES": [f"{job.files_done}/{job.files_total}" for job in jobs],
        "SIZE": [amount(job.bytes_total) for job in jobs],
        "DONE": [_done(job) for job in jobs],
    }
    widths = {head: max([len(head), *map(len, figures[head])]) for head in _FIGURES}
    for head in _LESS:
        if _fixed(widths) + _LEAST > columns:
            del widths[head]
    titles = [escape(job.name) for job in jobs]
    longest = max(map(cell_len, titles), default=0)
    name = max(_LEAST, min(max(longest, _GUID), columns - _fixed(widths)))
    lines = [_row("JOB", ("STATE", BOLD), [*widths], name, [*widths.values()], BOLD)]
    for number, job in enumerate(jobs):
        state = job.state.name, STATE_STYLES.get(job.state, "")
        shown = [figures[head][number] for head in widths]
        lines.append(_row(shorten(titles[number], name), state, shown, name, [*widths.values()], ""))
        owner = f"  {escape(owners[number])}" if owners else ""
        lines.append([(job.guid + owner, DIM)])
    return lines


def _fixed(widths: Mapping[str, int]) -> int:
    return _GAP + _STATE + sum(width + _GAP for width in widths.values())


def _row(title: str, state: Piece, figures: Sequence[str], name: int, widths: Sequence[int], style: str) -> Line:
    gap = " " * _GAP
    cells = gap.join(_cell(figure, width, right=True) for figure, width in zip(figures, widths, strict=True))
    return [(_cell(title, name) + gap, style), (_cell(state[0], _STATE) + gap, state[1]), (cells, style)]


def _done(job: Job) -> str:
    part = percent(job.bytes_done, job.bytes_total)
    return amount(job.bytes_done) if part is None else f"{part}%"


# ---- monitor

_BAR = 10
_WIDE = 100  # columns from which there is room for a bar
_HEADS = ("STATE", "PROGRESS", "DONE", "SIZE", "SPEED", "LEFT")
_WIDTHS = (_STATE, _BAR, 4, 8, 10, 8)
_FIRST = (*ACTIVE, JobState.ERROR)


def monitor_lines(moving: Sequence[Progress], columns: int, rows: int) -> list[Line]:
    """Write jobs on a line each, and below those that stand still what holds them back, on a screen of so many rows.

    What moves or needs its owner stands first; those for which there is no room are counted.
    """
    shown = [at for at in range(len(_WIDTHS)) if at != 1 or columns >= _WIDE]
    fixed = sum(_WIDTHS[at] + _GAP for at in shown)
    longest = max((cell_len(escape(one.job.name)) for one in moving), default=0)
    name = max(8, min(longest, columns - fixed))
    lines: list[Line] = [[(_figures("JOB", _HEADS, name, shown, columns), BOLD)]]
    room = rows - 2  # the head and the foot
    left = sorted(moving, key=lambda one: one.job.state not in _FIRST)
    while left:
        block = _moving(left[0], name, shown, columns)
        if len(lines) - 1 + len(block) > room - (len(left) > 1):
            break
        lines += block
        del left[0]
    return [*lines, *_foot(moving, left, columns)]


def _moving(one: Progress, name: int, shown: Sequence[int], columns: int) -> list[Line]:
    job = one.job
    part = percent(job.bytes_done, job.bytes_total)
    filled = 0 if part is None else part * _BAR // 100
    speed = f"{amount(one.speed)}/s" if one.speed is not None and job.state is JobState.TRANSFERRING else ""
    left = duration(one.remaining) if one.remaining and speed else ""
    bar = "━" * filled + "╌" * (_BAR - filled)
    figures = (job.state.name, bar, "" if part is None else f"{part}%", amount(job.bytes_total), speed, left)
    title = shorten(escape(job.name), name)
    lines: list[Line] = [[(_figures(title, figures, name, shown, columns), STATE_STYLES.get(job.state, ""))]]
    return lines if not one.why else [*lines, [(f"  {shorten(escape(one.why), columns - 2)}", DIM)]]


def _figures(title: str, figures: Sequence[str], name: int, shown: Sequence[int], columns: int) -> str:
    """Write a row; on a narrow screen the last figures are cut off before the name is."""
    cells = [_cell(figures[at], _WIDTHS[at], right=at > 1) for at in shown]
    return set_cell_size((" " * _GAP).join([_cell(title, name), *cells]), columns).rstrip()


def _foot(moving: Sequence[Progress], left: Sequence[Progress], columns: int) -> list[Line]:
    more = Counter(one.job.state.name for one in left)
    lines: list[Line] = []
    if left:
        counted = ", ".join(f"{count} {name}" for name, count in sorted(more.items()))
        lines.append([(shorten(f"… and {len(left)} more: {counted}", columns), DIM)])
    return [*lines, [(shorten(f"{len(moving)} job(s). Press q to leave.", columns), DIM)]]


# ---- colours

_CODES = {"dim": "2", "bold": "1", "green": "32", "bold red": "1;31", "yellow": "33", "cyan": "36"}


def ansi(lines: Sequence[Line], *, colour: bool) -> str:
    """Write lines for a terminal; faster than rich by far, which matters for ten thousand jobs."""
    if not colour:
        return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in lines)
    return "".join("".join(_styled(*piece) for piece in line) + "\n" for line in lines)


def _styled(text: str, style: str) -> str:
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if style else text
