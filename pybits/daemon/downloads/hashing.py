"""The checksum of a file on its way in: made while the bytes come, or by reading what an earlier daemon received."""

from __future__ import annotations

import hashlib

from ...domain.enums import ErrorContext
from ...domain.hresult import BG_E_VALIDATION_FAILED
from ...transfer.outcome import Failure, Severity

_PIECE = 1 << 20


class Hash:
    """Counts and hashes bytes that come in order."""

    def __init__(self, checksum: str) -> None:
        self._expected = checksum
        self._hash = hashlib.new(checksum.partition(":")[0], usedforsecurity=False)
        self.size = 0

    def update(self, data: bytes) -> None:
        """Take the next bytes."""
        self._hash.update(data)
        self.size += len(data)

    @property
    def right(self) -> bool:
        """Tell whether the bytes so far have the checksum that was expected."""
        return self._hash.hexdigest() == self._expected.partition(":")[2]


def file_is(path: str, checksum: str) -> bool:
    """Read a file and tell whether it has this checksum."""
    made = Hash(checksum)
    with open(path, "rb", buffering=0) as file:
        while data := file.read(_PIECE):
            made.update(data)
    return made.right


def wrong(local: str, checksum: str) -> Failure:
    """Say that a file has another checksum; its bytes are worth nothing."""
    text = f"What arrived for {local} has another checksum than {checksum}. It was thrown away."
    return Failure(BG_E_VALIDATION_FAILED, ErrorContext.REMOTE_FILE, Severity.FATAL, text, resume_ok=False)
