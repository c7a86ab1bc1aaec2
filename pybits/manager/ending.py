"""Complete and Cancel: the intent is written, then whoever may touch temporary files does the deeds."""

from __future__ import annotations

import contextlib
import os
import time

from ..domain.enums import JobType
from ..domain.frozen import NamedTuple
from ..domain.hresult import (
    BG_E_INVALID_STATE,
    BG_E_NOT_FOUND,
    WAIT_TIMEOUT,
    BitsError,
    HResult,
)
from ..domain.job import Deed, Job
from ..domain.state import JobEvent, JobState
from ..storage.ended_log import Ended, ended_as
from ..storage.job_store import Change, JobStore
from ..storage.machine_ledger import MachineLedger
from .service import launcher
from .settle import settle

_PATIENCE = 60.0  # seconds that a command waits for the daemon to do a job's deeds
_POLL = 0.01


class Completion(NamedTuple):
    """How a complete ended: the code, how many files were delivered, and the local names of those dropped.

    Of destinations that existed: `kept` are those that were the same (skip), `renamed` those that stayed, each with the
    name that the new file got (rename).
    """

    code: HResult
    files: int
    dropped: tuple[str, ...]
    kept: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, ended: Ended) -> Completion:
        """Give what is known of a job that has ended."""
        return cls(ended.code, ended.files, ended.dropped, ended.kept, ended.renamed)


def cancel(store: JobStore, ledger: MachineLedger, guid: str) -> HResult:
    """Cancel a job; it is CANCELLED from the first moment on, and its files go next.

    A job that is CANCELLED and still there lost the command that cancelled it: said again, it is brought to its end.
    """

    def change(job: Job) -> Job:
        cancelled = job if job.state is JobState.CANCELLED else job.move(JobEvent.CANCEL)
        return cancelled._replace(deeds=job.cancel_deeds, ticket=_ticket(), settled=None)

    code = _carry_out(store, ledger, _write(store, guid, change, "cancelled")).code
    if os.path.isdir(store.folder(guid)):  # the server of an upload is still to be told, which takes a daemon
        with contextlib.suppress(BitsError):  # then the next one does it
            launcher.start(store.home)
    return code


def complete(store: JobStore, ledger: MachineLedger, guid: str) -> Completion:
    """Complete a job; until the last file has its name it stays in the queue."""

    def change(job: Job) -> Job:
        job.move(JobEvent.COMPLETE)
        if job.type is not JobType.DOWNLOAD and job.state is not JobState.TRANSFERRED:
            raise BitsError(
                BG_E_INVALID_STATE, f"The upload is {job.state.name}; it can be completed once TRANSFERRED."
            )
        stopped = job if job.state is JobState.TRANSFERRED else store.with_totals(job).move(JobEvent.SUSPEND)
        deeds = (Deed.PUBLISH, Deed.DISCARD, Deed.RETIRE)
        return stopped._replace(deeds=deeds, ticket=_ticket(), settled=None)

    return Completion.of(_carry_out(store, ledger, _write(store, guid, change, "completing")))


def _write(store: JobStore, guid: str, change: Change, note: str) -> Job:
    """Write the intent; on a full disk the reserve gives the room, which nobody else with the lock gets before."""
    with store.lock:
        return store.reserve.spend(lambda: store.change(guid, change, note))


def _ticket() -> str:
    return os.urandom(8).hex()


def _carry_out(store: JobStore, ledger: MachineLedger, job: Job) -> Ended:
    """Do the deeds here if no daemon runs, else wait until it has done them; raise what went wrong."""
    lock = store.engine_lock()
    deadline = time.monotonic() + _PATIENCE
    while True:
        if lock.try_acquire():
            with contextlib.closing(lock):
                if _outcome(store, job) is None:  # a daemon that has just left may have done them
                    settle(store, ledger, job.guid)
        else:
            store.wake_daemon()
        ended = _outcome(store, job)
        if ended is not None:
            return ended
        if time.monotonic() > deadline:
            raise BitsError(WAIT_TIMEOUT, "The daemon is still busy with the job's files; it will finish by itself.")
        time.sleep(_POLL)


def _outcome(store: JobStore, job: Job) -> Ended | None:
    """Look how it ended; None while the deeds are still to be done."""
    try:
        now = store.read(job.guid)
    except BitsError as error:
        if error.code != BG_E_NOT_FOUND:
            raise
        ended = store.ended.find(job.guid)
        if ended is None:  # it did not end: its record was damaged and set aside
            raise
        return ended
    if now.ticket == job.ticket and now.state is JobState.CANCELLED and Deed.DISCARD not in now.deeds:
        return ended_as(now)
    if now.settled is not None and now.settled.ticket == job.ticket:
        if Deed.NOTIFY in now.deeds:  # the job is still there, and so is what its owner wanted to be told
            launcher.start(store.home)
        raise BitsError(now.settled.code, now.settled.text)
    if now.ticket != job.ticket:
        raise BitsError(BG_E_INVALID_STATE, "Another command completes or cancels the job at the same time.")
    return None
