"""What a small file costs, in system calls: they can be counted, where times depend on the machine."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from pybits.domain.state import JobState
from tests.crash.ground import DAEMON
from tests.daemon.queue import Queue
from tests.support.nginx import Nginx
from tests.support.processes import Box

FEW, MANY = 50, 250
# A request, an answer in two packets at most, a file that is made, written and closed, its inode's number; the rest is
# done for many at a time, or not at all. Waiting depends on the machine and is not counted.
ALLOWED = {"sendto": 1, "recvfrom": 2, "openat": 1, "writev": 1, "fstat": 1, "close": 1, "epoll_ctl": 2, "utimensat": 1}
WAITING = {"epoll_wait", "poll", "futex", "read"}
SLACK = 0.2  # calls per file


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def calls_for(count: int, queue: Queue, nginx: Nginx, trace: Path) -> Counter[str]:
    """Count the system calls of a daemon that fetches so many files."""
    guid = queue.add(*(nginx.url(f"/{number}") for number in range(count)), name=f"of{count}")
    queue.queue_without_daemon(guid)
    command = ["strace", "-f", "-qq", "-o", str(trace), queue.box.command()[0], "-c", DAEMON]
    env = queue.box.env | {"PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(command, env=env, check=True, capture_output=True, timeout=120, cwd=queue.box.cwd)
    assert queue.state(guid) is JobState.TRANSFERRED
    names = re.findall(r"^\d+ +([a-z0-9_]+)\(", trace.read_text(errors="replace"), re.MULTILINE)
    return Counter("fstat" if name == "newfstatat" else name for name in names)


@pytest.mark.alone
@pytest.mark.strace
@pytest.mark.nginx
def test_a_small_file_costs_few_system_calls(queue: Queue, nginx: Nginx, www: Path, tmp_path: Path) -> None:
    for number in range(MANY):
        (www / str(number)).write_bytes(b"x" * 4096)
    few, many = (calls_for(count, queue, nginx, tmp_path / f"trace{count}") for count in (FEW, MANY))
    spent = {name: (many[name] - few[name]) / (MANY - FEW) for name in many if name not in WAITING}
    too_many = {name: spent[name] for name in spent if spent[name] > ALLOWED.get(name, 0) + SLACK}
    assert not too_many, f"calls per file: {too_many}"
