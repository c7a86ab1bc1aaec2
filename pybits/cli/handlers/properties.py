"""Every get and set verb: which property it is about comes from its row of the property table."""

from __future__ import annotations

from pybits.cli.context import Context
from pybits.cli.views import Assigned, Value, View
from pybits.domain.hresult import BG_E_ERROR_INFORMATION_UNAVAILABLE, RPC_X_BAD_STUB_DATA, BitsError
from pybits.domain.job import Job
from pybits.domain.properties import Property
from pybits.domain.values import CERTIFICATE, COUNT, ERROR, HEADERS, SIZE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pybits.domain.file import File

LIVE = (COUNT, SIZE)  # kinds that grow while a job transfers


def read(ctx: Context, row: Property, job: str) -> View:
    """Read one property; an error or a client certificate that there is not has a code of its own."""
    found = ctx.jobs.find(job)
    if row.kind in LIVE:
        found = ctx.jobs.job(found.guid)
    value = ctx.manager.headers(found) if row.kind is HEADERS else row.read(found)
    if row.kind is CERTIFICATE and value is None:
        raise BitsError(RPC_X_BAD_STUB_DATA, "The job has no client certificate.")
    if row.kind is not ERROR:
        return Value(found, row, value)
    if value is None:
        raise BitsError(BG_E_ERROR_INFORMATION_UNAVAILABLE, f"the job is {found.state.name} and has no error.")
    return Value(found, row, value, file_of_error(ctx, found))


def file_of_error(ctx: Context, job: Job) -> File | None:
    """Give the file that a job's error is about."""
    if job.error is None or job.error.file is None:
        return None
    return next((view.file for view in ctx.jobs.files(job.guid) if view.file.number == job.error.file), None)


def assign(ctx: Context, row: Property, job: str, word: str) -> View:
    """Set one property to what a word says."""
    found = ctx.manager.find(job)
    changed = ctx.manager.set_property(found.guid, row, word)
    return Assigned(changed, row, row.read(changed))
