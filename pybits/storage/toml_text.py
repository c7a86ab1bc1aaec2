"""TOML files that people write by hand and programs change: what is not changed stays, comments and order too."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping
    from typing import Any


def rewritten(text: str, wanted: Mapping[str, Any]) -> str:
    """Give a file's text with other content; `text` is sound TOML."""
    import tomllib

    import tomlkit

    document = tomlkit.parse(text)
    _merge(document, wanted)
    changed = tomlkit.dumps(document)
    return changed if tomllib.loads(changed) == _plain(wanted) else tomlkit.dumps(_plain(wanted))


def _merge(here: MutableMapping[str, Any], wanted: Mapping[str, Any]) -> None:
    for name in list(here):
        if name not in wanted:
            del here[name]
    for name, value in _plain(wanted).items():
        old = here.get(name)
        if isinstance(value, dict) and isinstance(old, dict):
            _merge(old, value)
        elif old != value:
            here[name] = value


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give lists where tuples are, as a file has them."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
