"""Single files of a job: ranges."""

from __future__ import annotations

from collections.abc import Iterator

from pybits.cli.context import Context
from pybits.cli.handlers.making import shared_destinations
from pybits.cli.places import absolute
from pybits.cli.views import Added, View
from pybits.domain.range_words import parse_ranges


def add_with_ranges(ctx: Context, job: str, url: str, path: str, ranges: str) -> Iterator[View]:
    """Add a file of which only some bytes are wanted."""
    found = ctx.manager.find(job)
    local = path if ctx.slash else absolute(path, ctx.cwd())
    file = ctx.manager.add_file_with_ranges(found.guid, url, local, parse_ranges(ranges))
    yield Added(found, (file,))
    if not ctx.slash:
        yield from shared_destinations(ctx, found, [file.local])
