"""The verbs about helper tokens."""

from __future__ import annotations

from ..verb import CHANGE, FIND, JOB, PROPERTY, Param, Verb

_WHY = (
    "Fails with E_NOTIMPL (0x80004001): a helper token is a second Windows log-on for a job. On Unix the daemon works "
    "with its user's rights, and a job that needs others is made by the user who has them."
)

ROWS: tuple[Verb, ...] = (
    Verb(
        "sethelpertoken",
        "Give a job a second log-on (Windows only).",
        "tokens:assign",
        "set the helper token",
        PROPERTY,
        params=(JOB, Param("user", "USER@DOMAIN", optional=True), Param("password", "PASSWORD", optional=True)),
        examples=("pybits sethelpertoken nightly",),
        exits=CHANGE,
        syntax="/SETHELPERTOKEN <job> [<user@domain> <password>]",
        details=_WHY,
    ),
    Verb(
        "sethelpertokenflags",
        "Choose what the second log-on is for (Windows only).",
        "tokens:assign_flags",
        "set the helper token flags",
        PROPERTY,
        params=(JOB, Param("flags", "FLAGS")),
        examples=("pybits sethelpertokenflags nightly 1",),
        exits=CHANGE,
        syntax="/SETHELPERTOKENFLAGS <job> <flags>",
        details=f"FLAGS are 1 (local files) and 2 (network). {_WHY}",
    ),
    Verb(
        "gethelpertokenflags",
        "Print what the second log-on is for (Windows only).",
        "tokens:refuse",
        "get the helper token flags",
        PROPERTY,
        params=(JOB,),
        examples=("pybits gethelpertokenflags nightly",),
        exits=FIND,
        syntax="/GETHELPERTOKENFLAGS <job>",
        details=_WHY,
    ),
    Verb(
        "gethelpertokensid",
        "Print whose the second log-on is (Windows only).",
        "tokens:refuse",
        "get the helper token SID",
        PROPERTY,
        params=(JOB,),
        examples=("pybits gethelpertokensid nightly",),
        exits=FIND,
        syntax="/GETHELPERTOKENSID <job>",
        details=_WHY,
    ),
)
