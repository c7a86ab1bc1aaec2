"""The link does what it says: its rate, its delay, its queue and its loss."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.link import Link, Shape

pytestmark = [pytest.mark.link, pytest.mark.nginx]


def fetch(link: Link, url: str) -> tuple[float, float]:
    """Give the seconds until the connection stands, and the bytes a second of the download."""
    words = link.command("client", "curl", "-sS", "-o", "/dev/null", "-w", "%{time_connect} %{speed_download}", url)
    connect, speed = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
    return float(connect), float(speed)


def test_a_link_has_its_rate_and_delay_and_loss_makes_it_slower(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    with (tmp_path / "www" / "file").open("wb") as file:
        file.truncate(1 << 20)
    speeds = {}
    for loss in (0.0, 0.03):
        shape = Shape(rate=20e6, delay=0.020, queue=1000, loss=loss)
        with Link(tmp_path, shape) as link, link.web_server(tmp_path / "www") as server:
            connect, speeds[loss] = fetch(link, server.url("/file"))
            words = link.command(link.machine(), "curl", "-sS", "-o", "/dev/null", server.url("/"))
            assert subprocess.run(words, check=False).returncode == 0
        assert 0.040 <= connect < 5
    assert speeds[0.03] < speeds[0.0] <= 20e6 / 8
