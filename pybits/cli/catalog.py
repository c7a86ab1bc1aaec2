"""The catalogue: every verb of pybits and bitsadmin, one row each. Help, both faces and the tests come from it."""

from __future__ import annotations

from pybits.domain import properties
from pybits.domain.enums import JobPriority, JobType
from pybits.domain.properties import PROPERTIES

from .exit_codes import Exit
from .property_verbs import getter, setter
from .verb import CHANGE, FIND, HOUSE, JOB, JOBS, LOOK, MAKE, PROPERTY, RUN, Option, Param, Verb

GROUPS = (MAKE, RUN, LOOK, PROPERTY, HOUSE)

_PLAIN = (Exit.DONE, Exit.FAILED, Exit.USAGE)

_TYPES = tuple(kind.word.lower() for kind in JobType)
_PRIORITIES = tuple(priority.word.lower() for priority in JobPriority)
_SHELLS = ("bash", "zsh", "fish", "powershell")
_PROGRAMS = ("pybits", "bitsadmin")
_ALL_USERS = Option("all_users", "Everybody's jobs (administrator).", switches=(("/ALLUSERS", True),))
_VERBOSE = Option("verbose", "Every property and every file.", switches=(("/VERBOSE", True),))
_TYPE_SWITCHES = tuple((f"/{word.upper()}", word) for word in _TYPES)

