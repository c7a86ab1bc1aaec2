"""The notify command and ownership: what may be set, with its HRESULT, and what follows at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pybits.domain.hresult import BG_E_NOT_FOUND, BG_E_STRING_TOO_LONG, E_ACCESSDENIED, E_INVALIDARG, E_NOTIMPL, HResult
from pybits.domain.job import Deed, NotifyCommand
from pybits.domain.policy_values import Policy
from pybits.domain.properties import BY_NAME
from pybits.domain.state import JobState
from pybits.manager.manager import Manager
from pybits.manager.settings import notification
from pybits.policy.limits import Account
from tests.manager.conftest import Queue
from tests.manager.test_manager import UNKNOWN, refusal
from tests.support.processes import wait_until

LONGEST = "/" + "p" * 259


@pytest.mark.parametrize(
    ("program", "parameters", "command"),
    [
        (None, None, None),
        ("/bin/true", None, NotifyCommand("/bin/true")),
        ("/bin/true", "", NotifyCommand("/bin/true")),
        ("/bin/true", "true 'a b'", NotifyCommand("/bin/true", "true 'a b'")),
        (LONGEST, "p" * 4000, NotifyCommand(LONGEST, "p" * 4000)),
    ],
)
def test_a_command_is_kept_as_it_was_given(
    manager: Manager, program: str | None, parameters: str | None, command: NotifyCommand | None
) -> None:
    guid = manager.create_job("job").guid
    assert manager.set_notify_command(guid, program, parameters).notify_command == command
    assert Manager.open().job(guid).notify_command == command
    assert manager.set_notify_command(guid, None).notify_command is None


@pytest.mark.parametrize(
    ("program", "parameters", "code"),
    [
        (None, "x", E_INVALIDARG),
        ("", None, E_INVALIDARG),
        ("true", None, E_INVALIDARG),
        ("./true", None, E_INVALIDARG),
        ("/bin/\0", None, E_INVALIDARG),
        ("/bin/\udc80", None, E_INVALIDARG),
        ("/bin/true", "a\0b", E_INVALIDARG),
        ("/bin/true", "it's", E_INVALIDARG),
        (LONGEST + "p", None, BG_E_STRING_TOO_LONG),
        ("/bin/true", "p" * 4001, BG_E_STRING_TOO_LONG),
    ],
)
def test_what_cannot_be_a_command_is_refused_and_the_old_one_stays(
    manager: Manager, program: str | None, parameters: str | None, code: HResult
) -> None:
    guid = manager.create_job("job").guid
    manager.set_notify_command(guid, "/bin/true")
    assert refusal(lambda: manager.set_notify_command(guid, program, parameters)).code == code
    assert manager.job(guid).notify_command == NotifyCommand("/bin/true")


def test_what_is_seldom_meant_is_named(tmp_path: Path) -> None:
    assert notification.doubts(NotifyCommand(sys.executable, f"{Path(sys.executable).name} x")) == []
    assert notification.doubts(NotifyCommand(sys.executable)) == []
    assert len(notification.doubts(NotifyCommand(sys.executable, "x y"))) == 1
    assert len(notification.doubts(NotifyCommand(str(tmp_path)))) == 1


def test_a_job_whose_command_is_due_can_be_changed_and_completed(queue: Queue) -> None:
    job = queue.transferred()
    due = queue.manager.set_notify_command(job.guid, "/nowhere/to/be/found")
    assert due.deeds == (Deed.NOTIFY,)
    queue.manager.set_property(job.guid, BY_NAME["displayname"], "another")
    wait_until(lambda: queue.manager.job(job.guid).notice.next_try, what="a failed command")
    assert "the notify command cannot be run: No such file" in queue.manager.history(job.guid)[-1].text
    assert "notify command failed once; it is run again in" in queue.manager.in_words(queue.manager.job(job.guid))
    assert queue.manager.complete(job.guid).files == 1
    assert queue.delivered() == ["job-0"]


def test_flags_decide_about_a_state_that_was_reached_before(queue: Queue) -> None:
    job, row = queue.transferred(), BY_NAME["notifyflags"]
    queue.manager.set_property(job.guid, row, 4)
    assert queue.manager.set_notify_command(job.guid, "/bin/true").deeds == ()
    assert queue.manager.set_property(job.guid, row, 1).deeds == (Deed.NOTIFY,)
    wait_until(lambda: queue.manager.job(job.guid).notice.told, what="the command's success")
    assert queue.manager.job(job.guid).deeds == ()
    assert queue.manager.set_property(job.guid, row, 3).deeds == ()  # it was told of this state


def test_a_complete_that_fails_leaves_the_command_to_be_run(queue: Queue) -> None:
    job = queue.transferred()
    queue.manager.set_property(job.guid, BY_NAME["notifyflags"], 4)
    queue.manager.set_notify_command(job.guid, "/bin/true")
    queue.manager.store.change(job.guid, lambda job: job._replace(notify_flags=3).with_notice())
    os.mkdir(queue.targets / "job-0")  # noqa: PTH102 - in the way of the file
    refusal(lambda: queue.manager.complete(job.guid))
    wait_until(lambda: queue.manager.job(job.guid).notice.told, what="the command's success")
    assert queue.state(job.guid) is JobState.TRANSFERRED


# ---- ownership


@pytest.mark.root
def test_the_owners_own_job_loses_what_was_entrusted_to_it(manager: Manager) -> None:
    guid = manager.create_job("job").guid
    manager.set_notify_command(guid, "/bin/true")
    taken = manager.take_ownership(guid)
    assert (taken.notify_command, taken.custom_headers, taken.owner) == (None, (), os.geteuid())


def test_only_administrators_take_ownership_and_only_of_their_own_jobs() -> None:
    for account, owner, code in (
        (Account(1000, frozenset()), 1000, E_ACCESSDENIED),
        (Account(1000, frozenset()), 0, E_ACCESSDENIED),
        (Account(0, frozenset()), 1000, E_NOTIMPL),
    ):
        assert refusal(lambda: notification.check_taker(account, Policy({}), owner)).code == code  # noqa: B023
    notification.check_taker(Account(0, frozenset()), Policy({}), 0)
    staff = Policy({"AdministratorGroups": ("staff",)})
    notification.check_taker(Account(1000, frozenset({"staff"})), staff, 1000)


def test_a_job_that_is_not_there_has_neither(manager: Manager) -> None:
    assert refusal(lambda: manager.set_notify_command(UNKNOWN, "/bin/true")).code == BG_E_NOT_FOUND
    assert refusal(lambda: manager.take_ownership(UNKNOWN)).code == BG_E_NOT_FOUND
