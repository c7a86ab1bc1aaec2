"""This daemon's part in the one background turn of the machine: when it takes it, waits for it and gives it back.

Each daemon knows the claims of all and comes to the same choice by the scheduler's rule. Who is chosen takes the turn's
lock. A daemon that hangs is waited for with patience that ends, so that it stops nobody but its own user.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Collection, Sequence

from ..domain.claim import Claim, Rival
from ..domain.enums import JobPriority
from ..domain.hresult import BitsError
from ..policy.scheduler import Candidate, choose
from ..storage.job_store import JobStore
from ..storage.machine_turn import MachineTurn

log = logging.getLogger("pybits.daemon")

PATIENCE = 60.0  # seconds: for a turn that is not given back, or not taken by whose it is
_LOOK_ANYWAY = 10.0
_JOIN_AGAIN = 60.0


class Share:
    """The claims of this daemon and of the others; without a usable machine's store, this daemon is alone."""

    def __init__(self, store: JobStore) -> None:
        self._home = store.home
        self._turn: MachineTurn | None = None
        self._complaint, self._join_at = "", 0.0
        self._rivals: list[Rival] = []
        self._look_again = 0.0
        self._ignored: set[str] = set()  # the places of daemons that hang
        self._waiting_for: object = None
        self._since = 0.0
        self.join(0.0)

    def join(self, uptime: float) -> int | None:
        """Take part if that can be done now and could not before; give the descriptor to wait on then."""
        if self._turn is not None or uptime < self._join_at:
            return None
        self._join_at = uptime + _JOIN_AGAIN
        try:
            self._turn = MachineTurn(os.geteuid(), self._home)
        except (BitsError, OSError) as error:
            self._complain("background jobs do not wait for those of other users", error)
        return self.fileno()

    def fileno(self) -> int | None:
        """Give the descriptor to wait on, None if there is nobody to wait for."""
        return self._turn.fileno() if self._turn else None

    def choose(self, own: Sequence[Candidate], uptime: float, time_slice: float) -> list[str]:
        """Give which of this daemon's jobs are to be in turn now: all of the foreground, and one if it is its turn."""
        alone = choose(own, uptime, time_slice)
        if self._turn is None:
            return alone
        try:
            chosen = self._choose(own, alone, uptime, time_slice)
        except OSError as error:
            self._complain("the machine's store cannot be used", error)
            return alone
        self._complaint = ""
        return chosen

    def settle(self, own: Sequence[Candidate], running: Collection[str], uptime: float, time_slice: float) -> None:
        """Give the turn back if none of the background runs here any more."""
        if self._turn is None or not self._turn.held:
            return
        if not any(c.guid in running for c in own if c.priority is not JobPriority.FOREGROUND):
            with contextlib.suppress(OSError):
                self._announce(_background(own, choose(own, uptime, time_slice)))
            self._turn.give_back()

    def withdraw(self) -> None:
        """Give the turn back and want none for now."""
        if self._turn:
            with contextlib.suppress(OSError):
                self._announce(None)
            self._turn.give_back()

    def drain(self) -> None:
        """Take note of what the others do, so that it wakes nobody again."""
        if self._turn and self._turn.stirred():
            self._look_again = 0.0

    def due_in(self, uptime: float) -> float:
        """Give the seconds until patience ends; for what others do this daemon is woken."""
        left = self._since + PATIENCE - uptime
        return left if self._waiting_for is not None and left > 0 else 3600.0

    def close(self) -> None:
        """Take no more part."""
        if self._turn:
            self._turn.close()
            self._turn = None

    # ---- inside

    def _choose(self, own: Sequence[Candidate], alone: list[str], uptime: float, time_slice: float) -> list[str]:
        best = _background(own, alone)
        self._announce(best)
        self._look(uptime)
        if best is None:
            self._waiting_for = None
            return alone
        while True:
            others = [rival for rival in self._rivals if rival.place not in self._ignored]
            chosen = choose([*own, *map(_candidate, others)], uptime, time_slice)
            mine = _background(own, chosen)
            if mine is not None:
                return chosen if self._may_run(others, uptime) else [guid for guid in chosen if guid != mine.guid]
            first = next(rival for rival in others if rival.claim.guid in chosen)
            if not self._hangs(first, uptime):
                return [candidate.guid for candidate in own if candidate.guid in chosen]
            log.warning("the daemon of user %d does not move; others go first", first.uid)
            self._ignored.add(first.place)

    def _complain(self, what: str, error: BitsError | OSError) -> None:
        if str(error) != self._complaint:  # in each round it would fill the log
            self._complaint = str(error)
            log.warning("%s: %s", what, error)

    def _announce(self, candidate: Candidate | None) -> None:
        if self._turn is not None:
            self._turn.announce(_claim(candidate))

    def _look(self, uptime: float) -> None:
        if self._turn is not None and (self._turn.stirred() or uptime >= self._look_again):
            self._look_again = uptime + _LOOK_ANYWAY
            self._rivals = self._turn.rivals()
            moving = {rival.place for rival in self._rivals if rival.claim.began is not None and not rival.deaf}
            self._ignored = (self._ignored & {rival.place for rival in self._rivals}) - moving

    def _may_run(self, others: Sequence[Rival], uptime: float) -> bool:
        """Take the turn; if it is not free, wait until its holder gives it back, or for as long as one waits."""
        if self._turn is None or self._turn.take():
            self._waiting_for = None
            return True
        holders = tuple(sorted((r.place, r.claim.guid) for r in others if r.claim.began is not None))
        if not self._waited(("lock", holders), uptime):
            return False
        log.warning("the machine's turn is not given back; a background job runs without it")
        return True

    def _hangs(self, first: Rival, uptime: float) -> bool:
        """Tell whether the daemon whose job is next neither takes its turn nor looks at its bell."""
        waits = first.claim.began is None
        return self._waited((first.place, waits), uptime) and (first.deaf or waits)

    def _waited(self, what: object, uptime: float) -> bool:
        if what != self._waiting_for:
            self._waiting_for, self._since = what, uptime
            if self._turn is not None:
                self._turn.ring()  # who does not hear this for so long hangs
            return False
        return uptime - self._since >= PATIENCE


def _background(own: Sequence[Candidate], chosen: Collection[str]) -> Candidate | None:
    return next((c for c in own if c.guid in chosen and c.priority is not JobPriority.FOREGROUND), None)


def _claim(candidate: Candidate | None) -> Claim | None:
    if candidate is None:
        return None
    began = candidate.turn_began if candidate.in_turn else None
    return Claim(candidate.guid, candidate.priority, candidate.created, candidate.last_turn, began)


def _candidate(rival: Rival) -> Candidate:
    claim = rival.claim
    return Candidate(
        claim.guid, claim.priority, claim.created, claim.began is not None, claim.began or 0.0, claim.last_turn
    )
