"""Bitsadmin's analytic channel: whether the daemon keeps a log of events, who decided it, and what the log says."""

from __future__ import annotations

import os

from ...domain.frozen import NamedTuple
from ...domain.hresult import E_ACCESSDENIED, E_INVALIDARG, BitsError
from ...storage import paths, user_settings
from ...storage.event_log import EventLog
from ...storage.wake import ring

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Channel(NamedTuple):
    """Whether the log is kept, who decided that, and where it is."""

    enabled: bool
    origin: str
    path: str


def channel() -> Channel:
    """Tell whether events are logged: the user's setting, else the machine's, else not."""
    path = EventLog(paths.user_store()).path
    for settings in (user_settings.user_settings(), user_settings.machine_settings()):
        value = settings.get("events", "enabled")
        if value is not None:
            return Channel(bool(value), f"set in {settings.path}", path)
    return Channel(enabled=False, origin="the default", path=path)


def enable(word: str, *, machine: bool = False) -> bool:
    """Turn the log on or off, for a daemon that runs at once; E_INVALIDARG, E_ACCESSDENIED for the machine's."""
    value = {"true": True, "false": False}.get(word.strip().lower())
    if value is None:
        raise BitsError(E_INVALIDARG, f"The word must be TRUE or FALSE, not '{word}'.")
    path = paths.machine_config() if machine else paths.user_config()
    try:
        user_settings.change(
            path,
            lambda settings: user_settings.with_value(settings, "events", "enabled", value),
            mode=0o644 if machine else 0o600,
        )
    except BitsError as error:
        if machine and error.code == E_ACCESSDENIED:
            raise BitsError(E_ACCESSDENIED, f"{error} Only an administrator (sudo) decides for the machine.") from None
        raise
    ring(os.path.join(paths.user_store(), "wake"))
    return value


def last(count: int) -> list[dict[str, Any]]:
    """Give the last events, oldest first."""
    return EventLog(paths.user_store()).read(count)
