"""What a job asks of its requests, put together for the engine."""

from __future__ import annotations

from ..domain.hresult import E_FAIL, BitsError
from ..domain.job import Job
from ..storage import secrets
from ..storage.job_store import JobStore
from ..storage.records import DamagedRecord
from ..transfer.proxy import ProxySettings
from ..transfer.request import RequestOptions


def options_of(store: JobStore, job: Job) -> RequestOptions:
    """Give a job's options; a BitsError if its write-only headers cannot be read."""
    headers = job.custom_headers
    if headers is None:
        try:
            headers = secrets.read_headers(store.folder(job.guid))
        except DamagedRecord as error:
            text = f"The job's write-only headers cannot be read ({error}). Set them again and resume the job."
            raise BitsError(E_FAIL, text) from None
    proxy = ProxySettings(job.proxy_usage, job.proxy_list, job.proxy_bypass_list, dict(job.proxy_environment))
    return RequestOptions(
        headers=headers,
        method=job.http_method if job.custom_method else "",
        security=job.security_flags,
        proxy=proxy,
    )
