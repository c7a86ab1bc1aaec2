"""How fast jobs move, as the daemon writes it and people see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pybits.domain.moment import Moment
from pybits.domain.pace import Brake, Pace
from pybits.storage import clock
from pybits.storage.pace_file import read_pace, write_pace

PACE = Pace(387_500, 6_250_000, Brake.MACHINE)


def test_what_is_written_is_read_for_its_jobs_alone(tmp_path: Path) -> None:
    write_pace(str(tmp_path), {"one", "two"}, PACE)
    assert read_pace(str(tmp_path), "one") == read_pace(str(tmp_path), "two") == PACE
    assert read_pace(str(tmp_path), "three") is None


def test_what_is_old_or_of_another_boot_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pace(str(tmp_path), {"one"}, PACE)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now._replace(uptime=now.uptime + 6))
    assert read_pace(str(tmp_path), "one") is None
    monkeypatch.setattr(clock, "now", lambda: Moment(now.wall, now.uptime, "another"))
    assert read_pace(str(tmp_path), "one") is None


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"jobs": 5}',
        '{"jobs":["one"],"pace":[1,2,"x"],"at":[0,"b"]}',
        '{"jobs":["one"],"at":[1e999,"b"]}',
    ],
)
def test_a_damaged_file_says_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "pace").write_text(content)
    assert read_pace(str(tmp_path), "one") is None


def test_a_store_that_cannot_be_written_is_no_matter(tmp_path: Path) -> None:
    write_pace(str(tmp_path / "missing"), {"one"}, PACE)
    assert read_pace(str(tmp_path / "missing"), "one") is None
