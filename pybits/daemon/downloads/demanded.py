"""A file on demand on its way in: only what is wanted of it is fetched, each byte to its place."""

from __future__ import annotations

from ...domain.demand import Span, as_ranges, held, merged, missing
from ...domain.enums import ErrorContext
from ...domain.file import File, FileProgress, FileRange, IfExists, Wanted
from ...domain.hresult import (
    BG_E_INSUFFICIENT_RANGE_SUPPORT,
    BG_E_RANDOM_ACCESS_NOT_SUPPORTED,
    BG_E_REMOTE_FILE_CHANGED,
)
from ...domain.job import Job
from ...storage.job_store import JobStore
from ...storage.temp_file import GATHER, PIECES, TempFile, shorten, temp_path
from ...transfer.outcome import Failure, Severity, Unwanted
from ...transfer.request import Answer, ResumePoint
from .existing import check_answer
from .incoming import Forget, Incoming, Room

_MAX_LOSSES = 3  # in a turn


class Demanded(Incoming):
    """The sink of one transfer of `ranges`, what was missing when it was made of what is `wanted`."""

    def __init__(
        self,
        job: Job,
        file: File,
        claim: FileProgress,
        boot: str,
        forget: Forget,
        room: Room | None = None,
        *,
        wanted: tuple[Wanted, ...],
    ) -> None:
        self._start(file, claim, boot, forget, room)
        self.spread = None
        self._spans = held(claim, boot)
        extent = self._spans[-1][1] if self._spans else 0
        self.temp = TempFile(temp_path(file.local, job.guid, file.number), 0, 0o666 & ~job.umask, extent)
        self._pieces: list[bytes] = []
        self._size = 0
        self._targets: list[Span] = []
        self._place = 0  # in the file: where the next byte of the first target goes
        self.wanted = wanted
        if self.temp.size < extent:
            self.forget("the temporary file does not hold the bytes that it should")
        self._ranges = missing(wanted, self._spans, self.claim.total)

    @property
    def ranges(self) -> tuple[FileRange, ...]:
        """Give what this transfer is to fetch."""
        return self._ranges

    @property
    def spans(self) -> tuple[Span, ...]:
        """Give the stretches that the kernel has."""
        return self._spans

    @property
    def settled(self) -> bool:
        """Tell whether all that is wanted is here."""
        return not missing(self.wanted, self._spans, self.claim.total)

    @property
    def position(self) -> int:
        """Count the bytes from the first one on that the kernel has."""
        return self._spans[0][1] if self._spans and not self._spans[0][0] else 0

    @property
    def here(self) -> int:
        """Count all bytes that the kernel has."""
        return sum(end - start for start, end in self._spans)

    @property
    def resume_point(self) -> ResumePoint | None:
        """Say of which version the bytes must be, if some are here: none comes before them in this transfer."""
        return ResumePoint(0, self.claim.validator) if self._spans else None

    def begin(self, answer: Answer) -> None:
        """Take note of the accepted answer; OSError (ENOSPC) if what is wanted cannot fit."""
        self.flush()
        total, found = answer.validator.length, answer.validator
        if self.file.if_exists is IfExists.SKIP and not self.file.checksum and not self._spans:
            check_answer(self.file, total, found)
        if total is None or not answer.resumable or not (found.etag or found.last_modified):
            raise Unwanted(
                _unable("The server does not say of which version of the file a range is, or how long it is.")
            )
        if answer.restart and self._spans:
            self.forget(answer.restart)
        ends = [(start, total if length is None else start + length) for start, length in self._ranges]
        coming = sum(end - start for start, end in ends) - answer.offset
        if self._room is not None:
            self._room(self.file.number, self.here + coming)
        self.temp.reserve(coming)
        self._seek(ends, answer.offset)
        self.claim = self.claim._replace(total=total, validator=found, resumable=True)
        self.begun = True

    def _seek(self, targets: list[Span], offset: int) -> None:
        """Go to a place in the ranges, counted as if there were nothing between them."""
        while targets and offset >= targets[0][1] - targets[0][0]:
            offset -= targets[0][1] - targets[0][0]
            targets.pop(0)
        self._targets = targets
        self._place = targets[0][0] + offset if targets else 0

    def write(self, data: bytes) -> None:
        """Take the next bytes; those after the end of a range are the next one's."""
        while data and self._targets:
            room = self._targets[0][1] - self._place - self._size
            part, data = data[:room], data[room:]
            self._pieces.append(part)
            self._size += len(part)
            if len(part) == room:
                self.flush()
                self._targets.pop(0)
                self._place = self._targets[0][0] if self._targets else 0
            elif self._size >= GATHER or len(self._pieces) >= PIECES:
                self.flush()

    def flush(self) -> None:
        """Hand the bytes to the kernel, so that they can be claimed; what it took counts, also when it refuses more."""
        pieces, self._pieces, self._size = self._pieces, [], 0
        while pieces:
            taken = self.temp.write_at(pieces, self._place)
            self._spans = merged([*self._spans, (self._place, self._place + taken)])
            self._place += taken
            shorten(pieces, taken)

    def forget(self, reason: str) -> None:
        """Throw the bytes away, after the record has given them up."""
        self._pieces, self._size = [], 0
        super().forget(reason)
        self._spans = ()

    def written(self) -> FileProgress:
        """Say what can be claimed now: the bytes that the kernel has."""
        head = self.position
        islands = self._spans[1:] if head else self._spans
        return self.claim._replace(written=head, boot=self._boot, islands=islands)


