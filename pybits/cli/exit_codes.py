"""What a run of the program tells its caller: the published exit statuses, and which HRESULT gives which."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from pybits.domain import hresult
from pybits.domain.hresult import HResult


class Exit(IntEnum):
    """The exit statuses of `pybits`; numbers once published never change their meaning."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    PARTIAL = 3
    NOT_FOUND = 4
    DENIED = 5
    QUOTA = 6
    TIMED_OUT = 7
    CANCELLED = 8
    DISK_FULL = 9
    INVALID_STATE = 10
    AMBIGUOUS = 11
    NO_DAEMON = 12
    STORE = 13
    INTERRUPTED = 130


MEANINGS: dict[Exit, str] = {
    Exit.DONE: "done",
    Exit.FAILED: "failed, or in ERROR",
    Exit.USAGE: "wrong usage: a word is missing, or is none that can be",
    Exit.PARTIAL: "partly done",
    Exit.NOT_FOUND: "no such job",
    Exit.DENIED: "access denied",
    Exit.QUOTA: "a limit is reached",
    Exit.TIMED_OUT: "timed out",
    Exit.CANCELLED: "the job was cancelled",
    Exit.DISK_FULL: "disk full",
    Exit.INVALID_STATE: "not allowed in the job's state",
    Exit.AMBIGUOUS: "several jobs have that name",
    Exit.NO_DAEMON: "the daemon cannot be started",
    Exit.STORE: "the store is damaged or newer than the program",
    Exit.INTERRUPTED: "interrupted",
}

BY_CODE: dict[HResult, Exit] = {
    hresult.BG_S_PARTIAL_COMPLETE: Exit.PARTIAL,
    hresult.BG_E_NOT_FOUND: Exit.NOT_FOUND,
    hresult.E_ACCESSDENIED: Exit.DENIED,
    hresult.BG_E_TOO_MANY_JOBS_PER_USER: Exit.QUOTA,
    hresult.BG_E_TOO_MANY_JOBS_PER_MACHINE: Exit.QUOTA,
    hresult.BG_E_TOO_MANY_FILES_IN_JOB: Exit.QUOTA,
    hresult.BG_E_TOO_MANY_RANGES_IN_FILE: Exit.QUOTA,
    hresult.WAIT_TIMEOUT: Exit.TIMED_OUT,
    hresult.ERROR_CANCELLED: Exit.CANCELLED,
    hresult.ERROR_DISK_FULL: Exit.DISK_FULL,
    hresult.BG_E_INVALID_STATE: Exit.INVALID_STATE,
    hresult.ERROR_SERVICE_DISABLED: Exit.NO_DAEMON,
    hresult.BG_E_DATABASE_CORRUPT: Exit.STORE,
    hresult.ERROR_OLD_FORMAT: Exit.STORE,
}

# From best to worst: a verb that tried several jobs ends with the worst of their statuses.
_SEVERITY = (
    Exit.DONE,
    Exit.PARTIAL,
    Exit.TIMED_OUT,
    Exit.CANCELLED,
    Exit.INVALID_STATE,
    Exit.NOT_FOUND,
    Exit.AMBIGUOUS,
    Exit.QUOTA,
    Exit.DENIED,
    Exit.FAILED,
    Exit.DISK_FULL,
    Exit.NO_DAEMON,
    Exit.STORE,
    Exit.USAGE,
    Exit.INTERRUPTED,
)


def status_of(code: HResult) -> Exit:
    """Give the exit status that stands for an HRESULT."""
    return BY_CODE.get(code, Exit.FAILED if code.failed else Exit.DONE)


def worst(statuses: Iterable[Exit]) -> Exit:
    """Give the worst of several statuses; DONE when there are none."""
    return max(statuses, key=_SEVERITY.index, default=Exit.DONE)


def low_byte(code: HResult) -> int:
    """Give bitsadmin's exit status: what is left of the HRESULT in eight bits, but never 0 for a failure."""
    return (code & 0xFF or 1) if code.failed else 0
