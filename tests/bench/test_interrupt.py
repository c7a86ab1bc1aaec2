"""A benchmark that is ended in the middle leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.processes import DAEMON, ROOT, alive, end, processes_with, wait_until, words_of

pytestmark = [pytest.mark.link, pytest.mark.nginx]

MARK = "PYBITS_BENCH_TEST"


def forwarder(mark: str) -> list[str]:
    """Give the words of the bench's link: its program, and the namespaces and devices at its ends."""
    found = [words_of(pid) for pid in processes_with(MARK, mark)]
    return next((words for words in found if words and words[0].endswith("/bottleneck")), [])


def inside(namespace: str) -> list[int]:
    ran = subprocess.run(["ip", "netns", "pids", namespace], check=True, capture_output=True, text=True)
    return [int(pid) for pid in ran.stdout.split()]


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_no_namespace_no_process_and_no_folder(tmp_path: Path, sign: signal.Signals) -> None:
    words, mark = [sys.executable, "-m", "tests.bench", "--quick", "--only", "lossy"], str(tmp_path)
    with subprocess.Popen(words, cwd=ROOT, env=os.environ | {MARK: mark}, stdout=subprocess.DEVNULL) as bench:
        try:
            program, near, _, far, *_ = wait_until(lambda: forwarder(mark), 60, what="the link")
            daemon = wait_until(lambda: [pid for pid in inside(far) if DAEMON in words_of(pid)], 60, what="a daemon")
            started = [*inside(near), *daemon]
            bench.send_signal(sign)
            assert bench.wait(60) == 130
        finally:
            end([*processes_with(MARK, mark)])
    assert not any(map(alive, started))
    assert not Path(program).parent.exists()
    assert not any(Path("/run/netns", name).exists() for name in (near, far))
