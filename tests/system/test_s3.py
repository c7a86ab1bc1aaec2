"""Presigned URLs of an S3 server that others wrote."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pybits.domain.hresult import http_error
from pybits.domain.state import JobState
from tests.conformance.queue import Queue
from tests.support.processes import Box
from tests.support.s3 import S3Server

CONTENT = os.urandom(3 << 20)


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    for name in ("PYBITS_HOME", "PYBITS_MACHINE_DIR", "PYBITS_POLICY"):
        monkeypatch.setenv(name, box.env[name])
    return Queue(box)


@pytest.fixture
def s3(tmp_path: Path) -> Iterator[S3Server]:
    with S3Server(tmp_path / "s3") as server:
        yield server


def sent(queue: Queue, url: str) -> str:
    source = queue.folder / "a.bin"
    source.write_bytes(CONTENT)
    guid = queue.box.ok("--raw", "create", "job", "--type", "upload", "--upload-with", "put").strip()
    queue.box.ok("addfile", guid, url, source)
    queue.box.ok("resume", guid)
    return guid


def fetched(queue: Queue, url: str) -> str:
    guid = queue.make((url, queue.folder / "back.bin"))
    queue.box.ok("resume", guid)
    return guid


def test_a_file_goes_to_a_presigned_url_and_comes_back_from_another(queue: Queue, s3: S3Server) -> None:
    name = "a name with + and ü.bin"
    queue.until(sent(queue, s3.signed("PUT", name)), JobState.TRANSFERRED)
    assert (s3.bucket / name).read_bytes() == CONTENT
    guid = fetched(queue, s3.signed("GET", name))
    queue.until(guid, JobState.TRANSFERRED)
    queue.box.ok("complete", guid)
    assert (queue.folder / "back.bin").read_bytes() == CONTENT


def test_an_upload_to_a_url_whose_signature_is_over_is_an_error_that_says_so(queue: Queue, s3: S3Server) -> None:
    job = queue.until(sent(queue, s3.signed("PUT", "a.bin", seconds=60, age=120)), JobState.ERROR)
    assert job.error is not None
    assert job.error.code in (http_error(400), http_error(403))  # rclone's answer, and Amazon's
    assert "The URL's signature expired at " in job.error.text
    assert "X-Amz" not in job.error.text
    assert list(s3.bucket.iterdir()) == []


def test_a_download_from_a_url_whose_signature_is_over_says_so_and_goes_on_with_a_new_url(
    queue: Queue, s3: S3Server
) -> None:
    (s3.bucket / "a.bin").write_bytes(CONTENT)
    old = s3.signed("GET", "a.bin", seconds=60, age=120)
    guid = fetched(queue, old)
    job = queue.until(guid, JobState.ERROR)
    assert job.error is not None
    assert "The URL's signature expired at " in job.error.text
    queue.box.ok("replaceremoteprefix", guid, old, s3.signed("GET", "a.bin"))
    queue.box.ok("resume", guid)
    queue.until(guid, JobState.TRANSFERRED)
    queue.box.ok("complete", guid)
    assert (queue.folder / "back.bin").read_bytes() == CONTENT


def test_a_signature_that_is_wrong_is_an_error_without_a_word_of_time(queue: Queue, s3: S3Server) -> None:
    job = queue.until(sent(queue, s3.signed("PUT", "a.bin") + "0"), JobState.ERROR)
    assert job.error is not None
    assert job.error.code == http_error(403)
    assert "expired" not in job.error.text
