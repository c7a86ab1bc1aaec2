"""Jobs as values, for tests of what is shown of them."""

from __future__ import annotations

from typing import Any

from pybits.domain.enums import ErrorContext, JobType
from pybits.domain.file import File, FileProgress
from pybits.domain.hresult import http_error
from pybits.domain.job import Job, JobError
from pybits.manager.seen import FileView

GUID = "{6AF46E48-41D3-453F-B7AF-A694BBC823F7}"
NOT_THERE = JobError(http_error(404), ErrorContext.REMOTE_FILE, "The server said 404.", 1_700_000_000.0, file=0)


def job(**changes: Any) -> Job:
    return Job(GUID, "job1", JobType.DOWNLOAD, 0, 1_700_000_000.0, 1_700_000_001.0)._replace(**changes)


def file_view(index: int = 0, done: int = 0, total: int | None = None) -> FileView:
    file = File(index, f"http://h/{index}", f"/d/{index}")
    return FileView(file, FileProgress(written=done, durable=done, total=total), f"/d/.BIT{index}.tmp")
