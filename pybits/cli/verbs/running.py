"""The verbs that run jobs, end them and wait for them."""

from __future__ import annotations

from pybits.domain.enums import JobPriority

from ..exit_codes import Exit
from ..verb import (
    ALL_USERS,
    AT_BIRTH,
    CHANGE,
    CHECKSUM,
    FILTERS,
    FIND,
    HEADER,
    IF_EXISTS,
    JOBS,
    MIRROR,
    NETRC,
    OF_THE_JOB,
    PLAIN,
    REUSE,
    RUN,
    TYPE_SWITCHES,
    TYPES,
    UPLOAD_WITH,
    Option,
    Param,
    Verb,
)

_PRIORITIES = tuple(priority.word.lower() for priority in JobPriority)

ROWS: tuple[Verb, ...] = (
    Verb(
        "resume",
        "Start jobs, or try them again at once.",
        "running:resume",
        "resume job",
        RUN,
        params=(JOBS,),
        examples=("pybits resume nightly",),
        exits=(*CHANGE, Exit.NO_DAEMON),
        syntax="/RESUME <job>",
    ),
    Verb(
        "suspend",
        "Stop jobs; what they have is kept.",
        "running:suspend",
        "suspend job",
        RUN,
        params=(JOBS,),
        examples=("pybits suspend nightly",),
        exits=CHANGE,
        syntax="/SUSPEND <job>",
    ),
    Verb(
        "complete",
        "Give the transferred files their names; ends jobs.",
        "running:complete",
        "complete job",
        RUN,
        params=(JOBS,),
        examples=("pybits complete nightly",),
        exits=(*CHANGE, Exit.PARTIAL, Exit.DISK_FULL),
        syntax="/COMPLETE <job>",
        details="A download may be completed early: files that are not wholly here are dropped, and named.",
    ),
    Verb(
        "cancel",
        "Drop jobs and what they transferred so far.",
        "running:cancel",
        "cancel job",
        RUN,
        params=(JOBS,),
        examples=("pybits cancel nightly",),
        exits=CHANGE,
        syntax="/CANCEL <job>",
    ),
    Verb(
        "reset",
        "Cancel every job that you own, or those that you choose.",
        "running:reset",
        "cancel the jobs",
        RUN,
        options=(
            ALL_USERS,
            Option("yes", "Do not ask (nothing is asked when stdin is not a terminal)."),
            *FILTERS,
            Option("dry_run", "List the jobs, and cancel none."),
        ),
        examples=("pybits reset --yes", "pybits reset --state error --older 7d --dry-run"),
        details=(
            "Jobs that are chosen by --state, --name or --older are looked at once more before they are cancelled: one "
            "that somebody has resumed meanwhile is left alone."
        ),
        exits=(*PLAIN, Exit.PARTIAL, Exit.DENIED, Exit.CANCELLED),
        syntax="/RESET [/ALLUSERS]",
    ),
    Verb(
        "transfer",
        "All in one: create, add, resume, wait, complete.",
        "transfer:transfer",
        "complete transfer",
        RUN,
        params=(Param("name", "NAME"), Param("words", "URL [PATH] [URL PATH]", many=True)),
        options=(
            Option("type", "download (default) or upload.", "TYPE", TYPES[:2], TYPE_SWITCHES[:2]),
            UPLOAD_WITH,
            Option(
                "priority",
                "foreground, high, normal (default) or low.",
                "PRIORITY",
                _PRIORITIES,
                (("/PRIORITY", None),),
            ),
            Option("acl_flags", "Of local sources: letters of OGDS.", "FLAGS", (), (("/ACLFLAGS", None),)),
            CHECKSUM,
            MIRROR,
            IF_EXISTS,
            REUSE,
            Option("connections", "For a large file: 1 to 64, or auto; in the foreground.", "NUMBER"),
            Option("dynamic", "The server makes the files anew each time.", switches=(("/DYNAMIC", True),)),
            OF_THE_JOB,
            HEADER,
            NETRC,
        ),
        examples=(
            "pybits transfer iso https://example.org/a.iso",
            "pybits transfer --priority low set http://h/1 one http://h/2 two",
            "pybits transfer -p bandwidth=500K iso https://example.org/a.iso",
        ),
        exits=(*PLAIN, Exit.DENIED, Exit.QUOTA, Exit.CANCELLED, Exit.DISK_FULL, Exit.NO_DAEMON, Exit.INTERRUPTED),
        syntax=(
            "/TRANSFER <job name> [/DOWNLOAD | /UPLOAD] [/PRIORITY <priority>] [/ACLFLAGS <flags>] [/DYNAMIC] "
            "<remote_url> <local_name> [<remote_url> <local_name> ...]"
        ),
        options_after=1,
        details=(
            "For an upload PATH is the file to send; there is one. "
            "Without PATH the file is called as the URL ends, in the current folder. On an error that needs you the "
            "job is cancelled; other errors are waited out. After Ctrl-C the job goes on in the background. "
            f"{AT_BIRTH}"
        ),
    ),
    Verb(
        "wait",
        "Wait until jobs are TRANSFERRED, in ERROR or gone.",
        "watching:wait",
        "wait for job",
        RUN,
        params=(JOBS,),
        options=(Option("timeout", "Give up after so many seconds.", "SECONDS"),),
        examples=("pybits wait nightly && pybits complete nightly", "pybits wait --timeout 3600 one two"),
        exits=(*FIND, Exit.PARTIAL, Exit.TIMED_OUT, Exit.CANCELLED, Exit.DISK_FULL, Exit.INTERRUPTED),
        details="The worst outcome decides the exit status. A job that somebody else completed is done.",
    ),
)
