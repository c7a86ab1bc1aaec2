"""The verbs that show jobs."""

from __future__ import annotations

from ..exit_codes import Exit
from ..verb import ALL_USERS, FIND, JOB, LOOK, PLAIN, Option, Verb

_VERBOSE = Option("verbose", "Every property and every file.", switches=(("/VERBOSE", True),), short="-v")

ROWS: tuple[Verb, ...] = (
    Verb(
        "list",
        "List your jobs, oldest first.",
        "looking:list_jobs",
        "list jobs",
        LOOK,
        options=(ALL_USERS, _VERBOSE),
        examples=("pybits list", "pybits list --json"),
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
        options=(_VERBOSE,),
        examples=("pybits info nightly --verbose",),
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
        examples=("pybits listfiles nightly",),
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
