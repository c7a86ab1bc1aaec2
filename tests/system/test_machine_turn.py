"""One background turn for the whole machine: real users, their daemons, and the order of work held to the rule."""

from __future__ import annotations

import re
import signal
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from pybits.domain.enums import JobPriority
from pybits.domain.state import JobState
from pybits.storage.job_store import JobStore
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Box, Users, alive, wait_until

pytestmark = [pytest.mark.root]

FOREGROUND, HIGH, NORMAL, LOW = JobPriority
LONG = 90.0  # seconds: many processes on a busy machine


class Known(NamedTuple):
    """A job of some user."""

    box: Box
    guid: str
    priority: JobPriority

    @property
    def store(self) -> JobStore:
        """Give the store that the job is in."""
        return JobStore(str(self.box.home))

    @property
    def state(self) -> JobState:
        """Look at the job's state."""
        return self.store.read(self.guid).state


def add(box: Box, url: str, priority: JobPriority, name: str = "job") -> Known:
    """Make a suspended job."""
    guid = box.bitsadmin("/rawreturn", "/create", name).stdout.strip()
    box.ok("/addfile", guid, url, box.cwd / f"{guid}.copy")
    box.ok("/setpriority", guid, priority.name)
    return Known(box, guid, priority)


def resume(*jobs: Known) -> None:
    """Resume jobs, each by its owner."""
    for box in dict.fromkeys(job.box for job in jobs):
        box.ok("resume", *(job.guid for job in jobs if job.box is box))


def wait_for(job: Known, *states: JobState) -> None:
    """Wait until a job is in one of these states."""
    try:
        wait_until(lambda: job.state in states, LONG, what=f"{job.priority.name} job to be {states}, it is {job.state}")
    except AssertionError as error:
        error.add_note((job.box.home / "daemon.log").read_text())
        error.add_note("\n".join(f"{at:.3f} {text}" for at, text in job.store.history(job.guid)))
        raise


class Step(NamedTuple):
    """A line of the trace: a job has got its turn, or has come to wait for it, or does neither."""

    at: float
    job: Known
    to: JobState


def trace(jobs: list[Known]) -> list[Step]:
    """Put the histories of jobs together, in the order of time."""
    steps = []
    for job in jobs:
        for at, text in job.store.history(job.guid):
            moved = re.match(r"[A-Z_]+ → ([A-Z_]+)", text)
            if moved:
                steps.append(Step(at, job, JobState[moved[1]]))
    return sorted(steps, key=lambda step: step.at)


def check_by_the_rule(jobs: list[Known], time_slice: float) -> list[Known]:
    """Replay a trace; whenever a background job got the turn, it has to be the one that the rule names.

    Of those that wait the highest level, of these who has waited longest, and if none of them had a turn the oldest.
    Nobody else is in turn then. A turn that ends without its job being done is followed by a more urgent job, or it
    lasted for a time slice. Gives the jobs in the order of their turns.
    """
    created = {job: job.store.read(job.guid).created for job in jobs}
    waiting: dict[Known, float] = {}
    had: dict[Known, float] = {}
    holder: Known | None = None
    turns: list[Known] = []
    began = 0.0
    for step in trace(jobs):
        if step.job.priority is FOREGROUND or step.to is JobState.TRANSFERRING:
            continue
        waiting.pop(step.job, None)
        if step.to is JobState.CONNECTING:
            assert holder is None, f"two background jobs in turn: {holder} and {step.job}"
            rivals = {**waiting, step.job: 0.0}
            first = min(rivals, key=lambda job: (job.priority, had.get(job, 0.0), created[job], job.guid))
            assert step.job == first, f"{step.job} before {first}"
            holder, began = step.job, step.at
            turns.append(holder)
            continue
        if holder == step.job:
            holder, had[step.job] = None, step.at
            if step.to is JobState.QUEUED:
                urgent = min((job.priority for job in waiting), default=LOW) < step.job.priority
                assert urgent or step.at - began > time_slice - 0.5
        if step.to is JobState.QUEUED:
            waiting[step.job] = step.at
    return turns


@pytest.fixture
def boxes(users: Users) -> list[Box]:
    return [users.box() for _ in range(3)]


@pytest.fixture
def gate(users: Users, fault_server: FaultServer) -> Known:
    """Give a job of the administrator that has the turn until it is suspended."""
    fault_server.serve("/gate", b"x" * 1_000_000, Fault(bytes_per_second=500))
    job = add(users.root_box(), fault_server.url("/gate"), HIGH)
    resume(job)
    wait_for(job, JobState.TRANSFERRING)
    return job


