"""What a file gets when its last byte is here, before it may count as done."""

from __future__ import annotations

from ...domain.enums import ErrorContext
from ...domain.job import Job
from ...storage import attributes
from ...storage.os_errors import hresult_of
from ...transfer.local import is_local, local_path
from ...transfer.outcome import Failure, Severity, readable
from .dates import modified
from .hashing import wrong
from .incoming import Incoming


def finish(job: Job, incoming: Incoming) -> Failure | None:
    """Check its bytes, give it its source's date, and what the ACL flags want of a local one; say what failed."""
    source, claim = incoming.file.remote, incoming.claim
    if incoming.right is False:
        return wrong(incoming.file.local, incoming.checksum)
    if job.acl_flags and is_local(source):
        try:
            attributes.copy_attributes(local_path(source), incoming.temp.fileno(), job.acl_flags)
        except OSError as error:
            return _refused(incoming, error)
    when = modified(source, claim.validator)
    if when is not None:
        attributes.set_modified(incoming.temp.fileno(), when)
    return None


def _refused(incoming: Incoming, error: OSError) -> Failure:
    # With the privilege the next try succeeds; BITS waits for it in the same way.
    text = f"{incoming.file.local} cannot get what the ACL flags want ({readable(error.strerror or str(error))})."
    return Failure(hresult_of(error), ErrorContext.LOCAL_FILE, Severity.TRANSIENT, text)
