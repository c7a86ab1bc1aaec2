"""The policy file, for the commands that show, check and set it."""

from __future__ import annotations

from ...storage.paths import policy_file
from ...storage.policy_file import check_policy, load_policy, set_policy, unset_policy

__all__ = ["check_policy", "load_policy", "policy_file", "set_policy", "unset_policy"]
