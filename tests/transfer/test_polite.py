"""Politeness on a model of a way: a bottleneck with a queue, our window, and somebody else who takes all he can get."""

from __future__ import annotations

import random
from collections import deque

import pytest

from pybits.domain.pace import Brake
from pybits.transfer.pacing.polite import SEGMENT, TARGET, Budget, Flow, Sample, target_of

TICK = 0.01
BASE = 0.040
RATE = 50e6 / 8  # bytes a second
SMALL, LARGE = 150_000, 1_500_000  # bytes of queue: 24 and 240 ms


class Way:
    """A bottleneck: rate, round trip, a queue that drops at its end, and jitter; one step is one tick."""

    def __init__(self, queue: int, *, jitter: float = 0.0, seen: bool = True) -> None:
        self.now, self._room, self._jitter, self._seen = 100.0, queue, jitter, seen
        self._chance = random.Random(1)
        self.budget, self.flow = Budget(), Flow()
        self._asked: deque[float] = deque([self.budget.window] * round(BASE / TICK), maxlen=round(BASE / TICK))
        self.other = 0.0  # the window of the other one, who grows by a segment in a round trip and halves when he loses
        self._rising = True
        self.moved = self.lost = 0
        self.our_rate = self.others_rate = self.delay = 0.0
        self._peak = 1e5  # the highest rate that the interface has had

    def join(self) -> None:
        """Let the other one begin."""
        self.other, self._rising = 10.0 * SEGMENT, True

    def leave(self) -> None:
        """Let the other one end."""
        self.other = 0.0

    def step(self) -> None:
        """Let a hundredth of a second pass."""
        self.now += TICK
        self._asked.append(self.budget.window)
        ours = max(self._asked[0], SEGMENT)  # what the server knows of our window is a round trip old
        waiting = max(0.0, ours + self.other - RATE * BASE)
        full = waiting > self._room
        waiting = min(waiting, float(self._room))
        self.delay = waiting / RATE
        trip = BASE + self.delay
        scale = min(1.0, RATE * trip / max(ours + self.other, 1.0))
        self.our_rate, self.others_rate = ours * scale / trip, self.other * scale / trip
        self.moved += int(self.our_rate * TICK)
        self._react(full, trip)
        if full and self._chance.random() < ours / (ours + self.other):
            self.lost += 1
        self._peak = max(self._peak * 0.9999, self.our_rate + self.others_rate)
        share = self.others_rate / self._peak if self._seen else 0.0
        seen = trip + self._chance.random() * self._jitter
        self.flow.look(Sample(seen, BASE, self.moved, self.lost), self.now)
        self.budget.step([self.flow], self.now, share if share > 0.03 else 0.0, self._peak)

    def _react(self, full: bool, trip: float) -> None:
        if not self.other:
            return
        if full:
            self.other, self._rising = self.other * 0.7, False
        elif self._rising:
            self.other *= 2 ** (TICK / trip)
        else:
            self.other += SEGMENT * 4 * TICK / trip  # as CUBIC does on such a way

    def run(self, seconds: float) -> tuple[float, float, float]:
        """Let time pass; give what share of the way was ours and the other's, and the worst delay at the end."""
        steps = round(seconds / TICK)
        ours = others = 0.0
        delays = []
        for _ in range(steps):
            self.step()
            ours, others = ours + self.our_rate, others + self.others_rate
            delays.append(self.delay)
        return ours / RATE / steps, others / RATE / steps, max(delays[-100:])


class Machine:
    """One of several that share a bottleneck, all polite; what it measures of the queue is wrong by so many seconds."""

    def __init__(self, shortest: float, error: float) -> None:
        self.budget, self.flow = Budget(), Flow()
        self.shortest, self.error = shortest, error
        self.asked: deque[float] = deque([SEGMENT] * round(BASE / TICK), maxlen=round(BASE / TICK))
        self.moved = 0
        self.peak = 1e5


