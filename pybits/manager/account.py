"""Who is asking, and acting as somebody else: what the quotas and the ownership rules need to know of users."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from ..domain.hresult import E_ACCESSDENIED, BitsError
from ..domain.policy_values import Policy
from ..policy.limits import Account

_LOGIN_DEFS = "/etc/login.defs"


def current_account(policy: Policy) -> Account:
    """Describe the user of this process; group names are looked up only when the policy names some."""
    groups: frozenset[str] = frozenset()
    if policy.names("AdministratorGroups"):
        import grp

        names = set()
        for gid in {os.getegid(), *os.getgroups()}:
            with contextlib.suppress(KeyError):
                names.add(grp.getgrgid(gid).gr_name)
        groups = frozenset(names)
    return Account(os.geteuid(), groups, _first_ordinary_uid())


def user_name(uid: int) -> str:
    """Give a user's name, or the number of one who has none."""
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


@contextlib.contextmanager
def acting_as(uid: int) -> Iterator[None]:
    """Do something with another user's rights and no others; only root can.

    An administrator's change to a user's store is made with the user's own rights: files keep their owner, and
    a link that the user planted leads the administrator nowhere that the user could not go himself.
    """
    import pwd

    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise BitsError(E_ACCESSDENIED, f"User {uid} does not exist any more; the jobs cannot be used.") from None
    groups, gid = os.getgroups(), os.getegid()
    os.initgroups(entry.pw_name, entry.pw_gid)
    os.setegid(entry.pw_gid)
    os.seteuid(uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(gid)
        os.setgroups(groups)


def _first_ordinary_uid() -> int:
    """Read UID_MIN: users below it are service accounts."""
    try:
        with open(_LOGIN_DEFS, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                words = line.split()
                if words[:1] == ["UID_MIN"] and words[1:2] and words[1].isdigit():
                    return int(words[1])
    except OSError:
        pass
    return 1000
