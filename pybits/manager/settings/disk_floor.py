"""The settings' say in how much of a disk downloads leave free: the user's own, else the machine's."""

from __future__ import annotations

from ...storage import user_settings


def wanted_free() -> tuple[int, str]:
    """Give the mebibytes, and the file that says so; 0 if none does. E_INVALIDARG, E_ACCESSDENIED as the files are."""
    for settings in (user_settings.user_settings(), user_settings.machine_settings()):
        value = settings.get("disk", "free")
        if value is not None:
            return int(value), settings.path or ""
    return 0, ""
