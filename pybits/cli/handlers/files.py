"""Single files of a job: ranges, temporary names, validation, peers."""

from __future__ import annotations

from collections.abc import Iterator

from pybits.cli.context import Context
from pybits.cli.handlers.making import add, file
from pybits.cli.views import Acted, Assigned, Fact, Facts, Value, View
from pybits.domain.hresult import S_OK
from pybits.domain.properties import Property
from pybits.domain.range_words import parse_ranges
from pybits.domain.values import PATH, RANGES, SWITCH

_TEMPORARY = Property("temporaryname", "", PATH, "the temporary name", "")
_FILLED = Property("filledranges", "", RANGES, "the filled ranges", "")
_VALIDATION = Property("validationstate", "", SWITCH, "the validation state", "")


def add_with_ranges(ctx: Context, job: str, url: str, path: str, ranges: str, checksum: str | None) -> Iterator[View]:
    """Add a file of which only some bytes are wanted."""
    return add(ctx, ctx.manager.find(job), [file(ctx, url, path, checksum)._replace(ranges=parse_ranges(ranges))])


def temporary(ctx: Context, job: str, index: str) -> View:
    """Print where a file's bytes are."""
    found = ctx.manager.find(job)
    return Value(found, _TEMPORARY, ctx.manager.temporary_name(found.guid, index))


def request(ctx: Context, job: str, index: str, ranges: str, instead: bool) -> View:
    """Ask for ranges of a file."""
    wanted, found = parse_ranges(ranges, overlapping=True), ctx.manager.find(job)
    return Acted(ctx.manager.request_ranges(found.guid, index, wanted, instead=instead), "queued for the ranges")


def filled(ctx: Context, job: str, index: str) -> View:
    """Print which ranges of a file are here."""
    found = ctx.manager.find(job)
    return Value(found, _FILLED, ctx.manager.filled_ranges(found.guid, index))


def validation(ctx: Context, job: str, index: str) -> View:
    """Print whether a file was declared valid."""
    found = ctx.manager.find(job)
    return Value(found, _VALIDATION, ctx.manager.validation_state(found.guid, index))


def validate(ctx: Context, job: str, index: str, word: str) -> View:
    """Declare a file valid or not."""
    valid = SWITCH.parse(_VALIDATION.title, word) if SWITCH.parse else False
    return Assigned(ctx.manager.set_validation_state(ctx.manager.find(job).guid, index, valid), _VALIDATION, valid)


def peers(ctx: Context, job: str, index: str) -> View:
    """Print where a file's bytes came from."""
    stats = ctx.manager.peer_stats(ctx.manager.find(job).guid, index)
    return Facts((Fact("origin", "From the server:", stats.origin), Fact("peers", "From peers:", stats.peers)), S_OK)
