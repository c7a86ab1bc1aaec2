"""Single files of a job: where their bytes are, where these came from, and what their owner thinks of them."""

from __future__ import annotations

import time
from collections.abc import Sequence

from ..domain.enums import ErrorContext, JobType
from ..domain.file import NOTHING, File, FileProgress, Wanted
from ..domain.frozen import NamedTuple
from ..domain.hresult import BG_E_VALIDATION_FAILED, E_INVALIDARG, E_NOTIMPL, E_PENDING, BitsError
from ..domain.job import Job, JobError
from ..domain.state import IN_TURN, JobEvent
from .access import Access


class PeerStats(NamedTuple):
    """How many bytes of a file came from the server, and how many from peers."""

    origin: int
    peers: int


class FileFacts(Access):
    """The part of the manager about single files, which are counted from 0."""

    def temporary_name(self, guid: str, index: str | int) -> str:
        """Give the path where a file's bytes are until the job is complete (GetTemporaryName).

        E_NOTIMPL for uploads, which have no such file.
        """
        from ..storage.temp_file import temp_path

        with self._at(guid) as store:
            file, job = pick(store.files(guid), index), store.read(guid)
        if job.type is not JobType.DOWNLOAD:
            raise BitsError(E_NOTIMPL, "The job uploads: its file is sent from where it is.")
        return temp_path(file.local, guid, file.number)

    def peer_stats(self, guid: str, index: str | int) -> PeerStats:
        """Tell where a file's bytes came from (GetPeerDownloadStats); there are no peers here."""
        with self._at(guid) as store:
            file = pick(store.files(guid), index)
            return PeerStats(store.progress(guid).get(file.number, FileProgress()).here, 0)

    def validation_state(self, guid: str, index: str | int) -> bool:
        """Tell whether a file's content was declared valid (GetValidationState)."""
        with self._at(guid) as store:
            file = pick(store.files(guid), index)
            # What is done has the checksum that was asked for, and was declared valid by that.
            return (file.validated or bool(file.checksum)) and store.progress(guid).get(file.number, NOTHING).done

    def set_validation_state(self, guid: str, index: str | int, valid: bool) -> Job:
        """Declare a file's content valid or not (SetValidationState).

        What is not valid puts the job in ERROR, BG_E_VALIDATION_FAILED, and is fetched again by the next resume.
        E_PENDING while the file is not wholly here; E_NOTIMPL for uploads.
        """
        with self._at(guid) as store, store.lock:
            job, file = store.read(guid).staying(), pick(store.files(guid), index)
            if job.type is not JobType.DOWNLOAD:
                raise BitsError(E_NOTIMPL, "Only what was downloaded can be validated.")
            claim = store.progress(guid).get(file.number, FileProgress())
            if not claim.done:
                raise BitsError(E_PENDING, f"{file.local} is not wholly transferred yet.")

            def change(now: Job) -> Job:
                # Its owner has touched the job, though the record does not show it: it is active now.
                return now._replace(active=None) if valid else _rejected(store.with_totals(now), file, claim)

            word = "valid" if valid else "invalid"
            marked = file._replace(validated=valid)
            store.write_files(guid, lambda _job: [marked], change, f"{file.local} was declared {word}")
            store.wake_daemon()
            return store.read(guid)


def pick(files: Sequence[File], index: str | int) -> File:
    """Find a file by its number; E_INVALIDARG if there is none."""
    word = str(index)
    if not (word.isascii() and word.isdigit()) or len(word) > 9 or int(word) >= len(files):
        has = f"has the files 0 to {len(files) - 1}" if files else "has no files"
        raise BitsError(E_INVALIDARG, f"The job {has}; '{index}' is none of them.")
    return files[int(word)]


def _rejected(job: Job, file: File, claim: FileProgress) -> Job:
    text = f"The content of {file.local} was declared invalid. Resume the job to fetch it again."
    error = JobError(BG_E_VALIDATION_FAILED, ErrorContext.REMOTE_FILE, text, time.time(), file.number)
    return job.move(JobEvent.REJECT)._replace(
        error=error,
        retry=None,
        error_count=job.error_count + (job.state in IN_TURN),
        rejected=(*job.rejected, file.number),
        wanted=(*job.wanted, Wanted(file.number, 0, None)) if job.on_demand else (),
        files_done=max(0, job.files_done - 1),
        bytes_done=max(0, job.bytes_done - claim.here),
    )
