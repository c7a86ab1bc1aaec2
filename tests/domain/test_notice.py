"""When a notify command is to be run: what state, flags, command and what was told already say, in every cell."""

from __future__ import annotations

import pytest

from pybits.domain.enums import JobType, NotifyFlags
from pybits.domain.job import Deed, Job, Notice, NotifyCommand
from pybits.domain.state import TRANSITIONS, JobEvent, JobState

COMMAND = NotifyCommand("/bin/true", "true")
JOB = Job("{00000000-0000-4000-8000-000000000000}", "n", JobType.DOWNLOAD, 1, 1.0, 1.0, notify_command=COMMAND)
ASKED = {JobState.TRANSFERRED: NotifyFlags.TRANSFERRED, JobState.ERROR: NotifyFlags.ERROR}


@pytest.mark.parametrize("flags", range(64))
@pytest.mark.parametrize("state", JobState)
def test_a_command_is_run_in_the_states_that_the_flags_name_and_in_no_other(state: JobState, flags: int) -> None:
    job = JOB._replace(state=state, notify_flags=flags).with_notice()
    wanted = state in ASKED and bool(flags & ASKED[state]) and not flags & NotifyFlags.DISABLE
    assert job.deeds == ((Deed.NOTIFY,) if wanted else ())
    assert job.with_notice() == job
    assert job._replace(notify_command=None).with_notice().deeds == ()
    assert job._replace(notice=Notice(told=True)).with_notice().deeds == ()


@pytest.mark.parametrize(("pair", "after"), TRANSITIONS.items(), ids=str)
def test_the_intent_is_written_in_the_change_that_makes_the_state(
    pair: tuple[JobState, JobEvent], after: JobState
) -> None:
    before, event = pair
    told = JOB._replace(state=before, notice=Notice(3, None, told=True))
    moved = told.move(event)
    assert moved.state is after
    assert moved.deeds == ((Deed.NOTIFY,) if after in ASKED and after is not before else ())
    assert moved.notice == (told.notice if after is before else Notice())


@pytest.mark.parametrize("event", [JobEvent.RESUME, JobEvent.SUSPEND, JobEvent.CANCEL])
def test_leaving_the_state_takes_the_intent_back(event: JobEvent) -> None:
    job = JOB._replace(state=JobState.ERROR).with_notice()
    assert job.deeds == (Deed.NOTIFY,)
    assert job.move(event).deeds == ()


def test_a_job_with_a_notify_command_to_run_is_not_being_ended() -> None:
    job = JOB._replace(state=JobState.TRANSFERRED).with_notice()
    assert not job.ending
    ending = job._replace(deeds=(Deed.PUBLISH, Deed.RETIRE))
    assert ending.ending
    assert ending.with_notice() == ending
