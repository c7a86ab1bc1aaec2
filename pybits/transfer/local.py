"""The copy of a local file as a transfer: file:// URLs and absolute paths, a piece at a time.

libcurl's own file protocol is not used: it reads a whole file without returning to the loop.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from urllib.parse import unquote_to_bytes

from pybits.domain.enums import ErrorContext
from pybits.domain.file import Validator
from pybits.domain.hresult import (
    BG_E_INVALID_RANGE,
    BG_E_REMOTE_FILE_CHANGED,
    E_ACCESSDENIED,
    E_FAIL,
    E_INVALIDARG,
    ERROR_CRC,
    ERROR_FILE_NOT_FOUND,
    ERROR_PATH_NOT_FOUND,
    BitsError,
    HResult,
)
from pybits.transfer.http.download import CHANGED
from pybits.transfer.http.pieces import Piece, beyond, local_size, next_piece, not_held
from pybits.transfer.http_date import write_date
from pybits.transfer.outcome import Failure, Severity, local_failure, readable
from pybits.transfer.request import Answer, Connected, Failed, Finished, Report, TransferRequest

from ..domain.frozen import NamedTuple

PIECE = 1024 * 1024
_MAX_RESTARTS = 3
_SCHEME = re.compile(r"file:(?://(?P<host>[^/]*))?(?P<path>/.*)?", re.IGNORECASE | re.DOTALL)


class _Row(NamedTuple):
    code: HResult
    severity: Severity


_ROWS = {
    errno.ENOENT: _Row(ERROR_FILE_NOT_FOUND, Severity.FATAL),
    errno.ENOTDIR: _Row(ERROR_PATH_NOT_FOUND, Severity.FATAL),
    errno.ENAMETOOLONG: _Row(ERROR_PATH_NOT_FOUND, Severity.FATAL),
    errno.ELOOP: _Row(ERROR_PATH_NOT_FOUND, Severity.FATAL),
    errno.EACCES: _Row(E_ACCESSDENIED, Severity.FATAL),
    errno.EPERM: _Row(E_ACCESSDENIED, Severity.FATAL),
    errno.EISDIR: _Row(E_ACCESSDENIED, Severity.FATAL),
    errno.EIO: _Row(ERROR_CRC, Severity.TRANSIENT),
}
_OTHER = _Row(E_FAIL, Severity.TRANSIENT)


def is_local(url: str) -> bool:
    """Tell whether a source is a file of this machine."""
    return not url.startswith("http") and (url.startswith("/") or url[:5].lower() == "file:")


def local_path(url: str) -> str:
    """Give the path that a file:// URL or an absolute path names; BitsError(E_INVALIDARG) if it names none."""
    match = _SCHEME.fullmatch(url)
    if match is None:
        path = url
    elif (match["host"] or "").lower() not in ("", "localhost"):
        raise BitsError(E_INVALIDARG, f"A file URL cannot name another host ({readable(match['host'])}).")
    else:
        path = os.fsdecode(unquote_to_bytes(match["path"] or ""))
    if not path.startswith("/") or "\0" in path:
        raise BitsError(E_INVALIDARG, "A file URL must hold an absolute path, as in file:///folder/file.")
    return path


def validator_of(status: os.stat_result) -> Validator:
    """Tell one version of a file from another; the device's number is left out, for it can change at a restart."""
    etag = f'"{status.st_ino:x}-{status.st_mtime_ns:x}-{status.st_size:x}"'
    return Validator(etag, write_date(status.st_mtime), status.st_size)


def modified_ns(validator: Validator) -> int | None:
    """Give the time of the last change out of what validator_of() made."""
    parts = (validator.etag or "").strip('"').split("-")
    try:
        return int(parts[1], 16) if len(parts) == 3 else None
    except ValueError:
        return None


