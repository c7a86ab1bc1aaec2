"""What has to start and stop, for every combination of record, transfer and choice."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pybits.daemon.reconcile import Action, Step, reconcile

A = "A"

CELLS = {
    # (turn in the record, turn that runs, chosen): steps; None = not in turn, nothing runs
    (None, None, False): [],
    (None, None, True): [Step.START],
    (None, 1, False): [Step.STOP],
    (None, 1, True): [Step.STOP, Step.START],
    (1, None, False): [Step.REQUEUE],
    (1, None, True): [Step.REQUEUE, Step.START],
    (1, 1, False): [Step.REQUEUE],
    (1, 1, True): [],
    (2, 1, False): [Step.STOP, Step.REQUEUE],
    (2, 1, True): [Step.STOP, Step.REQUEUE, Step.START],
}


@pytest.mark.parametrize(("cell", "steps"), CELLS.items(), ids=map(str, CELLS))
def test_each_combination_has_its_steps(cell: tuple[int | None, int | None, bool], steps: list[Step]) -> None:
    recorded, running, chosen = cell
    actions = reconcile(
        {} if recorded is None else {A: recorded}, {} if running is None else {A: running}, [A] if chosen else []
    )
    assert [action.step for action in actions] == steps


_GUIDS = list("ABCD")
_TURNS = st.dictionaries(st.sampled_from(_GUIDS), st.integers(1, 3))


@given(in_turn=_TURNS, running=_TURNS, chosen=st.lists(st.sampled_from(_GUIDS), unique=True))
def test_stops_come_first_and_afterwards_what_runs_is_what_was_chosen(
    in_turn: dict[str, int], running: dict[str, int], chosen: list[str]
) -> None:
    actions = reconcile(in_turn, running, chosen)
    kinds = [action.step is Step.START for action in actions]
    assert kinds == sorted(kinds)
    runs = set(running)
    for action in actions:
        if action.step is Step.START:
            assert action.guid not in runs
            runs.add(action.guid)
        else:
            runs.discard(action.guid)
    assert runs == set(chosen)


def test_nothing_is_done_for_the_jobs_that_run_as_they_should() -> None:
    for guids in itertools.permutations("ABC"):
        turns = dict.fromkeys(guids, 1)
        assert reconcile(turns, turns, guids) == []
    assert reconcile({A: 1}, {A: 1}, [A, "B"]) == [Action(Step.START, "B")]
