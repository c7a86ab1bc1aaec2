"""The order for one transfer, and the reports that come back: the words between the engine and its caller."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Protocol

from pybits.domain.credentials import Credential
from pybits.domain.file import FileRange, Validator
from pybits.transfer.headers import Response
from pybits.transfer.outcome import Failure
from pybits.transfer.proxy import ProxySettings

from ..domain.frozen import NamedTuple


class Answer(NamedTuple):
    """The server's reply that was accepted, before its first byte.

    The bytes that follow start at `offset` (0 = from scratch); `total` is what the local file will have, None =
    unknown; the validator's length is that of the file on the server, of which only ranges may be wanted.
    `resumable`: the server does ranges for this file and gave something to recognise the file by.
    `restart` says why bytes that were there are thrown away, None when none are. `digest` is the checksum that the
    server gives the file, if it was asked for and there is one.
    """

    offset: int
    total: int | None
    validator: Validator
    resumable: bool
    restart: str | None = None
    digest: str = ""


class Enough(Exception):
    """A sink has all that it wants: the transfer ends well, whatever else would come."""


class Sink(Protocol):
    """Where the bytes go; both methods may raise OSError, which ends the transfer as a local failure.

    `write` may raise Enough if several transfers by HTTP fill one file.
    """

    def begin(self, answer: Answer) -> None:
        """Take note of an accepted answer; offset 0 empties the file. Raise OSError(ENOSPC) if it cannot fit."""

    def write(self, data: bytes, /) -> None:
        """Append the next bytes."""


class ResumePoint(NamedTuple):
    """The bytes that are there: how many and of which version of the file.

    They are more than 0, but for ranges of a version of which others are here.
    `tail` are the last of them, if the caller knows, for servers that say nothing of what they send.
    """

    offset: int
    validator: Validator
    tail: bytes = b""


class ServerRules(NamedTuple):
    """The answers that BITS refuses: without a length (0x80200011), without ranges (0x80200013)."""

    require_length: bool = False
    require_ranges: bool = False


class Timeouts(NamedTuple):
    """How long to wait, in seconds: for a connection, for the answer's headers, and between two bytes."""

    connect: float = 30
    first_byte: float = 120
    stall: float = 60


class Identity(NamedTuple):
    """A client certificate: the bytes of its file and of its key's, their form (PEM or P12), the key's password."""

    certificate: bytes
    key: bytes = b""
    form: str = "PEM"
    password: str = ""

    def __repr__(self) -> str:
        return "<identity>"


class RequestOptions(NamedTuple):
    """What the owner asks of the requests; none of it concerns local files.

    `headers` ("Name: value") go to the server of `home` alone, "" being the request's own URL. `method` "" is GET.
    `security` holds BITS' flags. `credentials` of the server and `identity` go to that of `home` alone, too.
    `http` is the newest version that may be spoken: 1 (1.1), 2 or 3. `schemes` are those that URLs may have, and those
    that redirects may lead to; None: any.
    """

    headers: tuple[str, ...] = ()
    home: str = ""
    method: str = ""
    security: int = 0
    proxy: ProxySettings = ProxySettings()
    credentials: tuple[Credential, ...] = ()
    identity: Identity | None = None
    http: int = 2
    schemes: frozenset[str] | None = None


class Lane:
    """How much of the way the transfers of one job may take, all together; each of them has the same one.

    `polite` ones yield to other traffic; `limit` is in bytes a second, 0 for none. Both may change at any time, as
    the caller decides from the job's `word`.
    """

    __slots__ = ("limit", "polite", "word")

    def __init__(self, word: str = "", *, polite: bool = False, limit: int = 0) -> None:
        self.word = word
        self.polite = polite
        self.limit = limit

    @property
    def open(self) -> bool:
        """Tell whether nothing holds the transfers back."""
        return not self.polite and not self.limit


OPEN = Lane()


class TransferRequest(NamedTuple):
    """One file to fetch: `url` is http, https, file or an absolute path; `key` comes back in the reports.

    `ranges` are the stretches of it that are wanted, put together in their order; none means the whole file.
    `digests`: the checksum that the server gives is wanted. With a `version`, which has a strong ETag and a length,
    only the one range is wanted and of this version alone; any other answer is a failure, and begins nothing.
    `crowd`: it is one of so many with its host, which are more than usual; 0 for who is one of few. `quiet`: that an
    answer was accepted is no news, unless it came from elsewhere.
    """

    key: Hashable
    url: str
    sink: Sink
    resume: ResumePoint | None = None
    rules: ServerRules = ServerRules()
    timeouts: Timeouts = Timeouts()
    options: RequestOptions = RequestOptions()
    ranges: tuple[FileRange, ...] = ()
    digests: bool = False
    checked: bool = False  # the caller knows the checksum of the whole file, and compares it
    lane: Lane = OPEN
    version: Validator | None = None
    crowd: int = 0
    quiet: bool = False


class SourceFailed(Exception):
    """A source cannot give the bytes that it promised."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.text)
        self.failure = failure


class Source(Protocol):
    """Where an upload's bytes come from."""

    def read(self, offset: int, size: int, /) -> bytes:
        """Give bytes, at least one; raise SourceFailed if there are none or they are not what they were."""


MAX_ANSWER = 16 << 20
# An answer may wait for what the server does with the last byte.
UPLOAD_TIMEOUTS = Timeouts(first_byte=300, stall=120)


class PacketRequest(NamedTuple):
    """One request of an upload: `length` bytes of the source, from `offset` on, are its body.

    `headers` are the protocol's; those of the options go along to the server of `home` alone. `answer` takes the body
    of an answer that is well, up to MAX_ANSWER bytes; without one the body is of no interest.
    """

    key: Hashable
    url: str
    method: str
    headers: tuple[str, ...] = ()
    source: Source | None = None
    offset: int = 0
    length: int = 0
    timeouts: Timeouts = UPLOAD_TIMEOUTS
    options: RequestOptions = RequestOptions()
    lane: Lane = OPEN
    answer: bytearray | None = None


class Answered(NamedTuple):
    """A packet's answer, whatever it says, and how many seconds it took."""

    key: Hashable
    response: Response
    seconds: float


class Connected(NamedTuple):
    """An answer was accepted; comes at most once for each start. `moved` is the URL that redirects led to.

    `block` is the answer's headers as they came, empty for a local file.
    """

    key: Hashable
    moved: str | None = None
    block: bytes = b""


class Finished(NamedTuple):
    """Every byte was given to the sink, and their number is right."""

    key: Hashable
    length: int
    validator: Validator


class Failed(NamedTuple):
    """The transfer ended without the whole file; `moved` is where a redirect led that was refused."""

    key: Hashable
    failure: Failure
    moved: str | None = None
    block: bytes = b""


Report = Connected | Finished | Failed | Answered
