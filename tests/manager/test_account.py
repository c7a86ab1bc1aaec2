"""Who asks, and acting as somebody else without leaving a trace."""

from __future__ import annotations

import grp
import os
import pwd
from pathlib import Path

import pytest

from pybits.domain.hresult import E_ACCESSDENIED, BitsError
from pybits.domain.policy_values import DEFAULT_POLICY, Policy
from pybits.manager import account
from pybits.manager.account import acting_as, current_account, user_name

NOBODY = pwd.getpwnam("nobody")


def test_groups_are_looked_up_only_for_a_policy_that_names_some() -> None:
    assert current_account(DEFAULT_POLICY).groups == frozenset()
    named = current_account(Policy({"AdministratorGroups": ("wheel",)}))
    assert grp.getgrgid(os.getegid()).gr_name in named.groups
    assert named.uid == os.geteuid()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("UID_MIN 500\n", 500),
        ("# UID_MIN 1\n\tUID_MIN\t\t  2000  # first\nUID_MAX 3000\n", 2000),
        ("SYS_UID_MIN 100\n", 1000),
        ("UID_MIN\nUID_MIN x\n", 1000),
        ("", 1000),
        (None, 1000),
    ],
)
def test_the_first_ordinary_user_is_the_one_that_the_system_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, first: int
) -> None:
    definitions = tmp_path / "login.defs"
    if text is not None:
        definitions.write_text(text)
    monkeypatch.setattr(account, "_LOGIN_DEFS", str(definitions))
    assert current_account(DEFAULT_POLICY).first_ordinary_uid == first


def test_a_user_without_a_name_is_called_by_number() -> None:
    assert user_name(NOBODY.pw_uid) == "nobody"
    assert user_name(3_999_999_999) == "3999999999"


def identity() -> tuple[int, int, list[int]]:
    return os.geteuid(), os.getegid(), os.getgroups()


@pytest.mark.root
def test_acting_as_a_user_has_his_rights_alone_and_ends_even_by_an_error() -> None:
    before = identity()
    with acting_as(NOBODY.pw_uid):
        assert identity()[:2] == (NOBODY.pw_uid, NOBODY.pw_gid)
        assert 0 not in os.getgroups()
        assert not os.access("/root", os.W_OK, effective_ids=True)
    assert identity() == before
    with pytest.raises(ZeroDivisionError), acting_as(NOBODY.pw_uid):
        _ = 1 / 0
    assert identity() == before


@pytest.mark.root
def test_nobody_acts_as_a_user_who_is_gone() -> None:
    before = identity()
    with pytest.raises(BitsError, match="3999999999") as refused, acting_as(3_999_999_999):
        pytest.fail("acted as nobody")
    assert refused.value.code == E_ACCESSDENIED
    assert identity() == before
