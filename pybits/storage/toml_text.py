"""TOML files that people write by hand and programs change: what is not changed stays, comments and order too."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping
    from typing import Any


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
