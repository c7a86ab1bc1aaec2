"""The deeds of a job, done: names given, temporary files deleted, the job taken out of the store.

Only the holder of engine.lock calls it (the fourth rule): the daemon, or a command when no daemon runs. Whatever is
killed in between, calling it again goes on where it stopped (the third rule).
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from functools import partial

from ..domain.enums import ErrorContext, JobType
from ..domain.file import NOTHING, File, FileProgress, IfExists
from ..domain.hresult import (
    BG_S_PARTIAL_COMPLETE,
    BG_S_UNABLE_TO_DELETE_FILES,
    ERROR_FILE_EXISTS,
    ERROR_FILE_NOT_FOUND,
    S_OK,
    HResult,
)
from ..domain.job import PARTED, Deed, Job, JobError, Settled
from ..domain.state import JobEvent, JobState
from ..domain.upload import REPLY, reply_path
from ..storage import atomic, temp_file, upload_record
from ..storage.ended_log import Ended
from ..storage.job_store import JobStore
from ..storage.machine_ledger import MachineLedger
from ..storage.os_errors import hresult_of
from ..storage.progress_log import ProgressWriter

_NAMED = 1000  # dropped files that are named one by one
_BATCH = 4096  # files that are noted as published together: a kill makes no more than these be looked at twice


def settle(store: JobStore, ledger: MachineLedger, guid: str) -> None:
    """Do a job's deeds and forget them; a name that cannot be given ends them, is noted, and the job stays."""
    job, spend = store.read(guid), store.reserve.spend
    files, progress = _deliverables(job, store.files(guid)), store.progress(guid)
    code = S_OK
    if Deed.PUBLISH in job.deeds:
        failed = spend(partial(_publish, store, job, files, progress))
        if failed is not None:
            spend(partial(_give_up, store, job, failed))
            return
    if Deed.DISCARD in job.deeds and not _discard(job, files, progress):
        code = BG_S_UNABLE_TO_DELETE_FILES
    if Deed.HANG_UP in job.deeds and upload_record.open_in(store.folder(guid)):
        if not job.parted:  # the daemon has to speak to the server; the session's record goes when it has
            spend(lambda: store.change(guid, lambda now: now._replace(deeds=PARTED)))
        ledger.unregister(guid)  # for its owner it is gone, and so is its part of the quota
        return
    if Deed.RETIRE in job.deeds:
        spend(partial(store.remove, job, _ended(job, files, progress, code)))
        ledger.unregister(guid)
    store.reserve.make()


def _deliverables(job: Job, files: Sequence[File]) -> Sequence[File]:
    """Give what has a temporary file: the files of a download, the reply to an upload that has one."""
    if job.type is JobType.DOWNLOAD:
        return files
    if job.type is JobType.UPLOAD or not files:
        return ()
    return (File(REPLY, "", reply_path(job.reply_file, files[0].local, job.guid)),)


def _ended(job: Job, files: Sequence[File], progress: dict[int, FileProgress], code: HResult) -> Ended:
    if job.state is JobState.CANCELLED:
        why = job.settled.text if job.settled else ""
        return Ended(job.guid, job.name, JobState.CANCELLED, code, time.time(), why=why)
    dropped = [file.local for file in files if not progress.get(file.number, NOTHING).published]
    if dropped and code == S_OK:
        code = BG_S_PARTIAL_COMPLETE
    delivered = len(files) - len(dropped) if job.type is JobType.DOWNLOAD else job.files_done
    kept, renamed = _left_alone(files, progress)
    how = JobState.ACKNOWLEDGED, code, time.time(), delivered, tuple(dropped[:_NAMED])
    return Ended(job.guid, job.name, *how, kept=tuple(kept[:_NAMED]), renamed=tuple(renamed[:_NAMED]))


