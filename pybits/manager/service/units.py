"""What makes the daemon a service: a unit of systemd for a user or for the system, an agent of launchd. Pure texts.

A user's unit has a user namespace of its own, because without one an unprivileged manager can neither drop
capabilities nor make the file system read-only. In it the files of all other users look like nobody's, which
machine_folder knows. What would take from jobs what they are for (PrivateTmp, ProtectHome) is left out, and so is what
a notify command may need (MemoryDenyWriteExecute), or what some kernels refuse to an unprivileged manager.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

MARK = "# Written by 'pybits daemon install', and written anew by it: keep changes in a drop-in file."

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')

_HARDENING = """\
NoNewPrivileges=yes
PrivateUsers={users}
PrivateDevices=yes
PrivateMounts=yes
ProtectSystem=full
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelModules=yes
CapabilityBoundingSet=
RestrictSUIDSGID=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
UMask=0077
"""

_UNIT = """\
{mark}
[Unit]
Description=pybits, background file transfers{whose}
{after}
[Service]
Type=notify
ExecStart={command}
{environment}Restart=on-failure
RestartSec=10
TimeoutStopSec=60
{user}{hardening}
[Install]
WantedBy={target}
"""


def user_unit(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """Give the unit of the user's own service manager."""
    return _UNIT.format(
        mark=MARK,
        whose="",
        after="",
        command=_words(command),
        environment=_environment(environment),
        user="",
        hardening=_HARDENING.format(users="yes"),
        target="default.target",
    )


def system_template(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """Give the template of the system's manager, whose instances are users: they need not be logged in."""
    network = "Wants=network-online.target\nAfter=network-online.target nss-user-lookup.target remote-fs.target\n"
    more = "ProtectKernelLogs=yes\nProtectKernelTunables=yes\nKeyringMode=private\n"
    return _UNIT.format(
        mark=MARK,
        whose=" of %i",
        after=network,
        command=_words(command),
        environment=_environment(environment),
        user="User=%i\n",
        hardening=_HARDENING.format(users="no") + more,
        target="multi-user.target",
    )


def launchd_agent(label: str, command: Sequence[str], environment: Mapping[str, str], log: str) -> bytes:
    """Give the agent of macOS' launchd."""
    import plistlib

    return plistlib.dumps(
        {
            "Label": label,
            "ProgramArguments": list(command),
            "EnvironmentVariables": dict(environment),
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ProcessType": "Background",
            "StandardOutPath": log,
            "StandardErrorPath": log,
        }
    )


def program_of(unit: str) -> str:
    """Give the program that a unit starts, empty if it names none."""
    for line in unit.splitlines():
        if line.startswith("ExecStart="):
            word = line.removeprefix("ExecStart=").strip()
            quoted = _QUOTED.match(word)
            inner = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else word.partition(" ")[0]
            return inner.replace("%%", "%").replace("$$", "$")
    return ""


def _environment(variables: Mapping[str, str]) -> str:
    return "".join(f"Environment={_word(f'{name}={value}', dollar=False)}\n" for name, value in variables.items())


def _words(command: Sequence[str]) -> str:
    return " ".join(map(_word, command))


def _word(word: str, *, dollar: bool = True) -> str:
    """Quote a word for systemd, whose own marks in it are doubled."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("\n", "\\n")
    return '"' + (escaped.replace("$", "$$") if dollar else escaped) + '"'
