"""Running a job's notify command by hand: the daemon does it, as it would, and whoever asked sees what came of it."""

from __future__ import annotations

import os
import time

from ..domain.frozen import NamedTuple
from ..domain.hresult import BG_E_INVALID_STATE, BG_E_NOT_FOUND, E_FAIL, E_INVALIDARG, BitsError
from ..domain.job import Job, Trial
from ..storage.atomic import open_output
from ..storage.job_store import JobStore
from .service import launcher
from .waiting import ChangeWatch

_LOOK = 0.5  # seconds between two looks at a job that does not change
_CHECK = 5.0  # seconds between two looks for the daemon
_MOST = 1 << 20  # bytes of output; the daemon keeps no more


class Tried(NamedTuple):
    """What a notify command printed, and the status it ended with; None if the job was gone before."""

    output: str
    status: int | None


def run(store: JobStore, guid: str) -> Tried:
    """Have the notify command run, and wait for its end; E_FAIL if it cannot be run."""
    watch, ticket = ChangeWatch(store), os.urandom(8).hex()
    output = -1
    try:
        with store.lock:
            _asked(store.read(guid), ticket)  # else nothing is opened
            # Opened before it is used: what a command that ends its own job has printed can be read here all the same.
            output = open_output(os.path.join(store.folder(guid), "trial.out"))
            store.change(guid, lambda job: _asked(job, ticket))
        launcher.start(store.home)
        trial = _wait(store, guid, ticket, watch)
        if trial is not None and trial.problem:
            raise BitsError(E_FAIL, f"It cannot be run: {trial.problem}.")
        said = os.pread(output, _MOST, 0).decode("utf-8", "replace")
        return Tried(said, trial.status if trial else None)
    finally:
        if output >= 0:
            os.close(output)


def _asked(job: Job, ticket: str) -> Job:
    if job.staying().notify_command is None:
        raise BitsError(E_INVALIDARG, "The job has no notify command; 'setnotifycmdline' gives it one.")
    return job._replace(trial=Trial(ticket))


def _wait(store: JobStore, guid: str, ticket: str, watch: ChangeWatch) -> Trial | None:
    """Wait for the end of the command, None if the job ends first; a daemon that dies meanwhile is started again."""
    checked = time.monotonic()
    while True:
        try:
            trial = store.read(guid).trial
        except BitsError as error:
            if error.code != BG_E_NOT_FOUND:
                raise
            return None
        if trial is None or trial.ticket != ticket:
            raise BitsError(BG_E_INVALID_STATE, "Another command runs the notify command at the same time.")
        if trial.status is not None:
            return trial
        watch.wait(_LOOK)
        if time.monotonic() - checked >= _CHECK:
            checked = time.monotonic()
            if launcher.status(store.home).pid is None:
                launcher.start(store.home)
