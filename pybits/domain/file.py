"""A file of a job: where from, where to, and what is known of its bytes."""

from __future__ import annotations

from enum import Enum

from .frozen import NamedTuple

URL_LIMIT = 2200  # characters


class Validator(NamedTuple):
    """What tells one version of a remote file from another; None is "the server did not say".

    `last_modified` is the header's text (an HTTP date); `length` is the whole file's, in bytes.
    """

    etag: str | None = None
    last_modified: str | None = None
    length: int | None = None

    @property
    def strong_etag(self) -> str | None:
        """Give the ETag if byte ranges may rely on it (RFC 9110 §8.8.1: a weak one may not)."""
        return self.etag if self.etag and not self.etag.startswith(("W/", "w/")) else None


class FileRange(NamedTuple):
    """A stretch of the remote file: its first byte and how many; None is "to the end of the file"."""

    offset: int
    length: int | None


class Wanted(NamedTuple):
    """A stretch that is asked for of a job's file, which has the number `file`."""

    file: int
    offset: int
    length: int | None


class IfExists(Enum):
    """What becomes of a destination that exists when the file could get its name."""

    REPLACE = "replace"  # as BITS does
    SKIP = "skip"  # it stays, and nothing is fetched, if it is the same; else it is replaced
    REFUSE = "refuse"  # it stays; adding the file, or completing the job, fails
    RENAME = "rename"  # it stays; the new file gets a number


class Renewed(NamedTuple):
    """When a file was last given a fresh URL by its owner's program, how many bytes were here, and after which turn."""

    at: float
    here: int
    turn: int


class File(NamedTuple):
    """One file: the URL and the absolute local path, in the order of adding.

    `given` is the URL as the owner gave it, when a server's redirect has changed `remote` since: what is meant for
    the owner's server alone goes to that host. `ranges` are what is fetched of it, put together in their order; none
    means all of it. `validated`: the owner has declared its content valid. `checksum` (`sha256:…`) is what the local
    file must have before it gets its name. `mirrors` are other sources, in the order in which they are tried.
    `moved`: its owner gave it another URL since, and the checksum tells whether what is here belongs to it.
    """

    number: int
    remote: str
    local: str
    given: str = ""
    ranges: tuple[FileRange, ...] = ()
    validated: bool = False
    checksum: str = ""
    mirrors: tuple[str, ...] = ()
    if_exists: IfExists = IfExists.REPLACE
    moved: bool = False
    renewed: Renewed | None = None

    @property
    def known_size(self) -> int | None:
        """Give the local file's size if it follows from the ranges."""
        return size_of(self.ranges) if self.ranges else None


def size_of(ranges: tuple[FileRange, ...]) -> int | None:
    """Add up ranges; None if one goes to the end of the file."""
    lengths = [found.length for found in ranges]
    return None if None in lengths else sum(length or 0 for length in lengths)


class FileProgress(NamedTuple):
    """What the store claims of one file's bytes.

    `written` bytes were handed to the kernel in the boot `boot` (they outlive the process); `durable` bytes
    are on the disk (they outlive the machine). `total` is None until the server says it. `digest` is the checksum that
    the server gave, if the job asked for it. Several connections leave islands, stretches (first byte, the one after
    the last) beyond those bytes: `islands` are claimed as `written` is, `safe_islands` as `durable` is.
    """

    written: int = 0
    durable: int = 0
    total: int | None = None
    validator: Validator = Validator()
    resumable: bool | None = None
    done: bool = False
    published: bool = False
    inode: int | None = None
    boot: str = ""
    digest: str = ""
    islands: tuple[tuple[int, int], ...] = ()
    safe_islands: tuple[tuple[int, int], ...] = ()

    @property
    def here(self) -> int:
        """Count the bytes that the kernel has, those of islands included."""
        return self.written + sum(end - start for start, end in self.islands) if self.islands else self.written

    def trusted_islands(self, boot: str) -> tuple[tuple[int, int], ...]:
        """Give the islands that go with the offset to resume at."""
        return self.islands if boot and boot == self.boot else self.safe_islands

    def trusted(self, boot: str) -> int:
        """Give the offset to resume at: in the same boot the kernel still holds what was written to it."""
        return self.written if boot and boot == self.boot else self.durable


NOTHING = FileProgress()
