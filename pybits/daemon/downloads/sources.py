"""The other places from which a file can be fetched: which comes next, and what may be kept of the bytes."""

from __future__ import annotations

from ...domain.enums import ErrorContext
from ...domain.file import File, FileProgress, Validator
from ...transfer.outcome import Failure

_OURS = frozenset({ErrorContext.LOCAL_FILE, ErrorContext.QUEUE_MANAGER, ErrorContext.NONE})


class Sources:
    """How often each file of a run has changed its source in this turn."""

    def __init__(self) -> None:
        self._used: dict[int, int] = {}

    def after(self, file: File, failure: Failure) -> File | None:
        """Give the file with its next source; None if it has no more, or the failure is not the source's."""
        used = self._used.get(file.number, 0)
        if failure.context in _OURS or used >= len(file.mirrors):
            return None
        self._used[file.number] = used + 1
        # What is meant for the owner's server alone is not for the others.
        home = file.given or file.remote
        return file._replace(remote=file.mirrors[0], mirrors=(*file.mirrors[1:], file.remote), given=home)


def known_of(file: File, claim: FileProgress) -> FileProgress:
    """Say what may be resumed of a file, in the words of the source that it has now."""
    return (kept(file, claim) or claim) if file.moved else claim


def kept(file: File, claim: FileProgress) -> FileProgress | None:
    """Say what is known of the bytes before another source goes on with them; None: it begins at the beginning.

    With a checksum every byte is checked in the end; without one only a strong ETag tells that it is the same file.
    """
    if file.checksum:
        return claim._replace(validator=Validator(length=claim.validator.length))
    return claim if claim.validator.strong_etag else None
