"""The verbs about single files of a job."""

from __future__ import annotations

from ..exit_codes import Exit
from ..verb import CHANGE, JOB, MAKE, Param, Verb

ROWS: tuple[Verb, ...] = (
    Verb(
        "addfilewithranges",
        "Add a file of which only some bytes are wanted.",
        "files:add_with_ranges",
        "add file to job",
        MAKE,
        params=(JOB, Param("url", "URL"), Param("path", "PATH"), Param("ranges", "RANGES")),
        examples=("pybits addfilewithranges nightly https://example.org/a.iso head 0:512,2048:eof",),
        exits=(*CHANGE, Exit.QUOTA),
        syntax="/ADDFILEWITHRANGES <job> <remote_url> <local_name> <range_list>",
        details=(
            "RANGES is offset:length[,offset:length...]; a length may be eof. What is fetched is put together in the "
            "order given, without holes. Ranges must not overlap, and the server must serve byte ranges."
        ),
    ),
)
