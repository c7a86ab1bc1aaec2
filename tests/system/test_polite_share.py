"""The background jobs of two machines behind the same link: each has its part of it."""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path

import pytest

from tests.support.link import Link, Shape
from tests.support.processes import Box, wait_until

pytestmark = [pytest.mark.link, pytest.mark.nginx, pytest.mark.slow, pytest.mark.alone]

WAY = Shape(rate=20e6, delay=0.020, queue=60)
LEAST = 0.2  # the bench has the exact figures; this one must not mind a busy machine


def start_job(box: Box, url: str, folder: Path) -> None:
    """Start a job of default priority, and wait until bytes come."""
    guid = box.ok("--raw", "create", "quiet").strip()
    box.ok("addfile", guid, url, str(folder / "big"))
    box.ok("resume", guid)
    wait_until(lambda: int(box.ok("--raw", "getbytestransferred", guid)) > 500_000, timeout=60)


def test_neither_of_two_machines_takes_the_link_from_the_other(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    with (tmp_path / "www" / "big").open("wb") as big:
        big.truncate(1 << 30)
    with contextlib.ExitStack() as stack:
        link = stack.enter_context(Link(tmp_path, WAY))
        server = stack.enter_context(link.web_server(tmp_path / "www"))
        sides = [link.machine(), link.machine()]
        for side in sides:
            python = tmp_path / f"python-{side}"
            words = " ".join(str(word) for word in link.command(side, sys.executable))
            python.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
            python.chmod(0o755)
            box = stack.enter_context(Box(tmp_path / side, python=str(python)))
            start_job(box, server.url("/big"), box.folder)
            time.sleep(5)  # the second joins one that has found its pace, and is given time to find its own
        before, began = [link.received(side) for side in sides], time.monotonic()
        time.sleep(12)
        span = time.monotonic() - began
        shares = [(link.received(side) - b) * 8 / span / WAY.rate for side, b in zip(sides, before, strict=True)]
    assert min(shares) >= LEAST, shares
    assert sum(shares) >= 0.85, shares
