"""Making the daemon a service, and undoing it: the unit is written, enabled, and started where a manager runs."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence

from ...domain.frozen import NamedTuple
from ...domain.hresult import E_ACCESSDENIED, E_INVALIDARG, BitsError
from ...storage import paths
from ...storage.unit_file import link, read, remove, write
from ..account import acting_as
from . import launcher
from . import units as service_units

_UNIT, _TEMPLATE, _LABEL = "pybits.service", "pybits@.service", "org.pybits.daemon"
_SYSTEM_FOLDER = "/etc/systemd/system"
_USER_NAME = re.compile(r"[a-z_][a-z0-9_.-]{0,30}\$?", re.IGNORECASE)
# Variables that say where things are: those of the machine, and those of one user, which root's are not for others.
_SHARED = ("PYBITS_MACHINE_DIR", "PYBITS_POLICY", "PYBITS_MACHINE_CONFIG")
_OWN = ("PYBITS_HOME", "PYBITS_CONFIG")
_TIMEOUT = 60  # seconds that the service manager may take


class Place(NamedTuple):
    """Where a service is: its file, the link that enables it (empty: none is needed), its name for the manager."""

    file: str
    wanted: str
    name: str
    manager: tuple[str, ...]


class Installed(NamedTuple):
    """What was done: the file, whether it was new or different, and what is left to the user (empty: nothing)."""

    file: str
    changed: bool
    advice: str


def install(user: str | None = None, root: str = "") -> Installed:
    """Install the service of this user, or with `user` the system's for one; `root` is another root folder.

    E_ACCESSDENIED without the right to write there, or if somebody else's unit is there; E_INVALIDARG for the user.
    """
    place = _place(user, root)
    if user is not None and not root:
        _check_runnable(user)
    text = _system_text() if user is not None else _user_text(place)
    before = read(place.file)
    _check_ours(place, before)
    changed = before != text
    with _refusals(place.file):
        if changed:
            write(place.file, text)
        if place.wanted:
            link(place.wanted, os.path.join("..", os.path.basename(place.file)))
    return Installed(place.file, changed, "" if root else _start(place))


def _command() -> list[str]:
    return [sys.executable, "-m", "pybits.daemon", "--stay"]


def _environment(names: Sequence[str]) -> dict[str, str]:
    return {**launcher.import_path(), **{name: os.environ[name] for name in names if os.environ.get(name)}}


def _system_text() -> bytes:
    return service_units.system_template(_command(), _environment(_SHARED)).encode()


def _user_text(place: Place) -> bytes:
    environment = _environment((*_SHARED, *_OWN))
    if place.wanted:
        return service_units.user_unit(_command(), environment).encode()
    log = os.path.join(paths.user_store(), "daemon.log")
    return service_units.launchd_agent(_LABEL, _command(), environment, log)


def uninstall(user: str | None = None, root: str = "") -> Installed:
    """Undo the installation; the template goes with the last of its users."""
    place = _place(user, root)
    found = read(place.file)
    _check_ours(place, found)
    if not root:
        _stop(place)
    with _refusals(place.file):
        gone = bool(place.wanted) and remove(place.wanted)
        if user is None or not _instances(place):
            gone = remove(place.file) or gone
    if not root and place.wanted:
        _ask(*place.manager, "daemon-reload")
    return Installed(place.file, gone, "")


def places() -> list[Place]:
    """Give the places of services that this user may have installed: the own one, and root's of the system."""
    own = [_place(None, "")]
    if sys.platform != "linux" or os.geteuid() != 0:
        return own
    file = os.path.join(_SYSTEM_FOLDER, _TEMPLATE)
    return [*own, Place(file, "", _TEMPLATE, ("systemctl",))]


def revive() -> bool:
    """Start this user's service again, if it is installed and a manager runs; tell whether that was done."""
    place = _place(None, "")
    return bool(place.wanted) and os.path.islink(place.wanted) and _ask(*place.manager, "start", place.name)


