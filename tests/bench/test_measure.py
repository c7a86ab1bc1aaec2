"""The benchmark's arithmetic, and that it can fail."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.bench.measure import Row, Sample, compared, interleave, middle, percentile, timed


@pytest.mark.parametrize(("ours", "passed"), [(1.0, True), (2.2, True), (2.3, False)])
def test_a_ratio_above_its_bar_is_missed(ours: float, passed: bool) -> None:
    assert Row("row", "peer", "s", ours, 2.0, bar=1.1).passed is passed


def test_an_absolute_bar_looks_at_our_figure_alone() -> None:
    assert Row("row", "peer", "MiB", 79.0, 1.0, bar=80.0, absolute=True).passed is True
    assert Row("row", "peer", "MiB", 81.0, 100.0, bar=80.0, absolute=True).passed is False


def test_a_row_without_a_bar_has_no_verdict() -> None:
    assert Row("row", "peer", "s", 9.0, 1.0).passed is None


@pytest.mark.parametrize(("ours", "passed"), [(96.9, False), (97.0, True)])
def test_a_bar_may_be_what_has_to_be_reached(ours: float, passed: bool) -> None:
    row = Row("row", "the link", "%", ours, 100.0, bar=97.0, absolute=True, at_least=True)
    assert row.passed is passed
    assert ("MISSED" in row.line()) is not passed


def test_a_run_is_compared_with_one_that_was_kept() -> None:
    kept = [Row("same", "peer", "s", 2.0, 1.0).record(), Row("gone", "peer", "s", 2.0, 1.0).record()]
    same, new, gone = compared([Row("same", "peer", "s", 3.0, 1.0), Row("new", "peer", "s", 3.0, 1.0)], kept)
    assert "was 2.00 +50 %" in same
    assert "is new" in new
    assert "gone" in gone


def test_a_percentile_is_one_of_the_figures() -> None:
    assert percentile([3, 1, 2], 0.95) == 3
    assert percentile(range(1, 101), 0.95) == 95


def test_memory_is_the_peak_and_time_the_median() -> None:
    assert middle([Sample(1, 4, 10), Sample(2, 5, 30), Sample(9, 6, 20)]) == Sample(2, 5, 30)


def test_contestants_take_turns_and_the_first_turn_does_not_count() -> None:
    order: list[str] = []

    def runner(name: str) -> Sample:
        order.append(name)
        return Sample(len(order), 0)

    results = interleave({"a": lambda: runner("a"), "b": lambda: runner("b")}, 2)
    assert order == ["a", "b"] * 3
    assert [sample.wall for sample in results["a"]] == [3, 5]


def test_peak_memory_is_the_commands_own(tmp_path: Path) -> None:
    ballast = bytearray(100 << 20)
    sample = timed(["sleep", "0.2"], os.environ, tmp_path)
    assert 0 < sample.rss < len(ballast) >> 20


def test_cpu_time_of_a_command_is_measured(tmp_path: Path) -> None:
    burn = "import time\nwhile time.process_time() < 0.2: pass"
    sample = timed([sys.executable, "-c", burn], os.environ, tmp_path)
    assert sample.wall >= 0.2
    assert 0.2 <= sample.cpu < sample.wall + 0.1
    assert sample.rss > 1  # MiB


def test_a_command_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="exit status 3: no"):
        timed([sys.executable, "-c", "import sys; sys.stderr.write('no'); sys.exit(3)"], os.environ, tmp_path)
