"""The peer cache's settings (IBitsPeerCacheAdministration). The cache itself is gone since BITS 4.0, and is not here.

What an administrator sets is kept and read back, within the documented ranges; where a policy says something else the
policy counts, and the setting waits for its end.
"""

from __future__ import annotations

from typing import NoReturn

from ...domain.hresult import (
    BG_E_PEERCACHING_DISABLED,
    BG_S_OVERRIDDEN_BY_POLICY,
    E_ACCESSDENIED,
    E_INVALIDARG,
    S_OK,
    BitsError,
    HResult,
)
from ...domain.job import is_guid
from ...domain.peer_settings import CLIENT, EXPIRATION, LIMIT, SERVER, Setting
from ...domain.policy_values import Policy
from ...domain.settings_values import BY_NAME
from ...domain.values import parse_number
from ...policy.limits import is_administrator
from ...storage import paths, user_settings
from ...storage.policy_file import load_policy
from .. import arguments
from ..account import current_account


def read(setting: Setting) -> int:
    """Give the value in force: the policy's, or what was set, or the default."""
    forced = _by_policy(load_policy(), setting)
    if forced is not None:
        return forced
    value = user_settings.machine_settings().get(setting.section, setting.name)
    return setting.default if value is None else int(value)


def write(setting: Setting, word: str) -> tuple[int, HResult]:
    """Keep a value: BG_S_OVERRIDDEN_BY_POLICY if a policy says another; E_INVALIDARG; E_ACCESSDENIED."""
    key = BY_NAME[setting.section, setting.name]
    value = parse_number(setting.argument, word, "")
    if key.check(value) is None:
        raise BitsError(E_INVALIDARG, f"{setting.argument} must be {key.expected}, not {word}.")
    policy = load_policy()
    if not is_administrator(current_account(policy), policy):
        raise BitsError(E_ACCESSDENIED, "Only an administrator may set what holds for the whole machine. Use sudo.")
    user_settings.change(
        paths.machine_config(),
        lambda found: user_settings.with_value(found, setting.section, setting.name, value),
        mode=0o644,
    )
    return value, S_OK if _by_policy(policy, setting) in (None, value) else BG_S_OVERRIDDEN_BY_POLICY


def _by_policy(policy: Policy, setting: Setting) -> int | None:
    """Give what the policies say, None if they say nothing."""
    if setting is LIMIT:
        return policy.number("MaxCacheSize") if "MaxCacheSize" in policy.values else None
    if setting is EXPIRATION:
        return policy.number("MaxContentAge") * 86_400 if "MaxContentAge" in policy.values else None
    if "EnablePeercaching" not in policy.values:
        return None
    if not policy.switch("EnablePeercaching"):
        return 0
    client = 0 if policy.switch("DisablePeerCachingClient") else CLIENT
    return client | (0 if policy.switch("DisablePeerCachingServer") else SERVER)


def use(record: str | None = None, url: str | None = None) -> NoReturn:
    """Refuse what needs the cache itself: BG_E_PEERCACHING_DISABLED; E_INVALIDARG for a word that names nothing."""
    if record is not None and not is_guid(record.upper()):
        raise BitsError(E_INVALIDARG, f"RECORD must be a GUID in braces, not '{record}'.")
    if url is not None:
        arguments.check_remote(url)
    raise BitsError(
        BG_E_PEERCACHING_DISABLED,
        "pybits keeps no copies for other machines and asks none for theirs, as BITS does since version 4.0.",
    )
