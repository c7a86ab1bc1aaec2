"""What a job asks of its requests, put together for the engine."""

from __future__ import annotations

from ...domain.credentials import Secrets
from ...domain.hresult import E_FAIL, BitsError, http_error
from ...domain.job import Job
from ...manager.settings.proxy_settings import settings_of
from ...storage import secrets
from ...storage.checked import DamagedRecord
from ...storage.job_store import JobStore
from ...transfer.request import Identity, RequestOptions


def options_of(store: JobStore, job: Job) -> RequestOptions:
    """Give a job's options; a BitsError if what it keeps secret cannot be read."""
    kept = _secrets(store, job)
    headers = kept.headers if job.custom_headers is None else job.custom_headers
    if headers is None:
        raise _unreadable("write-only headers", "they are missing")
    return RequestOptions(
        headers=headers,
        method=job.http_method if job.custom_method else "",
        security=job.security_flags,
        proxy=settings_of(job),
        identity=_identity(job, kept),
        credentials=tuple(one for one in kept.credentials if one.title in job.credentials),
    )


def _identity(job: Job, kept: Secrets) -> Identity | None:
    chosen = job.client_certificate
    if chosen is None:
        return None
    from ...storage.certificate_store import read_pair

    try:
        certificate, key, form = read_pair(chosen)
    except OSError as error:
        text = f"The client certificate cannot be read ({error.filename}: {error.strerror}). Set it again and resume."
        raise BitsError(http_error(403), text) from None
    return Identity(certificate, key, form, kept.key_password or "")


def _secrets(store: JobStore, job: Job) -> Secrets:
    if job.custom_headers is not None and not job.credentials:
        return secrets.read_to_change(store.folder(job.guid)) if job.client_certificate else Secrets()
    what = "credentials" if job.credentials else "write-only headers"
    try:
        return secrets.read(store.folder(job.guid))
    except FileNotFoundError:
        raise _unreadable(what, "they are missing") from None
    except DamagedRecord as error:
        raise _unreadable(what, str(error)) from None


def _unreadable(what: str, why: str) -> BitsError:
    return BitsError(E_FAIL, f"The job's {what} cannot be read ({why}). Set them again and resume the job.")
