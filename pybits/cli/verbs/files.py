"""The verbs about single files of a job."""

from __future__ import annotations

from pybits.domain.values import SWITCH

from ..exit_codes import Exit
from ..verb import CHANGE, CHECKSUM, FIND, JOB, MAKE, PROPERTY, RUN, Option, Param, Verb

_INDEX = Param("index", "INDEX")
_COUNTS = "INDEX counts the job's files from 0."

ROWS: tuple[Verb, ...] = (
    Verb(
        "addfilewithranges",
        "Add a file of which only some bytes are wanted.",
        "files:add_with_ranges",
        "add file to job",
        MAKE,
        params=(JOB, Param("url", "URL"), Param("path", "PATH"), Param("ranges", "RANGES")),
        options=(CHECKSUM,),
        examples=("pybits addfilewithranges nightly http://h/a.iso head 0:512,2048:eof",),
        exits=(*CHANGE, Exit.QUOTA),
        syntax="/ADDFILEWITHRANGES <job> <remote_url> <local_name> <range_list>",
        details=(
            "RANGES is offset:length[,offset:length...]; a length may be eof. What is fetched is put together in the "
            "order given, without holes. Ranges must not overlap, and the server must serve byte ranges."
        ),
    ),
    Verb(
        "requestranges",
        "Ask for ranges of a file that is fetched on demand.",
        "files:request",
        "request ranges",
        RUN,
        params=(JOB, _INDEX, Param("ranges", "RANGES")),
        options=(Option("instead", "Instead of those that were asked for and are not here."),),
        examples=(
            "pybits requestranges nightly 0 0:65536",
            "pybits requestranges nightly 0 5000000:eof,0:5000000 --instead",
        ),
        exits=(*CHANGE, Exit.QUOTA, Exit.NO_DAEMON),
        details=(
            f"{_COUNTS} RANGES is offset:length[,offset:length...]; a length may be eof. They are fetched in this "
            "order, each byte once, to their places in the temporary file (gettemporaryname), and the job is resumed. "
            "When they are here and on the disk it is SUSPENDED, or TRANSFERRED if all its files are whole; wait waits "
            "for that. The job must be in on-demand mode (setondemand)."
        ),
    ),
    Verb(
        "getfilledranges",
        "Print which ranges of a file are here.",
        "files:filled",
        "get the filled ranges",
        PROPERTY,
        params=(JOB, _INDEX),
        examples=("pybits getfilledranges nightly 0",),
        exits=FIND,
        details=f"{_COUNTS} As offset:length[,offset:length...], in order; NULL if nothing is here.",
    ),
    Verb(
        "gettemporaryname",
        "Print where a file's bytes are until the job is complete.",
        "files:temporary",
        "get the temporary name",
        PROPERTY,
        params=(JOB, _INDEX),
        examples=("pybits gettemporaryname nightly 0",),
        exits=FIND,
        syntax="/GETTEMPORARYNAME <job> <file_index>",
        details=_COUNTS,
    ),
    Verb(
        "getvalidationstate",
        "Print whether a file was declared valid.",
        "files:validation",
        "get the validation state",
        PROPERTY,
        params=(JOB, _INDEX),
        examples=("pybits getvalidationstate nightly 0",),
        exits=FIND,
        syntax="/GETVALIDATIONSTATE <job> <file_index>",
        details=f"{_COUNTS} A file of which nothing was said is not valid.",
    ),
    Verb(
        "setvalidationstate",
        "Declare a file that is wholly here valid, or not.",
        "files:validate",
        "set the validation state",
        PROPERTY,
        params=(JOB, _INDEX, Param("word", "true|false", words=SWITCH.words)),
        examples=("pybits setvalidationstate nightly 0 true",),
        exits=CHANGE,
        syntax="/SETVALIDATIONSTATE <job> <file_index> <true|false>",
        details=(
            f"{_COUNTS} false puts the job in ERROR and throws the file's bytes away; resume fetches them again. "
            "The path of the bytes is what gettemporaryname prints. To complete a job is to accept its files."
        ),
    ),
    Verb(
        "getpeerstats",
        "Print how much of a file came from the server and from peers.",
        "files:peers",
        "get the peer statistics",
        PROPERTY,
        params=(JOB, _INDEX),
        examples=("pybits getpeerstats nightly 0",),
        exits=FIND,
        syntax="/GETPEERSTATS <job> <file_index>",
        details=f"{_COUNTS} pybits has no peers: all bytes come from the server.",
    ),
)
