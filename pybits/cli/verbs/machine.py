"""The verbs about what pybits stands on: bitsadmin's container /UTIL."""

from __future__ import annotations

from ..exit_codes import Exit
from ..verb import MACHINE, PLAIN, Option, Param, Verb

_ACCOUNTS = ("LOCALSYSTEM", "NETWORKSERVICE", "LOCALSERVICE", "ME")
_USAGES = ("NO_PROXY", "AUTODETECT", "MANUAL_PROXY", "AUTOSCRIPT", "RESET")
_ACCOUNT = Param("account", "ACCOUNT", words=_ACCOUNTS)
_CONN = Option("conn", "Of one network interface, instead of all (LAN).", "INTERFACE", switches=(("/CONN", None),))
_PRECONFIG = (
    "A job whose proxy usage is PRECONFIG goes by it when the shell that made the job names no proxy: first the "
    "user's, then the machine's, and in each the one of the network interface that is in use before that of all."
)

ROWS: tuple[Verb, ...] = (
    Verb(
        "util version",
        "Print the versions of pybits and its parts.",
        "machine:version",
        "get the version",
        MACHINE,
        options=(
            Option("verbose", "Files, daemon and policies too, with their origin.", switches=(("/VERBOSE", True),)),
        ),
        examples=("pybits util version --verbose",),
        exits=PLAIN,
        syntax="/UTIL /VERSION [/VERBOSE]",
    ),
    Verb(
        "util getieproxy",
        "Print the default proxy.",
        "machine:get_proxy",
        "get the default proxy",
        MACHINE,
        params=(_ACCOUNT,),
        options=(_CONN,),
        examples=("pybits util getieproxy ME", "pybits util getieproxy LOCALSYSTEM --conn wlan0"),
        exits=(*PLAIN, Exit.DENIED),
        syntax="/UTIL /GETIEPROXY <account> [/CONN <connection>]",
        options_after=1,
        details=(
            "ACCOUNT is ME for your own, or LOCALSYSTEM, NETWORKSERVICE or LOCALSERVICE, which all mean the machine's. "
            f"{_PRECONFIG}"
        ),
    ),
    Verb(
        "util setieproxy",
        "Choose the default proxy.",
        "machine:set_proxy",
        "set the default proxy",
        MACHINE,
        params=(
            _ACCOUNT,
            Param("usage", "USAGE", words=_USAGES),
            Param("words", "LIST BYPASS | URL", many=True, optional=True),
        ),
        options=(_CONN,),
        examples=(
            'pybits util setieproxy ME MANUAL_PROXY proxy.example.org:8080 "<local> *.example.org"',
            "sudo pybits util setieproxy LOCALSYSTEM AUTOSCRIPT http://example.org/proxy.pac",
            "pybits util setieproxy ME RESET",
        ),
        exits=(*PLAIN, Exit.DENIED),
        syntax="/UTIL /SETIEPROXY <account> <usage> [<list> <bypass> | <url> ...] [/CONN <connection>]",
        options_after=2,
        trailing=True,
        details=(
            "ACCOUNT is ME for your own, or LOCALSYSTEM, NETWORKSERVICE or LOCALSERVICE, which all mean the machine's "
            "and need an administrator. USAGE is NO_PROXY, AUTODETECT, MANUAL_PROXY with a LIST of proxies and a "
            "BYPASS list (NULL for none), AUTOSCRIPT with the URL of a script, or RESET: NO_PROXY, and lists and URL "
            "are forgotten. The last usage counts; the words of the others are kept for when they are chosen again. "
            f"{_PRECONFIG}"
        ),
    ),
)
