"""Every cell of the state machine, against a second copy of the table that is laid out as people read it."""

from __future__ import annotations

import pytest

from pybits.domain.enums import JobType
from pybits.domain.hresult import BG_E_INVALID_STATE, BitsError
from pybits.domain.job import Job
from pybits.domain.state import ACTIVE, FINAL, IN_TURN, TRANSITIONS, JobEvent, JobState, next_state

COLUMNS = [
    *("RESUME", "SUSPEND", "CANCEL", "COMPLETE", "PICK", "CONNECT"),
    *("YIELD", "FINISH", "PAUSE", "STUMBLE", "FAIL", "RETRY", "REJECT"),
]
# > is TRANSFERRING, ~ TRANSIENT_ERROR, X CANCELLED; the others are the state's first letter, in the states' order.
LETTERS = dict(zip("QC>SE~TAX", JobState, strict=True))
PICTURE = """
QUEUED            Q S X A C . . . . ~ E . E
CONNECTING        C S X A . > Q T S ~ E . E
TRANSFERRING      > S X A . > Q T S ~ E . E
SUSPENDED         Q S X A . . . . . . . . E
ERROR             Q S X A . . . . . . . . E
TRANSIENT_ERROR   Q S X A . . . . . . E Q E
TRANSFERRED       Q S X A . . . . . . E . E
ACKNOWLEDGED      . . . . . . . . . . . . .
CANCELLED         . . . . . . . . . . . . .
"""
CELLS = [
    (JobState[row], JobEvent[column], LETTERS.get(cell))
    for row, *cells in map(str.split, PICTURE.strip().splitlines())
    for column, cell in zip(COLUMNS, cells, strict=True)
]


def job_in(state: JobState) -> Job:
    return Job("{00000000-0000-4000-8000-000000000000}", "n", JobType.DOWNLOAD, 1000, 1.0, 1.0, state)


def test_the_picture_has_every_state_and_every_event() -> None:
    assert {cell[:2] for cell in CELLS} == {(state, event) for state in JobState for event in JobEvent}


@pytest.mark.parametrize(("state", "event", "expected"), CELLS, ids=lambda value: getattr(value, "name", "-"))
def test_an_event_leads_where_the_table_says_or_is_refused(
    state: JobState, event: JobEvent, expected: JobState | None
) -> None:
    job = job_in(state)
    if expected is None:
        with pytest.raises(BitsError) as refused:
            job.move(event)
        assert refused.value.code == BG_E_INVALID_STATE
        assert state.name in str(refused.value)
        assert event.value in str(refused.value)
    else:
        assert next_state(state, event) is expected
        assert job.move(event) == job._replace(state=expected)
    assert job == job_in(state)


def test_a_final_state_accepts_nothing_and_every_other_can_be_ended() -> None:
    assert {JobState.ACKNOWLEDGED, JobState.CANCELLED} == FINAL
    assert not [pair for pair in TRANSITIONS if pair[0] in FINAL]
    for state in set(JobState) - FINAL:
        assert next_state(state, JobEvent.CANCEL) is JobState.CANCELLED
        assert next_state(state, JobEvent.COMPLETE) is JobState.ACKNOWLEDGED


def test_only_a_command_or_the_end_of_a_delay_starts_what_is_not_active() -> None:
    for (state, event), after in TRANSITIONS.items():
        if state not in ACTIVE and after in ACTIVE:
            assert event is JobEvent.RESUME
        if after in IN_TURN and state not in IN_TURN:
            assert (state, event) == (JobState.QUEUED, JobEvent.PICK)


def test_states_have_the_numbers_of_bg_job_state() -> None:
    assert [state.name for state in sorted(JobState)] == (
        [
            "QUEUED",
            "CONNECTING",
            "TRANSFERRING",
            "SUSPENDED",
            "ERROR",
            "TRANSIENT_ERROR",
            "TRANSFERRED",
            "ACKNOWLEDGED",
            "CANCELLED",
        ]
    )
    assert [int(state) for state in sorted(JobState)] == list(range(9))
