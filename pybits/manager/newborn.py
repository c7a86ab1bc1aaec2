"""What a new job needs before it is made: room in the quotas, a GUID, and what it takes from its surroundings."""

from __future__ import annotations

import os

from ..domain.enums import JobType, UploadWith
from ..domain.hresult import E_NOTIMPL, BitsError
from ..domain.job import Job
from ..domain.policy_values import Policy
from ..domain.state import JobState
from ..policy import limits
from ..storage import clock
from ..storage.job_store import JobStore
from ..storage.machine_ledger import Count, MachineLedger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..domain.credentials import Secrets


def check_room(store: JobStore, ledger: MachineLedger, account: limits.Account, policy: Policy) -> None:
    """Refuse a job for which there is no room, as check_quota() does; the caller holds the ledger's lock.

    With ten thousand jobs every pass over them counts: their names are only looked at if their numbers leave a doubt.
    """
    own = ledger.agreed(store.number())
    if own is not None:
        count = ledger.count(own)
        try:
            limits.check_new_job(account, limits.Usage(count.own, count.machine, 0), policy)
            return
        except BitsError:
            pass  # registrations of jobs that are gone may be among them
    own = ledger.reconcile(store.guids(), store.folder, store.left)
    check_quota(store, account, policy, ledger.count(own))


def check_quota(store: JobStore, account: limits.Account, policy: Policy, count: Count) -> None:
    """Refuse a job for which there is no room: BG_E_TOO_MANY_JOBS_PER_USER, …_PER_MACHINE."""
    try:
        limits.check_new_job(account, limits.Usage(count.own, count.machine, 0), policy)
    except BitsError:  # said again, with what takes longer to find out
        waiting = sum(summary.state is JobState.TRANSFERRED for summary in store.summaries())
        limits.check_new_job(account, limits.Usage(count.own, count.machine, waiting), policy)


def dress(job: Job, policy: Policy, upload_with: UploadWith | None = None) -> tuple[Job, Secrets | None]:
    """Give a new job what depends on the policy, on its type and on this process: umask and proxies."""
    from .settings.shell_proxies import shell_proxies

    shell = shell_proxies(os.environ)
    if job.type is JobType.DOWNLOAD and upload_with is not None:
        raise BitsError(E_NOTIMPL, "A job that downloads uploads nothing: give it the type upload or upload-reply.")
    chosen = UploadWith.PUT if policy.switch("UploadWithPut") else UploadWith.BITS
    dressed = job._replace(
        active=clock.now(),
        upload_with=UploadWith.BITS if job.type is JobType.DOWNLOAD else upload_with or chosen,
        umask=_umask(),
        http_method=job.default_method,
        max_download_time=policy.number("MaxDownloadTime"),
        proxy_environment=shell.variables,
        credentials=tuple(login.title for login in shell.logins),
    )
    if not shell.logins:
        return dressed, None
    from ..domain.credentials import Secrets

    return dressed, Secrets(credentials=shell.logins)


def _umask() -> int:
    mask = os.umask(0o077)  # the only way to read it is to set it
    os.umask(mask)
    return mask


def new_guid() -> str:
    """Make a random (version 4) GUID, upper case in braces."""
    raw = bytearray(os.urandom(16))
    raw[6] = raw[6] & 0x0F | 0x40
    raw[8] = raw[8] & 0x3F | 0x80
    digits = raw.hex().upper()
    return f"{{{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}}}"
