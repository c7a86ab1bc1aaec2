"""The sentence that says why a job does or does not move."""

from __future__ import annotations

import pytest

from pybits.domain.enums import ErrorContext, JobType
from pybits.domain.file import Wanted
from pybits.domain.hresult import BG_E_TIMEOUT, ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED, S_OK, HResult, http_error
from pybits.domain.job import Deed, Job, JobError, Notice, Retry
from pybits.domain.moment import Moment
from pybits.domain.pace import Brake, Pace
from pybits.domain.state import JobState
from pybits.manager.explaining.explanation import duration, explain, explain_absence, moves
from pybits.storage.ended_log import Ended

NOW = Moment(1000.0, 100.0, "b")
JOB = Job("{00000000-0000-4000-8000-000000000000}", "n", JobType.DOWNLOAD, 1, 1.0, 1.0, files_total=2)
ERROR = JobError(BG_E_TIMEOUT, ErrorContext.TRANSPORT, "No answer.", 1.0)
DONE = JOB._replace(files_done=2)


def waiting(attempts: int, seconds: float, boot: str = "b") -> Job:
    retry = Retry(NOW.plus(seconds)._replace(boot=boot), NOW, attempts)
    return JOB._replace(state=JobState.TRANSIENT_ERROR, error=ERROR, retry=retry)


@pytest.mark.parametrize(
    ("job", "sentence"),
    [
        (JOB._replace(files_total=0), "Has no files yet; add one with 'addfile'."),
        (JOB, "Suspended; 'resume' starts it."),
        (DONE, "Suspended with all files transferred; 'complete' puts them in place."),
        (DONE._replace(state=JobState.TRANSFERRED), "All files are here; 'complete' puts them in place."),
        (
            DONE._replace(state=JobState.TRANSFERRED, files_total=3),
            "Files were added since all others were transferred; 'resume' fetches them.",
        ),
        (JOB._replace(state=JobState.QUEUED), "Waits for its turn."),
        (
            JOB._replace(state=JobState.QUEUED, error=ERROR),
            "Waits for its turn. The last try failed: No answer.",
        ),
        (JOB._replace(state=JobState.CONNECTING), "Connects to the server."),
        (JOB._replace(state=JobState.TRANSFERRING), "Transfers."),
        (JOB._replace(state=JobState.ERROR, error=ERROR), "Gave up: No answer. 'resume' tries again."),
        (JOB._replace(state=JobState.CANCELLED, deeds=(Deed.DISCARD,)), "Cancelled; its files are being deleted."),
        (JOB._replace(state=JobState.ACKNOWLEDGED), "Completed."),
        (DONE._replace(state=JobState.TRANSFERRED, deeds=(Deed.PUBLISH,)), "Is being completed."),
        (waiting(1, 45), "No answer. Failed once since the last progress; tries again in 45 s, with 'resume' at once."),
        (
            waiting(3, 600),
            "No answer. Failed 3 times since the last progress; tries again in 10 min, with 'resume' at once.",
        ),
        (waiting(1, -5), "No answer. Failed once since the last progress; tries again in 0 s, with 'resume' at once."),
        (
            waiting(1, 600, "a"),
            "No answer. Failed once since the last progress; tries again in 0 s, with 'resume' at once.",
        ),
    ],
)
def test_a_job_is_explained_in_a_sentence(job: Job, sentence: str) -> None:
    assert explain(job, NOW) == sentence


SENT = Job(JOB.guid, "n", JobType.UPLOAD, 1, 1.0, 1.0, JobState.TRANSFERRED, files_total=1, files_done=1)
DEMANDED = JOB._replace(on_demand=True)


