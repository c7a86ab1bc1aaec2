"""What names a transfer or a batch of files among those of other jobs and earlier turns."""

from __future__ import annotations

from ..domain.file import FileProgress
from ..domain.frozen import NamedTuple


class Key(NamedTuple):
    """Names a transfer by job, turn and file, so that a report of an earlier turn is dropped (the fifth rule)."""

    guid: str
    turn: int
    number: int


class SyncTag(NamedTuple):
    """Names a batch of the syncer: files that are whole, or one that is still growing and how far it had come.

    `existing` is a file whose destination is looked at: perhaps it need not be fetched.
    """

    guid: str
    turn: int
    whole: tuple[int, ...] = ()
    growing: int | None = None
    position: int = 0
    existing: int | None = None


class Whole(NamedTuple):
    """A file whose last byte is with the kernel: its temporary file, and what is claimed once that is synced."""

    path: str
    folder: str
    claim: FileProgress
    check: str = ""  # the checksum that it must have, if that is not known yet
