"""The reply to an upload-reply job: where it goes, how far it has come, and what it says."""

from __future__ import annotations

import os

from ..domain.enums import JobType
from ..domain.file import FileProgress
from ..domain.frozen import NamedTuple
from ..domain.hresult import BG_E_INVALID_STATE, BG_E_TOO_LARGE, E_NOTIMPL, BitsError
from ..domain.job import Job
from ..domain.state import JobState
from ..storage.job_store import JobStore
from . import arguments
from .access import Access

_LARGEST = 1 << 20  # bytes that are given as data; a larger reply is read from its file


class ReplyProgress(NamedTuple):
    """How many bytes of a reply are here, and of how many; None until the server says it."""

    bytes_transferred: int
    bytes_total: int | None


class Replies(Access):
    """The part of the manager that is about replies."""

    def reply_file_name(self, guid: str) -> str | None:
        """Give where the reply goes (GetReplyFileName), None while neither a name nor a file was given. E_NOTIMPL."""
        with self._at(guid) as store:
            job = _replying(store.read(guid))
            return _place(store, job)

    def set_reply_file_name(self, guid: str, path: str | os.PathLike[str] | None) -> Job:
        """Set where the reply goes, None or "" for a name beside the file (SetReplyFileName).

        E_NOTIMPL for other jobs; BG_E_INVALID_STATE once the reply is on its way; E_INVALIDARG, E_ACCESSDENIED.
        """
        place = os.fspath(path or "")

        def change(job: Job) -> Job:
            _replying(job)
            if job.ending or job.state is JobState.TRANSFERRED or _claim(store, guid) != FileProgress():
                raise BitsError(BG_E_INVALID_STATE, "The reply is on its way already; its file's name stays as it is.")
            return job._replace(reply_file=place)

        with self._at(guid) as store:
            _replying(store.read(guid))
            if place:
                arguments.check_local(place)
            job = store.change(guid, change, "replyfilename set")
            store.wake_daemon()
        return job

    def reply_progress(self, guid: str) -> ReplyProgress:
        """Tell how far the reply has come (GetReplyProgress). E_NOTIMPL for other jobs."""
        with self._at(guid) as store:
            _replying(store.read(guid))
            claim = _claim(store, guid)
        return ReplyProgress(claim.written, claim.total)

    def reply_data(self, guid: str) -> bytes:
        """Give the reply, empty if the server has none (GetReplyData).

        E_NOTIMPL for other jobs; BG_E_INVALID_STATE before it is here; BG_E_TOO_LARGE beyond 1 MB.
        """
        with self._at(guid) as store:
            job = _replying(store.read(guid))
            if job.state is not JobState.TRANSFERRED:
                raise BitsError(
                    BG_E_INVALID_STATE, f"The job is {job.state.name}: its reply can be read once it is TRANSFERRED."
                )
            size, place = _claim(store, guid).written, _place(store, job) or ""
            if size > _LARGEST:
                raise BitsError(
                    BG_E_TOO_LARGE,
                    f"The reply has {size} bytes; at most {_LARGEST} are shown. Complete the job and read {place}.",
                )
            return _read(guid, place, size)


def check_reply(store: JobStore, guid: str) -> None:
    """Refuse to resume a job whose reply could not be put in its place."""
    job = store.read(guid)
    if job.type is JobType.UPLOAD_REPLY and job.files_total:
        arguments.check_local(_place(store, job) or "")


def _replying(job: Job) -> Job:
    if job.type is not JobType.UPLOAD_REPLY:
        raise BitsError(E_NOTIMPL, f"A job of type {job.type.word} has no reply; make one of type upload-reply.")
    return job


def _place(store: JobStore, job: Job) -> str | None:
    if job.reply_file:
        return job.reply_file
    from ..domain.upload import reply_path

    files = store.files(job.guid)
    return reply_path("", files[0].local, job.guid) if files else None


def _claim(store: JobStore, guid: str) -> FileProgress:
    from ..domain.upload import REPLY

    return store.progress(guid).get(REPLY, FileProgress())


def _read(guid: str, place: str, size: int) -> bytes:
    from ..domain.upload import REPLY
    from ..storage import atomic
    from ..storage.os_errors import as_bits_error
    from ..storage.temp_file import temp_path

    path = temp_path(place, guid, REPLY)
    try:
        return atomic.read_file(path)[:size]
    except OSError as error:
        raise as_bits_error(error, f"The reply {path} cannot be read") from None