def test_three_users_with_jobs_of_four_priorities_are_served_by_the_rule(
    boxes: list[Box], gate: Known, fault_server: FaultServer
) -> None:
    fault_server.serve("/slow", b"y" * 1_000_000, Fault(bytes_per_second=500))
    fault_server.serve("/plain", b"z" * 1000)
    jobs = [
        add(box, fault_server.url("/slow" if priority is FOREGROUND else "/plain"), priority)
        for priority in (LOW, FOREGROUND, NORMAL, HIGH)
        for box in boxes
    ]
    background = [job for job in jobs if job.priority is not FOREGROUND]
    resume(*jobs)
    for job in jobs:  # all of the foreground at once, beside the one that has the turn
        wait_for(job, JobState.TRANSFERRING if job.priority is FOREGROUND else JobState.QUEUED)
    assert gate.state is JobState.TRANSFERRING
    waits = boxes[0].ok("info", background[0].guid)
    assert "Waits for its turn; a job of root (HIGH) has it." in waits
    gate.box.ok("/suspend", gate.guid)
    for job in background:
        wait_for(job, JobState.TRANSFERRED)
    assert {job.state for job in jobs if job.priority is FOREGROUND} == {JobState.TRANSFERRING}
    turns = check_by_the_rule([gate, *jobs], 300)
    assert [job.priority for job in turns] == [HIGH] * 4 + [NORMAL] * 3 + [LOW] * 3


def test_equal_jobs_of_three_users_share_the_turn_and_a_more_urgent_one_takes_it(
    users: Users, boxes: list[Box], gate: Known, fault_server: FaultServer
) -> None:
    users.policy.write_text("TimeSlice = 1\n")
    slow = [fault_server.serve(f"/{n}", b"s" * 3_000_000, Fault(bytes_per_second=1_000_000)) for n in range(3)]
    fault_server.serve("/quick", b"q" * 1000)
    equals = [add(box, fault_server.url(f"/{n}"), NORMAL) for n, box in enumerate(boxes)]
    low = add(boxes[0], fault_server.url("/quick"), LOW)
    urgent = add(boxes[1], fault_server.url("/quick"), HIGH)
    resume(*equals, low)
    for job in (*equals, low):
        wait_for(job, JobState.QUEUED)
    gate.box.ok("/suspend", gate.guid)
    wait_until(lambda: sum(resource.answers for resource in slow) >= 2, LONG, what="a second turn")
    resume(urgent)
    for job in (urgent, *equals, low):
        wait_for(job, JobState.TRANSFERRED)
    turns = check_by_the_rule([gate, *equals, low, urgent], 1)
    assert turns[-1] == low
    assert turns.index(urgent) < len(turns) - 2
    for job in equals:
        assert turns.count(job) >= 2, "there was no round robin"


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM], ids=lambda sign: sign.name)
def test_the_turn_of_a_daemon_that_dies_goes_to_the_next_at_once(
    sign: signal.Signals, boxes: list[Box], gate: Known, fault_server: FaultServer
) -> None:
    fault_server.serve("/plain", b"z" * 1000)
    jobs = [add(box, fault_server.url("/plain"), LOW) for box in boxes]
    resume(*jobs)
    for job in jobs:
        wait_for(job, JobState.QUEUED)
    began = time.monotonic()
    gate.box.kill_daemon(sign)
    for job in jobs:
        wait_for(job, JobState.TRANSFERRED)
    assert time.monotonic() - began < 55, "the daemons looked only because they look now and then"


@pytest.mark.parametrize("command", ["suspend", "cancel"])
def test_a_job_that_is_stopped_gives_the_turn_back(
    command: str, boxes: list[Box], gate: Known, fault_server: FaultServer
) -> None:
    fault_server.serve("/plain", b"z" * 1000)
    job = add(boxes[0], fault_server.url("/plain"), LOW)
    resume(job)
    wait_for(job, JobState.QUEUED)
    gate.box.ok(f"/{command}", gate.guid)
    wait_for(job, JobState.TRANSFERRED)


def test_a_job_that_failed_blocks_nobody(boxes: list[Box], fault_server: FaultServer) -> None:
    fault_server.serve("/gone", b"", Fault(status=404))
    fault_server.serve("/later", b"", Fault(status=503))
    fault_server.serve("/plain", b"z" * 1000)
    failing = [add(boxes[0], fault_server.url("/gone"), HIGH), add(boxes[1], fault_server.url("/later"), HIGH)]
    plain = add(boxes[2], fault_server.url("/plain"), LOW)
    resume(*failing, plain)
    wait_for(plain, JobState.TRANSFERRED)
    wait_for(failing[0], JobState.ERROR)
    wait_for(failing[1], JobState.TRANSIENT_ERROR)
    check_by_the_rule([*failing, plain], 300)


@pytest.mark.usefixtures("gate")
def test_who_waits_for_the_turn_sleeps(boxes: list[Box], fault_server: FaultServer) -> None:
    job = add(boxes[0], fault_server.url("/gate"), LOW)
    resume(job)
    wait_for(job, JobState.QUEUED)
    pid = wait_until(boxes[0].daemon_pid, LONG)

    def woken() -> int:
        status = Path(f"/proc/{pid}/task/{pid}/status").read_text()
        return int(re.search(r"^voluntary_ctxt_switches:\t(\d+)", status, re.MULTILINE)[1])  # type: ignore[index]

    def slept() -> bool:
        before, until = woken(), time.monotonic() + 2
        while time.monotonic() < until:
            time.sleep(0.1)
        return woken() == before

    wait_until(slept, LONG, what="two seconds in which the daemon does not wake up once")
    assert alive(pid)
    assert job.state is JobState.QUEUED
