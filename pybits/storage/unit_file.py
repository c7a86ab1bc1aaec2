"""Unit files of a service manager: written whole, enabled by a link, removed."""

from __future__ import annotations

import contextlib
import os

from . import atomic


def read(path: str) -> bytes | None:
    """Read a unit, None if there is none; OSError for what cannot be read."""
    try:
        return atomic.read_file(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def write(path: str, data: bytes) -> None:
    """Write a unit, with the mode that its manager wants."""
    os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
    temporary = path + ".new"
    atomic.write_new(temporary, data)
    os.chmod(temporary, 0o644)
    os.rename(temporary, path)
    atomic.sync_folder(os.path.dirname(path))


def link(path: str, target: str) -> None:
    """Make the link that enables a unit, or leave it if it is there."""
    os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
    if not os.path.islink(path):
        os.symlink(target, path)


def remove(path: str) -> bool:
    """Remove a unit or its link; False if it is not there."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        os.unlink(path)
        return True
    return False
