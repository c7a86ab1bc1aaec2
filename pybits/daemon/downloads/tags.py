"""What names a transfer or a batch of files among those of other jobs and earlier turns."""

from __future__ import annotations

from ...domain.file import FileProgress
from ...domain.frozen import NamedTuple


class Key(NamedTuple):
    """Names a transfer by job, turn and file, so that a report of an earlier turn is dropped (the fifth rule).

    `stretch` is 0 for that of the file, and another number for each further connection that fetches a part of it.
    """

    guid: str
    turn: int
    number: int
    stretch: int = 0


class SyncTag(NamedTuple):
    """Names a batch of the syncer: files that are whole, or one that is still growing.

    `existing` is a file whose destination is looked at: perhaps it need not be fetched.
    """

    guid: str
    turn: int
    whole: tuple[int, ...] = ()
    growing: int | None = None
    existing: int | None = None


class Whole(NamedTuple):
    """A file whose last byte is with the kernel: its temporary file, and what is claimed once that is synced."""

    path: str
    folder: str
    claim: FileProgress
    check: str = ""  # the checksum that it must have, if that is not known yet
