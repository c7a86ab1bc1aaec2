"""Properties by their names: get several or all of a job, set one."""

from __future__ import annotations

from collections.abc import Iterator

from pybits.cli.context import Context
from pybits.cli.handlers import properties as one
from pybits.cli.views import Value, Values, View
from pybits.domain.hresult import E_INVALIDARG, BitsError
from pybits.domain.job import Job
from pybits.domain.properties import BY_NAME, PROPERTIES, Property
from pybits.domain.values import ERROR, HEADERS
from pybits.manager.nearest import nearest


def row_of(name: str) -> Property:
    """Find a property by its name, or by its key in JSON, in any case; E_INVALIDARG names those that are near."""
    word = name.lower().replace("-", "_")
    row = BY_NAME.get(word.replace("_", "")) or next((row for row in PROPERTIES if row.field == word), None)
    if row is None:
        near = nearest(word.replace("_", ""), BY_NAME)
        raise BitsError(E_INVALIDARG, f"'{name}' is not a property.{near} 'pybits get --help' lists them.")
    return row


def read(ctx: Context, job: str, names: tuple[str, ...]) -> View:
    """Read properties of a job, all if none is named; a single one as its own verb reads it."""
    rows = [row_of(name) for name in names]
    if len(rows) == 1:
        return one.read(ctx, rows[0], job)
    found = ctx.manager.job(ctx.manager.find(job).guid)
    return Values(found, tuple(_values(ctx, found, rows or list(PROPERTIES))))


def _values(ctx: Context, job: Job, rows: list[Property]) -> Iterator[Value]:
    for row in rows:
        value = ctx.manager.headers(job) if row.kind is HEADERS and len(rows) < len(PROPERTIES) else row.read(job)
        yield Value(job, row, value, one.file_of_error(ctx, job) if row.kind is ERROR else None)


def assign(ctx: Context, job: str, name: str, word: str) -> View:
    """Set one property."""
    return one.assign(ctx, settable(name), job, word)


def settable(name: str) -> Property:
    """Find a property by its name; E_INVALIDARG for one that is only read, or that has a verb of its own to set it."""
    row = row_of(name)
    if row.settable:
        return row
    from pybits.cli import catalog

    own = catalog.find(f"set{row.name}")
    how = f"'pybits set{row.name}' sets {row.title}." if own else f"{row.title} can only be read."
    raise BitsError(E_INVALIDARG, how)
