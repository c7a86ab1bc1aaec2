"""Metered and roaming connections and batteries, told on a real bus: who may not run waits, says why, and goes on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from pybits.domain.enums import JobPriority
from pybits.domain.hresult import (
    BG_E_BLOCKED_BY_BATTERY_POLICY,
    BG_E_BLOCKED_BY_BATTERY_SAVER,
    BG_E_BLOCKED_BY_COST_TRANSFER_POLICY,
)
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Box, wait_until
from tests.support.system_bus import BATTERY, MODEM_3GPP, NETWORK_MANAGER, PROFILES, UPOWER, SystemBus

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


def test_a_metered_connection_holds_back_who_may_not_use_it(
    queue: Queue, bus: SystemBus, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", pattern(100_000))
    fault_server.serve("/slow", pattern(3_000_000))
    running = queue.start(fault_server.url("/slow"), name="running", priority=JobPriority.HIGH, bandwidth="400000")
    queue.wait_for_bytes(running, 1, timeout=LONG)
    bus.set(NETWORK_MANAGER, "Metered", 1)
    queue.held(running, BG_E_BLOCKED_BY_COST_TRANSFER_POLICY, "Waiting: metered connection")
    urgent = queue.start(fault_server.url("/f"), name="urgent", priority=JobPriority.FOREGROUND)
    allowed = queue.start(fault_server.url("/f"), name="allowed", transferpolicy=0x800000FF)
    strict = queue.start(fault_server.url("/f"), name="strict")
    for guid in (urgent, allowed):
        queue.wait_for(guid, JobState.TRANSFERRED, timeout=LONG)
    queue.held(strict, BG_E_BLOCKED_BY_COST_TRANSFER_POLICY, "unrestricted")
    queue.box.ok("settransferpolicy", strict, "standard")  # an override for one job
    queue.wait_for(strict, JobState.TRANSFERRED, timeout=LONG)
    assert queue.state(running) is JobState.TRANSIENT_ERROR
    bus.set(NETWORK_MANAGER, "Metered", 4)
    queue.wait_for(running, JobState.TRANSFERRED, timeout=LONG)


def test_roaming_holds_back_who_may_not_roam(queue: Queue, bus: SystemBus, fault_server: FaultServer) -> None:
    fault_server.serve("/f", pattern(100_000))
    bus.set(MODEM_3GPP, "RegistrationState", 5)  # a modem that is not the way to the world costs nothing
    queue.wait_for(queue.start(fault_server.url("/f"), name="by cable"), JobState.TRANSFERRED, timeout=LONG)
    bus.set(NETWORK_MANAGER, "PrimaryConnectionType", "gsm")
    bus.set(NETWORK_MANAGER, "Metered", 1)
    held = queue.start(fault_server.url("/f"), name="held", transferpolicy=0x8000007F)
    queue.held(held, BG_E_BLOCKED_BY_COST_TRANSFER_POLICY, "Waiting: roaming. The job's transfer policy is not-roaming")
    allowed = queue.start(fault_server.url("/f"), name="allowed", transferpolicy=0x800000FF)
    queue.wait_for(allowed, JobState.TRANSFERRED, timeout=LONG)
    assert queue.state(held) is JobState.TRANSIENT_ERROR
    bus.set(MODEM_3GPP, "RegistrationState", 1)
    queue.wait_for(held, JobState.TRANSFERRED, timeout=LONG)


def test_a_battery_holds_back_the_background_as_the_policies_say(
    queue: Queue, bus: SystemBus, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", pattern(100_000))
    queue.box.set_policy(PauseBelowPercent=30)
    bus.set(UPOWER, "OnBattery", True)
    queue.wait_for(queue.start(fault_server.url("/f"), name="full"), JobState.TRANSFERRED, timeout=LONG)
    bus.set(BATTERY, "Percentage", 29.0)
    low = queue.start(fault_server.url("/f"), name="low")
    queue.held(low, BG_E_BLOCKED_BY_BATTERY_POLICY, "less than 30 percent")
    urgent = queue.start(fault_server.url("/f"), name="urgent", priority=JobPriority.FOREGROUND)
    queue.wait_for(urgent, JobState.TRANSFERRED, timeout=LONG)
    bus.set(BATTERY, "Percentage", 31.0)
    queue.wait_for(low, JobState.TRANSFERRED, timeout=LONG)
    bus.set(PROFILES, "ActiveProfile", "power-saver")
    saved = queue.start(fault_server.url("/f"), name="saved")
    queue.held(saved, BG_E_BLOCKED_BY_BATTERY_SAVER, "PauseInPowerSaver")
    bus.set(UPOWER, "OnBattery", False)
    queue.wait_for(saved, JobState.TRANSFERRED, timeout=LONG)


def test_a_service_that_ends_holds_nobody_back(queue: Queue, bus: SystemBus, fault_server: FaultServer) -> None:
    fault_server.serve("/f", pattern(100_000))
    bus.set(NETWORK_MANAGER, "Metered", 1)
    first = queue.start(fault_server.url("/f"), name="first")
    queue.held(first, BG_E_BLOCKED_BY_COST_TRANSFER_POLICY, "metered")
    bus.end(NETWORK_MANAGER)
    queue.wait_for(first, JobState.TRANSFERRED, timeout=LONG)
    slow = fault_server.serve("/slow", pattern(1_000_000), Fault(bytes_per_second=20_000))
    second = queue.start(fault_server.url("/slow"), name="second")
    queue.wait_for_bytes(second, 1, timeout=LONG)
    bus.begin(NETWORK_MANAGER)
    queue.held(second, BG_E_BLOCKED_BY_COST_TRANSFER_POLICY, "metered")
    slow.fault.bytes_per_second = None


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
        queue.held(guid, BG_E_BLOCKED_BY_COST_TRANSFER_POLICY, "metered")
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=LONG)


@pytest.mark.parametrize("how", ["never accepts", "says nothing", "lets in and says no more", "hangs up"])
def test_a_bus_that_hangs_hangs_nobody(
    how: str, box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", pattern(100_000))
    box.env["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={tmp_path}/bus"
    queue = Queue(box, monkeypatch)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "bus"))
        listening.listen(0)
        first = queue.start(fault_server.url("/f"), name="first")
        if how != "never accepts":
            listening.settimeout(LONG)
            with listening.accept()[0] as line:
                if how == "lets in and says no more":
                    line.settimeout(LONG)
                    wait_until(lambda: b"\r\n" in line.recv(1000), LONG)
                    line.sendall(b"OK 0123456789abcdef0123456789abcdef\r\n")
                    wait_until(lambda: b"BEGIN" in line.recv(1000), LONG)
                if how != "hangs up":
                    queue.wait_for(first, JobState.TRANSFERRED, timeout=LONG)
        queue.wait_for(first, JobState.TRANSFERRED, timeout=LONG)
        queue.wait_for(queue.start(fault_server.url("/f"), name="second"), JobState.TRANSFERRED, timeout=LONG)
