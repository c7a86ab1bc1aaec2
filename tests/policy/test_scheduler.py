"""Who has the turn: all of the foreground, one of the background, the more urgent first, and nobody starves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pybits.domain.enums import JobPriority
from pybits.policy.scheduler import Candidate
from pybits.policy.scheduler import choose as choose_for

FOREGROUND, HIGH, NORMAL, LOW = JobPriority
NOW = 10_000.0
TIME_SLICE = 300.0


def choose(candidates: list[Candidate], now: float) -> list[str]:
    return choose_for(candidates, now, TIME_SLICE)


def queued(guid: str, priority: JobPriority = NORMAL, *, created: float = 0, last_turn: float = 0) -> Candidate:
    return Candidate(guid, priority, created, in_turn=False, turn_began=0, last_turn=last_turn)


def running(guid: str, priority: JobPriority = NORMAL, *, began: float = NOW) -> Candidate:
    return Candidate(guid, priority, 0, in_turn=True, turn_began=began, last_turn=0)


def test_nothing_to_run_runs_nothing() -> None:
    assert choose([], NOW) == []


def test_all_foreground_jobs_run_beside_one_of_the_background() -> None:
    jobs = [queued("a", FOREGROUND), queued("b"), queued("c", FOREGROUND), queued("d"), queued("e", LOW)]
    assert choose(jobs, NOW) == ["a", "c", "b"]


def test_the_more_urgent_level_goes_first_and_then_the_older_job() -> None:
    jobs = [queued("low", LOW), queued("young", HIGH, created=2), queued("old", HIGH, created=1), queued("normal")]
    assert choose(jobs, NOW) == ["old"]


def test_a_job_of_a_higher_level_takes_the_turn_at_once() -> None:
    assert choose([running("low", LOW), queued("normal")], NOW) == ["normal"]
    assert choose([running("normal"), queued("high", HIGH)], NOW) == ["high"]
    assert choose([running("high", HIGH), queued("low", LOW)], NOW) == ["high"]


def test_foreground_jobs_take_nothing_from_the_background_job() -> None:
    assert choose([running("low", LOW), queued("urgent", FOREGROUND)], NOW) == ["urgent", "low"]


def test_a_turn_is_kept_for_its_slice_and_then_goes_to_who_has_waited_longest() -> None:
    others = [queued("recent", last_turn=900), queued("long ago", last_turn=100)]
    assert choose([running("a", began=NOW - TIME_SLICE + 1), *others], NOW) == ["a"]
    assert choose([running("a", began=NOW - TIME_SLICE), *others], NOW) == ["long ago"]


def test_who_never_had_a_turn_has_waited_longest() -> None:
    assert choose([queued("had one", last_turn=1), queued("new", created=NOW)], NOW) == ["new"]


def test_a_job_alone_in_its_level_keeps_the_turn_beyond_its_slice() -> None:
    assert choose([running("a", began=0), queued("low", LOW)], NOW) == ["a"]


def test_equal_jobs_are_told_apart_by_their_guids_not_by_their_order() -> None:
    assert choose([queued("b"), queued("a")], NOW) == choose([queued("a"), queued("b")], NOW) == ["a"]


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        guid=st.uuids().map(str),
        priority=st.sampled_from(JobPriority),
        created=st.integers(0, 5),
        in_turn=st.booleans(),
        turn_began=st.floats(0, NOW),
        last_turn=st.floats(0, NOW),
    ),
    unique_by=lambda candidate: candidate.guid,
    max_size=12,
)


@given(CANDIDATES)
def test_any_jobs_at_all_get_exactly_the_turns_that_there_are(jobs: list[Candidate]) -> None:
    chosen = choose(jobs, NOW)
    by_guid = {job.guid: job for job in jobs}
    background = [by_guid[guid] for guid in chosen if by_guid[guid].priority is not FOREGROUND]
    waiting = [job.priority for job in jobs if job.priority is not FOREGROUND]
    assert len(chosen) == len(set(chosen))
    assert {job.guid for job in jobs if job.priority is FOREGROUND} <= set(chosen)
    assert [job.priority for job in background] == ([min(waiting)] if waiting else [])


@given(
    count=st.integers(2, 8),
    steps=st.lists(st.floats(1, 2 * TIME_SLICE), min_size=60, max_size=60),
    ahead=st.integers(0, 7),
)
def test_nobody_starves_inside_a_level(count: int, steps: list[float], ahead: int) -> None:
    """Whoever looks at the clock, however irregularly: between two turns of a job every other has had one."""
    last_turn = {f"job {number}": float(number == ahead) for number in range(count)}
    now, began, holder, turns = 100.0, 0.0, "", []
    for step in steps:
        jobs = [
            Candidate(guid, NORMAL, 0, guid == holder, began if guid == holder else 0.0, last)
            for guid, last in last_turn.items()
        ]
        (chosen,) = choose(jobs, now)
        if chosen != holder:
            if holder:
                assert now - began >= TIME_SLICE
                last_turn[holder] = now
            holder, began = chosen, now
            turns.append(chosen)
        now += step
    for start in range(len(turns) - count + 1):
        assert len(set(turns[start : start + count])) == count
