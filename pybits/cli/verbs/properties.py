"""The verbs about properties that are not made from the table of properties: they take more words."""

from __future__ import annotations

from pybits.domain.properties import PROPERTIES

from ..exit_codes import Exit
from ..verb import CHANGE, FIND, JOB, PROPERTY, Param, Verb

# Set by verbs of their own, which take other words than a value.
_OTHERS = "setcustomheaders, setproxysettings, setnotifycmdline, seturlcmdline, setcredentials, setvalidationstate"

ROWS: tuple[Verb, ...] = (
    Verb(
        "get",
        "Print properties of a job; all if none is named.",
        "named:read",
        "get the properties",
        PROPERTY,
        params=(JOB, Param("names", "PROPERTY", many=True, optional=True, words=tuple(row.name for row in PROPERTIES))),
        examples=(
            "pybits get nightly",
            "pybits get nightly state priority",
            "pybits --raw get nightly bytestransferred",
        ),
        exits=FIND,
        details=f"PROPERTY is one of {', '.join(row.name for row in PROPERTIES)}.",
    ),
    Verb(
        "set",
        "Change a property of a job.",
        "named:assign",
        "set the property",
        PROPERTY,
        params=(
            JOB,
            Param("name", "PROPERTY", words=tuple(row.name for row in PROPERTIES if row.settable)),
            Param("word", "VALUE"),
        ),
        examples=("pybits set nightly priority high", "pybits set nightly minretrydelay 60"),
        exits=CHANGE,
        details=(
            f"PROPERTY is one of {', '.join(row.name for row in PROPERTIES if row.settable)}; the help of its "
            "own verb, as in `pybits setpriority --help`, tells what VALUE may be. What takes more than one word has "
            f"only its own verb: {_OTHERS}."
        ),
    ),
    Verb(
        "setnotifycmdline",
        "Choose the program that is run when a job ends or fails.",
        "notification:assign",
        "set the notify command line",
        PROPERTY,
        params=(JOB, Param("program", "PROGRAM"), Param("parameters", "PARAMETERS", optional=True)),
        examples=(
            'pybits setnotifycmdline nightly /usr/local/bin/done "done --quiet"',
            "pybits setnotifycmdline nightly NULL",
        ),
        exits=(*CHANGE, Exit.NO_DAEMON),
        syntax="/SETNOTIFYCMDLINE <job> <program_name> <program_parameters>",
        details=(
            "The program runs when the job is TRANSFERRED or in ERROR (see setnotifyflags), at once if it is that "
            "already, and again after the minimum retry delay until it ends with status 0 or the job is gone. PROGRAM "
            "is an absolute path. PARAMETERS is one word; its first part is the name that the program is called by. "
            "NULL stands for none. No shell is used. The job comes as JSON on standard input, and in PYBITS_JOB, "
            "PYBITS_NAME, PYBITS_STATE, PYBITS_ERROR, PYBITS_ERROR_TEXT and PYBITS_ATTEMPT. The end of the output goes "
            "into the job's history. The job is not completed by it; the program may do that."
        ),
    ),
    Verb(
        "notify",
        "Run a job's notify command now, to try it out.",
        "notification:fire",
        "run the notify command",
        PROPERTY,
        params=(JOB,),
        examples=("pybits notify nightly",),
        exits=(*CHANGE, Exit.NO_DAEMON, Exit.INTERRUPTED),
        details=(
            "The daemon runs it, in the environment and with the rights with which it would, whatever state the job is "
            "in: PYBITS_STATE and the JSON say which, and PYBITS_ATTEMPT is 0. What it prints is shown when it has "
            "ended, and its status, which is more than 128 if a signal ended it. Nothing else of the job changes: what "
            "is to be told when it is TRANSFERRED or in ERROR is told as before. After Ctrl-C the command goes on."
        ),
    ),
    Verb(
        "seturlcmdline",
        "Choose the program that gives fresh URLs for refused ones.",
        "notification:assign_url_command",
        "set the URL command line",
        PROPERTY,
        params=(JOB, Param("program", "PROGRAM"), Param("parameters", "PARAMETERS", optional=True)),
        examples=(
            'pybits seturlcmdline nightly /usr/local/bin/presign "presign b/k"',
            "pybits seturlcmdline nightly NULL",
        ),
        exits=(*CHANGE, Exit.NO_DAEMON),
        details=(
            "For URLs that are valid for a time. When a server answers with HTTP status 401 or 403, the program is run "
            "as the notify command is (see setnotifycmdline), with the file's number, its URL and the status in "
            "PYBITS_FILE, PYBITS_URL and PYBITS_STATUS as well. Its output is one line, an http or https URL, which "
            "the file has from then on; what is here is kept if it is the same file there. The job waits in "
            "TRANSIENT_ERROR meanwhile. It is in ERROR if the program fails, takes more than 300 seconds or prints "
            "something else, or if the new URL is refused before it has brought a byte; one that is refused later is "
            "replaced again, not sooner than the minimum retry delay after the last time. A resume begins anew."
        ),
    ),
    Verb(
        "getnotifyinterface",
        "Print whether a program's interface is registered.",
        "notification:interface",
        "get the notify interface",
        PROPERTY,
        params=(JOB,),
        examples=("pybits getnotifyinterface nightly",),
        exits=FIND,
        syntax="/GETNOTIFYINTERFACE <job>",
        details="Always UNREGISTERED: such an interface is a COM object, which there is on Windows only.",
    ),
    Verb(
        "takeownership",
        "Become the owner of a job (administrator).",
        "notification:take_ownership",
        "take ownership of the job",
        PROPERTY,
        params=(JOB,),
        examples=("pybits takeownership nightly",),
        exits=CHANGE,
        syntax="/TAKEOWNERSHIP <job>",
        details=(
            "Works on an administrator's own job, as on Windows: its notify command line, custom headers, credentials "
            "and client certificate are dropped. A job of another user stays that user's (E_NOTIMPL, also with sudo): "
            "its paths, its URLs and the folders on the way are the user's to change, and a daemon of root's would "
            "follow them with root's rights, to read or replace any file. No verb needs it: `sudo pybits cancel "
            "'{GUID}'` and every other one act on another user's job with its owner's rights."
        ),
    ),
)
