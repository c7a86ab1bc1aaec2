"""What follows a failure: every branch of the decision between now, later and never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pybits.domain.enums import ErrorContext, JobType
from pybits.domain.hresult import BG_E_TIMEOUT
from pybits.domain.job import Job, JobError, Retry
from pybits.domain.moment import Moment
from pybits.domain.state import JobEvent, JobState
from pybits.policy.retry import QUICK_DELAYS, Again, Stumbled, Trouble, after_failure, when_due

NOW = Moment(1_000_000.0, 50_000.0, "boot")
ERROR = JobError(BG_E_TIMEOUT, ErrorContext.TRANSPORT, "No answer.", NOW.wall, 0)
JOB = Job("{00000000-0000-4000-8000-000000000000}", "n", JobType.DOWNLOAD, 1000, 1.0, 1.0, JobState.TRANSFERRING)


def fail(
    job: Job = JOB,
    *,
    now: Moment = NOW,
    transient: bool = True,
    quick_tries: int | None = None,
    retry_after: float | None = None,
    reach: int = 0,
    luck: float = 0.0,
) -> Again | Stumbled:
    return after_failure(job, Trouble(ERROR, transient, quick_tries, retry_after), now, reach=reach, luck=luck)


def stumbled(outcome: Again | Stumbled | None) -> Stumbled:
    assert isinstance(outcome, Stumbled)
    return outcome


def stalled_for(seconds: float, attempts: int = 1, *, delay: int = 600, timeout: int = 10_000) -> Job:
    since = NOW.plus(-seconds)
    return JOB._replace(
        min_retry_delay=delay,
        no_progress_timeout=timeout,
        error=ERROR,
        retry=Retry(since.plus(delay), since, attempts),
    )


# ---- never


@pytest.mark.parametrize("quick_tries", [None, 0, 3])
def test_what_time_does_not_heal_ends_in_error_at_once(quick_tries: int | None) -> None:
    assert fail(transient=False, quick_tries=quick_tries) == Stumbled(JobEvent.FAIL, ERROR, None)


def test_a_timeout_of_0_means_no_retries_not_even_quick_ones() -> None:
    job = JOB._replace(no_progress_timeout=0)
    assert fail(job, quick_tries=0) == Stumbled(JobEvent.FAIL, ERROR, None)


def test_a_delay_longer_than_the_timeout_means_no_retries() -> None:
    outcome = stumbled(fail(JOB._replace(min_retry_delay=601, no_progress_timeout=600)))
    assert (outcome.event, outcome.retry) == (JobEvent.FAIL, None)
    assert outcome.error.text == "No answer. No progress for 600 seconds: gave up."
    assert stumbled(fail(JOB._replace(min_retry_delay=600, no_progress_timeout=600))).event is JobEvent.STUMBLE


def test_a_job_without_progress_for_its_timeout_gives_up_and_says_so() -> None:
    outcome = stumbled(fail(stalled_for(10_000, attempts=9)))
    assert (outcome.event, outcome.retry) == (JobEvent.FAIL, None)
    assert outcome.error == ERROR._replace(text="No answer. No progress for 10000 seconds: gave up.")
    assert stumbled(fail(stalled_for(9_999))).event is JobEvent.STUMBLE


# ---- at once


@pytest.mark.parametrize(("tries", "delay"), list(enumerate(QUICK_DELAYS)))
def test_a_cut_is_tried_again_three_times_within_about_a_second(tries: int, delay: float) -> None:
    assert fail(quick_tries=tries) == Again(delay)
    assert sum(QUICK_DELAYS) <= 1.0


@pytest.mark.parametrize("tries", [3, 4, 100])
def test_after_three_quick_tries_the_long_delay_begins(tries: int) -> None:
    assert stumbled(fail(quick_tries=tries)).event is JobEvent.STUMBLE


def test_a_server_that_names_a_time_gets_no_quick_tries() -> None:
    assert stumbled(fail(quick_tries=0, retry_after=30.0)).event is JobEvent.STUMBLE


# ---- later


def test_the_first_failure_waits_for_the_retry_delay_and_counts_from_now() -> None:
    assert fail() == Stumbled(JobEvent.STUMBLE, ERROR, Retry(NOW.plus(600), NOW, 1))


def test_a_further_failure_counts_on_from_the_first() -> None:
    job = stalled_for(700, attempts=1)
    assert job.retry is not None
    assert fail(job) == Stumbled(JobEvent.STUMBLE, ERROR, Retry(NOW.plus(900), job.retry.stalled_since, 2))


@pytest.mark.parametrize(
    ("delay", "attempts", "grown"),
    [
        *[(600, 1, 600), (600, 2, 900), (600, 3, 1350), (600, 4, 2025), (600, 5, 2400), (600, 10**6, 2400)],
        *[(5, 1, 5), (5, 2, 7.5), (5, 9, 20), (1800, 5, 3600), (3600, 5, 3600), (7200, 5, 7200)],
    ],
)
def test_the_delay_grows_to_four_times_itself_and_not_beyond_an_hour(delay: int, attempts: int, grown: float) -> None:
    retry = stumbled(fail(stalled_for(0, attempts - 1, delay=delay))).retry
    assert retry is not None
    assert retry.attempts == attempts
    assert retry.next_try.since(NOW) == pytest.approx(grown)


def test_luck_spreads_the_tries_of_many_and_never_shortens_a_delay() -> None:
    delays = []
    for luck in (0.0, 0.5, 1.0):
        retry = stumbled(fail(retry_after=900.0, luck=luck)).retry
        assert retry is not None
        delays.append(retry.next_try.since(NOW))
    assert delays == pytest.approx([900, 945, 990])


def test_progress_begins_the_count_anew() -> None:
    job = stalled_for(9_999, attempts=7)
    assert job.retry is not None
    job = job._replace(retry=job.retry._replace(reach=100))
    assert fail(job, reach=101) == Stumbled(JobEvent.STUMBLE, ERROR, Retry(NOW.plus(600), NOW, 1, 101))


def test_bytes_that_are_fetched_again_are_no_progress() -> None:
    """A server without ranges that cuts sends new bytes at each try, and is given up all the same."""
    job = stalled_for(9_000, attempts=1)
    assert job.retry is not None
    earlier = job.retry._replace(reach=100)
    for reach in (1, 99, 100):
        retry = stumbled(fail(job._replace(retry=earlier), reach=reach)).retry
        assert retry is not None
        assert (retry.stalled_since, retry.attempts, retry.reach) == (earlier.stalled_since, 2, 100)


@pytest.mark.parametrize(("asked", "delay"), [(None, 600), (0.0, 600), (30.0, 600), (900.0, 900)])
def test_the_server_can_ask_for_more_than_the_delay_but_not_for_less(asked: float | None, delay: float) -> None:
    retry = stumbled(fail(retry_after=asked)).retry
    assert retry is not None
    assert retry.next_try == NOW.plus(delay)


def test_the_last_look_is_when_the_time_without_progress_ends() -> None:
    retry = stumbled(fail(stalled_for(9_900), retry_after=1e9)).retry
    assert retry is not None
    assert retry.next_try == NOW.plus(100)


@given(
    delay=st.integers(5, 5_000),
    timeout=st.integers(0, 10_000),
    asked=st.none() | st.floats(0, 1e6),
)
def test_a_server_that_never_answers_is_given_up_exactly_when_the_timeout_is_over(
    delay: int, timeout: int, asked: float | None
) -> None:
    job, now = JOB._replace(min_retry_delay=delay, no_progress_timeout=timeout), NOW
    for _attempt in range(10_000 // 5 + 2):
        outcome = when_due(job, now) or stumbled(fail(job, now=now, retry_after=asked))
        if outcome.event is JobEvent.FAIL:
            break
        assert outcome.retry is not None
        assert outcome.retry.next_try.since(now) > 0
        job, now = job._replace(error=outcome.error, retry=outcome.retry), outcome.retry.next_try
    else:
        pytest.fail("it never gave up")
    assert now.since(NOW) == pytest.approx(0 if timeout == 0 or delay > timeout else timeout, abs=0.01)


# ---- when the delay is over


def test_a_due_job_is_tried_unless_its_time_is_over() -> None:
    assert when_due(stalled_for(9_999), NOW) is None
    outcome = stumbled(when_due(stalled_for(10_000), NOW))
    assert (outcome.event, outcome.retry) == (JobEvent.FAIL, None)
    assert outcome.error.code == BG_E_TIMEOUT
    assert "10000 seconds" in outcome.error.text


def test_a_timeout_made_shorter_while_a_job_waits_counts_when_it_is_due() -> None:
    assert stumbled(when_due(stalled_for(601, timeout=601), NOW)).event is JobEvent.FAIL


def test_a_job_without_a_retry_is_left_alone() -> None:
    assert when_due(JOB, NOW) is None
