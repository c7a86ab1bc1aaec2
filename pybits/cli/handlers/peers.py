"""The peer cache: its settings, and the refusal of what needs the cache itself."""

from __future__ import annotations

from pybits.cli.context import Context
from pybits.cli.views import Fact, Facts, Told, View
from pybits.domain.hresult import S_OK
from pybits.domain.peer_settings import Setting
from pybits.manager.settings import peer_cache


def get(ctx: Context, setting: Setting) -> View:  # noqa: ARG001  every handler takes the context
    """Give a setting's value in force."""
    return Facts((Fact(setting.name, "", peer_cache.read(setting)),), S_OK)


def assign(ctx: Context, setting: Setting, word: str) -> View:  # noqa: ARG001  every handler takes the context
    """Keep a setting."""
    value, code = peer_cache.write(setting, word)
    return Told(f"Set the {setting.name} to {value}.", code)


def use(ctx: Context) -> View:  # noqa: ARG001  every handler takes the context
    """Refuse what needs the cache."""
    peer_cache.use()


def use_record(ctx: Context, record: str) -> View:  # noqa: ARG001  every handler takes the context
    """Refuse what needs a record of the cache."""
    peer_cache.use(record=record)


def use_url(ctx: Context, url: str) -> View:  # noqa: ARG001  every handler takes the context
    """Refuse what needs the records of a URL."""
    peer_cache.use(url=url)


def list_records(ctx: Context, verbose: bool) -> View:  # noqa: ARG001  every handler takes the context
    """Refuse to list the cache."""
    peer_cache.use()


def show_record(ctx: Context, record: str, verbose: bool) -> View:  # noqa: ARG001  every handler takes the context
    """Refuse to show a record."""
    peer_cache.use(record=record)
