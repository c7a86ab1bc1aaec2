"""Make the files that come from the catalogue anew: `python -m pybits.cli.generate`, in the folder of the sources."""

from __future__ import annotations

import os
import sys

from .completion import scripts
from .manual import pages

COMMAND = "python -m pybits.cli.generate"


def files() -> dict[str, str]:
    """Give what every generated file has to hold, by its path in the sources."""
    made = {os.path.join("completions", name): text for name, text in scripts().items()}
    # Laid out as below share/man, so that the wheel takes the folder as it is and `man -M man` reads it.
    return made | {os.path.join("man", f"man{name[-1]}", name): text for name, text in pages().items()}


def outdated(root: str) -> list[str]:
    """Name the generated files that are missing, differ from what they have to hold, or are no longer made."""
    wanted = files()
    found = {
        os.path.relpath(os.path.join(folder, name), root)
        for top in ("completions", "man")
        for folder, _, names in os.walk(os.path.join(root, top))
        for name in names
    }
    return sorted(path for path in found | set(wanted) if _read(os.path.join(root, path)) != wanted.get(path))


def write(root: str) -> list[str]:
    """Bring the generated files up to date; name those that changed."""
    wanted = files()
    changed = outdated(root)
    for path in changed:
        whole = os.path.join(root, path)
        if path in wanted:
            os.makedirs(os.path.dirname(whole), exist_ok=True)
            with open(whole, "w", encoding="utf-8") as file:
                file.write(wanted[path])
        else:
            os.remove(whole)
    return changed


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


if __name__ == "__main__":
    for path in write(os.getcwd()):
        sys.stdout.write(f"{path}\n")
