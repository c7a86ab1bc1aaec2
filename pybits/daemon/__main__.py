"""The daemon as a program: takes engine.lock, works until nothing is left to do, and goes."""

from __future__ import annotations

import gc
import logging
import os
import sys
import time

from ..domain.hresult import BitsError
from ..storage import paths
from ..storage.job_store import JobStore
from ..storage.locks import FileLock
from .loop import Daemon

_PATIENCE = 600.0  # seconds: a command holds the lock while it completes a job, which may have thousands of files
_LOG_LIMIT = 1 << 20
_SELDOM = 50_000  # new objects between two looks for unused ones


def main() -> int:
    """Run the daemon of this user's store; 0 also when another one runs already."""
    os.umask(0)  # every file is made with an explicit mode
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        return _serve(JobStore.open(paths.user_store()))
    except (BitsError, OSError) as error:
        logging.getLogger("pybits.daemon").error("the daemon ends: %s", error)  # noqa: TRY400 - a sentence, no traceback
        return 1


def _serve(store: JobStore) -> int:
    _trim_log(os.path.join(store.home, "daemon.log"))
    lock = store.engine_lock()
    if not _take(lock, store):
        return 0
    _introduce(lock.path)
    daemon = Daemon(store)
    # What a transfer makes lives for milliseconds or as long as the job: to look for cycles among it costs a tenth.
    gc.freeze()
    gc.set_threshold(_SELDOM)
    daemon.run(lock)
    return 0


def _take(lock: FileLock, store: JobStore) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while not lock.try_acquire():
        if store.wake_daemon() or time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _introduce(path: str) -> None:
    """Say in the lock file who holds it and since when, for `pybits daemon status`."""
    fd = os.open(path, os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC)
    os.write(fd, f"{os.getpid()} {time.time():.3f}\n".encode("ascii"))
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