class Shared:
    """A bottleneck of polite machines, each of which knows nothing of the others but the delay."""

    def __init__(self, queue: int) -> None:
        self.now, self.delay, self._room = 100.0, 0.0, queue
        self.machines: list[Machine] = []

    def join(self, error: float = 0.0) -> None:
        """Let one more machine begin; it has never seen the way without the queue that is there now."""
        self.machines.append(Machine(BASE + self.delay, error))

    def run(self, seconds: float) -> list[float]:
        """Let time pass; give each machine's share of the way."""
        before = [machine.moved for machine in self.machines]
        for _ in range(round(seconds / TICK)):
            self._step()
        return [(m.moved - b) / seconds / RATE for m, b in zip(self.machines, before, strict=True)]

    def _step(self) -> None:
        self.now += TICK
        for machine in self.machines:
            machine.asked.append(max(machine.budget.window, SEGMENT))
        together = sum(machine.asked[0] for machine in self.machines)
        self.delay = min(max(0.0, together - RATE * BASE), self._room) / RATE
        trip = BASE + self.delay
        for machine in self.machines:
            rate = machine.asked[0] * min(1.0, RATE * trip / together) / trip
            machine.moved += int(rate * TICK)
            machine.peak = max(machine.peak * 0.9999, rate)
            seen = trip + (machine.error if self.delay > 0.002 else 0.0)
            machine.flow.look(Sample(seen, machine.shortest, machine.moved, 0), self.now)
            machine.budget.step([machine.flow], self.now, 0.0, machine.peak)


def alone(queue: int) -> float:
    """Give the share of the other one when nobody else is there."""
    way = Way(queue)
    way.join()
    for _ in range(2500):
        way.budget.window = 0.0
        way.step()
    return way.others_rate / RATE


@pytest.mark.parametrize("queue", [SMALL, LARGE], ids=["small queue", "large queue"])
def test_an_idle_way_is_filled_and_the_delay_stays_short(queue: int) -> None:
    way = Way(queue)
    way.run(5)
    used, _, delay = way.run(30)
    assert used >= 0.97
    assert delay <= TARGET + 0.002


@pytest.mark.parametrize("queue", [SMALL, LARGE], ids=["small queue", "large queue"])
@pytest.mark.parametrize(("seen", "least"), [(True, 0.97), (False, 0.90)], ids=["on this machine", "elsewhere"])
def test_who_joins_gets_the_way(queue: int, seen: bool, least: float) -> None:
    way = Way(queue, seen=seen)
    way.run(10)
    way.join()
    way.run(2)
    ours, others, _ = way.run(25)
    assert others >= least
    assert ours <= 1 - least
    assert way.budget.pace(way.now).brake is (Brake.MACHINE if seen else Brake.WAY) or others < 0.8


@pytest.mark.parametrize("seen", [True, False], ids=["on this machine", "elsewhere"])
def test_the_way_is_taken_again_within_five_seconds(seen: bool) -> None:
    way = Way(SMALL, seen=seen)
    way.run(10)
    way.join()
    way.run(20)
    way.leave()
    way.run(5)
    used, _, _ = way.run(5)
    assert used >= 0.9


def test_a_late_comer_who_has_never_seen_the_way_empty_gives_way_too() -> None:
    way = Way(SMALL)
    way.join()
    for _ in range(1000):
        way.budget.window = 0.0
        way.step()
    way.budget, way.flow = Budget(), Flow()
    way.run(2)
    _, others, _ = way.run(20)
    assert others >= 0.95


def test_jitter_of_ten_milliseconds_does_not_starve_it() -> None:
    way = Way(SMALL, jitter=0.010)
    way.run(5)
    used, _, _ = way.run(30)
    assert used >= 0.95


@pytest.mark.parametrize("queue", [SMALL, LARGE], ids=["small queue", "large queue"])
@pytest.mark.parametrize("errors", [(0.0, 0.0), (0.001, 0.0), (0.0, 0.001)], ids=["exact", "first", "second"])
@pytest.mark.parametrize("after", [0.5, 3.0, 10.0, 30.0])
def test_two_machines_share_the_way(queue: int, errors: tuple[float, float], after: float) -> None:
    way = Shared(queue)
    way.join(errors[0])
    way.run(after)
    way.join(errors[1])
    way.run(10)
    shares = way.run(20)
    assert min(shares) >= 0.35
    assert sum(shares) >= 0.95


