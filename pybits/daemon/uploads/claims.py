"""What the progress log says of an upload: how much of the file the server has, and what came of its reply."""

from __future__ import annotations

from ...domain.file import FileProgress
from ...domain.upload import REPLY
from ...storage.job_store import JobStore
from ...storage.progress_log import Totals

_FILE = 0


class UploadClaims:
    """The claims of one upload's turn."""

    def __init__(self, store: JobStore, guid: str, boot: str) -> None:
        known = store.progress(guid)
        self.file = known.get(_FILE, FileProgress())
        self.reply = known.get(REPLY, FileProgress())
        self._boot = boot
        self._log = store.progress_writer(guid)
        self._written: tuple[dict[int, FileProgress], Totals] | None = None

    def stands_at(self, offset: int, total: int | None) -> None:
        """Claim what the server has; these bytes outlive this machine."""
        self.file = FileProgress(offset, offset, total, boot=self._boot)

    def begins_anew(self) -> None:
        """Claim nothing: the server has dropped what it had."""
        self.stands_at(0, self.file.total)

    def totals(self, sent: int = 0) -> Totals:
        """Sum up the job: the upload alone counts, not the reply. `sent` counts what one request for all has sent."""
        return Totals(int(self.file.done), max(self.file.written, sent), self.file.total)

    def whole(self, size: int) -> None:
        """Claim, on the disk when this returns, that the server has the file and nothing is left to say to it."""
        self.file = FileProgress(size, size, size, done=True, boot=self._boot)
        self._log.append(self._all(), self.totals(), durable=True)

    def of_reply(self, claim: FileProgress) -> None:
        """Claim of the reply, on the disk when this returns."""
        self.reply = claim
        self._log.append({REPLY: claim}, self.totals(), durable=True)

    def write(self, sent: int = 0) -> None:
        """Write down what is claimed, if that is news."""
        news = self._all(), self.totals(sent)
        if news != self._written:
            self._log.append(*news)
            self._written = news

    def sync(self) -> None:
        """Put the claims on the disk."""
        self._log.sync()

    def close(self) -> None:
        """Close the log."""
        self._log.close()

    def _all(self) -> dict[int, FileProgress]:
        return {_FILE: self.file} | ({REPLY: self.reply} if self.reply != FileProgress() else {})
