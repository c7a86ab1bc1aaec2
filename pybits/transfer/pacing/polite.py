"""How wide the receive window of background transfers may be, so that other traffic does not feel them. Pure.

Low Extra Delay Background Transport at the receiver (RFC 6817, RFC 9840): the window grows while the queue on the way
is short, shrinks as soon as it is not, and is narrow for a moment now and then to see how short the way really is.
One budget holds for all background connections together: several controllers would each take a share of their own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from math import inf, log

from pybits.domain.pace import Brake, Pace

from ...domain.frozen import NamedTuple

SEGMENT = 1448  # bytes
FLOOR = 2 * SEGMENT  # of a connection's window: the server sends, and we acknowledge, at once
YIELDED = SEGMENT  # of a connection that gives way: a segment for each delayed acknowledgement
_FIRST = 16 * SEGMENT
_CEILING = 16 << 20
_EAGER = 1.5  # times what arrives in a round trip: how wide the window may be while it looks for the way's width
# Seconds of delay that a window of _USUAL bytes may add. More fills a short queue, as any greedy transfer does; 5 ms
# would starve on a radio link, whose own jitter is of that size.
TARGET = 0.010
_USUAL = 200 * SEGMENT
# Of two who aim at the same delay, the one that measures it a millisecond shorter, by its clock's grain, grows until
# the other is gone. So the wider the window, the shorter the delay that is aimed at: by so much for each factor of e;
# then they come to rest with shares that differ a little. Within bounds: a narrow window must not fill a short queue.
_LEAN = 0.0016
_TARGETS = (0.006, 0.0115)
_MEMORY = 6  # spans of _SPAN seconds that the shortest way is remembered for
_SPAN = 10.0
_SLOWEST_STEP = 0.02  # seconds
# Seconds between two moments of narrowness. Who joins others has seen the way with their queue on it, and gives them no
# chance: so the first moment is as soon as their queue can be away, and the next soon after.
_LOOK_SOON, _LOOK_EVERY = 4.0, 20.0
_BACK = 0.9  # of the window that was left for others or to look: up to there it may grow as fast as at the beginning
_FAST = 4  # segments a round trip while the queue is short
_HOLD = 1.0  # seconds without much other traffic on this machine before the window grows again
_PATIENCE = (0.5, 5.0)  # seconds after a hold between which servers may be found to have become slow
_COURTESY = 0.5  # seconds in which somebody who begins is to meet next to no queue, or he is slow for long
_CALM = 10.0  # seconds in which nobody had to wait
_SOME = 0.05  # of what the interface can carry: more than chatter
_NEARLY = 0.8  # of what the way can carry: not worth to say that it is less
_MUCH = 0.4  # of what the interface can carry: somebody wants all of it, and is given it


class Sample(NamedTuple):
    """What the kernel says of one connection: seconds, bytes and packets since it was opened."""

    rtt: float
    shortest: float
    moved: int
    troubled: int


class Flow:
    """One connection: its shortest round trip so far, how long the queue on its way is, and how much arrives."""

    def __init__(self) -> None:
        self._shortest: deque[float] = deque(maxlen=_MEMORY)
        self._span_began = 0.0
        self._recent: deque[float] = deque(maxlen=4)
        self._arrived: deque[tuple[float, int]] = deque(maxlen=64)
        self._troubled = 0
        self.lost = False  # packets were missing since the last look
        self.rtt = 0.0
        self.base = 0.0

    def look(self, sample: Sample, now: float) -> None:
        """Take a sample; one without a round trip says nothing yet."""
        if sample.rtt <= 0:
            return
        if not self._shortest and 0 < sample.shortest < sample.rtt:
            self._note(sample.shortest, now)
        self._note(sample.rtt, now)
        self._recent.append(sample.rtt)
        self.rtt = min(self._recent)
        self.base = min(self._shortest)
        self.lost = sample.troubled > self._troubled
        self._troubled = sample.troubled
        self._arrived.append((now, sample.moved))

    def _note(self, rtt: float, now: float) -> None:
        if not self._shortest or now - self._span_began > _SPAN:
            self._shortest.append(rtt)
            self._span_began = now
        else:
            self._shortest[-1] = min(self._shortest[-1], rtt)

    @property
    def queue(self) -> float:
        """Give the seconds that packets wait on the way."""
        return self.rtt - self.base

    def rate(self, now: float, rounds: float = 4, least: float = 0.25) -> float:
        """Give the bytes per second of the last few round trips, and at least of so many seconds."""
        if len(self._arrived) < 2:
            return 0.0
        since = now - max(rounds * self.rtt, least)
        began, first = next((pair for pair in self._arrived if pair[0] >= since), self._arrived[-2])
        ended, last = self._arrived[-1]
        return (last - first) / (ended - began) if ended > began else 0.0

    def forget(self) -> None:
        """Drop what was measured while the window was narrow."""
        self._recent.clear()


def target_of(window: float) -> float:
    """Give the seconds of delay that a window of so many bytes may add."""
    least, most = _TARGETS
    return min(max(TARGET - _LEAN * log(max(window, SEGMENT) / _USUAL), least), most)


def _quick(live: Sequence[Flow], now: float) -> float:
    """Give the bytes that are on the way where no queue is, as fast as they came in the last moment."""
    return sum(flow.rate(now, 1.5, 0.05) * flow.base for flow in live)


class Budget:
    """The window of all background connections together, in bytes, and why it is what it is."""

    def __init__(self) -> None:
        self.window = float(_FIRST)
        self.starting = True
        self.holding_until = 0.0
        self.queue = 0.0
        self.rate = 0.0
        self._target = TARGET
        self._others = self._way = self._rtt = self._deaf_until = 0.0
        self._doubted = False
        self._crowded_at = self._held_at = 0.0
        self._beside = False  # somebody takes much of the way, and it bears us beside
        self._found = False  # the way has been full since we know it
        self._goal = 0.0  # how wide the window was before it yielded to traffic of this machine
        self._stepped = 0.0
        self._cut = 0.0
        self._drains_until = 0.0
        self._courteous_until = 0.0
        self._look_at = 0.0
        self._narrow_until = 0.0
        self._saved = 0.0
        self._looked = False

    def step(self, flows: Sequence[Flow], now: float, others: float = 0.0, carries: float = 0.0) -> float:
        """Take what the connections say, and how much of the way this machine's other traffic takes (0 to 1).

        `carries` is the highest rate that the interface had of late. Gives the window of all connections together.
        """
        live = [flow for flow in flows if flow.rtt > 0]
        if not live:
            return self.window
        self._rtt = rtt = max(flow.rtt for flow in live)
        self.queue = max(flow.queue for flow in live)
        self.rate = sum(flow.rate(now) for flow in live)
        self._way = carries
        self._mind(live, others, now)
        span = max(rtt, _SLOWEST_STEP)
        if now < self.holding_until or now - self._stepped < span:
            return self.window
        rounds = min((now - self._stepped) / span, 2.0)
        self._stepped = now
        if self._narrow_until:
            self._widen_again(live, now)
            return self.window
        self._judge(live, rtt, rounds, now)
        room = max(4 * SEGMENT, 2 * self.rate * rtt + 16 * SEGMENT)  # more is of no use: the server or disk is slower
        if self.starting:
            room = min(room, _EAGER * _quick(live, now) + 16 * SEGMENT)
        self.window = min(max(self.window, FLOOR * len(live)), room, _CEILING)
        if self._look_at and now >= self._look_at and not self.starting:
            self._saved, self.window = self.window, float(FLOOR * len(live))
            self._narrow_until = now + 2 * rtt + 0.1
        return self.window

    def _mind(self, live: Sequence[Flow], others: float, now: float) -> None:
        """Give way to what else this machine does, at once."""
        if any(flow.lost for flow in live):  # what came after a gap was received, but no connection counts it yet
            self._deaf_until = max(self._deaf_until, now + 3 * self._rtt)
        if now < self._deaf_until:
            others = 0.0
        if others:
            self._target = TARGET / (4 if now < self._courteous_until else 2)
        else:
            self._target = target_of(self.window)
        if self.queue > TARGET / 2:
            self._crowded_at = now
        if others <= _MUCH:
            if others > max(_SOME, 1.5 * self._others):
                self._make_room(now)
        elif not self._bears(now):
            self._yield(now, self._way * min(flow.base for flow in live))
        self._others = others

    def pace(self, now: float) -> Pace:
        """Say how fast the connections are together, what the way can carry, and what holds them back."""
        brake = Brake.NOTHING
        if self.rate < _NEARLY * self._way:
            if now < self.holding_until or self._others > _SOME:
                brake = Brake.MACHINE
            elif self.queue > self._target / 2:
                brake = Brake.WAY
        return Pace(int(self.rate), int(self._way), brake)

    def yields(self, now: float) -> bool:
        """Tell whether the connections give way altogether."""
        return now < self.holding_until

    def stuck(self, now: float) -> bool:
        """Tell, at most once after each hold, that servers send far less than they did though nothing is in the way.

        What they lost while they were held back has made them careful; over a new connection they begin afresh.
        """
        since = now - self.holding_until
        if not self._doubted or since < _PATIENCE[0]:
            return False
        slow = self.rate < 0.7 * self._way and self.window > 1.5 * self.rate * self._rtt
        if since > _PATIENCE[1]:
            self._doubted = False
        if not slow or self._others > 0 or self.queue > TARGET / 4:
            return False
        self._doubted = False
        self.starting = True
        self._deaf_until = now + 4 * self._rtt + 0.2  # what the old connections still receive is nobody else's
        return True

    def _judge(self, live: Sequence[Flow], rtt: float, rounds: float, now: float) -> None:
        target = self._target
        if now < self._drains_until:
            return
        lost = any(flow.lost for flow in live) and self.queue > target / 2 and now - self._cut > max(2 * rtt, 0.1)
        if lost:
            self.window /= 2
            self._cut = now
            self._settle(live, now)
        elif self.queue > target:
            if not self.starting:
                excess = min(1.0, self.queue / target - 1)
                self.window *= max(1 - excess * 0.5 * rounds, 0.5)
            self._settle(live, now)
        elif self.starting or self._may_hurry():
            self.window = min(self.window * 2**rounds, inf if self.starting else _BACK * self._goal)
            if self.queue > 0.75 * target:
                self._settle(live, now)
        else:
            short = self.queue < TARGET / (8 if self._others else 2)
            self.window += SEGMENT * rounds * len(live) * (_FAST if short else 1)

    def _may_hurry(self) -> bool:
        """Tell whether the window may grow as fast as at the beginning, up to where it has been."""
        return not self._others and self.window < _BACK * self._goal and self.queue < 0.75 * self._target

    def _settle(self, live: Sequence[Flow], now: float) -> None:
        self._found = True
        self._goal = 0.0
        if self.starting:
            self.starting = False
            # It went on growing for the round trip that the queue took to be seen: back to what the way carries.
            self.window = min(self.window, _quick(live, now) + FLOOR)
            self._drains_until = now + 2 * self._rtt
            self._look_at = self._drains_until if not self._looked else now + _LOOK_EVERY

    def _make_room(self, now: float) -> None:
        """Give way to somebody who begins, before the burst meets a queue: a slow start that does becomes slow."""
        self._goal = max(self._goal, self.window)
        self._courteous_until = now + _COURTESY
        self.window /= 3
        self.starting = False
        self._look_at = now + _LOOK_EVERY

    def _bears(self, now: float) -> bool:
        """Tell whether the way bears us beside somebody who takes much of what was ever seen on it.

        It does as long as nobody waits, which is tried at the beginning, and when nobody has waited for long: a steady
        stream must not starve us on a way that has room for both.
        """
        calm = self._crowded_at < now - _CALM
        if self.yields(now):
            if calm and self._held_at < now - _CALM:
                self.holding_until, self.window, self._beside = now, float(FLOOR), True
                return True
            return False
        if not self._found and self.starting:
            return True
        self._beside = self._beside and self.queue <= TARGET / 2
        return self._beside

    def _yield(self, now: float, way: float) -> None:
        if not self.yields(now):
            self._held_at = now
        self._goal = max(self._goal, way)
        self._doubted = True
        self.starting = False
        self._narrow_until = 0.0
        self._look_at = now + _LOOK_EVERY
        self.window = 0.0
        self.holding_until = now + _HOLD

    def _widen_again(self, live: Sequence[Flow], now: float) -> None:
        if now < self._narrow_until:
            return
        self.window = self._goal = self._saved
        for flow in live:
            flow.forget()
        self._look_at = now + (_LOOK_EVERY if self._looked else _LOOK_SOON)
        self._looked = True
        self._narrow_until = 0.0
