"""The README's figures are those of the run that was kept, and can be made anew from another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench import readme
from tests.bench.measure import Row

ROWS = (
    Row("wall", "curl", "s", 2.434, 4.166, 1.0),
    Row("slow", "aria2c", "s", 42.21, 42.1, 1.0),
    Row("use", "the link", "%", 98.94, 100, 97, absolute=True, at_least=True),
    Row("memory", "curl", "MiB", 32.5, 10.67, 80, absolute=True),
    Row("wake-ups", "", "", 0, 0, 0, absolute=True),
    Row("list", "", "ms", 1244.0, 1000, 1000, absolute=True),
    Row("not for the README", "curl", "s", 1, 1),
    Row("connections", "curl", "", 16, 1, shown=True),
)
RUN = {
    "date": "2026-11-05",
    "machine": "a machine with 2 processors",
    "versions": {"pybits": "0.1.0", "curl": "7.88.1", "Linux": "6.18.44"},
    "load": [0.11, 1.52],
    "rows": [row.record() for row in ROWS],
    "troubles": {"polite-small": "not measured: needs root"},
}


def test_a_section_says_when_and_on_what_it_was_measured_and_has_the_rows_that_are_for_it() -> None:
    about, table = readme.section(RUN).split("\n\n")
    assert "5 November 2026, on a machine with 2 processors" in about
    assert "0.1 at the start and 1.5 at the end" in about
    assert "curl 7.88.1, Linux 6.18.44" in about.replace("\n", " ")
    assert table.splitlines()[2:] == [
        "| wall | 2.43 s | 4.17 s, curl | 0.58 | ≤ 1 |",
        "| slow | 42.2 s | 42.1 s, aria2c | 1.00 | **missed**: ≤ 1 |",
        "| use | 98.9 % |  |  | ≥ 97 % |",
        "| memory | 32.5 MiB | 10.7 MiB, curl |  | ≤ 80 MiB |",
        "| wake-ups | 0 |  |  | ≤ 0 |",
        "| list | 1,244 ms |  |  | **missed**: ≤ 1000 ms |",
        "| connections | 16 | 1, curl | 16.00 |  |",
        "| polite-small | | | | not measured: needs root |",
    ]


def test_a_run_takes_the_place_of_the_one_before_and_nothing_else_changes(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(readme.README.read_text())
    readme.update(RUN, page)
    once = page.read_text()
    readme.update(RUN, page)
    assert page.read_text() == once
    before, after = readme.README.read_text().splitlines(), once.splitlines()
    assert before[:400] == after[:400]
    assert before[-20:] == after[-20:]
    assert "| wall | 2.43 s |" in once
    page.write_text("no place")
    with pytest.raises(ValueError, match="no place for the figures"):
        readme.update(RUN, page)


def test_the_figures_are_those_of_the_run_that_was_kept() -> None:
    if readme.FIGURES.exists():
        assert readme.section(json.loads(readme.FIGURES.read_text())) in readme.README.read_text()


def test_what_was_measured_again_takes_its_place_on_the_same_day() -> None:
    again = {**RUN, "version": 2, "quick": False, "rows": [Row("slow", "aria2c", "s", 40, 42.1, 1.0).record()]}
    again |= {"troubles": {}}
    run = {**RUN, "version": 2, "quick": False}
    both = readme.merged(run, again, ["polite-small"])
    assert [row["ours"] for row in both["rows"][:3]] == [2.434, 40, 98.94]
    assert len(both["rows"]) == len(ROWS)
    assert both["troubles"] == {}
    about = readme.section(both).replace("\n", " ")
    assert "one run of it all, but for polite-small, measured again by themselves." in about
    with pytest.raises(ValueError, match="same day"):
        readme.merged(run, {**again, "date": "2026-11-06"}, ["polite-small"])
