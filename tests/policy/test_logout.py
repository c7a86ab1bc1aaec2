"""What is said about jobs at log-out: every case."""

from __future__ import annotations

import pytest

from pybits.policy.logout import Login, at_logout


@pytest.mark.parametrize(
    ("manager", "lingers", "kills", "service", "begins"),
    [
        (False, False, None, False, "Jobs go on when you log out: no systemd"),
        (True, True, True, True, "Jobs go on when you log out: lingering is on"),
        (True, True, None, False, "Jobs go on when you log out: lingering is on"),
        (True, False, False, True, "Jobs stop when you log out: the daemon is a service"),
        (True, False, True, False, "Jobs stop when you log out: KillUserProcesses is on"),
        (True, False, None, False, "Jobs may stop when you log out"),
        (True, False, False, False, "Jobs go on when you log out: KillUserProcesses is off"),
    ],
)
def test_what_becomes_of_jobs(manager: bool, lingers: bool, kills: bool | None, service: bool, begins: str) -> None:
    said = at_logout(Login("ann", manager=manager, lingers=lingers, kills=kills, service=service))
    assert said.startswith(begins)
    assert ("loginctl enable-linger ann" in said) == ("stop" in said)
