"""The engine against a real web server."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from pybits.transfer.engine import Engine
from pybits.transfer.http.download import CHANGED
from pybits.transfer.request import Finished, ResumePoint, TransferRequest
from tests.support.nginx import Nginx
from tests.transfer.driver import MemorySink, fetch, run

pytestmark = pytest.mark.nginx
BODY = os.urandom(5_000_000)
CUT = 1_234_567


def test_a_whole_file_and_its_validators(engine: Engine, nginx: Nginx, www: Path) -> None:
    (www / "f").write_bytes(BODY)
    fetched = fetch(engine, nginx.url("/f"))
    assert fetched.sink.data == BODY
    answer = fetched.answer
    assert (answer.total, answer.resumable, answer.validator.length) == (len(BODY), True, len(BODY))
    assert answer.validator.strong_etag
    assert answer.validator.last_modified


def test_a_file_goes_on_where_it_was_cut(engine: Engine, nginx: Nginx, www: Path) -> None:
    (www / "f").write_bytes(BODY)
    known = fetch(engine, nginx.url("/f")).finished.validator
    for validator in (known, known._replace(etag=None)):
        fetched = fetch(engine, nginx.url("/f"), BODY[:CUT], ResumePoint(CUT, validator))
        assert fetched.sink.data == BODY
        assert fetched.answer.offset == CUT
        assert fetched.finished.validator == known


def test_a_whole_file_is_found_whole(engine: Engine, nginx: Nginx, www: Path) -> None:
    (www / "f").write_bytes(BODY)
    known = fetch(engine, nginx.url("/f")).finished.validator
    fetched = fetch(engine, nginx.url("/f"), BODY, ResumePoint(len(BODY), known))
    assert (fetched.finished.length, fetched.sink.writes, fetched.sink.data) == (len(BODY), [], BODY)


def test_a_replaced_file_of_the_same_length_is_never_mixed_in(engine: Engine, nginx: Nginx, www: Path) -> None:
    (www / "f").write_bytes(BODY)
    known = fetch(engine, nginx.url("/f")).finished.validator
    new = os.urandom(len(BODY))
    (www / "f").write_bytes(new)
    os.utime(www / "f", (1, 1))
    for validator in (known, known._replace(etag=None)):
        fetched = fetch(engine, nginx.url("/f"), BODY[:CUT], ResumePoint(CUT, validator))
        assert fetched.sink.data == new
        assert fetched.answer.restart == CHANGED


def test_an_empty_and_a_missing_file(engine: Engine, nginx: Nginx, www: Path) -> None:
    (www / "empty").write_bytes(b"")
    assert fetch(engine, nginx.url("/empty")).finished.length == 0
    assert fetch(engine, nginx.url("/missing")).failure.code.http_status == 404


def test_many_small_files_share_few_connections(engine: Engine, nginx: Nginx, www: Path) -> None:
    sinks = {}
    for number in range(500):
        (www / str(number)).write_bytes(b"%d." % number * 1000)
        sinks[number] = MemorySink()
        engine.start(TransferRequest(number, nginx.url(f"/{number}"), sinks[number]))
    reports = run(engine, sinks)
    assert sum(isinstance(report, Finished) for report in reports) == 500
    assert all(sink.data == b"%d." % number * 1000 for number, sink in sinks.items())


def test_the_next_small_file_needs_its_url_set_and_little_else(engine: Engine, nginx: Nginx, www: Path) -> None:
    (www / "f").write_bytes(b"x" * 4096)
    files = 200
    calls: Counter[str] = Counter()

    def count(frame: FrameType, event: str, function: Any) -> None:
        if event == "c_call":
            calls[function.__name__] += 1
        elif event == "call" and frame.f_globals.get("__name__", "").startswith("pybits."):
            calls["of ours"] += 1

    def fetch_all(first: int) -> None:
        for key in range(first, first + files):
            engine.start(TransferRequest(key, nginx.url("/f"), MemorySink()))
        run(engine, range(first, first + files))

    fetch_all(0)  # makes the handles and connections
    sys.setprofile(count)
    try:
        fetch_all(files)
    finally:
        sys.setprofile(None)
    assert calls["setopt"] == files, "each file sets its URL"
    assert calls["of ours"] <= 75 * files
    assert len(nginx.requests()) == 2 * files
