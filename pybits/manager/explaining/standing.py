"""What pybits rests on here, as remarks: whether jobs outlive the log-out, and who holds the machine's limit."""

from __future__ import annotations

import os
import subprocess

from ...domain.hresult import BitsError
from ...policy.logout import Login, at_logout
from ...storage import machine_folder, paths
from ..account import user_name
from ..service import launcher

_LINGER = "/var/lib/systemd/linger"
_RUNNING = "/run/systemd/system"
_ASK = (
    *("busctl", "get-property", "org.freedesktop.login1", "/org/freedesktop/login1"),
    *("org.freedesktop.login1.Manager", "KillUserProcesses"),
)


def remarks() -> list[str]:
    """Say what is neither right nor wrong and still worth to know."""
    return [at_logout(_login()), machine_limit(), *_set_aside()]


def machine_limit() -> str:
    """Say what the limit of jobs on the machine rests on."""
    try:
        root = machine_folder.root()
    except BitsError as error:
        return str(error)
    if os.environ.get("PYBITS_MACHINE_DIR"):
        return f"The machine's limit of jobs rests on {root}, which PYBITS_MACHINE_DIR names."
    if root == paths.machine_store():
        return f"The machine's limit of jobs rests on {root}, which an administrator made."
    return (
        f"The machine's limit of jobs rests on {root}, which whoever came first made. 'sudo pybits util setup' makes "
        f"{paths.machine_store()}, for good."
    )


def _set_aside() -> list[str]:
    folder = os.path.join(paths.user_store(), "damaged")
    try:
        count = len(os.listdir(folder))
    except OSError:
        return []
    things = "1 thing was" if count == 1 else f"{count} things were"
    return [f"{things} damaged and set aside in {folder}; what you do not need of it, delete."] if count else []


def _login() -> Login:
    user = user_name(os.geteuid())
    if not os.path.isdir(_RUNNING):
        return Login(user, manager=False, lingers=False, kills=None, service=False)
    lingers = os.path.exists(os.path.join(_LINGER, user))
    return Login(user, manager=True, lingers=lingers, kills=_kills(), service=_is_service())


def _kills() -> bool | None:
    try:
        ran = subprocess.run(_ASK, capture_output=True, text=True, timeout=5, check=False)  # noqa: S603 - fixed words
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"b true": True, "b false": False}.get(ran.stdout.strip())


def _is_service() -> bool:
    """Tell whether the daemon that runs, if any, belongs to the user's service manager, which ends with the session."""
    pid = launcher.status().pid
    try:
        with open(f"/proc/{pid or 'self'}/cgroup", encoding="ascii", errors="replace") as file:
            return f"/user@{os.geteuid()}.service/" in file.read()
    except OSError:
        return False
