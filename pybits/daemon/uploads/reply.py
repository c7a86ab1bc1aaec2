"""The reply to an upload: fetched to a temporary file beside its place, like a download of one file."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from ...domain.file import File, FileProgress, Validator
from ...domain.job import Job
from ...domain.upload import REPLY
from ...transfer.engine import Engine
from ...transfer.request import Answer, RequestOptions, TransferRequest
from ..downloads.incoming import Incoming
from ..downloads.syncer import Batch, Syncer
from ..downloads.tags import Key, SyncTag


class Reply:
    """The bytes of one reply. `claim` is what may be claimed of them; `forget` writes down that none is, and why."""

    def __init__(self, job: Job, path: str, claim: FileProgress, boot: str, forget: Callable[[str], None]) -> None:
        # An unusual method is that of the upload; the reply is fetched as every file is.
        self._job, self._path, self._boot = job._replace(http_method=job.default_method), path, boot
        self._key = Key(job.guid, job.turn, REPLY)
        self._give_up = forget
        self._incoming: Incoming | None = None
        self._whole: FileProgress | None = None
        self.claim = claim
        self.answer = bytearray()  # the reply of a server that gives it at once, in the body of its answer

    def start(self, url: str, engine: Engine, syncer: Syncer, options: RequestOptions) -> bool:
        """Fetch the reply; True if there is nothing to fetch, and it is being synced. OSError for its file.

        Without a URL it is what was answered at once, which is nothing if the server's application is silent.
        """
        incoming = Incoming(self._job, File(REPLY, url, self._path), self.claim, self._boot, self._forget)
        self._incoming = incoming
        if not url:
            incoming.begin(Answer(0, len(self.answer), Validator(), resumable=False))
            incoming.write(bytes(self.answer))
            incoming.flush()
        if incoming.whole or not url:
            self._sync(incoming, syncer)
            return True
        plain = options._replace(method="")
        engine.start(TransferRequest(self._key, url, incoming, incoming.resume_point, options=plain))
        return False

    def arrived(self, validator: Validator, syncer: Syncer) -> None:
        """Take note that the last byte is here: it is being synced."""
        if self._incoming is not None:
            self._incoming.flush()
            self._incoming.claim = self._incoming.claim._replace(validator=validator)
            self._sync(self._incoming, syncer)

    def _sync(self, incoming: Incoming, syncer: Syncer) -> None:
        tag = SyncTag(self._key.guid, self._key.turn, (REPLY,))
        self._whole, self._incoming = incoming.finished(), None
        incoming.temp.close()
        syncer.submit(Batch(tag, [incoming.temp.path], [incoming.folder]))

    def synced(self, error: OSError | None) -> None:
        """Take note that the reply is on the disk; raise what kept it from there: then it is fetched again."""
        whole, self._whole = self._whole, None
        if error is not None:
            self.claim = FileProgress()
            raise error
        self.claim = whole or self.claim

    def progressed(self) -> None:
        """Claim what has come."""
        if self._incoming is not None:
            self._incoming.flush()
            self.claim = self._incoming.written()

    def put_down(self, *, start_over: bool = False) -> None:
        """Let go of the file."""
        incoming, self._incoming = self._incoming, None
        if incoming is None:
            return
        if start_over:
            incoming.forget("its next try cannot go on where it was")
        with contextlib.suppress(OSError):  # what the disk does not take is not claimed, and fetched again
            incoming.flush()
        self.claim = incoming.written()
        incoming.temp.close()

    def _forget(self, incoming: Incoming, reason: str) -> None:
        self.claim = FileProgress()
        self._give_up(f"{incoming.file.remote}: begins again at 0: {reason}")
