"""The machine's store, made by an administrator once and for all."""

from __future__ import annotations

import os
import stat

from ...domain.hresult import E_ACCESSDENIED, BitsError
from ...storage import machine_folder, paths


def set_up() -> tuple[str, bool]:
    """Make the machine's folders, or put their modes right; give the place and whether anything was changed.

    E_ACCESSDENIED for all but root, and for what is there and is not a folder of root's.
    """
    root = paths.machine_store()
    if os.geteuid() != 0:
        raise BitsError(E_ACCESSDENIED, f"Only an administrator makes {root}. Use: sudo pybits util setup")
    try:
        os.makedirs(os.path.dirname(root), 0o755, exist_ok=True)
        made = [_folder(path) for path in (root, *(os.path.join(root, name) for name in ("users", "turn")))]
    except OSError as error:
        raise BitsError(E_ACCESSDENIED, f"{error.filename or root} cannot be made: {error.strerror}.") from None
    return root, any(made)


def _folder(path: str) -> bool:
    """Make one folder, root's and sticky; tell whether it was made or changed."""
    present = os.path.lexists(path)
    if not present:
        machine_folder.make_shared(path)
        return True
    status = os.lstat(path)
    if not stat.S_ISDIR(status.st_mode):
        raise BitsError(E_ACCESSDENIED, f"{path} is not a folder. Look what it is, and remove it.")
    right = (status.st_uid, stat.S_IMODE(status.st_mode)) == (0, machine_folder.STICKY)
    if not right:
        os.chown(path, 0, 0, follow_symlinks=False)
        os.chmod(path, machine_folder.STICKY)
    return not right
