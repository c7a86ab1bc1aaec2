"""One upload job in its turn: its requests one after another, what the server is known to have, and the reply.

What the server acknowledged is the truth; the records are a hint where to go on, and the session by which it knows the
upload. The session is on the disk before the first byte is sent.
"""

from __future__ import annotations

import time
from collections.abc import Collection

from ...domain.enums import JobType
from ...domain.file import FileProgress
from ...domain.hresult import BG_E_LOCAL_FILE_CHANGED
from ...domain.job import Job
from ...domain.upload import REPLY, reply_path
from ...storage import clock, upload_record
from ...storage.job_store import JobStore
from ...storage.progress_log import Totals
from ...transfer.engine import Engine
from ...transfer.outcome import Failure
from ...transfer.request import Answered, Connected, Failed, Finished, PacketRequest, Report, SourceFailed
from ...transfer.uploads import beginning as upload
from ...transfer.uploads.bits import PROTOCOL, reply_url
from ...transfer.uploads.put import PUT
from ...transfer.uploads.state import Arrived, Next, Over, Refused, Step, Upload, interrupted
from ..downloads.asked import options_of
from ..downloads.run import CHECKPOINT
from ..downloads.syncer import Syncer
from ..downloads.tags import Key, SyncTag
from ..stopwatch import Stopwatch
from ..terms import lane_of
from .claims import UploadClaims
from .outgoing import Outgoing
from .reply import Reply
from .stage import Stage
from .start import anew, start
from .trouble import trouble


