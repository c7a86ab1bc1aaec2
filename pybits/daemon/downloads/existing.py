"""Destinations that exist already, and need not be fetched: their size and date are the source's, or their checksum."""

from __future__ import annotations

import os
import stat

from ...domain.enums import ErrorContext
from ...domain.file import File, FileProgress, IfExists, Validator
from ...domain.hresult import S_FALSE
from ...storage import temp_file
from ...transfer.outcome import Failure, Severity, Unwanted
from .dates import modified
from .syncer import Batch, Syncer
from .tags import SyncTag

THERE = Failure(S_FALSE, ErrorContext.NONE, Severity.FATAL, "The destination is there already, and is the same.")


def check_answer(file: File, total: int | None, validator: Validator) -> None:
    """Raise Unwanted(THERE) if the destination has the size and date that the server gives."""
    when = modified(file.remote, validator)
    status = _plain(file.local)
    if status and total == status.st_size and when is not None and when // 10**9 == int(status.st_mtime):
        raise Unwanted(THERE)


def left_alone(guid: str, file: File) -> FileProgress:
    """Say what can be claimed of a file whose destination stays: it has its name already."""
    temp_file.discard(temp_file.temp_path(file.local, guid, file.number))
    size = os.lstat(file.local).st_size
    return FileProgress(size, size, size, done=True, published=True)


class Existing:
    """Looks at destinations that are to be skipped if they have their checksum, beside the loop."""

    def __init__(self, guid: str, turn: int, syncer: Syncer) -> None:
        self._guid, self._turn, self._syncer = guid, turn, syncer
        self._looked: set[int] = set()
        self.open: set[int] = set()

    def looks_at(self, file: File) -> bool:
        """Begin to look at a destination, once; False if there is no need to."""
        if file.if_exists is not IfExists.SKIP or not file.checksum or file.number in self._looked:
            return False
        self._looked.add(file.number)
        if not _plain(file.local):
            return False
        self.open.add(file.number)
        tag = SyncTag(self._guid, self._turn, existing=file.number)
        self._syncer.submit(Batch(tag, [], [], {file.local: file.checksum}))
        return True


def _plain(path: str) -> os.stat_result | None:
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None
