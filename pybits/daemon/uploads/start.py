"""How a job's turn takes up its upload: where the session stands, from the start, or by dropping what is of no use."""

from __future__ import annotations

import os
from typing import NamedTuple

from ...domain.enums import ErrorContext, JobType, UploadWith
from ...domain.file import File
from ...domain.hresult import E_INVALIDARG
from ...domain.job import Job
from ...domain.upload import SourceMark, UploadSession
from ...transfer.outcome import Failure, Severity
from ...transfer.uploads import beginning as upload
from ...transfer.uploads.bits import PROTOCOL
from ...transfer.uploads.put import PUT
from ...transfer.uploads.state import Upload
from .outgoing import changed


class Start(NamedTuple):
    """The upload to begin with; `dropping` says that it only tells the server to forget another.

    After that the job fails with `doom`, or begins anew if there is none.
    """

    upload: Upload
    dropping: bool = False
    doom: Failure | None = None


def start(job: Job, file: File, mark: SourceMark, known: UploadSession | None, offset: int) -> Start | Failure:
    """Decide how to begin: `known` is the session that is on the disk, `offset` what the server was known to have."""
    if not mark.size and speaks_bits(job):
        text = f"{file.local} is empty, which the BITS upload protocol has no words for. Use --upload-with put."
        return Failure(E_INVALIDARG, ErrorContext.LOCAL_FILE, Severity.FATAL, text)
    if known is not None and known.open:
        if (known.protocol == PROTOCOL) != speaks_bits(job):
            return Start(upload.farewell(file.remote, known), dropping=True)
        if known.source != mark and not known.sent:
            return Start(upload.farewell(file.remote, known), dropping=True, doom=changed(file.local))
        return Start(_begin(job, file, known, offset))
    return Start(anew(job, file, mark))


def anew(job: Job, file: File, mark: SourceMark) -> Upload:
    """Make the upload of a file of which the server has nothing."""
    return _begin(job, file, UploadSession(PROTOCOL if speaks_bits(job) else PUT, mark), 0)


def _begin(job: Job, file: File, session: UploadSession, offset: int) -> Upload:
    return upload.begin(
        file.remote,
        os.path.basename(file.local),
        session,
        offset=offset,
        method=job.http_method if job.custom_method else "PUT",
        reply=job.type is JobType.UPLOAD_REPLY,
        security=job.security_flags,
    )


def speaks_bits(job: Job) -> bool:
    """Tell whether the BITS upload protocol is to be used; a method that was set has nothing to do with it."""
    return job.upload_with is UploadWith.BITS and not job.custom_method