def test_five_machines_share_the_way() -> None:
    way = Shared(SMALL)
    for _ in range(5):
        way.join()
        way.run(5)
    way.run(10)
    shares = way.run(20)
    assert min(shares) >= 0.1
    assert sum(shares) >= 0.95


@pytest.mark.parametrize("jitter", [0.0, 0.010], ids=["steady", "jitter"])
def test_to_look_at_the_way_costs_little(jitter: float) -> None:
    way = Way(SMALL, jitter=jitter)
    way.run(6)
    seconds = [way.run(1)[0] for _ in range(60)]
    assert sum(seconds) / 60 >= 0.98
    assert min(seconds) >= 0.6  # the second in which the window is narrow
    assert sorted(seconds)[6] >= 0.95


def test_the_wider_the_window_the_less_delay_it_may_add() -> None:
    aims = [target_of(segments * SEGMENT) for segments in (50, 100, 200, 400)]
    assert aims == sorted(aims, reverse=True)
    assert aims[1] - aims[3] >= 0.002
    assert target_of(0) <= 0.012
    assert target_of(1 << 30) >= 0.005


def test_a_stream_that_takes_a_tenth_leaves_it_the_rest() -> None:
    way = Way(SMALL)
    way.run(10)
    for _ in range(3000):
        way.other = 0.1 * RATE * BASE
        way._rising = False
        way.step()
    assert way.our_rate / RATE >= 0.6


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
def test_a_stream_that_was_there_before_does_not_starve_it(share: float) -> None:
    way = Way(SMALL)
    way._rising = False
    for _ in range(6000):
        way.other = share * RATE * BASE
        way.step()
    assert way.our_rate / RATE >= 0.55


def test_a_slow_server_does_not_let_the_window_run_away() -> None:
    budget, flow = Budget(), Flow()
    now, moved = 100.0, 0
    for _ in range(2000):
        now += TICK
        moved += int(125_000 * TICK)  # 1 Mbit/s
        flow.look(Sample(BASE, BASE, moved, 0), now)
        budget.step([flow], now, 0.0, RATE)
    assert budget.window <= 2 * 125_000 * BASE + 17 * SEGMENT


def test_connections_are_made_anew_once_when_servers_stay_slow_after_a_hold() -> None:
    budget, flow = Budget(), Flow()
    now, moved, asked = 100.0, 0, 0

    def pass_time(seconds: float, rate: float, others: float, delay: float = 0.0) -> None:
        nonlocal now, moved, asked
        for _ in range(round(seconds / TICK)):
            now += TICK
            moved += int(rate * TICK)
            flow.look(Sample(BASE + delay, BASE, moved, 0), now)
            budget.step([flow], now, others, RATE)
            asked += budget.stuck(now)

    pass_time(5, RATE, 0.0)
    pass_time(1, RATE, 0.0, delay=0.02)  # the way is full: now its width is known
    assert asked == 0
    pass_time(3, 10_000, 0.9)
    pass_time(8, RATE / 5, 0.0)
    assert asked == 1


def test_who_begins_meets_a_short_queue_for_a_moment() -> None:
    budget, flow = Budget(), Flow()
    now, moved = 100.0, 0

    def pass_time(seconds: float, others: float, delay: float) -> float:
        nonlocal now, moved
        for _ in range(round(seconds / TICK)):
            now += TICK
            moved += int(RATE * (1 - others) * TICK)
            flow.look(Sample(BASE + delay, BASE, moved, 0), now)
            budget.step([flow], now, others, RATE)
        return budget.window

    before = pass_time(5, 0.0, 0.009)
    kept = pass_time(0.45, 0.3, 0.004)  # less than is else borne beside others
    assert kept <= before / 8
    assert pass_time(5, 0.3, 0.004) >= 3 * kept


def test_several_connections_share_one_budget() -> None:
    flows, budget, now = [Flow() for _ in range(4)], Budget(), 100.0
    for step in range(1, 500):
        now += TICK
        for flow in flows:
            flow.look(Sample(BASE + 0.03, BASE, step * 1000, 0), now)
        budget.step(flows, now)
    assert budget.window == 4 * 2 * SEGMENT