def rewrite(place: Place) -> None:
    """Write a service anew, for the pybits that runs now."""
    if place.name == _TEMPLATE:
        write(place.file, _system_text())
        _ask(*place.manager, "daemon-reload")
    else:
        install()


def _place(user: str | None, root: str) -> Place:
    if root and not os.path.isabs(root):
        raise BitsError(E_INVALIDARG, f"--root must be an absolute path, not '{root}'.")
    if user is not None:
        return _system_place(user, root)
    if sys.platform == "darwin":
        file = os.path.expanduser(f"~/Library/LaunchAgents/{_LABEL}.plist")
        return Place(root + file, "", _LABEL, ("launchctl",))
    folder = root + os.path.join(os.path.dirname(os.path.dirname(paths.user_config_default())), "systemd", "user")
    wanted = os.path.join(folder, "default.target.wants", _UNIT)
    return Place(os.path.join(folder, _UNIT), wanted, _UNIT, ("systemctl", "--user"))


def _system_place(user: str, root: str) -> Place:
    import pwd

    if sys.platform != "linux":
        raise BitsError(E_INVALIDARG, "--system needs systemd; install the service as the user instead.")
    if not _USER_NAME.fullmatch(user):
        raise BitsError(E_INVALIDARG, f"'{user}' is no user's name.")
    if not root:
        try:
            pwd.getpwnam(user)
        except KeyError:
            raise BitsError(E_INVALIDARG, f"There is no user '{user}'.") from None
        if os.geteuid() != 0:
            raise BitsError(E_ACCESSDENIED, "Only root installs services of the system. Use sudo.")
    folder = root + _SYSTEM_FOLDER
    name = f"pybits@{user}.service"
    wanted = os.path.join(folder, "multi-user.target.wants", name)
    return Place(os.path.join(folder, _TEMPLATE), wanted, name, ("systemctl",))


def _check_runnable(user: str) -> None:
    """Refuse a service that its user could not start: of a pybits in somebody's private folder."""
    import pwd

    with acting_as(pwd.getpwnam(user).pw_uid):
        for path, mode in ((sys.executable, os.X_OK), (launcher.package_folder(), os.R_OK | os.X_OK)):
            if not os.access(path, mode, effective_ids=True):
                raise BitsError(
                    E_ACCESSDENIED,
                    f"{user} may not use {path}: install pybits where every user may run it, such as /opt.",
                )


def _instances(place: Place) -> list[str]:
    with contextlib.suppress(OSError):
        names = os.listdir(os.path.dirname(place.wanted))
        return [name for name in names if name.startswith("pybits@")]
    return []


def _check_ours(place: Place, found: bytes | None) -> None:
    if found is not None and place.wanted and not found.startswith(service_units.MARK.encode()):
        raise BitsError(
            E_ACCESSDENIED, f"{place.file} is there, and pybits did not write it. Remove it, or leave it as it is."
        )


@contextlib.contextmanager
def _refusals(file: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BitsError(E_ACCESSDENIED, f"{file} cannot be written: {error.strerror}.") from None


def _start(place: Place) -> str:
    """Start what was installed; give what the user has to do where no manager can be asked."""
    if not place.wanted:
        domain = f"gui/{os.getuid()}"
        _ask("launchctl", "bootout", f"{domain}/{place.name}")
        started = _ask("launchctl", "bootstrap", domain, place.file)
        return (
            "" if started else f"It starts at the next log-in, or now with: launchctl bootstrap {domain} {place.file}"
        )
    if _ask(*place.manager, "daemon-reload") and _ask(*place.manager, "restart", place.name):
        return ""
    again = " ".join([*place.manager, "start", place.name])
    return f"No service manager could start it here; where one runs: {again}"


def _stop(place: Place) -> None:
    if place.wanted:
        _ask(*place.manager, "stop", place.name)
    else:
        _ask("launchctl", "bootout", f"gui/{os.getuid()}/{place.name}")


def _ask(*words: str) -> bool:
    """Ask the service manager for something; tell whether it did it."""
    try:
        ran = subprocess.run(  # noqa: S603 - fixed words, a checked name and a path of our own
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ran.returncode == 0