class Wants:
    """What the files of a run are to have, if they are fetched on demand; what is lost of them is wanted again."""

    def __init__(self, store: JobStore, job: Job) -> None:
        self._store, self._job = store, job
        self._wanted = job.wanted
        self._losses: dict[int, int] = {}

    def incoming(
        self, file: File, claim: FileProgress, boot: str, forget: Forget, room: Room | None
    ) -> Incoming | None:
        """Make the sink of a file; None if nothing is wanted of it."""
        if not self._job.on_demand:
            return Incoming(self._job, file, claim, boot, forget, room)
        wanted = tuple(one for one in self._wanted if one.file == file.number)
        return Demanded(self._job, file, claim, boot, forget, room, wanted=wanted) if wanted else None

    def lose(self, number: int, incoming: Incoming | None) -> None:
        """Ask again for what is here of a file, before it is thrown away; without a sink it is the whole file."""
        if not self._job.on_demand:
            return
        here = as_ranges(incoming.spans) if isinstance(incoming, Demanded) else (FileRange(0, None),)
        again = tuple(Wanted(number, *one) for one in here)
        if not again:
            return
        self._wanted = (*again, *self._wanted)
        if isinstance(incoming, Demanded):
            incoming.wanted = (*again, *incoming.wanted)
        self._losses[number] = self._losses.get(number, 0) + 1
        self._store.change(self._job.guid, lambda job: job._replace(wanted=(*again, *job.wanted)))

    def restless(self, incoming: Incoming) -> Failure | None:
        """Give the failure of a file that changes each time that something is asked for."""
        if incoming.settled or self._losses.get(incoming.file.number, 0) <= _MAX_LOSSES:
            return None
        text = f"{incoming.file.remote} is another version at each request."
        return Failure(BG_E_REMOTE_FILE_CHANGED, ErrorContext.REMOTE_FILE, Severity.TRANSIENT, text)


def in_its_words(failure: Failure) -> Failure:
    """Say of a server that has no ranges what that means for a job on demand."""
    if failure.code != BG_E_INSUFFICIENT_RANGE_SUPPORT:
        return failure
    return failure._replace(code=BG_E_RANDOM_ACCESS_NOT_SUPPORTED)


def _unable(text: str) -> Failure:
    return Failure(BG_E_RANDOM_ACCESS_NOT_SUPPORTED, ErrorContext.REMOTE_FILE, Severity.FATAL, text, resume_ok=False)
