"""An upload as its protocol sees it: what was agreed with the server, what is sent next, and what an answer led to.

All of it is values: the protocols are functions from an upload to a request, and from an answer to the next upload.
"""

from __future__ import annotations

from enum import Enum
from urllib.parse import urlsplit, urlunsplit

from pybits.domain.enums import ErrorContext
from pybits.domain.hresult import BG_E_INVALID_SERVER_RESPONSE, HResult
from pybits.domain.upload import UploadSession
from pybits.transfer.outcome import Failure, Severity

from ...domain.frozen import NamedTuple

# Windows' clients send 5 KB to 13 MB at a time. A lost piece is sent again, so the first ones are small.
MIN_PIECE, FIRST_PIECE, MAX_PIECE = 5 * 1024, 256 * 1024, 13 * 1024 * 1024
_QUICK = 2.0  # seconds; a piece that takes no longer may be followed by one of twice the size
_PATIENCE = 4  # answers in a row that bring the upload no further


class Phase(Enum):
    """The request that comes next."""

    DISCOVER = "ask what the server can do"
    CREATE = "begin"
    PING = "ask after what was begun"
    PIECE = "send bytes"
    CLOSE = "end"
    CANCEL = "drop"


class Upload(NamedTuple):
    """One upload. `name` is the file's, without a folder; `reply`: the server's application is to answer.

    `furthest` is the highest offset that the server has ever asked for, `ceiling` the largest piece that it takes;
    `vain` counts answers that brought nothing, `begun` the sessions of this turn.
    """

    url: str
    name: str
    size: int
    session: UploadSession
    phase: Phase
    method: str = "PUT"  # of an upload without a protocol
    reply: bool = False
    offset: int = 0
    furthest: int = 0
    piece: int = FIRST_PIECE
    ceiling: int = MAX_PIECE
    vain: int = 0
    begun: int = 0
    security: int = 0  # BITS' flags, which say what a redirect of a PUT may do
    hops: int = 0  # redirects that were followed
    repeated: bool = False  # the last piece was sent again, to hear where the reply is

    @property
    def length(self) -> int:
        """Give the size of the next piece."""
        return min(self.piece, self.ceiling, self.size - self.offset)


class Ask(NamedTuple):
    """A request: its method, URL and protocol headers, and which bytes of the file are its body."""

    method: str
    url: str
    headers: tuple[str, ...] = ()
    offset: int = 0
    length: int = 0


class Next(NamedTuple):
    """Go on with the next request; `note` is for the job's history."""

    upload: Upload
    note: str = ""


class Arrived(NamedTuple):
    """The server has every byte: the reply may be fetched, then the session is closed."""

    upload: Upload


class Over(NamedTuple):
    """Nothing is left to say to the server."""

    upload: Upload


class Refused(NamedTuple):
    """The request has failed; the job layer decides whether there is another."""

    upload: Upload
    failure: Failure


Step = Next | Arrived | Over | Refused


def moved_to(upload: Upload, offset: int, seconds: float, host: str) -> Step:
    """Take up the offset that the server wants next: the only truth about what it has."""
    advanced = offset > upload.furthest
    vain = 0 if advanced else upload.vain + 1
    if vain > _PATIENCE:
        text = f"{host} asks for byte {offset} again and again."
        return Refused(upload._replace(offset=offset, vain=0), invalid(text, Severity.TRANSIENT))
    quick = advanced and seconds < _QUICK and upload.length == min(upload.piece, upload.ceiling)
    piece = min(upload.piece * 2, MAX_PIECE, upload.ceiling) if quick else upload.piece
    at = upload._replace(offset=offset, furthest=max(offset, upload.furthest), vain=vain, piece=piece)
    return Next(at._replace(phase=Phase.PIECE))


def smaller(upload: Upload) -> Upload | None:
    """Halve the pieces because the server takes none so large; None if they are the smallest already."""
    size = min(upload.length, upload.piece)
    if size <= MIN_PIECE:
        return None
    half = max(MIN_PIECE, size // 2)
    return upload._replace(piece=half, ceiling=half)


def interrupted(upload: Upload) -> Upload:
    """Make of an upload whose connection broke one that goes on: with smaller pieces, and by asking first."""
    again = upload._replace(piece=max(MIN_PIECE, upload.piece // 2))
    return again._replace(phase=Phase.PING) if upload.session.open and upload.phase is Phase.PIECE else again


def begun_anew(upload: Upload, protocol: str) -> Upload:
    """Forget the session, with all that the server had."""
    blank = UploadSession(protocol, upload.session.source)
    return upload._replace(session=blank, phase=Phase.CREATE, offset=0, furthest=0, begun=upload.begun + 1)


def at_host(url: str, host: str) -> str:
    """Put another host into a URL; scheme and port stay, unless the host comes with a port."""
    if not host:
        return url
    parts = urlsplit(url)
    has_port = host.rpartition(":")[2].isdigit() and (host.startswith("[") or host.count(":") == 1)
    if ":" in host and not has_port and not host.startswith("["):
        host = f"[{host}]"
    port = "" if has_port or parts.port is None else f":{parts.port}"
    return urlunsplit(parts._replace(netloc=host + port))


def invalid(text: str, severity: Severity = Severity.FATAL, code: HResult = BG_E_INVALID_SERVER_RESPONSE) -> Failure:
    """Make the failure of an answer that cannot be."""
    return Failure(code, ErrorContext.REMOTE_FILE, severity, text)
