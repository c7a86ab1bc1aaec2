"""The lock among real processes: who holds it is named, who is killed frees it, a queue that moves is waited for."""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH211

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pybits.domain.hresult import ERROR_LOCK_VIOLATION, BitsError
from pybits.storage.locks import PATIENCE, FileLock, holder_of
from tests.support.processes import ROOT, alive, wait_until

SIT = "lock = FileLock(path); lock.acquire(); print('held', flush=True); sys.stdin.read()"
# Hands the lock on nine times, each time to one who has it too by then: it changes hands and is never free.
RELAY = """
import fcntl, os
file = open(path)
fcntl.flock(file, fcntl.LOCK_SH)
print("held", flush=True)
for _ in range(9):
    time.sleep(0.45)
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        os.read(reader, 1)
        file.close()
        os._exit(os.wait()[1] != 0)
    file.close()
    file = open(path)
    fcntl.flock(file, fcntl.LOCK_SH)
    os.write(writer, b"x")
    os.close(writer)
"""
# Takes the lock again and again, each time for so long, and counts in the file what nobody may do at the same time.
COUNT = """
for _ in range(int(sys.argv[2])):
    with FileLock(path):
        with open(path + ".count") as file:
            number = int(file.read())
        time.sleep(float(sys.argv[3]))
        with open(path + ".count", "w") as file:
            file.write(str(number + 1))
"""


def start(program: str, *arguments: object) -> subprocess.Popen[str]:
    prelude = "import sys, time\nfrom pybits.storage.locks import FileLock\npath = sys.argv[1]\n"
    command = [sys.executable, "-c", prelude + program, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)


def status_of(process: subprocess.Popen[str]) -> int:
    process.communicate()
    return process.returncode


@contextmanager
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Give a process that sits on the lock until its input is closed."""
    with start(SIT, path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_lock_is_exclusive_until_it_is_given_back(tmp_path: Path) -> None:
    first, second = (FileLock(str(tmp_path / "lock")) for _ in range(2))
    assert first.try_acquire()
    assert not second.try_acquire()
    first.release()
    assert second.try_acquire()
    second.close()
    second.close()


def test_who_is_inside_may_enter_again_and_the_outermost_leaves_it_free(tmp_path: Path) -> None:
    lock, other = (FileLock(str(tmp_path / "lock")) for _ in range(2))
    with lock:
        with lock, lock:
            assert not other.try_acquire()
        assert not other.try_acquire()
    assert other.try_acquire()
    other.release()


def test_an_error_inside_frees_it(tmp_path: Path) -> None:
    lock, other = (FileLock(str(tmp_path / "lock")) for _ in range(2))
    with pytest.raises(ZeroDivisionError), lock:
        _ = 1 / 0
    assert other.try_acquire()
    other.release()


def test_a_process_that_sits_on_it_is_named_after_the_patience(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with holder(path) as process:
        assert holder_of(str(path)) == process.pid
        began = time.monotonic()
        with pytest.raises(BitsError) as refused, FileLock(str(path), patience=1):
            pytest.fail("two processes hold one lock")
        took = time.monotonic() - began
    assert refused.value.code == ERROR_LOCK_VIOLATION
    assert f"process {process.pid} (" in str(refused.value)
    assert "FileLock" in str(refused.value)  # its command line
    assert str(path) in str(refused.value)
    assert took >= 1
    assert "for 1 seconds" in str(refused.value)
    assert PATIENCE == 5.0


def test_the_kernel_frees_the_lock_of_a_killed_process(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with holder(path) as process:
        os.kill(process.pid, signal.SIGKILL)
        wait_until(lambda: not alive(process.pid))
        lock = FileLock(str(path))
        assert lock.try_acquire()
        lock.release()
    assert holder_of(str(path)) is None


def test_a_queue_that_moves_is_waited_for_beyond_the_patience(tmp_path: Path) -> None:
    path, patience = tmp_path / "lock", 3
    path.touch()
    began = time.monotonic()
    with start(RELAY, path) as relay:
        assert relay.stdout is not None
        assert relay.stdout.readline() == "held\n"
        with FileLock(str(path), patience=patience):
            assert time.monotonic() - began > patience
        assert relay.wait() == 0


def test_no_two_of_many_processes_are_inside_at_once(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    Path(f"{path}.count").write_text("0")
    racers = [start(COUNT, path, 50, 0) for _ in range(6)]
    assert list(map(status_of, racers)) == [0] * 6
    assert Path(f"{path}.count").read_text() == "300"


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o777])
def test_a_lock_for_everybody_is_one_whatever_the_umask_of_who_made_it(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with FileLock(str(tmp_path / "shared"), mode=0o644):
            pass
        assert os.umask(umask) == umask
        with FileLock(str(tmp_path / "private")):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o644
    assert stat.S_IMODE((tmp_path / "private").stat().st_mode) & 0o077 == 0


@pytest.mark.root
def test_another_users_file_in_a_sticky_folder_can_be_locked(tmp_path: Path) -> None:
    """fs.protected_regular forbids to open it with O_CREAT."""
    folder = tmp_path / "sticky"
    folder.mkdir()
    folder.chmod(0o1777)
    for parent in (tmp_path, *list(tmp_path.parents)[:2]):
        parent.chmod(0o755)
    with FileLock(str(folder / "lock"), mode=0o644):
        os.chown(folder / "lock", 12345, 12345)
    lock = FileLock(str(folder / "lock"))
    assert lock.try_acquire()
    lock.release()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    os.symlink(tmp_path / "target", tmp_path / "lock")
    with pytest.raises(OSError, match="symbolic"):
        FileLock(str(tmp_path / "lock")).try_acquire()
    assert not (tmp_path / "target").exists()


def test_nobody_holds_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert holder_of(str(tmp_path / "none")) is None
