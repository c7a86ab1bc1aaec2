"""The quotas when everybody wants the last place at once: real users, real processes, some of them killed.

A racer is one program that forks into many processes, holds them at a barrier, and lets all of them create a job.
"""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH208

from __future__ import annotations

import grp
import os
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from pybits.domain.job import is_guid
from tests.support.processes import Box, User, Users

pytestmark = [pytest.mark.root]

RACER = """
import os, random, signal, sys, time
from pybits.domain.hresult import BitsError
from pybits.manager.manager import Manager

count, kill = int(sys.argv[1]), sys.argv[2] == "kill"
barrier, gate = os.pipe()
children = []
for number in range(count):
    child = os.fork()
    if child == 0:
        os.close(gate)
        os.read(barrier, 1)
        try:
            Manager.open().create_job(f"job {number}")
            answer = b"created"
        except BitsError as error:
            answer = error.code.hex.encode()
        os.write(1, answer + b"\\n")
        os._exit(0)
    children.append(child)
print("ready", flush=True)
sys.stdin.readline()
os.close(gate)
if kill:
    random.shuffle(children)
    for child in children[::2]:
        time.sleep(random.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
for child in children:
    os.waitpid(child, 0)
"""


class Race:
    """Creates by one user that begin when everybody is ready."""

    def __init__(self, box: Box, count: int, *, kill: bool = False, groups: Sequence[int] = ()) -> None:
        user = box.user
        identity = {"user": user.uid, "group": user.gid, "extra_groups": list(groups)} if user else {}
        self.process = subprocess.Popen(
            [box.command()[0], "-c", RACER, str(count), "kill" if kill else "all"],
            env=box.env,
            cwd=box.cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **identity,  # type: ignore[call-overload]
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def answers(self) -> Counter[str]:
        """Collect what the creates answered; those that were killed in time say nothing."""
        printed, _ = self.process.communicate()
        assert self.process.returncode == 0
        return Counter(printed.split())


def race(*races: Race) -> list[Counter[str]]:
    for one in races:
        assert one.process.stdin is not None
        one.process.stdin.write("go\n")
        one.process.stdin.flush()
    return [one.answers() for one in races]


def jobs(box: Box) -> set[str]:
    return {name for name in os.listdir(box.home / "jobs") if is_guid(name)}


def registered(box: Box) -> set[str]:
    uid = box.user.uid if box.user else 0
    return set(os.listdir(box.machine / "users" / str(uid)))


USER_FULL, MACHINE_FULL = "0x80200049", "0x80200050"


# ---- one user


def test_of_100_creates_at_once_by_one_user_exactly_60_succeed(users: Users) -> None:
    box = users.box()
    (answers,) = race(Race(box, 100))
    assert answers == {"created": 60, USER_FULL: 40}
    assert registered(box) == jobs(box)
    assert len(jobs(box)) == 60
    refused = box.run("create", "one more")
    assert refused.status == 6
    for fact in (USER_FULL, "60 jobs", "MaxJobsPerUser is 60 (the default)", "of which 0 are transferred"):
        assert fact in refused.stderr
    box.ok("cancel", next(iter(jobs(box))))
    box.ok("create", "in its place")
    assert registered(box) == jobs(box)
    assert len(jobs(box)) == 60


def test_commands_that_race_get_the_quota_exactly_and_say_so_in_their_status(users: Users) -> None:
    users.policy.write_text("MaxJobsPerUser = 10\n")
    box = users.box()
    commands = [box.start("create", f"job {number}") for number in range(24)]
    printed = [command.communicate() for command in commands]
    assert Counter(command.returncode for command in commands) == {0: 10, 6: 14}
    refusals = [stderr for _, stderr in printed if stderr]
    assert len(refusals) == 14
    assert all(f"MaxJobsPerUser is 10 (set in {users.policy})" in text for text in refusals)
    assert registered(box) == jobs(box)
    assert len(jobs(box)) == 10


def test_jobs_that_wait_for_complete_count_and_the_refusal_says_how_many(users: Users) -> None:
    users.policy.write_text("MaxJobsPerUser = 2\n")
    box = users.box()
    (box.cwd / "source").write_text("x")
    box.ok("create", "done")
    box.ok("addfile", "done", (box.cwd / "source").as_uri(), box.cwd / "to")
    box.ok("resume", "done")
    box.ok("wait", "done")
    box.ok("create", "second")
    refused = box.run("create", "third")
    assert refused.status == 6
    assert "You have 2 jobs; MaxJobsPerUser is 2" in refused.stderr
    assert "1 are transferred and wait for 'complete'. Complete or cancel those" in refused.stderr
    box.ok("complete", "done")
    box.ok("create", "third")


# ---- the machine


def test_three_users_who_race_get_exactly_what_the_machine_allows(users: Users) -> None:
    users.policy.write_text("MaxJobsPerMachine = 100\n")
    boxes = [users.box() for _ in range(3)]
    answers = race(*(Race(box, 60) for box in boxes))
    assert sum(answers, Counter()) == {"created": 100, MACHINE_FULL: 80}
    for box, answer in zip(boxes, answers, strict=True):
        assert registered(box) == jobs(box)
        assert len(jobs(box)) == answer["created"]
    refused = boxes[0].run("create", "one more")
    own = answers[0]["created"]
    for fact in (
        MACHINE_FULL,
        f"MaxJobsPerMachine is 100 (set in {users.policy})",
        f"{own} are yours",
        f"; {100 - own} ",
    ):
        assert fact in refused.stderr


def test_creates_that_are_killed_at_any_moment_are_counted_right_after_one_more(users: Users) -> None:
    users.policy.write_text("MaxJobsPerMachine = 100\n")
    boxes = [users.box() for _ in range(3)]
    answers = race(*(Race(box, 60, kill=True) for box in boxes))
    assert sum(answer["created"] for answer in answers) <= 100
    for box in boxes:
        assert box.run("create", "heals").status in (0, 6)
    total = 0
    for box, answer in zip(boxes, answers, strict=True):
        assert registered(box) == jobs(box)
        assert len(jobs(box)) >= answer["created"]  # what was acknowledged is there
        assert not [name for name in os.listdir(box.home / "jobs") if not is_guid(name)]
        total += len(jobs(box))
    assert total <= 100
    more = race(*(Race(box, 60) for box in boxes))
    assert sum(answer["created"] for answer in more) == 100 - total
    assert sum(len(jobs(box)) for box in boxes) == sum(len(registered(box)) for box in boxes) == 100


# ---- who is exempt from what


@pytest.fixture
def small_limits(users: Users) -> Users:
    users.policy.write_text('MaxJobsPerUser = 3\nMaxJobsPerMachine = 12\nAdministratorGroups = ["games"]\n')
    return users


def service(users: Users, folder: Path) -> Box:
    """Give a box of a service account: its user id is below that of the first ordinary user."""
    ordinary = users.box()
    user = User("daemon", 1, 1, folder)
    return Box(
        folder,
        machine=ordinary.machine,
        policy=ordinary.policy,
        user=user,
        python=ordinary.command()[0],
        source=None,
    )


def test_a_service_account_is_bound_by_the_machines_limit_alone(small_limits: Users) -> None:
    with service(small_limits, small_limits.folder / "service") as box:
        assert race(Race(box, 15)) == [{"created": 12, MACHINE_FULL: 3}]
        assert registered(box) == jobs(box)


def test_root_is_bound_by_the_machines_limit_alone_and_leaves_others_no_more(small_limits: Users) -> None:
    root, ordinary = small_limits.root_box(), small_limits.box()
    assert race(Race(root, 10)) == [{"created": 10}]
    assert race(Race(ordinary, 5)) == [{"created": 2, MACHINE_FULL: 3}]
    assert race(Race(root, 1)) == [{MACHINE_FULL: 1}]


def test_a_member_of_an_administrators_group_is_exempt_and_others_are_not(small_limits: Users) -> None:
    member, other = small_limits.box(), small_limits.box()
    games = grp.getgrnam("games").gr_gid
    answers = race(Race(member, 5, groups=[games]), Race(other, 5))
    assert answers == [{"created": 5}, {"created": 3, USER_FULL: 2}]
    assert race(Race(member, 1)) == [{USER_FULL: 1}]  # the same user, without the group


def test_a_users_umask_does_not_lock_the_others_out_or_hide_jobs(users: Users) -> None:
    users.policy.write_text("MaxJobsPerMachine = 4\n")
    users.machine.rmdir()  # so that the first user makes it
    users.folder.chmod(0o1777)
    first, second = users.box(), users.box()
    python = first.command()[0]
    assert first.user is not None
    private = f"import os; os.umask(0o077); os.execv({python!r}, {[python, '-m', 'pybits', 'create', 'x']!r})"
    for _ in range(3):
        subprocess.run(
            [python, "-c", private],
            env=first.env,
            user=first.user.uid,
            group=first.user.gid,
            extra_groups=[],
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
        )
    second.ok("create", "the last")
    assert MACHINE_FULL in second.run("create", "too many").stderr
