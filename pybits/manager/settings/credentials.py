"""Credentials of a job: set, removed, and never given back."""

from __future__ import annotations

from ...domain.job import Job
from .request_options import RequestOptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...domain.credentials import AuthScheme, AuthTarget, Credential
    from ...storage.job_store import JobStore

_WHAT = "The credentials are"


class Credentials(RequestOptions):
    """The part of the manager that is about who the job is to servers and proxies."""

    def set_credentials(self, guid: str, new: Credential) -> Job:
        """Keep credentials, in the place of those for the same target and scheme (SetCredentials). The owner's alone.

        BG_E_USERNAME_TOO_LARGE, BG_E_PASSWORD_TOO_LARGE, E_INVALIDARG; E_NOTIMPL for a scheme that the libcurl at
        hand does not have.
        """
        from ...domain.credentials import check_credential, with_credential
        from ...transfer.logins.schemes import check_scheme
        from .kept_secrets import with_credentials

        check_credential(new)
        check_scheme(new)

        def change(store: JobStore, job: Job) -> Job:
            return with_credentials(store, job, lambda kept: with_credential(kept, new))

        return self._change_requests(guid, change, f"credentials set: {new.title}", what=_WHAT)

    def remove_credentials(self, guid: str, target: AuthTarget, scheme: AuthScheme) -> bool:
        """Forget the credentials of a target and scheme (RemoveCredentials); False if there were none."""
        from .kept_secrets import with_credentials

        removed = False

        def change(store: JobStore, job: Job) -> Job:
            nonlocal removed
            slot = (target, scheme)
            title = f"{target.name} {scheme.name}"
            removed = any(f"{kept} ".startswith(f"{title} ") for kept in job.credentials)
            if not removed:
                return job
            return with_credentials(store, job, lambda kept: tuple(one for one in kept if one.slot[:2] != slot))

        self._change_requests(guid, change, f"credentials removed: {target.name} {scheme.name}", what=_WHAT)
        return removed
