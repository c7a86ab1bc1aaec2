"""What each row gets: a box, its queue, and both faces in this process on the box's store."""

from __future__ import annotations

import pytest

from tests.cli.conftest import bitsadmin, pybits
from tests.conformance.queue import Queue
from tests.support.processes import Box

__all__ = ["bitsadmin", "pybits", "queue"]


@pytest.fixture
def queue(box: Box, private_environment: None, monkeypatch: pytest.MonkeyPatch) -> Queue:
    """Give the box's queue; this process works on the box's store, machine store and policy from here on."""
    del private_environment
    for name in ("PYBITS_HOME", "PYBITS_MACHINE_DIR", "PYBITS_POLICY"):
        monkeypatch.setenv(name, box.env[name])
    monkeypatch.chdir(box.cwd)
    return Queue(box)
