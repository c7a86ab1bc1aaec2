"""One file on its way in: the temporary file that takes the bytes, and what may be claimed of them."""

from __future__ import annotations

from collections.abc import Callable

from ...domain.file import NOTHING, File, FileProgress, FileRange, IfExists
from ...domain.job import Job
from ...domain.url_schemes import on_file_server
from ...storage.temp_file import TempFile, temp_path
from ...transfer.request import Answer, Enough, ResumePoint
from .existing import check_answer
from .hashing import Hash
from .spread import Islands, Spread

# Asked whether the file of that number may have so many bytes; raises Unwanted if not.
Room = Callable[[int, int], None]
# Told before bytes are thrown away, so that the record gives them up first (the second rule); with the reason.
Forget = Callable[["Incoming", str], None]

_TAIL = 4096  # bytes that are asked for once more where nothing else tells where a server begins


def blank(file: File) -> FileProgress:
    """Say what is known of a file of which nothing has come."""
    return FileProgress(total=file.known_size) if file.ranges else NOTHING


class Incoming:
    """The sink of one transfer. `claim` is what is known of the file; its `written` follows at each checkpoint."""

    def __init__(
        self, job: Job, file: File, claim: FileProgress, boot: str, forget: Forget, room: Room | None = None
    ) -> None:
        self._start(file, claim, boot, forget, room)
        kept = claim.trusted(boot) if claim is not NOTHING else 0
        islands = claim.trusted_islands(boot) if kept and claim.total else ()
        extent = islands[-1][1] if islands else 0
        self.temp = TempFile(temp_path(file.local, job.guid, file.number), kept, 0o666 & ~job.umask, extent)
        self.spread: Spread | None = self._spread_of(claim, islands) if claim is not NOTHING else None
        if kept and self.temp.position == 0:
            self.forget("the temporary file does not hold the bytes that it should")
        elif kept and job.custom_method and kept != claim.total:
            self.forget(f"a {job.http_method} request cannot go on in the middle")
        elif kept and job.dynamic_content and kept != claim.total:
            self.forget("dynamic content cannot go on in the middle")
        elif kept and claim.resumable is False and kept != claim.total:
            self.forget("the server cannot resume")

    def _start(self, file: File, claim: FileProgress, boot: str, forget: Forget, room: Room | None) -> None:
        self.file = file
        self.claim = claim
        self._boot = boot
        self._forget, self._room = forget, room
        self.checksum = file.checksum or claim.digest
        self._hash: Hash | None = None
        self.begun = False  # a server has answered in this turn
        self.syncing: tuple[int, Islands] | None = None  # what is on its way to the disk

    @property
    def ranges(self) -> tuple[FileRange, ...]:
        """Give the stretches that are wanted of the file on the server; none is all of it."""
        return self.file.ranges

    @property
    def settled(self) -> bool:
        """Tell whether nothing more is wanted of a file that need not become whole."""
        return False

    @property
    def on_disk(self) -> bool:
        """Tell whether all that is here would outlive the machine."""
        come = self.written()
        return (come.written, come.islands) == (come.durable, come.safe_islands)

    @property
    def position(self) -> int:
        """Count the bytes from the first one on that the kernel has."""
        return self.temp.position if self.spread is None else self.spread.reach(self.temp.position)

    @property
    def here(self) -> int:
        """Count all bytes that the kernel has."""
        return self.position + (self.spread.beyond(self.temp.position) if self.spread else 0)

    @property
    def left(self) -> int:
        """Count the bytes that are missing of a file whose length is known."""
        return (self.claim.total or 0) - self.here

    def divide(self) -> Spread:
        """Let others fetch parts of the file."""
        if self.spread is None:
            self.spread = Spread(self.temp, self.claim.total or 0, ())
        return self.spread

    def rejoin(self) -> None:
        """Go on at the first byte that is missing; nobody fetches parts any more."""
        if self.spread is not None:
            self.flush()
            self.temp.go_on_at(self.spread.rejoin(self.temp.position))

    def _spread_of(self, claim: FileProgress, islands: Islands) -> Spread | None:
        reach = min(claim.total or 0, self.temp.size) if islands else 0
        good = islands and self.temp.position and self.temp.position < islands[0][0] and islands[-1][1] <= reach
        if not good and (claim.islands or claim.safe_islands):
            self.claim = claim._replace(islands=(), safe_islands=())
        return Spread(self.temp, claim.total or 0, islands) if good else None

    @property
    def whole(self) -> bool:
        """Tell whether every byte is here already, and only the record of it was lost."""
        return bool(self.claim.total) and self.claim.total == self.position

    @property
    def resume_point(self) -> ResumePoint | None:
        """Say where to go on, None to begin at the beginning."""
        if not self.position:
            return None
        tail = self.temp.tail(_TAIL) if on_file_server(self.file.remote) else b""
        return ResumePoint(self.position, self.claim.validator, tail)

    def begin(self, answer: Answer) -> None:
        """Take note of the accepted answer; OSError (ENOSPC) if the file cannot fit."""
        if self.file.if_exists is IfExists.SKIP and not self.file.checksum and not answer.offset:
            check_answer(self.file, answer.total, answer.validator)
        if self.begun:
            self.flush()  # what came under an earlier answer counts, and what is thrown away must be in the file
        if answer.offset != self.position or (self.spread and not answer.offset):
            self.forget(answer.restart or "the server began again")
        if answer.total is not None:
            if self._room is not None:
                self._room(self.file.number, answer.total)
            self.temp.reserve(answer.total, self.spread.beyond(self.temp.position) if self.spread else 0)
        old = self.claim  # no _replace here and below: for a small file it costs as much as receiving it
        self.claim = FileProgress(
            old.written, old.durable, answer.total, answer.validator, answer.resumable, False, False, None, old.boot
        )
        self.begun = True
        if old.safe_islands:
            self.claim = self.claim._replace(safe_islands=old.safe_islands)
        if self.checksum or answer.digest:
            self._begin_hash(answer)

    def write(self, data: bytes) -> None:
        """Take the next bytes; Enough when others have those after them."""
        spread = self.spread
        if spread is not None and self.temp.length + len(data) > spread.limit:
            data = data[: max(0, spread.limit - self.temp.length)]
        if self._room is not None and self.claim.total is None:
            self._room(self.file.number, self.temp.length + len(data))
        if self._hash is not None:
            self._hash.update(data)
        self.temp.write(data)
        if spread is not None and self.temp.length >= spread.limit < spread.total:
            raise Enough

    def _begin_hash(self, answer: Answer) -> None:
        if not self.file.checksum:
            # What the server said of the bytes that are thrown away says nothing of those that come.
            self.checksum = answer.digest or (self.checksum if answer.offset else "")
            self.claim = self.claim._replace(digest=self.checksum)
        if answer.offset == 0:
            self._hash = Hash(self.checksum) if self.checksum else None
        elif self._hash is None or self._hash.size != answer.offset:
            self._hash = None  # what is here from an earlier turn is read when the file is whole

    @property
    def right(self) -> bool | None:
        """Tell whether the whole file has the checksum that it should; None: it has to be read to know."""
        if not self.checksum:
            return True
        return self._hash.right if self._hash is not None and self._hash.size == self.position else None

    def flush(self) -> None:
        """Hand the bytes to the kernel, so that they can be claimed."""
        self.temp.flush()
        if self.spread is not None:
            self.spread.flush()

    def forget(self, reason: str) -> None:
        """Throw the bytes away, after the record has given them up."""
        self.claim = blank(self.file)
        self.syncing = None
        if self.spread is not None:
            self.spread.stop()
            self.spread = None
        self._forget(self, reason)
        self.temp.empty()

    def written(self) -> FileProgress:
        """Say what can be claimed now: the bytes that the kernel has."""
        islands = self.spread.islands(self.temp.position) if self.spread is not None else ()
        return self.claim._replace(written=self.position, boot=self._boot, islands=islands)

    def finished(self) -> FileProgress:
        """Say what can be claimed once the file is synced."""
        size = self.position
        return FileProgress(size, size, size, NOTHING.validator, None, True, False, self.temp.inode)

    @property
    def folder(self) -> str:
        """Give the destination's folder."""
        return self.file.local.rpartition("/")[0] or "/"
