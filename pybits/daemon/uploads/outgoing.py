"""The file on its way out: its bytes, and whether it is still the one that the upload began with."""

from __future__ import annotations

import errno
import os
import stat

from ...domain.enums import ErrorContext
from ...domain.hresult import BG_E_LOCAL_FILE_CHANGED
from ...domain.upload import SourceMark
from ...transfer.local import source_failure
from ...transfer.outcome import Failure, Severity
from ...transfer.request import SourceFailed


class Outgoing:
    """The source of an upload, open. `given` counts the bytes of the present request that were taken."""

    def __init__(self, path: str) -> None:
        """Open the file; SourceFailed says why it cannot be read."""
        self._path = path
        self.given = 0
        try:
            # Opening a pipe would wait for a writer.
            self._fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
            self.mark = _mark(os.fstat(self._fd), path)
        except OSError as error:
            raise SourceFailed(self._failure(error)) from None

    def read(self, offset: int, size: int, /) -> bytes:
        """Give bytes; SourceFailed if they cannot be read or are not there any more."""
        try:
            data = os.pread(self._fd, size, offset)
        except OSError as error:
            raise SourceFailed(self._failure(error)) from None
        if not data:
            raise SourceFailed(changed(self._path))
        self.given = max(self.given, offset + len(data))
        return data

    def problem(self) -> Failure | None:
        """Tell what keeps the upload from going on: the file is another by now, or cannot be looked at."""
        try:
            same = _mark(os.stat(self._path), self._path) == _mark(os.fstat(self._fd), self._path) == self.mark
        except OSError as error:
            return self._failure(error)
        return None if same else changed(self._path)

    def close(self) -> None:
        """Close the file."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def _failure(self, error: OSError) -> Failure:
        return source_failure(error, self._path)._replace(context=ErrorContext.LOCAL_FILE)


def changed(path: str) -> Failure:
    """Make the failure of a file that is another than the one of which the server has a part."""
    text = f"{path} was changed while it was uploaded. Resume the job to send it as it is now, from the start."
    return Failure(BG_E_LOCAL_FILE_CHANGED, ErrorContext.LOCAL_FILE, Severity.FATAL, text)


def _mark(status: os.stat_result, path: str) -> SourceMark:
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EISDIR, "Not a regular file", path)
    return SourceMark(status.st_ino, status.st_size, status.st_mtime_ns)
