"""The folders that all users of the machine share: where they are, how they are made, and whether they can be trusted.

Everybody may put a name into a shared folder, and nobody can take away another's (the sticky bit). In it each user
has a folder of his own. None is followed through a symbolic link, and one of a wrong owner or mode is refused.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator

from ..domain.hresult import E_ACCESSDENIED, BitsError
from . import paths

STICKY = 0o1777
_NOBODY = 65534


def root() -> str:
    """Give the machine's store; E_ACCESSDENIED if what is there is not root's."""
    chosen = paths.machine_store()
    if os.environ.get("PYBITS_MACHINE_DIR"):
        return chosen
    try:
        status = os.lstat(chosen)
    except OSError:
        return paths.FALLBACK_MACHINE_STORE
    if stat.S_ISDIR(status.st_mode) and (status.st_uid == 0 or _hides_owner(status)):
        return chosen
    raise BitsError(
        E_ACCESSDENIED,
        f"The machine's store {chosen} must be a folder owned by root, and no symbolic link. An administrator has to "
        "remove it, or give it to root.",
    )


def make_shared(path: str) -> None:
    """Make a folder that everybody may write in but nobody may clear, or check that it is one."""
    _make(path, STICKY)
    status = os.lstat(path)
    if not stat.S_ISDIR(status.st_mode):
        raise BitsError(
            E_ACCESSDENIED, f"{path} must be a folder and no symbolic link. An administrator has to remove it."
        )
    mode = stat.S_IMODE(status.st_mode)
    if mode != STICKY and status.st_uid == os.geteuid() and mode in (0o755, 0o777):
        os.chmod(path, STICKY)  # made by a package, or on a system whose mkdir drops the sticky bit
    elif mode != STICKY:
        raise BitsError(
            E_ACCESSDENIED,
            f"{path} has mode {mode:04o}; it must be {STICKY:04o}, so that every user can register jobs and nobody "
            f"can remove another's. Its owner has to run: chmod 1777 {path}",
        )


def make_own(path: str, uid: int) -> None:
    """Make a user's own folder, which all may read, or check that it is one."""
    _make(path, 0o755)
    status = os.lstat(path)
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != uid or status.st_mode & 0o022:
        raise BitsError(
            E_ACCESSDENIED,
            f"{path} must be a folder that user {uid} owns and nobody else may write. "
            "Somebody else made it: an administrator has to remove it.",
        )


def folders_of_users(shared: str) -> Iterator[tuple[int, str]]:
    """Find the users' folders: anybody can put a name there, but only the user himself a folder that is his."""
    for name in os.listdir(shared):
        folder = os.path.join(shared, name)
        with contextlib.suppress(FileNotFoundError):
            status = os.lstat(folder)
            if stat.S_ISDIR(status.st_mode) and name == str(status.st_uid):
                yield status.st_uid, folder
            elif stat.S_ISDIR(status.st_mode) and name.isdecimal() and _hides_owner(status):
                yield int(name), folder


def _hides_owner(status: os.stat_result) -> bool:
    """Tell whether this process cannot know who owns something: it runs in a user namespace that has one user.

    A service of a user's own service manager does. There everything of others looks like nobody's, root's too.
    """
    if status.st_uid != _NOBODY:
        return False
    try:
        with open("/proc/self/uid_map", encoding="ascii") as file:
            return not any(line.split()[:1] == ["0"] for line in file)
    except OSError:
        return False


def _make(path: str, mode: int) -> None:
    umask = os.umask(0)  # the folder has its mode from its first moment: another user may look at any time
    try:
        os.mkdir(path, mode)
    except FileExistsError:
        pass
    finally:
        os.umask(umask)
