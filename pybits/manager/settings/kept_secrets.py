"""Changes of what a job keeps secret, beside the record that says what there is; the caller holds the store's lock."""

from __future__ import annotations

from collections.abc import Callable

from ...domain.credentials import AuthTarget, Credential
from ...domain.job import Job
from ...storage import secrets
from ...storage.job_store import JobStore

Kept = tuple[Credential, ...]


def keep_headers(store: JobStore, job: Job, headers: tuple[str, ...]) -> None:
    """Keep write-only headers."""
    folder = store.folder(job.guid)
    secrets.write(folder, secrets.read_to_change(folder)._replace(headers=headers))


def keep_key_password(store: JobStore, job: Job, password: str | None) -> None:
    """Keep the password of the client certificate's key, None for none."""
    folder = store.folder(job.guid)
    kept = secrets.read_to_change(folder)
    if kept.key_password != password:
        secrets.write(folder, kept._replace(key_password=password))


def with_credentials(store: JobStore, job: Job, change: Callable[[Kept], Kept]) -> Job:
    """Change a job's credentials. What the record does not name is not there."""
    folder = store.folder(job.guid)
    kept = secrets.read_to_change(folder)
    made = change(tuple(one for one in kept.credentials if one.title in job.credentials))
    if made != kept.credentials:
        secrets.write(folder, kept._replace(credentials=made))
    return job._replace(credentials=tuple(one.title for one in made))


def with_proxy_logins(store: JobStore, job: Job, logins: Kept) -> Job:
    """Put what the environment says of proxies in the place of what it said before."""

    def change(kept: Kept) -> Kept:
        return (*(one for one in kept if one.target is not AuthTarget.PROXY or not one.origin), *logins)

    return with_credentials(store, job, change) if logins or job.credentials else job
