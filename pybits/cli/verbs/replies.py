"""The verbs about the reply to an upload-reply job."""

from __future__ import annotations

from ..exit_codes import Exit
from ..verb import CHANGE, FIND, JOB, PROPERTY, Param, Verb

_ONLY = "Jobs of type upload-reply have a reply; for others this is not implemented."

ROWS: tuple[Verb, ...] = (
    Verb(
        "getreplyfilename",
        "Print where the reply to an upload goes.",
        "replies:place",
        "get the reply file name",
        PROPERTY,
        params=(JOB,),
        examples=("pybits getreplyfilename report",),
        exits=FIND,
        syntax="/GETREPLYFILENAME <job>",
        details=f"NULL before the job has a file or a name was set. {_ONLY}",
    ),
    Verb(
        "setreplyfilename",
        "Choose where the reply to an upload goes.",
        "replies:put",
        "set the reply file name",
        PROPERTY,
        params=(JOB, Param("path", "PATH")),
        examples=("pybits setreplyfilename report answer.xml", "pybits setreplyfilename report NULL"),
        exits=CHANGE,
        syntax="/SETREPLYFILENAME <job> <path>",
        details=(
            "The file has its name once the job is complete. NULL stands for a name beside the file that is uploaded, "
            f"ending in .reply. Not once the reply is on its way. {_ONLY}"
        ),
    ),
    Verb(
        "getreplyprogress",
        "Print how many bytes of the reply are here, and of how many.",
        "replies:progress",
        "get the reply progress",
        PROPERTY,
        params=(JOB,),
        examples=("pybits getreplyprogress report",),
        exits=FIND,
        syntax="/GETREPLYPROGRESS <job>",
        details=f"The size is UNKNOWN until the reply begins. {_ONLY}",
    ),
    Verb(
        "getreplydata",
        "Print the reply to an upload as a hex dump.",
        "replies:data",
        "get the reply data",
        PROPERTY,
        params=(JOB,),
        examples=("pybits getreplydata report",),
        exits=(*FIND, Exit.INVALID_STATE),
        syntax="/GETREPLYDATA <job>",
        details=f"Once the job is TRANSFERRED, for replies up to 1 MB. --json has the bytes in base64. {_ONLY}",
    ),
)
