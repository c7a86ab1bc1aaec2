"""The verbs about what is not a job: policies, the daemon, completion."""

from __future__ import annotations

from ..exit_codes import Exit
from ..verb import HOUSE, PLAIN, Option, Param, Verb

_SHELLS = ("bash", "zsh", "fish", "powershell")
_PROGRAMS = ("pybits", "bitsadmin")

_LEVEL = Option("log_level", "debug, info (default), warning or error.", "LEVEL", ("debug", "info", "warning", "error"))
_SYSTEM = Option("system", "A service of the system, for a user who need not be logged in (root).", "USER")
_ROOT = Option("root", "Write below another root folder, and start nothing: for making images.", "DIR")

ROWS: tuple[Verb, ...] = (
    Verb(
        "policy show",
        "Show each policy, its value and where it comes from.",
        "policy:show",
        "show the policies",
        HOUSE,
        examples=("pybits policy show",),
        exits=PLAIN,
    ),
    Verb(
        "policy check",
        "Look for mistakes in a policy file.",
        "policy:check",
        "check the policies",
        HOUSE,
        params=(Param("file", "FILE"),),
        examples=("pybits policy check ./policy.toml",),
        exits=PLAIN,
    ),
    Verb(
        "policy set",
        "Change one policy (administrator).",
        "policy:assign",
        "set the policy",
        HOUSE,
        params=(Param("key", "KEY"), Param("value", "VALUE")),
        examples=(
            "sudo pybits policy set MaxJobsPerUser 100",
            "sudo pybits policy set AllowedSchemes 'http, https, sftp'",
        ),
        exits=(*PLAIN, Exit.DENIED),
        details=(
            "`pybits policy show` lists the keys, pybits-policy(5) says what each may be. A list has commas between "
            "its words. The rest of the file, comments too, stays as it is; a new policy counts within seconds."
        ),
    ),
    Verb(
        "policy unset",
        "Go back to the default of one policy (administrator).",
        "policy:unset",
        "unset the policy",
        HOUSE,
        params=(Param("key", "KEY"),),
        examples=("sudo pybits policy unset MaxJobsPerUser",),
        exits=(*PLAIN, Exit.DENIED),
    ),
    Verb(
        "daemon run",
        "Be the daemon, in the foreground.",
        "daemon:run",
        "run the daemon",
        HOUSE,
        options=(
            Option("stay", "Take the place of a daemon that runs, and stay when there is nothing to do."),
            _LEVEL,
        ),
        examples=("pybits daemon run", "pybits daemon run --stay --log-level debug"),
        exits=(*PLAIN, Exit.NO_DAEMON),
        details="Under systemd it says when it is ready and what it does, and its log has the journal's levels.",
    ),
    Verb(
        "daemon start",
        "Start the daemon in the background.",
        "daemon:start",
        "start the daemon",
        HOUSE,
        options=(_LEVEL,),
        examples=("pybits daemon start",),
        exits=(*PLAIN, Exit.NO_DAEMON),
        details="Verbs that need the daemon start it by themselves; it ends when nothing is left to do.",
    ),
    Verb(
        "daemon stop",
        "Stop the daemon; jobs wait for the next one.",
        "daemon:stop",
        "stop the daemon",
        HOUSE,
        examples=("pybits daemon stop",),
        exits=PLAIN,
    ),
    Verb(
        "daemon status",
        "Tell whether the daemon runs (exit status 1: it does not).",
        "daemon:status",
        "ask for the daemon",
        HOUSE,
        examples=("pybits daemon status",),
        exits=PLAIN,
    ),
    Verb(
        "daemon install",
        "Make the daemon a service that starts with your session.",
        "daemon:install",
        "install the service",
        HOUSE,
        options=(_SYSTEM, _ROOT),
        examples=("pybits daemon install", "sudo pybits daemon install --system ann"),
        exits=(*PLAIN, Exit.DENIED),
        details=(
            "On Linux a hardened unit of systemd: the user's own pybits.service, or with --system the template "
            "pybits@.service, which starts at boot for that user. On macOS an agent of launchd. It is enabled, and "
            "started where a service manager runs. The service is there all the time: commands need not start a "
            "daemon, and jobs go on when the shell's session ends ('loginctl enable-linger' for the user's own). A "
            "notify command of the service runs as hardened as it: without setuid programs such as sudo."
        ),
    ),
    Verb(
        "daemon uninstall",
        "Undo what daemon install did.",
        "daemon:uninstall",
        "uninstall the service",
        HOUSE,
        options=(_SYSTEM, _ROOT),
        examples=("pybits daemon uninstall",),
        exits=(*PLAIN, Exit.DENIED),
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
        exits=PLAIN,
        details=(
            "SHELL is bash, zsh, fish or powershell. A system-wide installation has the scripts where the shells look "
            "for them; elsewhere the output is read when the shell starts, as in the examples."
        ),
    ),
)
