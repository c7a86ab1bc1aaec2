"""Metered connections and batteries, told by services on a real bus: who may not run waits, says why, and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pybits.domain.enums import JobPriority
from pybits.domain.hresult import (
    BG_E_BLOCKED_BY_BATTERY_POLICY,
    BG_E_BLOCKED_BY_BATTERY_SAVER,
    BG_E_BLOCKED_BY_COST_TRANSFER_POLICY,
    HResult,
)
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.fault_server import FaultServer
from tests.support.processes import Box
from tests.support.system_bus import BATTERY, NETWORK_MANAGER, PROFILES, UPOWER, SystemBus

pytestmark = pytest.mark.dbus
LONG = 60.0


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[SystemBus]:
    with SystemBus(tmp_path) as made:
        yield made


@pytest.fixture
def queue(box: Box, bus: SystemBus, monkeypatch: pytest.MonkeyPatch) -> Queue:
    box.env["DBUS_SYSTEM_BUS_ADDRESS"] = bus.address
    return Queue(box, monkeypatch)


def waits(queue: Queue, guid: str, code: HResult, words: str) -> None:
    """Insist that a job waits, and says what for."""
    job = queue.wait_for(guid, JobState.TRANSIENT_ERROR, timeout=LONG)
    assert job.error is not None
    assert (job.error.code, job.error_count, job.retry) == (code, 0, None)
    assert words in queue.box.ok("info", guid)


def test_a_metered_connection_holds_back_who_may_not_use_it(
    queue: Queue, bus: SystemBus, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", pattern(100_000))
    fault_server.serve("/slow", pattern(3_000_000))
    running = queue.start(fault_server.url("/slow"), name="running", priority=JobPriority.HIGH, bandwidth="400000")
    queue.wait_for_bytes(running, 1, timeout=LONG)
    bus.set(NETWORK_MANAGER, "Metered", 1)
    waits(queue, running, BG_E_BLOCKED_BY_COST_TRANSFER_POLICY, "Waiting: metered connection")
    urgent = queue.start(fault_server.url("/f"), name="urgent", priority=JobPriority.FOREGROUND)
    allowed = queue.start(fault_server.url("/f"), name="allowed", transferpolicy=0x800000FF)
    strict = queue.start(fault_server.url("/f"), name="strict")
    for guid in (urgent, allowed):
        queue.wait_for(guid, JobState.TRANSFERRED, timeout=LONG)
    waits(queue, strict, BG_E_BLOCKED_BY_COST_TRANSFER_POLICY, "unrestricted")
    queue.box.ok("settransferpolicy", strict, "standard")  # an override for one job
    queue.wait_for(strict, JobState.TRANSFERRED, timeout=LONG)
    assert queue.state(running) is JobState.TRANSIENT_ERROR
    bus.set(NETWORK_MANAGER, "Metered", 4)
    queue.wait_for(running, JobState.TRANSFERRED, timeout=LONG)


def test_a_battery_holds_back_the_background_as_the_policies_say(
    queue: Queue, bus: SystemBus, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", pattern(100_000))
    queue.box.set_policy(PauseBelowPercent=30)
    bus.set(UPOWER, "OnBattery", True)
    queue.wait_for(queue.start(fault_server.url("/f"), name="full"), JobState.TRANSFERRED, timeout=LONG)
    bus.set(BATTERY, "Percentage", 29.0)
    low = queue.start(fault_server.url("/f"), name="low")
    waits(queue, low, BG_E_BLOCKED_BY_BATTERY_POLICY, "less than 30 percent")
    urgent = queue.start(fault_server.url("/f"), name="urgent", priority=JobPriority.FOREGROUND)
    queue.wait_for(urgent, JobState.TRANSFERRED, timeout=LONG)
    bus.set(BATTERY, "Percentage", 31.0)
    queue.wait_for(low, JobState.TRANSFERRED, timeout=LONG)
    bus.set(PROFILES, "ActiveProfile", "power-saver")
    saved = queue.start(fault_server.url("/f"), name="saved")
    waits(queue, saved, BG_E_BLOCKED_BY_BATTERY_SAVER, "PauseInPowerSaver")
    bus.set(UPOWER, "OnBattery", False)
    queue.wait_for(saved, JobState.TRANSFERRED, timeout=LONG)


def test_a_bus_that_goes_away_holds_nobody_back(
    box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", pattern(100_000))
    (tmp_path / "other").mkdir()
    with SystemBus(tmp_path / "other") as bus:
        box.env["DBUS_SYSTEM_BUS_ADDRESS"] = bus.address
        queue = Queue(box, monkeypatch)
        bus.set(NETWORK_MANAGER, "Metered", 3)
        guid = queue.start(fault_server.url("/f"))
        waits(queue, guid, BG_E_BLOCKED_BY_COST_TRANSFER_POLICY, "metered")
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=LONG)
