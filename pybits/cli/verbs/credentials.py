"""The verbs about who a job is to servers and proxies."""

from __future__ import annotations

from ..verb import CHANGE, JOB, PROPERTY, Option, Param, Verb

_TARGET = Param("target", "TARGET", words=("server", "proxy"))
_SCHEME = Param("scheme", "SCHEME", words=("basic", "digest", "ntlm", "negotiate", "passport"))

ROWS: tuple[Verb, ...] = (
    Verb(
        "setcredentials",
        "Keep a user name and password for a server or proxy.",
        "credentials:assign",
        "set the credentials",
        PROPERTY,
        params=(
            JOB,
            _TARGET,
            _SCHEME,
            Param("user", "USERNAME", optional=True),
            Param("password", "PASSWORD", optional=True, slash=True),
        ),
        options=(
            Option("password_stdin", "Read the password from standard input."),
            Option("keyring", "Take the password from the keyring, where SERVICE and USERNAME have it.", "SERVICE"),
            Option("netrc", "Look names and passwords up in ~/.netrc."),
            Option("netrc_file", "Look names and passwords up in this file.", "FILE"),
        ),
        examples=(
            "pybits setcredentials nightly server basic alice",
            "pass show example.org | pybits setcredentials nightly server digest alice --password-stdin",
            "pybits setcredentials nightly server basic --netrc",
            "pybits setcredentials nightly proxy negotiate",
        ),
        exits=CHANGE,
        syntax="/SETCREDENTIALS <job> <target> <scheme> <username> <password>",
        details=(
            "TARGET is server or proxy; SCHEME is basic, digest, ntlm or negotiate, of which libcurl may have more or "
            "fewer. A terminal is asked for the password. It is kept in a file that only you can read and that goes "
            "with the job; nothing shows it again. It goes to the servers of the job's URLs when they ask for it, and "
            "to no other when they redirect. Without USERNAME (NULL NULL in bitsadmin's syntax) negotiate shows your "
            "Kerberos ticket. What was set before for the same target and scheme is replaced; a job in ERROR because "
            "of it goes on when it is resumed. A password in bitsadmin's syntax can be seen by other users while the "
            "command runs."
        ),
    ),
    Verb(
        "removecredentials",
        "Forget a user name and password.",
        "credentials:remove",
        "remove the credentials",
        PROPERTY,
        params=(JOB, _TARGET, _SCHEME),
        examples=("pybits removecredentials nightly server basic",),
        exits=CHANGE,
        syntax="/REMOVECREDENTIALS <job> <target> <scheme>",
        details="Those that came with a URL or with the environment's proxies are among them.",
    ),
)
