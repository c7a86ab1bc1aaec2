"""Names and passwords in the URLs of files that are added: taken out, and kept as the job's credentials."""

from __future__ import annotations

from collections.abc import Sequence

from ...domain.credentials import (
    AuthScheme,
    AuthTarget,
    Credential,
    check_login,
    origin_of,
    split_login,
    with_credential,
)
from ...domain.file import File
from ...domain.hresult import E_ACCESSDENIED, BitsError
from ...domain.job import Job
from ...domain.url_schemes import scheme_of
from ...storage.job_store import JobStore
from .kept_secrets import Kept, with_credentials
from .request_options import touched


def without_logins(files: Sequence[File]) -> tuple[list[File], Kept]:
    """Take names and passwords out of the URLs of servers, each as a credential for its server alone."""
    bare: list[File] = []
    found: Kept = ()
    for file in files:
        url, user, password = split_login(file.remote) if scheme_of(file.remote) != "file" else (file.remote, None, "")
        bare.append(file._replace(remote=url))
        if user is not None:
            check_login(user, password)
            login = Credential(AuthTarget.SERVER, AuthScheme.BASIC, user, password, origin=origin_of(url))
            found = with_credential(found, login)
    return bare, found


def with_logins(store: JobStore, job: Job, logins: Kept, caller: int) -> Job:
    """Keep what was taken out, if the caller is the owner; what is under way begins anew with it."""
    if job.owner != caller:
        raise BitsError(E_ACCESSDENIED, "A URL with a user name and password is for the job's owner alone to add.")

    def change(kept: Kept) -> Kept:
        for login in logins:
            kept = with_credential(kept, login)
        return kept

    return touched(store.with_totals(with_credentials(store, job, change)))
