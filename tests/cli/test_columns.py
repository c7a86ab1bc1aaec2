"""Jobs in columns: everything fits the screen, long names lose their middle, and what needs its owner stands first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from pybits.cli.render.columns import Line, ansi, job_lines, monitor_lines, shorten
from pybits.cli.views import Progress
from pybits.domain.state import JobState
from tests.cli.samples import GUID, job

LONG = "Quarterly report of the northern and southern branch offices, all languages, final version"


def written(lines: list[Line]) -> list[str]:
    return ansi(lines, colour=False).splitlines()


def moving(name: str = "one", state: JobState = JobState.SUSPENDED, why: str = "", **more: object) -> Progress:
    return Progress(job(name=name, state=state, **more), None, None, why)


@given(st.text(max_size=60), st.integers(0, 50))
def test_a_shortened_text_fits(text: str, width: int) -> None:
    assert cell_len(shorten(text, width)) <= max(width, 0)


def test_the_middle_is_what_goes() -> None:
    assert shorten("abcdefghij", 10) == "abcdefghij"
    assert shorten("abcdefghij", 5) == "ab…ij"
    assert shorten("日本語の名前です", 9) == "日本…です"
    assert shorten("abc", 1) == "…"


@pytest.mark.parametrize("columns", [80, 100, 200])
def test_a_list_fits_and_its_guids_are_whole(columns: int) -> None:
    jobs = [job(name=name, bytes_total=10**12, bytes_done=10**11) for name in (LONG, "short", "日本語の名前")]
    lines = written(job_lines(jobs, columns, ["someone with a name", "b", "c"]))
    assert max(map(cell_len, lines)) <= columns
    assert sum(GUID in line for line in lines) == 3
    assert lines[2] == f"{GUID}  someone with a name"
    assert (LONG in lines[1]) == (columns == 200)
    starts = {cell_len(line.partition("SUSPENDED")[0]) for line in lines if "SUSPENDED" in line}
    assert len(starts) == 1, "states stand below each other"


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (200, 60), (40, 5), (20, 3), (8, 1)])
def test_a_monitor_fits_its_window(columns: int, rows: int) -> None:
    many = [moving(f"{LONG} {number}", JobState.QUEUED, "Waits for its turn. " * 9) for number in range(50)]
    lines = written(monitor_lines(many, columns, rows))
    assert max(map(cell_len, lines)) <= max(columns, 8)
    assert len(lines) <= max(rows, 3)


def test_a_monitor_counts_what_it_has_no_room_for() -> None:
    many = [moving(f"job {number}") for number in range(30)] + [moving("late", JobState.ERROR, "Gave up: no disk.")]
    lines = written(monitor_lines(many, 80, 10))
    assert lines[1].split()[:2] == ["late", "ERROR"]
    assert lines[2] == "  Gave up: no disk."
    assert lines[-2:] == ["… and 25 more: 25 SUSPENDED", "31 job(s). Press q to leave."]


def test_a_moving_job_has_its_speed_and_the_time_left() -> None:
    one = Progress(job(state=JobState.TRANSFERRING, bytes_done=512, bytes_total=1024), 256.0, 2.0, "")
    narrow, wide = (written(monitor_lines([one], columns, 24))[1] for columns in (80, 120))
    assert narrow.split() == ["job1", "TRANSFERRING", "50%", "1.0", "KiB", "256", "B/s", "0:02"]
    assert "━━━━━╌╌╌╌╌   50%" in wide


def test_colours_are_codes_around_the_same_text() -> None:
    import re

    lines = job_lines([job(state=JobState.ERROR)], 80)
    coloured = ansi(lines, colour=True)
    assert "\x1b[1;31mERROR" in coloured
    assert [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", coloured).splitlines()] == written(lines)
