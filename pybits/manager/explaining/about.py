"""What runs here: versions of pybits and of what it stands on, where its files are, and which policies are in force."""

from __future__ import annotations

import os
import platform

from ... import __version__
from ...domain.hresult import BitsError
from ...domain.policy_values import POLICY_KEYS, Policy
from ...storage import machine_folder, paths, store_format
from ...storage.policy_file import load_policy
from ..service import launcher

Facts = list[tuple[str, str, object]]  # a name for programs, a title for people, the value


def versions() -> Facts:
    """Give the versions of the parts."""
    from ...transfer import about

    curl = about.describe()
    return [
        ("pybits", "pybits", __version__),
        ("python", "Python", platform.python_version()),
        ("pycurl", "pycurl", curl.pycurl),
        ("libcurl", "libcurl", curl.libcurl),
        ("tls", "TLS", curl.tls),
        ("http", "HTTP", curl.http),
        ("protocols", "protocols", curl.protocols),
        ("authentication", "authentication", curl.schemes),
        ("store_format", "store format", store_format.FORMAT),
    ]


def surroundings() -> Facts:
    """Give where things are, the daemon, the system, and each policy with its origin."""
    daemon = launcher.status()
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return [
        ("system", "system", system),
        ("daemon", "daemon", daemon.pid),
        ("store", "store", paths.user_store()),
        ("machine_store", "machine store", _machine_root()),
        ("settings", "settings", paths.user_config()),
        ("machine_settings", "machine settings", paths.machine_config()),
        ("policy_file", "policy file", paths.policy_file()),
        *_policies(),
    ]


def _machine_root() -> str:
    try:
        root = machine_folder.root()
    except BitsError as error:
        return str(error)
    return root if os.path.isdir(root) else f"{root} (not made yet)"


def _policies() -> Facts:
    try:
        policy = load_policy()
    except BitsError as error:
        return [("policy_problem", "policy problem", str(error))]
    return [(key.name, key.name, _policy_value(policy, key.name)) for key in POLICY_KEYS]


def _policy_value(policy: Policy, name: str) -> str:
    key = next(key for key in POLICY_KEYS if key.name == name)
    value = policy.values.get(name, key.default)
    word = str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(value, tuple):
        word = ", ".join(value) or "none"
    return f"{word} ({policy.origin(name)})"