VERBS: tuple[Verb, ...] = (
    Verb(
        "create",
        "Make a job; it is SUSPENDED and empty.",
        "making:create",
        "create job",
        MAKE,
        params=(Param("name", "NAME"),),
        options=(Option("type", "download (default), upload or upload-reply.", "TYPE", _TYPES, _TYPE_SWITCHES),),
        examples=("pybits create nightly", 'pybits create --type upload "Monthly report"'),
        exits=(*_PLAIN, Exit.DENIED, Exit.QUOTA),
        syntax="/CREATE [/DOWNLOAD | /UPLOAD | /UPLOAD-REPLY] <job name>",
        details="Prints the job's GUID. Names need not be unique; a GUID always is.",
    ),
    Verb(
        "addfile",
        "Add a file to a job: where from, where to.",
        "making:addfile",
        "add file to job",
        MAKE,
        params=(JOB, Param("url", "URL"), Param("path", "PATH")),
        examples=("pybits addfile nightly https://example.org/a.iso a.iso",),
        exits=(*CHANGE, Exit.QUOTA),
        syntax="/ADDFILE <job> <remote_url> <local_name>",
        details="For an upload too the URL comes first. A relative PATH is taken from the current folder.",
    ),
    Verb(
        "addfileset",
        "Add the files that a text file lists.",
        "making:addfileset",
        "add file to job",
        MAKE,
        params=(JOB, Param("textfile", "TEXTFILE")),
        examples=("pybits addfileset nightly files.txt", "make-list | pybits addfileset nightly -"),
        exits=(*CHANGE, Exit.QUOTA),
        syntax="/ADDFILESET <job> <textfile>",
        details=(
            "Each line is `URL PATH`; names with spaces go in double quotes; lines that start with # are comments. "
            "TEXTFILE - is standard input. The whole set is added, or nothing of it."
        ),
    ),
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
        "Cancel every job that you own.",
        "running:reset",
        "cancel the jobs",
        RUN,
        options=(_ALL_USERS, Option("yes", "Do not ask (nothing is asked when stdin is not a terminal).")),
        examples=("pybits reset --yes",),
        exits=(*_PLAIN, Exit.PARTIAL, Exit.DENIED, Exit.CANCELLED),
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
            Option("type", "download (default) or upload.", "TYPE", _TYPES[:2], _TYPE_SWITCHES[:2]),
            Option(
                "priority",
                "foreground, high, normal (default) or low.",
                "PRIORITY",
                _PRIORITIES,
                (("/PRIORITY", None),),
            ),
        ),
        examples=(
            "pybits transfer iso https://example.org/a.iso",
            "pybits transfer --priority low set https://example.org/1 one https://example.org/2 two",
        ),
        exits=(*_PLAIN, Exit.DENIED, Exit.QUOTA, Exit.CANCELLED, Exit.DISK_FULL, Exit.NO_DAEMON, Exit.INTERRUPTED),
        syntax=(
            "/TRANSFER <job name> [/DOWNLOAD | /UPLOAD] [/PRIORITY <priority>] "
            "<remote_url> <local_name> [<remote_url> <local_name> ...]"
        ),
        options_after=1,
        details=(
            "Without PATH the file is called as the URL ends, in the current folder. On an error that needs you the "
            "job is cancelled; other errors are waited out. After Ctrl-C the job goes on in the background."
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
    Verb(
        "list",
        "List your jobs, oldest first.",
        "looking:list_jobs",
        "list jobs",
        LOOK,
        options=(_ALL_USERS, _VERBOSE),
        examples=("pybits list", "pybits list --json"),
        exits=(*_PLAIN, Exit.DENIED),
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
            _ALL_USERS,
        ),
        examples=("pybits monitor --refresh 1", "pybits monitor --json"),
        exits=(*_PLAIN, Exit.DENIED, Exit.INTERRUPTED),
        syntax="/MONITOR [/ALLUSERS] [/REFRESH <seconds>]",
        endless=True,
    ),
    Verb(
        "policy show",
        "Show each policy, its value and where it comes from.",
        "policy:show",
        "show the policies",
        HOUSE,
        examples=("pybits policy show",),
        exits=_PLAIN,
    ),
    Verb(
        "policy check",
        "Look for mistakes in a policy file.",
        "policy:check",
        "check the policies",
        HOUSE,
        params=(Param("file", "FILE"),),
        examples=("pybits policy check ./policy.toml",),
        exits=_PLAIN,
    ),
    Verb(
        "policy set",
        "Change one policy (administrator).",
        "policy:assign",
        "set the policy",
        HOUSE,
        params=(Param("key", "KEY"), Param("value", "VALUE")),
        examples=("sudo pybits policy set MaxJobsPerUser 100",),
        exits=(*_PLAIN, Exit.DENIED),
    ),
    Verb(
        "daemon run",
        "Be the daemon, in the foreground.",
        "daemon:run",
        "run the daemon",
        HOUSE,
        examples=("pybits daemon run",),
        exits=(*_PLAIN, Exit.NO_DAEMON),
    ),
    Verb(
        "daemon start",
        "Start the daemon in the background.",
        "daemon:start",
        "start the daemon",
        HOUSE,
        examples=("pybits daemon start",),
        exits=(*_PLAIN, Exit.NO_DAEMON),
        details="Verbs that need the daemon start it by themselves; it ends when nothing is left to do.",
    ),
    Verb(
        "daemon stop",
        "Stop the daemon; jobs wait for the next one.",
        "daemon:stop",
        "stop the daemon",
        HOUSE,
        examples=("pybits daemon stop",),
        exits=_PLAIN,
    ),
    Verb(
        "daemon status",
        "Tell whether the daemon runs (exit status 1: it does not).",
        "daemon:status",
        "ask for the daemon",
        HOUSE,
        examples=("pybits daemon status",),
        exits=_PLAIN,
    ),
    Verb(
        "completion",
        "Print what makes a shell complete words.",
        "completion:show",
        "print the completion",
        HOUSE,
        params=(Param("shell", "SHELL", words=_SHELLS),),
        options=(Option("program", "For pybits (default) or bitsadmin.", "PROGRAM", _PROGRAMS),),
        examples=(
            'eval "$(pybits completion bash)"',
            "pybits completion fish > ~/.config/fish/completions/pybits.fish",
        ),
        exits=_PLAIN,
        details=(
            "SHELL is bash, zsh, fish or powershell. A system-wide installation has the scripts where the shells look "
            "for them; elsewhere the output is read when the shell starts, as in the examples."
        ),
    ),
)

_BY_NAME: dict[str, Verb] = {verb.name: verb for verb in VERBS}

CONTAINERS: dict[str, str] = {
    "policy": "What an administrator allows to jobs.",
    "daemon": "The program that moves the bytes.",
}


def find(name: str) -> Verb | None:
    """Give the row of a verb (`policy show` for the verb of a container); only that row is made."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    row = properties.BY_NAME.get(name[3:])
    if row is not None and name[:3] == "get":
        return getter(row)
    if row is not None and name[:3] == "set" and row.settable:
        return setter(row)
    return None


def every() -> list[Verb]:
    """Give all rows: those above, then a get verb and, where it can be set, a set verb for each property."""
    getters = [getter(row) for row in PROPERTIES]
    return [*VERBS, *getters, *(setter(row) for row in PROPERTIES if row.settable)]
