"""An upload under way: how the server knows it, how far its end has come, and which file it is of."""

from __future__ import annotations

from .frozen import NamedTuple
from .moment import Moment

LONGEST_FAREWELL = 24 * 3600.0  # seconds for which a server is told that a session is over


REPLY = 1  # the reply's number in the records of progress; that of the file is 0


def reply_path(given: str, source: str, guid: str) -> str:
    """Give where the reply goes: as the owner said, else to a name beside the file that no other job gives."""
    return given or f"{source}.{guid[1:9].lower()}.reply"


class SourceMark(NamedTuple):
    """What tells whether a file is still the one that it was."""

    inode: int
    size: int
    modified: int  # nanoseconds


class UploadSession(NamedTuple):
    """What must outlive the daemon to go on with an upload, or to tell the server that it is over.

    `protocol` is bits, tus or put; `id` is how the server knows the upload, a session or for tus a URL, "" before there
    is one. `host` is the node that the server sent the client to. `sent`: the server has acknowledged every byte.
    """

    protocol: str
    source: SourceMark
    id: str = ""
    host: str = ""
    fallback: int | None = None  # seconds after which an unreachable node is given up, None for never
    reply_url: str = ""
    sent: bool = False
    host_lost: Moment | None = None
    ending_since: Moment | None = None

    @property
    def open(self) -> bool:
        """Tell whether the server keeps something for this upload."""
        return bool(self.id)
