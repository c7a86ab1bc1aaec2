"""When a property may be set, and what does not go together: the rules of SetProperty and its like."""

from __future__ import annotations

from ...domain.enums import JobPriority, JobType
from ...domain.hresult import (
    BG_E_INVALID_STATE,
    BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD,
    BG_E_PROPERTY_SUPPORTED_FOR_DOWNLOAD_JOBS_ONLY,
    BG_E_READ_ONLY_PROPERTY_AFTER_ADDFILE,
    BG_E_READ_ONLY_PROPERTY_AFTER_RESUME,
    BG_E_UNSUPPORTED_JOB_CONFIGURATION,
    E_NOTIMPL,
    BitsError,
)
from ...domain.job import Job
from ...domain.properties import Property
from ...domain.state import JobState

_DOWNLOADS_ONLY = frozenset({"dynamiccontent", "highperformance", "maxdownloadsize", "ondemand"})
_BEFORE_RESUME = frozenset({"dynamiccontent", "maxdownloadsize", "httpmethod", "ondemand"})


def written(job: Job, row: Property, value: object) -> Job:
    """Put a property's value into a job; the HRESULT of the rule that forbids it."""
    if row.read(job) == value:
        return job
    _check(job, row, value)
    changed = row.write(job, value)
    if row.name == "httpmethod" and changed.custom_method:
        return changed._replace(priority=JobPriority.FOREGROUND)
    return changed


def check_ranges_allowed(job: Job) -> None:
    """Refuse a file with ranges where each answer may be another file."""
    if job.dynamic_content:
        raise BitsError(
            BG_E_UNSUPPORTED_JOB_CONFIGURATION, "The job's content is dynamic: there are no ranges of such files."
        )


def _check(job: Job, row: Property, value: object) -> None:
    if row.name in _DOWNLOADS_ONLY and job.type is not JobType.DOWNLOAD:
        raise BitsError(
            BG_E_PROPERTY_SUPPORTED_FOR_DOWNLOAD_JOBS_ONLY, f"The job is an upload; {row.title} is for downloads."
        )
    if row.name in _BEFORE_RESUME and (job.turn or job.state is not JobState.SUSPENDED):
        raise BitsError(
            BG_E_READ_ONLY_PROPERTY_AFTER_RESUME, f"The job has been resumed already; {row.title} stays as it is."
        )
    if row.name == "highperformance" and job.files_total:
        raise BitsError(
            BG_E_READ_ONLY_PROPERTY_AFTER_ADDFILE, f"The job has files already; {row.title} stays as it is."
        )
    if row.name == "aclflags" and job.state is JobState.TRANSFERRED:
        raise BitsError(BG_E_INVALID_STATE, "The job is TRANSFERRED: its files have what the ACL flags gave them.")
    _check_method(job, row, value)


def _check_method(job: Job, row: Property, value: object) -> None:
    if row.name == "uploadwith" and job.type is JobType.DOWNLOAD:
        raise BitsError(E_NOTIMPL, "The job downloads; there is nothing to upload.")
    if row.name == "priority" and job.custom_method and value is not JobPriority.FOREGROUND:
        raise BitsError(
            BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD,
            f"The job's HTTP method is {job.http_method}: its priority stays FOREGROUND.",
        )
    custom = job.custom_method or (row.name == "httpmethod" and value != job.default_method)
    dynamic = job.dynamic_content or (row.name == "dynamiccontent" and value)
    if row.name in ("httpmethod", "dynamiccontent") and custom and dynamic:
        raise BitsError(
            BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD,
            "Dynamic content and an HTTP method of one's own exclude each other.",
        )
    demanded = job.on_demand or (row.name == "ondemand" and value)
    if row.name in ("httpmethod", "ondemand") and custom and demanded:
        raise BitsError(
            BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD,
            "The on-demand mode and an HTTP method of one's own exclude each other.",
        )
    if row.name in ("dynamiccontent", "ondemand") and dynamic and demanded:
        raise BitsError(
            BG_E_UNSUPPORTED_JOB_CONFIGURATION, "Dynamic content and the on-demand mode exclude each other."
        )