def _left_alone(files: Sequence[File], progress: dict[int, FileProgress]) -> tuple[list[str], list[tuple[str, str]]]:
    """Name the destinations that stayed: those that were the same, and those beside which the new file got a name."""
    kept: list[str] = []
    renamed: list[tuple[str, str]] = []
    for file in files:
        claim = progress.get(file.number, NOTHING)
        if file.if_exists is IfExists.SKIP and claim.published and claim.inode is None:
            kept.append(file.local)
        elif file.if_exists is IfExists.RENAME and claim.published:
            name = temp_file.name_of(file.local, claim.inode, file.if_exists)
            if name not in (None, file.local):
                renamed.append((file.local, name or ""))
    return kept, renamed


def _publish(store: JobStore, job: Job, files: Sequence[File], progress: dict[int, FileProgress]) -> JobError | None:
    """Give every finished file its name; the first that cannot have it is returned, the others are delivered."""
    writer, failed = store.progress_writer(job.guid), None
    fresh: dict[int, FileProgress] = {}
    folders: set[str] = set()
    try:
        for file in files:
            claim = progress.get(file.number, NOTHING)
            if not claim.done or claim.published:
                continue
            try:
                temp = temp_file.temp_path(file.local, job.guid, file.number)
                store.reserve.spend(partial(temp_file.publish, temp, file.local, claim.inode, file.if_exists))
            except OSError as error:
                failed = failed or _publish_error(file, error)
                if not os.path.lexists(temp_file.temp_path(file.local, job.guid, file.number)):
                    writer.append({file.number: NOTHING}, None)  # the bytes are gone: to be fetched again
                continue
            folders.add(os.path.dirname(file.local))
            fresh[file.number] = claim._replace(published=True)
            if len(fresh) >= _BATCH:
                _note_published(writer, folders, fresh, progress)
        _note_published(writer, folders, fresh, progress)
    finally:
        writer.close()
    return failed


def _note_published(
    writer: ProgressWriter, folders: set[str], fresh: dict[int, FileProgress], progress: dict[int, FileProgress]
) -> None:
    for folder in folders:  # first: a power cut must not keep the record of a name and lose the name
        atomic.sync_folder(folder)
    folders.clear()
    writer.append_published(list(fresh))
    progress.update(fresh)
    fresh.clear()


def _publish_error(file: File, error: OSError) -> JobError:
    code = hresult_of(error)
    if isinstance(error, FileExistsError) and file.if_exists is IfExists.REFUSE:
        code = ERROR_FILE_EXISTS
    if code == ERROR_FILE_NOT_FOUND:
        text = f"The temporary file of {file.local} is gone: somebody deleted it. Resume the job to fetch it again."
    else:
        text = f"{file.local} cannot be put in place: {error.strerror}. Make room for it, then complete the job again."
    return JobError(code, ErrorContext.LOCAL_FILE, text, time.time(), file.number)


def _give_up(store: JobStore, job: Job, error: JobError) -> None:
    progress = store.progress(job.guid)
    claims = [progress.get(file.number, FileProgress()) for file in store.files(job.guid)]
    done = sum(claim.done for claim in claims)

    def change(now: Job) -> Job:
        settled = now._replace(
            deeds=(), settled=Settled(now.ticket, HResult(error.code), error.text), files_done=done
        ).with_notice()
        if done == now.files_done or now.state is not JobState.TRANSFERRED:
            return settled
        return settled.move(JobEvent.FAIL)._replace(
            error=error, error_count=now.error_count + 1, bytes_done=sum(claim.here for claim in claims)
        )

    store.change(job.guid, change, f"complete failed: {error.text}")


def _discard(job: Job, files: Sequence[File], progress: dict[int, FileProgress]) -> bool:
    """Delete what is left of the job's temporary files; False if one cannot be deleted."""
    clean = True
    for file in files:
        if not progress.get(file.number, NOTHING).published:
            clean = temp_file.discard(temp_file.temp_path(file.local, job.guid, file.number)) and clean
    return clean
