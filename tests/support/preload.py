"""Libraries that are loaded before libc, so that a program finds another machine than this. They need gcc."""

from __future__ import annotations

from pathlib import Path

from tests.support.processes import must


def preload(source: Path, folder: Path) -> Path:
    """Make a library of a C file, for LD_PRELOAD."""
    library = folder / f"{source.stem}.so"
    must("gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library, source)
    return library
