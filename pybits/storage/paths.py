"""Where things are: the user's store, the machine's store, the policy file, the files of settings.

These are platformdirs' folders. On Linux they are worked out here, by the same XDG rules, because importing
platformdirs costs more than the rest of `pybits getstate`; a test holds the two to each other.
"""

from __future__ import annotations

import os
import sys

# Used when nobody has made the machine's folder: there the machine limit holds without an administrator.
FALLBACK_MACHINE_STORE = "/var/tmp/pybits"  # noqa: S108 - shared on purpose; machine_ledger checks owner and mode


def user_store() -> str:
    """Give the folder of this user's jobs; PYBITS_HOME overrides."""
    override = os.environ.get("PYBITS_HOME")
    if override:
        return os.path.abspath(override)
    if sys.platform != "linux":
        import platformdirs

        return platformdirs.user_data_dir("pybits", appauthor=False)
    return os.path.join(_xdg("XDG_DATA_HOME", "~/.local/share"), "pybits")


def machine_store() -> str:
    """Give the folder that all users share; PYBITS_MACHINE_DIR overrides."""
    override = os.environ.get("PYBITS_MACHINE_DIR")
    if override:
        return os.path.abspath(override)
    if sys.platform != "linux":
        import platformdirs

        return platformdirs.site_state_dir("pybits", appauthor=False)
    return "/var/lib/pybits"


def policy_file() -> str:
    """Give the policy file, which stands in for Group Policy; PYBITS_POLICY overrides."""
    override = os.environ.get("PYBITS_POLICY")
    if override:
        return os.path.abspath(override)
    if sys.platform != "linux":
        import platformdirs

        return os.path.join(platformdirs.site_config_dir("pybits", appauthor=False), "policy.toml")
    return "/etc/xdg/pybits/policy.toml"


def user_config() -> str:
    """Give the user's own settings; PYBITS_CONFIG overrides."""
    override = os.environ.get("PYBITS_CONFIG")
    return os.path.abspath(override) if override else user_config_default()


def user_config_default() -> str:
    """Give the place of the user's own settings where no variable names another."""
    if sys.platform != "linux":
        import platformdirs

        return os.path.join(platformdirs.user_config_dir("pybits", appauthor=False), "config.toml")
    return os.path.join(_xdg("XDG_CONFIG_HOME", "~/.config"), "pybits", "config.toml")


def machine_config() -> str:
    """Give the machine's settings; PYBITS_MACHINE_CONFIG overrides."""
    override = os.environ.get("PYBITS_MACHINE_CONFIG")
    if override:
        return os.path.abspath(override)
    if sys.platform != "linux":
        import platformdirs

        return os.path.join(platformdirs.site_config_dir("pybits", appauthor=False), "config.toml")
    return "/etc/xdg/pybits/config.toml"


def _xdg(variable: str, default: str) -> str:
    folder = os.environ.get(variable, "")
    return folder if os.path.isabs(folder) else os.path.expanduser(default)
