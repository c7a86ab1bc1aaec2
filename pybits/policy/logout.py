"""Whether jobs go on when their owner logs out: what systemd says, in a sentence. Pure."""

from __future__ import annotations

from ..domain.frozen import NamedTuple


class Login(NamedTuple):
    """What is known of the machine's log-ins.

    `manager` tells that systemd manages them; `lingers` that the user's services outlive the log-out; `kills` is
    KillUserProcesses, None when nobody tells; `service` that the daemon is a service of the user, or would be.
    """

    user: str
    manager: bool
    lingers: bool
    kills: bool | None
    service: bool


def at_logout(login: Login) -> str:
    """Say what happens to jobs at log-out, and what to do about it."""
    enable = f"'loginctl enable-linger {login.user}' lets them go on"
    if not login.manager:
        return "Jobs go on when you log out: no systemd ends them."
    if login.lingers:
        return "Jobs go on when you log out: lingering is on."
    if login.service:
        return f"Jobs stop when you log out: the daemon is a service of yours, and lingering is off; {enable}."
    if login.kills:
        return f"Jobs stop when you log out: KillUserProcesses is on, and lingering is off; {enable}."
    if login.kills is None:
        return f"Jobs may stop when you log out: nobody tells whether KillUserProcesses is on; {enable}."
    return "Jobs go on when you log out: KillUserProcesses is off."
