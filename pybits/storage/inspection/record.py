"""Whether a job's record can be read, told without setting it aside."""

from __future__ import annotations

import os

from ...domain.job import Job
from .. import atomic, checked, file_records, records
from ..job_store import JobStore


def record_of(store: JobStore, guid: str) -> Job | None:
    """Read a job's record, None if it cannot be."""
    try:
        return _parse(store, guid)[0]
    except (OSError, checked.DamagedRecord):
        return None


def problem_of(store: JobStore, guid: str) -> str | None:
    """Say what is wrong with a job's record or its list of files, None if nothing is, or if the job is gone.

    A list of files that does not fit the record may have been read between two changes: the record is read again.
    """
    for _ in range(3):
        try:
            job, size = _parse(store, guid)
        except FileNotFoundError:
            return "job.json is missing" if os.path.isdir(store.folder(guid)) else None
        except OSError as error:
            return f"job.json: {error.strerror}"
        except checked.DamagedRecord as error:
            return f"job.json: {error}"
        problem = _list_problem(store, job, size)
        try:
            if problem is None or _parse(store, guid)[0] == job:
                return problem
        except (OSError, checked.DamagedRecord):
            continue
    return None


def _parse(store: JobStore, guid: str) -> tuple[Job, int]:
    record = checked.load(atomic.read_file(os.path.join(store.folder(guid), "job.json")))
    try:
        job = records.job_from_record(record["job"], guid)
        return job, records.extra_from_record(record["extra"]).get("files_size", 0)
    except (KeyError, TypeError) as error:
        raise checked.DamagedRecord(f"incomplete: {error}") from None


def _list_problem(store: JobStore, job: Job, size: int) -> str | None:
    try:
        lines = atomic.read_file(os.path.join(store.folder(job.guid), "files.jsonl"))[:size]
    except FileNotFoundError:
        lines = b""
    except OSError as error:
        return f"files.jsonl: {error.strerror}"
    try:
        found = {file.number for file in map(file_records.file_from_record, map(checked.load, lines.splitlines()))}
    except checked.DamagedRecord as error:
        return f"files.jsonl: {error}"
    if not len(found) == job.files_total == max(found, default=-1) + 1:
        return f"files.jsonl: {len(found)} files where the job has {job.files_total}"
    return None
