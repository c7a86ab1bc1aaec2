"""The verbs about what pybits stands on: bitsadmin's container /UTIL."""

from __future__ import annotations

from ..exit_codes import Exit
from ..verb import FIND, MACHINE, PLAIN, Option, Param, Verb

_ACCOUNTS = ("LOCALSYSTEM", "NETWORKSERVICE", "LOCALSERVICE", "ME")
_USAGES = ("NO_PROXY", "AUTODETECT", "MANUAL_PROXY", "AUTOSCRIPT", "RESET")
_ACCOUNT = Param("account", "ACCOUNT", words=_ACCOUNTS)
_CONN = Option("conn", "Of one network interface, instead of all (LAN).", "INTERFACE", switches=(("/CONN", None),))
_PRECONFIG = (
    "A job whose proxy usage is PRECONFIG goes by it when the shell that made the job names no proxy: first the "
    "user's, then the machine's, and in each the one of the network interface that is in use before that of all."
)

_FORCE = Option("force", "Stop the daemon first, so that nothing is in use.", switches=(("/FORCE", True),))
_LOOKED_AT = (
    "Looked at are the store (folders, files, owners, modes, format, records, index, leftovers of killed processes, "
    "temporary files of jobs that are gone), the machine's folder with its lock and registrations, the daemon, "
    "policies, settings and unit files. Nothing is called wrong that is so for a moment only. What cannot be mended is "
    "set aside, not deleted. The exit status is 0 if all is well, or is so now."
)

ROWS: tuple[Verb, ...] = (
    Verb(
        "doctor",
        "Find out what is wrong, and mend it.",
        "doctor:examine",
        "examine pybits",
        MACHINE,
        params=(Param("jobs", "JOB", many=True, optional=True),),
        options=(Option("fix", "Mend what can be mended."), _FORCE),
        examples=("pybits doctor", "pybits doctor nightly", "pybits doctor --fix"),
        exits=(*FIND,),
        details=(
            f"{_LOOKED_AT} It also says whether jobs go on when you log out, what the machine's limit of jobs rests "
            "on, and why each JOB does or does not move."
        ),
    ),
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
        "util repairservice",
        "Find out what is wrong, and mend it.",
        "doctor:repair",
        "repair pybits",
        MACHINE,
        options=(_FORCE,),
        examples=("pybits util repairservice",),
        exits=PLAIN,
        syntax="/UTIL /REPAIRSERVICE [/FORCE]",
        details=f"The same as `pybits doctor --fix`. {_LOOKED_AT}",
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
            'pybits util setieproxy ME MANUAL_PROXY proxy:8080 "<local> *.lan"',
            "sudo pybits util setieproxy LOCALSYSTEM AUTOSCRIPT http://lan/p.pac",
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
    Verb(
        "util enableanalyticchannel",
        "Turn the daemon's event log on or off.",
        "machine:enable_events",
        "set the analytic channel",
        MACHINE,
        params=(Param("word", "TRUE|FALSE", words=("TRUE", "FALSE")),),
        options=(Option("machine", "For all users who have not decided themselves (administrator)."),),
        examples=("pybits util enableanalyticchannel TRUE",),
        exits=(*PLAIN, Exit.DENIED),
        syntax="/UTIL /ENABLEANALYTICCHANNEL <TRUE|FALSE>",
        details=(
            "A daemon that runs obeys at once. The log is a JSON object a line, at most two mebibytes long; its events "
            "are described in pybits-store(7)."
        ),
    ),
    Verb(
        "util events",
        "Show the daemon's event log, and where it is.",
        "machine:events",
        "show the events",
        MACHINE,
        options=(Option("last", "So many events (default 20).", "COUNT"),),
        examples=("pybits util events", "pybits --json util events --last 1000"),
        exits=PLAIN,
    ),
    Verb(
        "util setup",
        "Make the machine's folder (root).",
        "machine:setup",
        "set the machine up",
        MACHINE,
        examples=("sudo pybits util setup",),
        exits=(*PLAIN, Exit.DENIED),
        details=(
            "Makes /var/lib/pybits, where all users register their jobs and take turns, with the owner and the modes "
            "that it needs, and puts right what is there. Without it /var/tmp/pybits serves."
        ),
    ),
)