@pytest.mark.parametrize(
    ("job", "sentence"),
    [
        (SENT, "The server has the file; 'complete' ends the job."),
        (
            SENT._replace(type=JobType.UPLOAD_REPLY),
            "The server has the file and the reply is here; 'complete' ends the job.",
        ),
        (SENT._replace(deeds=(Deed.RETIRE,)), "Is being completed."),
        (SENT._replace(state=JobState.SUSPENDED, files_done=0), "Suspended; 'resume' starts it."),
        (
            SENT._replace(state=JobState.CANCELLED, deeds=(Deed.HANG_UP, Deed.RETIRE)),
            "Cancelled; its server is still to be told, for a day at most.",
        ),
        (
            SENT._replace(state=JobState.CANCELLED, deeds=(Deed.DISCARD, Deed.HANG_UP)),
            "Cancelled; its files are being deleted.",
        ),
        (DEMANDED, "Fetches on demand; 'requestranges' asks for ranges of its files."),
        (DEMANDED._replace(turn=1), "All that was asked for is here; 'requestranges' asks for ranges of its files."),
        (DEMANDED._replace(wanted=(Wanted(0, 0, 5),)), "Suspended; 'resume' starts it."),
        (
            DONE._replace(state=JobState.TRANSFERRED, deeds=(Deed.NOTIFY,)),
            "All files are here; 'complete' puts them in place. Its notify command is being run.",
        ),
        (
            DONE._replace(
                state=JobState.TRANSFERRED, deeds=(Deed.NOTIFY,), notice=Notice(next_try=NOW.plus(120), attempts=2)
            ),
            (
                "All files are here; 'complete' puts them in place. "
                "Its notify command failed 2 times; it is run again in 2 min."
            ),
        ),
    ],
)
def test_uploads_ranges_on_demand_and_notify_commands_are_explained(job: Job, sentence: str) -> None:
    assert explain(job, NOW) == sentence


@pytest.mark.parametrize(
    ("pace", "sentence"),
    [
        (None, ""),
        (Pace(1_000_000, 2_000_000, Brake.NOTHING), ""),
        (
            Pace(1_000_000, 2_000_000, Brake.WAY),
            "Gives way to other traffic on the way to the server: 8.0 Mbit/s of about 16.0 Mbit/s.",
        ),
        (Pace(0, 0, Brake.MACHINE), "Gives way to other traffic of this machine: 0.0 Mbit/s."),
    ],
)
def test_what_holds_a_job_back_is_said_with_its_speed(pace: Pace | None, sentence: str) -> None:
    assert moves(pace) == sentence


@pytest.mark.parametrize(
    ("state", "why", "how"),
    [
        (JobState.ACKNOWLEDGED, "", "completed at 1970-01-01"),
        (JobState.CANCELLED, "It was idle.", "cancelled at 1970-01-01"),
    ],
)
def test_a_job_that_is_gone_is_explained(state: JobState, why: str, how: str) -> None:
    text = explain_absence(JOB.guid, Ended(JOB.guid, "n", state, S_OK, 43_200.0, why=why), [])
    assert text.startswith(f"The job {JOB.guid} is not in the queue any more: it was {how}")
    assert text.endswith(why or "0.")


def test_a_job_that_nobody_knows_may_be_a_damaged_record() -> None:
    damaged = ["The record of another was damaged.", f"The record of {JOB.guid} was damaged."]
    assert explain_absence(JOB.guid, None, damaged) == damaged[1]
    assert explain_absence(JOB.guid, None, damaged[:1]) == f"There is no job {JOB.guid}."


@pytest.mark.parametrize("state", JobState)
@pytest.mark.parametrize("error", [None, ERROR])
def test_every_state_has_an_explanation(state: JobState, error: JobError | None) -> None:
    assert explain(JOB._replace(state=state, error=error), NOW).endswith(".")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (89, "89 s"),
        (90, "1 min"),
        (5399, "89 min"),
        (5400, "1 h 30 min"),
        (172_799, "47 h 59 min"),
        (172_800, "2 d 0 h"),
        (1_209_600, "14 d 0 h"),
    ],
)
def test_a_duration_is_written_as_people_do(seconds: int, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("code", "verb"),
    [
        (http_error(401), "setcredentials"),
        (http_error(407), "setcredentials"),
        (ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED, "setclientcertificate"),
    ],
)
def test_who_is_not_let_in_is_told_what_to_set(code: HResult, verb: str) -> None:
    job = JOB._replace(state=JobState.ERROR, error=ERROR._replace(code=code))
    assert f"'{verb}', then 'resume'." in explain(job, NOW)
