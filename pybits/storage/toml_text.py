"""TOML files that people write by hand and programs change: what is not changed stays, comments and order too."""

from __future__ import annotations

import os

from . import atomic
from .locks import FileLock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping
    from typing import Any


def rewrite(path: str, make: Callable[[], Mapping[str, Any]], mode: int) -> None:
    """Give a file other content, whole. `make` says which, and may read the file: nobody else changes it meanwhile."""
    folder = os.path.dirname(path)
    os.makedirs(folder, 0o755 if mode & 0o044 else 0o700, exist_ok=True)
    # A lock file beside it, and not the file: that is replaced, and a lock would go with the old.
    with FileLock(os.path.join(folder, ".config.lock")):
        wanted = make()
        text = atomic.read_file(path).decode() if os.path.exists(path) else ""
        temporary = path + ".new"
        atomic.write_new(temporary, rewritten(text, wanted).encode())
        os.chmod(temporary, mode)
        os.rename(temporary, path)
        atomic.sync_folder(folder)


def rewritten(text: str, wanted: Mapping[str, Any]) -> str:
    """Give a file's text with other content; `text` is sound TOML, and empty for a new file."""
    import tomllib

    import tomli_w

    content = _plain(wanted)
    if text.strip():
        import tomlkit  # slow to import, and only needed where somebody's comments have to stay

        document = tomlkit.parse(text)
        _merge(document, content)
        changed = tomlkit.dumps(document)
        if tomllib.loads(changed) == content:
            return changed
    return tomli_w.dumps(content)


def _merge(here: MutableMapping[str, Any], wanted: Mapping[str, Any]) -> None:
    for name in list(here):
        if name not in wanted:
            del here[name]
    for name, value in wanted.items():
        old = here.get(name)
        if isinstance(value, dict) and isinstance(old, dict):
            _merge(old, value)
        elif old != value:
            here[name] = value


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give lists where tuples are, in tables too, as a file has them."""
    return {name: _plain(value) if isinstance(value, dict) else _listed(value) for name, value in values.items()}


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
