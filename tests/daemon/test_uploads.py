"""How a turn takes up an upload, and how long trouble with its server is put up with."""

from __future__ import annotations

import pytest

from pybits.daemon.uploads.start import Start, start
from pybits.daemon.uploads.trouble import trouble
from pybits.domain.enums import ErrorContext, JobType, UploadWith
from pybits.domain.file import File
from pybits.domain.hresult import BG_E_CONNECT_FAILURE, BG_E_LOCAL_FILE_CHANGED, E_INVALIDARG
from pybits.domain.job import Job
from pybits.domain.moment import Moment
from pybits.domain.upload import SourceMark, UploadSession
from pybits.transfer.outcome import Failure, Severity
from pybits.transfer.uploads.beginning import begin
from pybits.transfer.uploads.state import Phase, Upload

JOB = Job("{00000000-0000-4000-8000-000000000000}", "up", JobType.UPLOAD, 1000, 1.0, 2.0, http_method="BITS_POST")
FILE = File(0, "http://h/in", "/home/a.bin")
MARK = SourceMark(1, 1000, 5)
OPEN = UploadSession("bits", MARK, id="{1}")
NOW = Moment(1000.0, 100.0, "boot")
DOWN = Failure(BG_E_CONNECT_FAILURE, ErrorContext.TRANSPORT, Severity.TRANSIENT, "down")


def started(job: Job, known: UploadSession | None, mark: SourceMark = MARK, offset: int = 0) -> Start:
    found = start(job, FILE, mark, known, offset)
    assert isinstance(found, Start), found
    return found


def test_without_a_session_one_is_made_and_what_was_known_of_the_offset_is_forgotten() -> None:
    made = started(JOB, None, offset=500).upload
    assert (made.phase, made.offset, made.session.protocol, made.name) == (Phase.CREATE, 0, "bits", "a.bin")
    assert started(JOB._replace(upload_with=UploadWith.PUT), None).upload.phase is Phase.DISCOVER
    assert started(JOB._replace(http_method="POST"), None).upload.phase is Phase.PIECE


def test_a_session_goes_on_with_a_ping_at_the_offset_that_is_known() -> None:
    found = started(JOB, OPEN, offset=500)
    assert (found.dropping, found.upload.phase, found.upload.offset) == (False, Phase.PING, 500)


def test_a_session_of_another_file_is_dropped_and_is_an_error() -> None:
    found = started(JOB, OPEN, MARK._replace(modified=6))
    assert found.upload.phase is Phase.CANCEL
    assert found.doom is not None
    assert (found.doom.code, found.doom.context) == (BG_E_LOCAL_FILE_CHANGED, ErrorContext.LOCAL_FILE)
    sent = started(JOB, OPEN._replace(sent=True), MARK._replace(modified=6))
    assert (sent.dropping, sent.upload.phase) == (False, Phase.PING), "the server has the file as it was"


def test_a_session_of_another_protocol_is_dropped_and_the_upload_begins_anew() -> None:
    found = started(JOB._replace(upload_with=UploadWith.PUT), OPEN)
    assert (found.dropping, found.doom, found.upload.phase) == (True, None, Phase.CANCEL)
    tus = OPEN._replace(protocol="tus", id="http://h/files/1")
    assert started(JOB._replace(upload_with=UploadWith.PUT), tus).upload.phase is Phase.PING


def test_an_empty_file_is_for_put() -> None:
    refused = start(JOB, FILE, MARK._replace(size=0), None, 0)
    assert isinstance(refused, Failure)
    assert refused.code == E_INVALIDARG
    assert started(JOB._replace(upload_with=UploadWith.PUT), None, MARK._replace(size=0)).upload.size == 0


def upload(session: UploadSession, phase: Phase) -> Upload:
    return begin("http://h/in", "a.bin", session)._replace(phase=phase)


def test_a_node_is_given_up_when_it_was_out_of_reach_for_as_long_as_the_server_said() -> None:
    session = OPEN._replace(host="node", fallback=60)
    lost, _ = trouble(upload(session, Phase.PIECE), DOWN, 1000, NOW, contact=False)
    assert (lost.host, lost.host_lost) == ("node", NOW)
    later, _ = trouble(upload(lost, Phase.PIECE), DOWN, 1000, NOW.plus(59), contact=False)
    assert later == lost
    gone, _ = trouble(upload(lost, Phase.PIECE), DOWN, 1000, NOW.plus(60), contact=False)
    assert (gone.host, gone.host_lost, gone.id) == ("", None, "{1}")
    for_ever = session._replace(fallback=None, host_lost=NOW)
    assert trouble(upload(for_ever, Phase.PIECE), DOWN, 1000, NOW.plus(1e6), contact=False)[0].host == "node"
    assert trouble(upload(session, Phase.PIECE), DOWN, 1000, NOW, contact=True)[0].host_lost is None


@pytest.mark.parametrize(("timeout", "patience"), [(600, 600.0), (1_209_600, 86_400.0)])
def test_a_session_that_cannot_be_closed_is_waited_for_a_day_or_the_jobs_patience(
    timeout: int, patience: float
) -> None:
    closing, failure = trouble(upload(OPEN._replace(sent=True), Phase.CLOSE), DOWN, timeout, NOW, contact=False)
    assert (closing.ending_since, failure.severity) == (NOW, Severity.TRANSIENT)
    for seconds, severity in ((patience - 1, Severity.TRANSIENT), (patience, Severity.FATAL)):
        then = NOW.plus(seconds)
        assert trouble(upload(closing, Phase.CLOSE), DOWN, timeout, then, contact=True)[1].severity is severity
