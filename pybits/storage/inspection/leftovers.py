"""Temporary files that belong to no job any more. Only the holder of engine.lock deletes them (the fourth rule).

A store looks only where its own jobs wrote: a file is its leftover when the log of destinations has a job that is
gone, and the file has that job's name in that job's folder. Files of other stores and other programs are not its own.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from functools import partial

from ...domain.finding import Finding
from ...domain.job import is_guid
from .. import atomic, checked, temp_file
from ..job_store import JobStore

_NAME = re.compile(r"\.BIT([0-9A-F]{24})[0-9A-F]{4,}\.tmp")


def leftovers(store: JobStore) -> Iterator[Finding]:
    """Look for temporary files of jobs that are gone."""
    for path in find(store):
        yield Finding(
            f"{path} is the temporary file of a job that is gone.", "It is deleted.", partial(_delete, store, path)
        )


def find(store: JobStore) -> list[str]:
    """List the temporary files of jobs that are gone."""
    found: set[str] = set()
    for folder, owners in _former_folders(store).items():
        with contextlib.suppress(OSError):
            for name in os.listdir(folder):
                match = _NAME.fullmatch(name)
                if match and match[1] in owners and _own_plain(os.path.join(folder, name)):
                    found.add(os.path.join(folder, name))
    return sorted(found)


def _former_folders(store: JobStore) -> dict[str, set[str]]:
    """Give the folders into which jobs wrote that are gone, each with these jobs' part of a temporary name."""
    try:
        lines = atomic.read_file(os.path.join(store.home, "destinations")).splitlines()
    except OSError:
        return {}
    present = {_digits(guid) for guid in _known(store)}
    found: dict[str, set[str]] = {}
    for line in lines:
        with contextlib.suppress(checked.DamagedRecord, TypeError, ValueError):
            guid, path = checked.load(line)
            if is_guid(guid) and os.path.isabs(path) and _digits(guid) not in present:
                found.setdefault(os.path.dirname(path), set()).add(_digits(guid))
    return found


def _known(store: JobStore) -> Iterator[str]:
    """Name the jobs that are there, on their way, or set aside: their files are not left over."""
    for place in ("jobs", "passage", "damaged"):
        with contextlib.suppress(OSError):
            for name in os.listdir(os.path.join(store.home, place)):
                guid = re.search(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", name)
                if guid:
                    yield guid[0]


def _digits(guid: str) -> str:
    return guid.strip("{}").replace("-", "")[:24]


def _own_plain(path: str) -> bool:
    status = os.lstat(path)
    return stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid() and status.st_nlink == 1


def _delete(store: JobStore, path: str) -> None:
    lock = store.engine_lock()
    if lock.try_acquire():
        with contextlib.closing(lock):
            if path in find(store):
                temp_file.discard(path)
