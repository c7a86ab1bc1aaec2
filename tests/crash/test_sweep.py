"""The crash sweep: every call by which a command or the daemon writes is killed and failed, and nothing is lost."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.crash.conftest import TALLY
from tests.crash.injection import Fault
from tests.crash.plays import PLAYS
from tests.crash.sweep import Swept, sweep

# A sweep keeps both cores busy by itself.
pytestmark = [pytest.mark.strace, pytest.mark.slow, pytest.mark.alone, pytest.mark.timeout(1200)]

# An error, unlike a kill, hits each thread's N-th call, a set of files is written as one file is, and so are ranges on
# demand: with what writes the islands of several connections. A PUT and a tus upload write what one by BITS writes.
KILLS_ONLY = {"daemon, main thread", "addfileset", "daemon, on demand", "upload, PUT", "upload, tus"}
SWEEPS = [(play, fault) for play in PLAYS for fault in Fault if fault is Fault.KILL or play not in KILLS_ONLY]
Futures = dict[tuple[str, Fault], Future[Swept]]


@pytest.fixture(scope="module")
def sweeps(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Futures]:
    """Start every sweep that was asked for, three at a time, for they wait as well; each test waits for its own."""
    wanted = {
        (item.callspec.params["play"], item.callspec.params["fault"])
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.module is request.module and hasattr(item, "callspec")
    }
    with ProcessPoolExecutor(3, get_context("spawn")) as pool:
        yield {
            chosen: pool.submit(sweep, tmp_path_factory.mktemp("sweep") / "box", sys.executable, *chosen)
            for chosen in SWEEPS
            if chosen in wanted
        }
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize(("play", "fault"), SWEEPS, ids=lambda value: value if isinstance(value, str) else value.name)
def test_nothing_is_lost_at_any_call(play: str, fault: Fault, sweeps: Futures) -> None:
    swept = sweeps[play, fault].result()
    assert sum(swept.points.values()) > 0
    TALLY.append(swept)
