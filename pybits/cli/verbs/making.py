"""The verbs that make jobs and give them files."""

from __future__ import annotations

from ..exit_codes import Exit
from ..verb import (
    AT_BIRTH,
    CHANGE,
    CHECKSUM,
    HEADER,
    IF_EXISTS,
    JOB,
    MAKE,
    MIRROR,
    NETRC,
    OF_THE_JOB,
    PLAIN,
    REUSE,
    TYPE_SWITCHES,
    TYPES,
    UPLOAD_WITH,
    Option,
    Param,
    Verb,
)

ROWS: tuple[Verb, ...] = (
    Verb(
        "create",
        "Make a job; it is SUSPENDED and empty.",
        "making:create",
        "create job",
        MAKE,
        params=(Param("name", "NAME"),),
        options=(
            Option("type", "download (default), upload or upload-reply.", "TYPE", TYPES, TYPE_SWITCHES),
            UPLOAD_WITH,
            OF_THE_JOB,
            HEADER,
            NETRC,
        ),
        examples=(
            "pybits create nightly",
            'pybits create --type upload "Monthly report"',
            "pybits create nightly -p priority=low -p transferpolicy=always",
        ),
        exits=(*PLAIN, Exit.DENIED, Exit.QUOTA),
        syntax="/CREATE [/DOWNLOAD | /UPLOAD | /UPLOAD-REPLY] <job name>",
        details=f"Prints the job's GUID. Names need not be unique; a GUID always is. {AT_BIRTH}",
    ),
    Verb(
        "addfile",
        "Add a file to a job: where from, where to.",
        "making:addfile",
        "add file to job",
        MAKE,
        params=(JOB, Param("url", "URL"), Param("path", "PATH")),
        options=(CHECKSUM, MIRROR, IF_EXISTS, REUSE),
        examples=(
            "pybits addfile nightly https://example.org/a.iso a.iso",
            "pybits addfile nightly http://h/a.iso a.iso --checksum sha256:HEX",
        ),
        exits=(*CHANGE, Exit.QUOTA),
        syntax="/ADDFILE <job> <remote_url> <local_name>",
        details=(
            "For an upload too the URL comes first. A relative PATH is taken from the current folder. With a checksum "
            "(md5, sha1, sha224, sha256, sha384 or sha512) a file gets its name only if its content is right; else the "
            "job is in ERROR, and resume fetches it again. A mirror is tried when a source fails, has no such file or "
            "another content than the checksum says. skip keeps a destination that has the checksum, or the size and "
            "date that the server gives; refuse never replaces one; rename adds a number to the new file's name."
        ),
    ),
    Verb(
        "addfileset",
        "Add the files that a text file lists.",
        "making:addfileset",
        "add file to job",
        MAKE,
        params=(JOB, Param("textfile", "TEXTFILE")),
        options=(Option("sums", "Their checksums, as sha256sum prints them.", "FILE"), IF_EXISTS),
        examples=(
            "pybits addfileset nightly files.txt",
            "make-list | pybits addfileset nightly -",
            "pybits addfileset nightly files.txt --sums SHA256SUMS",
        ),
        exits=(*CHANGE, Exit.QUOTA),
        syntax="/ADDFILESET <job> <textfile>",
        details=(
            "Each line is `URL PATH`; names with spaces go in double quotes; lines that start with # are comments. "
            "TEXTFILE - is standard input. The whole set is added, or nothing of it. Each file must be in FILE under "
            "its name, or the end of its path or URL."
        ),
    ),
    Verb(
        "addmetalink",
        "Add the files that a Metalink file (.meta4) lists.",
        "making:addmetalink",
        "add file to job",
        MAKE,
        params=(JOB, Param("metalink", "FILE"), Param("folder", "FOLDER", optional=True)),
        options=(IF_EXISTS,),
        examples=("pybits addmetalink nightly release.meta4 /srv/mirror",),
        exits=(*CHANGE, Exit.QUOTA),
        details=(
            "Each file goes into FOLDER (by default the current one) under its name, from the first of its URLs by "
            "priority; the others are mirrors, and its strongest checksum has to be right. Only http and https URLs "
            "are used. The whole set is added, or nothing of it. Needs pybits[metalink]."
        ),
    ),
)
