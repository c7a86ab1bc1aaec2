"""The policies: show what is in force, check a file, set one key."""

from __future__ import annotations

from pybits.cli.context import Context
from pybits.cli.views import PolicyAssigned, PolicyChecked, PolicyLine, PolicyList, Told, View
from pybits.domain.hresult import E_INVALIDARG, S_FALSE, S_OK
from pybits.domain.policy_values import BY_NAME, POLICY_KEYS, show_policy


def show(ctx: Context) -> View:  # noqa: ARG001  every handler takes the context
    """Show the policies in force."""
    from pybits.manager.settings.policy_admin import load_policy

    policy = load_policy()
    lines = (PolicyLine(key, policy.values.get(key.name, key.default), policy.origin(key.name)) for key in POLICY_KEYS)
    return PolicyList(tuple(lines), policy.source)


def check(ctx: Context, file: str) -> View:  # noqa: ARG001  every handler takes the context
    """Look for mistakes in a policy file."""
    from pybits.manager.settings.policy_admin import check_policy

    problems = tuple(check_policy(file))
    return PolicyChecked(file, problems, E_INVALIDARG if problems else S_OK)


def assign(ctx: Context, key: str, value: str) -> View:  # noqa: ARG001  every handler takes the context
    """Set one policy in the machine's file."""
    from pybits.manager.settings.policy_admin import set_policy

    return PolicyAssigned(set_policy(key, value), key, value)


def unset(ctx: Context, key: str) -> View:  # noqa: ARG001  every handler takes the context
    """Take one policy out of the machine's file."""
    from pybits.manager.settings.policy_admin import unset_policy

    path = unset_policy(key)
    default = show_policy(BY_NAME[key].default)
    if path is None:
        return Told(f"{key} was not set; its default is {default}.", S_FALSE)
    return Told(f"{key} is not set any more, in {path}; its default is {default}.", S_OK)
