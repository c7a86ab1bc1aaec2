"""The machine's turn between daemons: who takes it, who waits, who is woken, and what a daemon that hangs can do."""

from __future__ import annotations

import fcntl
import os
import select
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from pybits.daemon.share import PATIENCE, Share
from pybits.domain.enums import JobPriority
from pybits.policy.scheduler import Candidate
from pybits.storage.job_store import JobStore
from pybits.storage.machine_turn import holders

FOREGROUND, HIGH, NORMAL, LOW = JobPriority
SLICE = 300.0
NOW = 10_000.0


class Party:
    """One daemon of several: its share, and its only background job."""

    def __init__(self, home: Path, priority: JobPriority, created: float = 0.0) -> None:
        self.share = Share(JobStore.open(str(home)))
        self.job = Candidate(f"{{{uuid4()}}}".upper(), priority, created, in_turn=False, turn_began=0.0, last_turn=0.0)

    def looks(self, now: float = NOW) -> bool:
        """Let the daemon make one round; tell whether its job is in turn after it."""
        runs = self.job.guid in self.share.choose([self.job], now, SLICE)
        if runs and not self.job.in_turn:
            self.job = self.job._replace(in_turn=True, turn_began=now)
        elif self.job.in_turn and not runs:
            self.job = self.job._replace(in_turn=False, last_turn=now)
        self.share.settle([self.job], [self.job.guid] if runs else [], now, SLICE)
        return runs

    def joins(self, now: float) -> int | None:
        """Let the daemon try to take part."""
        return self.share.join(now)

    def woken(self) -> bool:
        """Tell whether something wakes the daemon."""
        fd = self.share.fileno()
        assert fd is not None
        return bool(select.select([fd], [], [], 0)[0])

    def ends(self, now: float = NOW) -> None:
        """Let the job end."""
        self.share.choose([], now, SLICE)
        self.share.settle([], [], now, SLICE)