class LocalCopy:
    """A transfer from a local file; `piece` moves the next bytes."""

    def __init__(self, request: TransferRequest, path: str, reports: list[Report]) -> None:
        self._request = request
        self._path = path
        self._reports = reports
        self._fd = -1
        self._offset = 0
        self._total: int | None = None
        self._validator = Validator()
        self._restarts = 0
        self._piece: Piece | None = None  # of a file of which only ranges are wanted: what is read now

    def close(self) -> None:
        """Close the source."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def piece(self) -> Report | None:
        """Move up to PIECE bytes; give the last report when there is no more to do."""
        report = self._advance()
        if report:
            self.close()
        return report

    def _advance(self) -> Report | None:
        try:
            data = self._read()
        except OSError as error:
            return Failed(self._request.key, source_failure(error, self._path))
        try:
            if data is None:
                missing = self._begin()
                if missing:
                    return self._outside(missing)
            elif data:
                self._request.sink.write(data)
        except OSError as error:
            return Failed(self._request.key, local_failure(error))
        self._offset += len(data or b"")
        return self._finish() if data == b"" else None

    def _read(self) -> bytes | None:
        """Read the next bytes; b"" at the end; None when the source was only opened."""
        if self._fd >= 0:
            return self._read_ranges() if self._request.ranges else os.read(self._fd, PIECE)
        # Opening a pipe would wait for a writer, and reading a device might never end.
        self._fd = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
        if not stat.S_ISREG(os.fstat(self._fd).st_mode):
            raise OSError(errno.EISDIR, "Not a regular file", self._path)
        return None

    def _read_ranges(self) -> bytes:
        piece = self._piece
        if piece is None or piece.end is None:
            return b""
        data = os.pread(self._fd, min(PIECE, piece.end - piece.start), piece.start)
        self._piece = piece._replace(start=piece.start + len(data))
        if self._piece.start == piece.end:
            self._piece = self._next_piece(self._offset + len(data))
        return data

    def _next_piece(self, position: int) -> Piece | None:
        length = self._validator.length
        piece = next_piece(self._request.ranges, position, length)
        return piece._replace(end=length) if piece and piece.end is None else piece

    def _outside(self, missing: Piece) -> Failed:
        text = not_held(readable(self._path), missing, self._validator.length)
        failure = Failure(BG_E_INVALID_RANGE, ErrorContext.REMOTE_FILE, Severity.FATAL, text)
        return Failed(self._request.key, failure)

    def _begin(self) -> Piece | None:
        """Take note of the source; give a range that it does not have."""
        self._validator = validator_of(os.fstat(self._fd))
        ranges, length = self._request.ranges, self._validator.length or 0
        missing = beyond(ranges, length)
        if missing:
            return missing
        resume = self._request.resume if self._restarts == 0 else None
        same = resume is not None and resume.validator.etag == self._validator.etag
        self._offset = resume.offset if resume and same else 0
        restart = CHANGED if self._restarts or (resume and not same) else None
        if ranges:
            self._piece = self._next_piece(self._offset)
        else:
            os.lseek(self._fd, self._offset, os.SEEK_SET)
        self._total = local_size(ranges, length) if ranges else length
        self._request.sink.begin(Answer(self._offset, self._total, self._validator, True, restart))
        if self._restarts == 0:
            self._reports.append(Connected(self._request.key))
        return None

    def _finish(self) -> Report | None:
        if validator_of(os.fstat(self._fd)) == self._validator and self._offset == self._total:
            return Finished(self._request.key, self._offset, self._validator)
        self._restarts += 1
        if self._restarts <= _MAX_RESTARTS:
            self.close()
            return None
        text = f"{readable(self._path)} keeps changing while it is copied."
        failure = Failure(BG_E_REMOTE_FILE_CHANGED, ErrorContext.REMOTE_FILE, Severity.TRANSIENT, text, resume_ok=False)
        return Failed(self._request.key, failure)


def source_failure(error: OSError, path: str) -> Failure:
    """Say why a file cannot be read."""
    row = _ROWS.get(error.errno or 0, _OTHER)
    text = f"{readable(path)} cannot be read ({readable(error.strerror or str(error))})."
    return Failure(row.code, ErrorContext.REMOTE_FILE, row.severity, text)
