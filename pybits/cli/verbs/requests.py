"""The verbs about a job's requests that take other words than a job and a value."""

from __future__ import annotations

from ..verb import CHANGE, JOB, PROPERTY, Param, Verb

ROWS: tuple[Verb, ...] = (
    Verb(
        "setcustomheaders",
        "Replace the headers that are sent with each request.",
        "requests:headers",
        "set the custom headers",
        PROPERTY,
        params=(JOB, Param("headers", "HEADER", many=True, optional=True)),
        examples=(
            'pybits setcustomheaders nightly "Authorization: Bearer 1" "X-Team: a"',
            "pybits setcustomheaders nightly",
        ),
        exits=CHANGE,
        syntax="/SETCUSTOMHEADERS <job> <header1> [<header2> ...]",
        details=(
            "HEADER is `Name: value`; without one, or as NULL, there are none from now on. They go to the server of "
            "the file's URL; when it redirects to another host or port, or to http, they stay behind. Headers that "
            "the transfer itself consists of are refused: Host, Range, If-Range, Accept-Encoding, those of the "
            "connection, and Proxy-Authorization. Together they have at most 16,384 characters. What is on a command "
            "line other users can see: in the click face @FILE is the lines of a file, @- those of standard input."
        ),
    ),
    Verb(
        "makecustomheaderswriteonly",
        "Hide the headers for good; they are still sent.",
        "requests:hide",
        "make the custom headers write-only",
        PROPERTY,
        params=(JOB,),
        examples=("pybits makecustomheaderswriteonly nightly",),
        exits=CHANGE,
        syntax="/MAKECUSTOMHEADERSWRITEONLY <job>",
        details="They can be replaced after that, and not read.",
    ),
    Verb(
        "setproxysettings",
        "Choose the proxy of a job.",
        "requests:proxy",
        "set the proxy settings",
        PROPERTY,
        params=(
            JOB,
            Param("usage", "USAGE"),
            Param("proxies", "LIST", optional=True),
            Param("bypass", "BYPASS", optional=True),
        ),
        examples=(
            "pybits setproxysettings nightly NO_PROXY",
            'pybits setproxysettings nightly OVERRIDE proxy:8080 "<local> *.lan"',
        ),
        exits=CHANGE,
        syntax="/SETPROXYSETTINGS <job> <usage> [<list> [<bypass>]]",
        details=(
            "USAGE is PRECONFIG (http_proxy, https_proxy, all_proxy and no_proxy of the shell that made the job, or "
            "that says this; then the settings of `pybits util setieproxy`), NO_PROXY, or OVERRIDE with a LIST of "
            "`[scheme=][scheme://]server[:port]`, where the second scheme may be socks5h and the like, and the hosts "
            "that need no proxy: names, `*` as first character, <local> for names without a dot; NULL for none. "
            "AUTODETECT asks the script that the network names (WPAD) by a library: pip install 'pybits[pac]'. "
            "`pybits info` says which proxy is in effect."
        ),
    ),
    Verb(
        "replaceremoteprefix",
        "Fetch files from another place: change how URLs begin.",
        "requests:prefix",
        "replace the prefix of the URLs",
        PROPERTY,
        params=(JOB, Param("old", "OLD"), Param("new", "NEW")),
        examples=("pybits replaceremoteprefix nightly http://one.org/ https://two.org/",),
        exits=CHANGE,
        syntax="/REPLACEREMOTEPREFIX <job> <old_prefix> <new_prefix>",
        details=(
            "Case matters. Files that are wholly transferred are left alone; another goes on where it is if the new "
            "place has the same version of it, and begins again otherwise."
        ),
    ),
)