class UploadRun:
    """The requests of one upload in one turn; to the loop it looks like a `Run`."""

    def __init__(
        self, store: JobStore, job: Job, engine: Engine, syncer: Syncer, boot: str, schemes: frozenset[str]
    ) -> None:
        self.guid, self.turn, self.began = job.guid, job.turn, 0.0
        self.connected, self.lane = False, lane_of(job)
        self.failures: list[tuple[int, Failure]] = []  # none ever: what fails comes as a report
        self.quick_tries: dict[int, int] = {}
        self._store, self._job, self._engine, self._syncer = store, job, engine, syncer
        self.watch = Stopwatch(job)
        self.files = store.files(job.guid)
        self._file = self.files[0]
        self._options = options_of(store, job)._replace(home=self._file.remote, schemes=schemes)
        self._folder = store.folder(job.guid)
        self._claims = UploadClaims(store, job.guid, boot)
        # The most bytes that the server had in this turn, and of the reply that were here.
        self.reach = self._claims.file.written + self._claims.reply.written
        path = reply_path(job.reply_file, self._file.local, job.guid)
        self._reply = Reply(job, path, self._claims.reply, boot, self._forget_reply)
        self._source: Outgoing | None = None
        self._upload: Upload | None = None
        self._stage = Stage.OVER if self._claims.file.done else Stage.SENDING
        self._doom: Failure | None = None  # what the job fails with once its session is dropped
        self._busy = False
        self._again_at = self._checked = 0.0

    # ---- what the loop asks

    @property
    def finished(self) -> bool:
        """Tell whether the server has the file, and said so when the session was closed."""
        return self._stage is Stage.OVER

    @property
    def syncing(self) -> bool:
        """Tell whether the syncer has the reply."""
        return self._stage is Stage.SYNCING

    @property
    def hungry(self) -> bool:
        """Tell whether another request could be sent at once."""
        return not (self._busy or self._stage in (Stage.SYNCING, Stage.OVER))

    def totals(self) -> Totals:
        """Sum up the job."""
        return self._claims.totals(self._sent)

    @property
    def _sent(self) -> int:
        """Count what was sent of a request that has it all: nothing else is known of such an upload."""
        return self._source.given if self._source and self._upload and not self._upload.session.open else 0

    def wants_attention_in(self, now: float) -> float:
        """Give the seconds until feed() or checkpoint() has something to do, or the run is to be ended."""
        if self.finished:
            return 0.0
        due = self._checked + CHECKPOINT - now if self._busy else self._again_at - now
        return max(0.0, min(due if self._stage is not Stage.SYNCING else 3600.0, self.watch.left(now)))

    def follow(self, index: int, url: str | None) -> None:
        """Leave an upload's URL as it is."""

    def extend(self) -> None:
        """Take up nothing: an upload has one file for ever."""

    # ---- asking

    def feed(self, now: float) -> None:
        """Send the next request, if none is under way; what keeps it from being sent comes as a report."""
        if now < self._again_at or not self.hungry:
            return
        here = self._upload or self._begin()
        if here is None or self._stage is Stage.FETCHING:
            self._fetch(here)
            return
        problem = self._source.problem() if self._source and self._stage is Stage.SENDING else None
        if problem is not None:
            here = self._drop(here, problem)
        if not self._busy:
            self._send(here)

    def _begin(self) -> Upload | None:
        """Open the file, and take up the session that there is or begin a new one."""
        try:
            self._source = source = Outgoing(self._file.local)
        except SourceFailed as problem:
            self._fail(problem.failure)
            return None
        known = upload_record.read(self._folder)
        begun = start(self._job, self._file, source.mark, known, self._claims.file.written)
        if isinstance(begun, Failure):
            self._fail(begun)
            return None
        if begun.dropping:
            return self._drop(begun.upload, begun.doom)
        self._claims.stands_at(begun.upload.offset, source.mark.size)
        self._upload = begun.upload
        return begun.upload

    def _send(self, here: Upload) -> None:
        ask = upload.ask(here)
        if self._source is not None:
            self._source.given = 0
        key = Key(self.guid, self.turn, 0)
        request = PacketRequest(key, ask.url, ask.method, ask.headers, self._source, ask.offset, ask.length)
        answer = self._reply.answer if here.reply and here.session.protocol == PUT else None
        self._engine.start(request._replace(options=self._options, lane=self.lane, answer=answer))
        self._busy = True

    def _fail(self, failure: Failure) -> None:
        self._engine.post(Failed(Key(self.guid, self.turn, 0), failure))
        self._busy = True  # until the loop has heard of it

    def _drop(self, here: Upload, doom: Failure | None) -> Upload:
        """Have the server forget what it has; after that the job fails, or the upload begins anew."""
        self._doom, self._upload = doom, here
        if here.session.open:
            self._upload, self._stage = upload.farewell(here.url, here.session), Stage.DROPPING
        elif doom is not None:
            self._fail(doom)
        return self._upload

    def _fetch(self, here: Upload | None) -> None:
        if here is None:
            return
        url = reply_url(here) if here.session.reply_url else ""
        if isinstance(url, Failure):
            self._fail(url)
        else:
            synced = self._reply.start(url, self._engine, self._syncer, self._options)
            self._stage, self._busy = (Stage.SYNCING if synced else Stage.FETCHING), not synced

    # ---- what came of it

    def translate(self, report: Report) -> Report | None:
        """Take up a report of the engine's, and give what of it concerns the job."""
        key, first = Key(self.guid, self.turn, 0), not self.connected
        if report.key != key:
            return self._of_reply(report)
        self._busy = False
        here = self._upload
        if here is None:
            return report
        if isinstance(report, Answered):
            step = upload.judge(here, report.response, report.seconds, time.time())
            failure = self._take(here, step)
            return Failed(key, failure) if failure else Connected(key) if first else None
        if self._stage is Stage.DROPPING:
            return self._dropped()
        if not isinstance(report, Failed):
            return None
        if report.failure.code == BG_E_LOCAL_FILE_CHANGED and here.session.open:  # seen while it was read
            self._drop(here, report.failure)
            return None
        return Failed(key, self._trouble(here, report.failure, contact=self._stage is Stage.FETCHING))

    def _take(self, here: Upload, step: Step) -> Failure | None:
        """Go where an answer led; give what the job fails with."""
        session = step.upload.session._replace(host_lost=None)
        if self._stage is Stage.DROPPING:
            dropped = self._dropped() if isinstance(step, Over | Refused) else None
            return dropped.failure if isinstance(dropped, Failed) else None
        self._remember(step.upload._replace(session=session))
        self._claims.stands_at(step.upload.offset, step.upload.size)
        if isinstance(step, Refused):
            return self._trouble(step.upload, step.failure, contact=True)
        if isinstance(step, Next) and step.note:
            self._store.note(self.guid, step.note)
        elif isinstance(step, Arrived):
            self._all_sent(step.upload, known_before=here.session.sent)
        elif isinstance(step, Over):
            self._end()
        return None

    def _all_sent(self, here: Upload, *, known_before: bool) -> None:
        problem = self._source.problem() if self._source and not known_before else None
        if problem is not None:
            self._drop(here, problem)
        elif here.reply and not self._reply.claim.done:
            self._stage = Stage.FETCHING
        elif here.session.protocol == PROTOCOL:
            self._stage = Stage.CLOSING
        else:
            self._end()

    def _end(self) -> None:
        """Write down that the server has the file; the session is not needed after that."""
        if self._job.type is JobType.UPLOAD_REPLY and not self._reply.claim.done:
            self._stage = Stage.FETCHING
            return
        self._claims.whole(self._source.mark.size if self._source else self._claims.file.written)
        self._stage = Stage.OVER
        upload_record.forget(self._folder)

    def _dropped(self) -> Failed | None:
        upload_record.forget(self._folder)
        self._claims.begins_anew()
        self._stage, self._upload = Stage.SENDING, None
        doom, self._doom = self._doom, None
        if doom is None and self._source is not None:
            self._upload = anew(self._job, self._file, self._source.mark)
        return Failed(Key(self.guid, self.turn, 0), doom) if doom else None

    def _remember(self, here: Upload) -> None:
        """Take up an upload; what must outlive this process is on the disk when this returns."""
        known = self._upload.session if self._upload is not None else None
        self._upload = here
        upload_record.keep(self._folder, known, here.session)

    def _trouble(self, here: Upload, failure: Failure, *, contact: bool) -> Failure:
        """Keep in mind how long the trouble lasts; give the failure as the job has to take it."""
        session, failure = trouble(here, failure, self._job.no_progress_timeout, clock.now(), contact=contact)
        if session.host != here.session.host:
            self._store.note(self.guid, f"{here.session.host} cannot be reached: back to the server that named it")
        self._remember(here._replace(session=session))
        return failure

    # ---- the reply

    def _of_reply(self, report: Report) -> Report | None:
        self._busy = False
        if isinstance(report, Finished):
            self._reply.arrived(report.validator, self._syncer)
            self._stage = Stage.SYNCING
        elif isinstance(report, Failed):
            self._reply.put_down(start_over=not report.failure.resume_ok)
            return report._replace(key=Key(self.guid, self.turn, 0), moved=None)
        else:
            self._busy = True
        return None

    def synced(self, tag: SyncTag, error: OSError | None, _bad: Collection[str] = ()) -> None:
        """Take note that the reply is on the disk; raise what kept it from there."""
        if REPLY not in tag.whole:
            return
        self._stage = Stage.FETCHING
        self._reply.synced(error)
        self._stage = Stage.CLOSING
        self._claims.of_reply(self._reply.claim)
        if self._upload is not None and self._upload.session.protocol != PROTOCOL:
            self._end()

    def _forget_reply(self, reason: str) -> None:
        self._claims.of_reply(FileProgress())
        self._store.note(self.guid, reason)

    # ---- claims and ends

    def checkpoint(self, now: float) -> None:
        """Claim what the server has, when it is time."""
        if now - self._checked < CHECKPOINT:
            return
        self._checked = now
        self._reply.progressed()
        self.progressed(0)
        self._claims.reply = self._reply.claim
        self._claims.write(self._sent)

    def progressed(self, index: int) -> bool:
        """Tell whether the server has more than ever before in this turn; then quick tries count anew."""
        reach = self._claims.file.written + self._reply.claim.written
        further, self.reach = reach > self.reach, max(reach, self.reach)
        if further:
            self.quick_tries.pop(index, None)
        return further

    def put_down(self, index: int, *, start_over: bool, again_at: float | None = None) -> None:  # noqa: ARG002
        """Go on after a failure, in this turn if a time is given: with a look at what the server has."""
        if self._upload is not None and self._stage in (Stage.SENDING, Stage.CLOSING):
            self._upload = interrupted(self._upload)
        if again_at is not None:
            self.quick_tries[index] = self.quick_tries.get(index, 0) + 1
            self._again_at = again_at

    def keep_claims(self) -> None:
        """Put the claims on the disk."""
        self._claims.sync()

    def halt(self) -> None:
        """End all requests."""
        for number in (0, REPLY):
            self._engine.stop(Key(self.guid, self.turn, number))
        self._busy = False
        self._reply.put_down()

    def stop(self) -> Totals:
        """Claim what the server has and what came of the reply, and give the sums."""
        self.halt()
        if not self.finished:
            self._claims.reply = self._reply.claim
            self._claims.write()
        self._close()
        return self._claims.totals()

    def abandon(self) -> None:
        """End all requests and claim nothing more: the store cannot be written."""
        self.halt()
        self._close()

    def _close(self) -> None:
        if self._source is not None:
            self._source.close()
        self._claims.close()
