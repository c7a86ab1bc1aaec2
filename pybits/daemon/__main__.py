"""The daemon as a program: takes engine.lock, works until nothing is left to do, and goes."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import sys
import time
from collections.abc import Sequence

from ..domain.hresult import ERROR_DISK_FULL, BitsError
from ..manager.service import launcher
from ..storage import atomic, paths
from ..storage.job_store import JobStore
from ..storage.locks import FileLock
from ..storage.os_errors import hresult_of
from ..transfer.logins import kerberos_patience
from .loop import Daemon
from .supervision import LEVELS, ServiceManager, start_log

_PATIENCE = 600.0  # seconds: a command holds the lock while it completes a job, which may have thousands of files
_LOG_LIMIT = 1 << 20
_SELDOM = 50_000  # new objects between two looks for unused ones


def main(words: Sequence[str] | None = None) -> int:
    """Run the daemon of this user's store; 0 also when another one runs already."""
    os.umask(0)  # every file is made with an explicit mode
    stay, level = _parse(sys.argv[1:] if words is None else words)
    start_log(level)
    try:
        return _serve(JobStore.open(paths.user_store()), stay=stay)
    except (BitsError, OSError) as error:
        logging.getLogger("pybits.daemon").error("the daemon ends: %s", error)  # noqa: TRY400 - a sentence, no traceback
        return 1


def _parse(words: Sequence[str]) -> tuple[bool, str]:
    if not words:  # commands start it so, and wait for it: no time for argparse
        return False, "info"
    import argparse

    parser = argparse.ArgumentParser("pybits.daemon", description="Move the bytes of this user's jobs.")
    parser.add_argument("--stay", action="store_true", help="take the place of a daemon that runs, and never leave")
    parser.add_argument("--log-level", choices=LEVELS, default="info", help="what goes into the log")
    asked = parser.parse_args(words)
    return asked.stay, asked.log_level


def _serve(store: JobStore, *, stay: bool) -> int:
    _trim_log(os.path.join(store.home, "daemon.log"))
    manager = ServiceManager()
    lock = store.engine_lock()
    if not _take(lock, store, stay=stay):
        return 0
    _introduce(lock.path)
    store.reserve.make()
    kerberos_patience.limit()
    daemon = Daemon(store, manager, stay=stay)
    gc.freeze()  # what has been loaded stays
    gc.set_threshold(_SELDOM)
    daemon.run(lock)
    return 0


def _take(lock: FileLock, store: JobStore, *, stay: bool) -> bool:
    """Take engine.lock. Who stays takes it from a daemon that listens; who does not leaves the work to that."""
    deadline = time.monotonic() + _PATIENCE
    while not lock.try_acquire():
        if store.wake_daemon() and not launcher.dying(store.home):
            if not stay:
                return False
            with contextlib.suppress(BitsError, OSError):
                launcher.stop(home=store.home)
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _introduce(path: str) -> None:
    """Say in the lock file who holds it and since when, for `pybits daemon status`.

    Where it stands, for a full disk takes no more; what a disk without room for it keeps must not name a process that
    is gone.
    """
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    line = f"{os.getpid()} {time.time():.3f}\n".encode("ascii")
    try:
        atomic.write_all(fd, line)
        os.ftruncate(fd, len(line))
    except OSError as error:
        if hresult_of(error) != ERROR_DISK_FULL:
            raise
        os.ftruncate(fd, 0)
    finally:
        os.close(fd)


def _trim_log(path: str) -> None:
    if os.path.exists(path) and os.path.getsize(path) > _LOG_LIMIT:
        with open(path, "r+b") as file:
            file.seek(-_LOG_LIMIT // 2, os.SEEK_END)
            rest = file.read()
            file.seek(0)
            file.write(rest)
            file.truncate()


if __name__ == "__main__":
    sys.exit(main())
