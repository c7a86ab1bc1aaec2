"""Starting, finding and stopping the daemon."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pybits.domain.state import JobState
from pybits.manager.service import launcher
from pybits.storage.wake import Bell
from tests.manager.conftest import Queue
from tests.support.processes import alive, wait_until


def test_where_no_daemon_runs_none_is_found_and_none_is_stopped(queue: Queue) -> None:
    assert launcher.status().pid is None
    assert launcher.status().log == f"{queue.manager.store.home}/daemon.log"
    assert not launcher.stop()


def test_a_daemon_is_started_once_found_and_stopped(queue: Queue) -> None:
    guid = queue.job().guid
    queue.manager.resume(guid)
    status = wait_until(lambda: found if (found := launcher.status()).pid else None)
    assert status.pid is not None
    assert status.since is not None
    assert not launcher.start()
    wait_until(lambda: queue.state(guid) is JobState.TRANSFERRED)
    assert launcher.stop()
    assert not alive(status.pid)
    assert launcher.status().pid is None


def test_a_dead_process_that_nobody_has_buried_is_not_waited_for() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        wait_until(lambda: not alive(process.pid), what="a zombie")
        assert Path(f"/proc/{process.pid}/stat").exists()
        assert not launcher._alive(process.pid)


def test_a_file_in_place_of_the_daemons_pipe_does_not_keep_one_from_starting(queue: Queue) -> None:
    """A store that was copied or restored may have one."""
    Path(queue.manager.store.home, "wake").write_text("")
    guid = queue.job().guid
    queue.manager.resume(guid)
    wait_until(lambda: queue.state(guid) is JobState.TRANSFERRED)


@pytest.mark.parametrize("content", [None, "", "words only", "-1 1.0", "0 1.0", "\x00" * 8])
def test_a_lock_file_that_names_no_process_is_believed_by_nobody(queue: Queue, content: str | None) -> None:
    home = Path(queue.manager.store.home)
    bell = Bell(str(home / "wake"))
    try:
        (home / "engine.lock").unlink(missing_ok=True)
        if content is not None:
            (home / "engine.lock").write_text(content)
        assert launcher.status().pid is None
        assert not launcher.stop()
    finally:
        bell.close()


def test_a_pipe_in_place_of_the_daemons_log_keeps_nobody_waiting(queue: Queue) -> None:
    os.mkfifo(Path(queue.manager.store.home, "daemon.log"))
    with pytest.raises(OSError, match=r"daemon\.log"):
        launcher.start()


# Holds what a daemon holds, and dies as one does that is killed while a thread of it waits for the disk: the process
# is dead, and its descriptors are closed when that thread has got its answer.
_DYING = """
import ctypes, os, sys, threading, time
from pybits.storage.locks import FileLock
from pybits.storage.wake import Bell
home = sys.argv[1]
lock, bell = FileLock(home + "/engine.lock"), Bell(home + "/wake")
lock.acquire()
with open(home + "/engine.lock", "w") as file:
    file.write(f"{os.getpid()} {time.time():.3f}\\n")
threading.Thread(target=lambda: (time.sleep(2), os._exit(0))).start()
exit_thread = ctypes.CDLL(None).pthread_exit
print("dying", flush=True)
exit_thread(None)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_daemon_that_is_dying_is_followed_by_another(queue: Queue) -> None:
    guid = queue.job().guid
    with subprocess.Popen(
        [sys.executable, "-c", _DYING, queue.manager.store.home],
        stdout=subprocess.PIPE,
        env={**os.environ, **launcher.import_path()},
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        wait_until(lambda: not alive(process.pid), what="a dying daemon")
        assert launcher.status().pid is None
        queue.manager.resume(guid)
        assert process.returncode is None
        wait_until(lambda: queue.state(guid) is JobState.TRANSFERRED)
