"""The settings files, the user's own and the machine's: TOML, every key and value checked."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ..domain.hresult import E_ACCESSDENIED, E_INVALIDARG, BitsError
from ..domain.settings_values import (
    BY_NAME,
    CONNECTIONS,
    PROXY,
    SETTING_KEYS,
    ProxyDefault,
    Settings,
    check_connection,
    check_proxy_default,
)
from . import atomic, paths

_MAX_SIZE = 1 << 20
_SECTIONS = tuple(dict.fromkeys(key.section for key in SETTING_KEYS))

Tables = dict[str, dict[str, Any]]


def user_settings() -> Settings:
    """Read the user's own settings; E_INVALIDARG names what is wrong, E_ACCESSDENIED a file not to be read."""
    return load(paths.user_config())


def machine_settings() -> Settings:
    """Read the machine's settings."""
    return load(paths.machine_config())


def load(path: str) -> Settings:
    """Read a file of settings; one that is not there says nothing."""
    try:
        if os.path.getsize(path) > _MAX_SIZE:
            raise BitsError(E_INVALIDARG, f"The settings {path} are larger than {_MAX_SIZE} bytes.", usage=False)
        data = atomic.read_file(path)
    except (FileNotFoundError, NotADirectoryError):
        return Settings({})
    except OSError as error:
        raise BitsError(E_ACCESSDENIED, f"The settings {path} cannot be read: {error.strerror}.") from None
    tables, problem = _parse(data)
    if problem:
        wrong = f"The settings {path} are not valid: {problem} Mend the file or remove it."
        raise BitsError(E_INVALIDARG, wrong, usage=False)
    return Settings(tables, path)


def change(path: str, make: Callable[[Settings], Tables], *, mode: int = 0o600) -> Settings:
    """Apply a function to what a file says, and write what it gives, whole; E_ACCESSDENIED if that cannot be."""
    from .toml_text import rewrite

    tables: Tables = {}

    def made() -> Tables:
        tables.update({name: table for name, table in make(load(path)).items() if table})
        return tables

    try:
        rewrite(path, made, mode)
    except OSError as error:
        raise BitsError(E_ACCESSDENIED, f"{path} cannot be written: {error.strerror}.") from None
    return Settings(tables, path)


def with_value(settings: Settings, section: str, name: str, value: Any) -> Tables:
    """Give the tables with one value set."""
    tables = {key: dict(table) for key, table in settings.sections.items()}
    tables.setdefault(section, {})[name] = value
    return tables


def with_proxy(settings: Settings, proxy: ProxyDefault, connection: str = "") -> Tables:
    """Give the tables with another default proxy, of everything or of one connection."""
    tables = {key: dict(table) for key, table in settings.sections.items()}
    filled = {name: word for name, word in proxy._asdict().items() if word}
    connections = dict(tables.get(PROXY, {}).get(CONNECTIONS, {}))
    if connection:
        connections[connection] = filled
        filled = {name: word for name, word in tables.get(PROXY, {}).items() if name != CONNECTIONS}
    tables[PROXY] = {**filled, **({CONNECTIONS: connections} if connections else {})}
    return tables


def _parse(data: bytes) -> tuple[Tables, str]:
    """Give the tables, and what is wrong with them as a sentence."""
    import tomllib

    try:
        document = tomllib.loads(data.decode())
    except UnicodeDecodeError:
        return {}, "it is not UTF-8 text."
    except (ValueError, RecursionError) as error:
        return {}, f"it is not TOML: {error}."
    for section, table in document.items():
        if section not in _SECTIONS or not isinstance(table, dict):
            return {}, f"{_safe(section)} is not a section; the sections are {', '.join(_SECTIONS)}."
        problem = _check_table(section, table)
        if problem:
            return {}, problem
    return document, ""


def _check_table(section: str, table: dict[str, Any]) -> str:
    for name, value in table.items():
        if (section, name) == (PROXY, CONNECTIONS):
            problem = _check_connections(value)
            if problem:
                return problem
            continue
        key = BY_NAME.get((section, name))
        if key is None:
            return f"[{section}] {_safe(name)} is not a setting."
        if key.check(value) is None:
            return f"[{section}] {name} = {_safe(repr(value))}: must be {key.expected}."
    if section != PROXY:
        return ""
    wrong = check_proxy_default(ProxyDefault(**{name: word for name, word in table.items() if name != CONNECTIONS}))
    return f"[{PROXY}] {wrong}" if wrong else ""


def _check_connections(value: Any) -> str:
    if not isinstance(value, dict):
        return f"[{PROXY}] {CONNECTIONS} must be a table."
    for connection, table in value.items():
        try:
            check_connection(connection)
        except BitsError as error:
            return str(error)
        if not isinstance(table, dict) or CONNECTIONS in table:
            return f"[{PROXY}.{CONNECTIONS}.{_safe(connection)}] must be a table of proxy settings."
        problem = _check_table(PROXY, table)
        if problem:
            return f"{_safe(connection)}: {problem}"
    return ""


def _safe(text: str) -> str:
    return text.encode("unicode_escape").decode()[:80]
