"""What has to start and stop so that the transfers that run are exactly the jobs in turn. Pure.

The daemon does not remember what it asked for: it compares what is with what should be, each time it looks. So a
job that the owner suspended stops, and a job that a dead daemon left in turn goes back to the queue.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum

from ..domain.frozen import NamedTuple
from ..domain.state import IN_TURN, JobState
from ..policy.scheduler import Candidate
from ..storage.index import Summary


class Step(Enum):
    """One thing to do for one job."""

    STOP = "stop"  # its transfers must end; its record says already that it is not in this turn
    REQUEUE = "requeue"  # it is in turn but should not be: stop its transfers, if any, and back to QUEUED
    START = "start"  # it is QUEUED and has been chosen


class Action(NamedTuple):
    """A step and the job it is for."""

    step: Step
    guid: str


def reconcile(in_turn: Mapping[str, int], running: Mapping[str, int], chosen: Collection[str]) -> list[Action]:
    """Compare the jobs in turn and the transfers that run (each with its turn's number) with the scheduler's choice.

    Stops come before starts, so that what is freed can be used.
    """
    actions = [Action(Step.STOP, guid) for guid, turn in running.items() if in_turn.get(guid) != turn]
    for guid, turn in in_turn.items():
        if running.get(guid) != turn or guid not in chosen:
            actions.append(Action(Step.REQUEUE, guid))
    requeued = {action.guid for action in actions if action.step is Step.REQUEUE}
    actions += [Action(Step.START, guid) for guid in chosen if guid not in in_turn or guid in requeued]
    return actions


def candidates(
    book: Mapping[str, Summary], began: Mapping[str, float], last_turn: Mapping[str, float]
) -> list[Candidate]:
    """Give the jobs that could run; `began` says since when those have their turn whose transfers run."""
    return [
        Candidate(
            guid, summary.priority, summary.created, guid in began, began.get(guid, 0.0), last_turn.get(guid, 0.0)
        )
        for guid, summary in book.items()
        if not summary.pending and (summary.state is JobState.QUEUED or summary.state in IN_TURN)
    ]