class Machine:
    """Makes daemons, each with a store of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.parties: list[Party] = []

    def party(self, priority: JobPriority = NORMAL, created: float = 0.0) -> Party:
        """Start a daemon."""
        self.parties.append(Party(self._folder / str(len(self.parties)), priority, created))
        return self.parties[-1]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYBITS_MACHINE_DIR", str(tmp_path / "machine"))
    return tmp_path / "machine"


@pytest.fixture
def machine(folder: Path) -> Iterator[Machine]:
    made = Machine(folder.parent)
    yield made
    for party in made.parties:
        party.share.close()


def test_a_machine_store_that_cannot_be_written_is_complained_of_once(
    machine: Machine, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    party = machine.party()
    place = next((folder / "turn" / str(os.geteuid())).iterdir())
    place.with_name(place.name.removesuffix(".bell") + ".new").mkdir()  # in the way of every claim
    assert all(party.looks() for _ in range(20))
    assert len(caplog.messages) == 1


def test_one_has_the_turn_and_the_other_is_woken_when_it_is_free(machine: Machine) -> None:
    first, second = machine.party(), machine.party()
    assert first.looks()
    assert not second.looks()
    for _ in range(4):  # they hear of each other's claims; then there is nothing more to hear
        assert first.looks()
        assert not second.looks()
    assert not first.woken()
    assert not second.woken()
    first.ends()
    assert second.woken()
    assert second.looks()


def test_a_higher_level_takes_the_turn_and_a_lower_one_waits(machine: Machine) -> None:
    low, high = machine.party(LOW), machine.party(HIGH)
    assert low.looks()
    assert not high.looks()  # it asks; the turn is still taken
    assert low.woken()
    assert not low.looks()
    assert high.woken()
    assert high.looks()
    assert not low.looks(NOW + 10 * SLICE)
    high.ends()
    assert low.looks(NOW + 10 * SLICE)


def test_between_equals_the_turn_goes_round_with_the_slice(machine: Machine) -> None:
    parties = [machine.party(created=float(number)) for number in range(3)]
    turns: list[int] = []
    now = NOW
    for _ in range(9):
        for _ in range(3):  # enough rounds for everybody to hear what the others did
            for party in parties:
                party.looks(now)
        running = [number for number, party in enumerate(parties) if party.job.in_turn]
        assert len(running) == 1
        turns += running
        for party in parties:
            party.looks(now + SLICE - 1)
        assert [number for number, party in enumerate(parties) if party.job.in_turn] == running
        now += SLICE
    assert turns == [0, 1, 2] * 3


def test_foreground_jobs_wait_for_nobody(machine: Machine) -> None:
    first = machine.party(HIGH)
    assert first.looks()
    urgent = machine.party(FOREGROUND)
    assert urgent.looks()
    assert first.looks()


def test_who_has_no_job_for_the_turn_has_no_claim(machine: Machine) -> None:
    high, low = machine.party(HIGH), machine.party(LOW)
    assert high.looks()
    assert not low.looks()
    assert high.looks()
    assert [claim.guid for _, claim in holders()] == [high.job.guid]
    high.share.close()  # the daemon goes
    assert low.woken()
    assert low.looks()
    assert low.looks()
    assert [claim.guid for _, claim in holders()] == [low.job.guid]


def test_a_daemon_that_neither_moves_nor_hears_is_passed_over_when_patience_ends(machine: Machine) -> None:
    hung, other = machine.party(HIGH), machine.party(LOW)
    assert hung.looks()  # and never looks again
    assert not other.looks()
    assert 0 < other.share.due_in(NOW) <= PATIENCE
    assert not other.looks(NOW + PATIENCE - 1)
    assert not other.looks(NOW + PATIENCE + 1)  # from here on the lock is waited for, which the kernel has not freed
    assert other.looks(NOW + 2 * PATIENCE + 2)
    assert other.looks(NOW + 2 * PATIENCE + 3)
    hung.looks(NOW + 3 * PATIENCE)  # it was only asleep, and is the more urgent
    other.looks(NOW + 3 * PATIENCE + 20)
    assert not other.looks(NOW + 3 * PATIENCE + 40)


def test_a_daemon_that_is_next_but_does_not_take_the_turn_is_passed_over(machine: Machine) -> None:
    claims, other = machine.party(HIGH), machine.party(LOW)
    holder = machine.party(HIGH)
    assert holder.looks()
    assert not claims.looks()  # claims to be next
    holder.ends()
    assert not other.looks()
    assert other.looks(NOW + PATIENCE + 1)


def test_a_lock_that_a_stranger_sits_on_stops_nobody_for_long(machine: Machine, folder: Path) -> None:
    party = machine.party()
    fd = os.open(folder / "turn/lock", os.O_RDONLY | os.O_CREAT, 0o644)
    fcntl.flock(fd, fcntl.LOCK_EX)
    try:
        assert not party.looks()
        assert party.looks(NOW + PATIENCE + 1)
    finally:
        os.close(fd)


@pytest.mark.parametrize(
    "text", ["", "x", "{} HIGH 0 0 -", "GUID FOREGROUND 0 0 -", "GUID HIGH nan 0 -", "GUID HIGH 0 inf 1"]
)
def test_a_claim_that_is_none_counts_for_nothing(machine: Machine, folder: Path, text: str) -> None:
    forger = machine.party(HIGH)
    (bell,) = folder.glob("turn/*/*.bell")
    other = machine.party(LOW)
    assert other.looks()
    other.ends()
    if text:
        bell.with_suffix("").symlink_to(text.replace("GUID", forger.job.guid))
    assert other.looks(NOW + 100)


def test_a_daemon_takes_part_once_the_folder_can_be_used(
    machine: Machine, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.write_text("in the way")
    party = machine.party()
    assert all(party.joins(NOW + second) is None for second in range(100))
    assert len(caplog.messages) == 1
    assert party.looks()
    folder.unlink()
    other = machine.party()
    assert other.looks()
    assert party.joins(NOW + 200) == party.share.fileno() is not None
    assert not party.looks(), "the other has the turn"
    assert party.joins(NOW + 300) is None
    other.ends()
    assert party.woken()
    assert party.looks()


def test_without_a_usable_folder_a_daemon_goes_alone(machine: Machine, folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o1777)
    (folder / "turn").touch()
    party = machine.party()
    assert party.share.fileno() is None
    assert party.looks()
