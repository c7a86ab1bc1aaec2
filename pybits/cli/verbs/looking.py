"""The verbs that show jobs."""

from __future__ import annotations

from pybits.domain.properties import PROPERTIES

from ..exit_codes import Exit
from ..verb import ALL_USERS, FILTERS, FIND, JOB, LOOK, PLAIN, Option, Verb

_PROPERTIES = tuple(row.name for row in PROPERTIES)
_VERBOSE = Option("verbose", "Every property and every file.", switches=(("/VERBOSE", True),), short="-v")

_FORMAT = Option("format", "Print these {fields} instead, as in '{guid} {state}'.", "FORMAT")
_JOB_FIELDS = (
    "The fields of a format are guid, name and every property that `get` knows, such as {state} or {bytestotal}; "
)
_ESCAPES = "\\t is a tab, \\n a new line, {{ a brace."

ROWS: tuple[Verb, ...] = (
    Verb(
        "list",
        "List your jobs, oldest first.",
        "looking:list_jobs",
        "list jobs",
        LOOK,
        options=(
            ALL_USERS,
            _VERBOSE,
            *FILTERS,
            Option("sort", "In the order of this property.", "PROPERTY", listed=_PROPERTIES),
            Option("reverse", "The other way round: the newest first."),
            Option("limit", "No more than so many.", "NUMBER"),
            _FORMAT,
        ),
        examples=(
            "pybits list",
            "pybits list --state error,transient_error",
            "pybits list --name 'nightly-*' --older 7d",
            "pybits list --sort bytestotal --reverse --limit 5",
            "pybits list --format '{guid}\\t{state}\\t{name}'",
        ),
        details=_JOB_FIELDS + _ESCAPES,
        exits=(*PLAIN, Exit.DENIED),
        syntax="/LIST [/ALLUSERS] [/VERBOSE]",
    ),
    Verb(
        "info",
        "Show a job, and why it does or does not move.",
        "looking:info",
        "show job",
        LOOK,
        params=(JOB,),
        options=(_VERBOSE, _FORMAT),
        examples=("pybits info nightly --verbose", "pybits info nightly --format '{bytestransferred} of {bytestotal}'"),
        details=_JOB_FIELDS + _ESCAPES,
        exits=FIND,
        syntax="/INFO <job> [/VERBOSE]",
        options_after=1,
    ),
    Verb(
        "listfiles",
        "List the files of a job with their progress.",
        "looking:listfiles",
        "list files",
        LOOK,
        params=(JOB,),
        options=(_FORMAT,),
        examples=("pybits listfiles nightly", "pybits listfiles nightly --format '{index}\\t{remote}'"),
        details=(
            "The fields of a format are index, remote, local, bytestransferred, bytestotal, done and temporaryname; "
            + _ESCAPES
        ),
        exits=FIND,
        syntax="/LISTFILES <job>",
    ),
    Verb(
        "history",
        "Show what happened to a job, and when.",
        "looking:history",
        "show the history of job",
        LOOK,
        params=(JOB,),
        examples=("pybits history nightly",),
        exits=FIND,
    ),
    Verb(
        "monitor",
        "Show all jobs, again and again, until Ctrl-C.",
        "watching:monitor",
        "monitor jobs",
        LOOK,
        options=(
            Option("refresh", "Seconds between two looks (default 5).", "SECONDS", switches=(("/REFRESH", None),)),
            ALL_USERS,
        ),
        examples=("pybits monitor --refresh 1", "pybits monitor --json"),
        exits=(*PLAIN, Exit.DENIED, Exit.INTERRUPTED),
        syntax="/MONITOR [/ALLUSERS] [/REFRESH <seconds>]",
        endless=True,
    ),
)
