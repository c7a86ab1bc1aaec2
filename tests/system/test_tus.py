"""Uploads to a tus server that others wrote."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.support.processes import Box, wait_until
from tests.support.tus import TusServer


@pytest.fixture
def tus(tmp_path: Path) -> Iterator[TusServer]:
    with TusServer(tmp_path / "tus") as server:
        yield server


def resumed(box: Box, tus: TusServer, content: bytes) -> str:
    source = box.cwd / "a.bin"
    source.write_bytes(content)
    guid = box.ok("--raw", "create", "job", "--type", "upload", "--upload-with", "put").strip()
    box.ok("addfile", guid, tus.url, source)
    box.ok("resume", guid)
    return guid


def until(box: Box, guid: str, state: str) -> None:
    wait_until(lambda: box.ok("--raw", "getstate", guid).strip() == state, 60, what=box.run("info", guid).stdout)


def test_a_server_that_offers_tus_is_spoken_to_in_tus(box: Box, tus: TusServer) -> None:
    content = os.urandom(3 << 20)
    guid = resumed(box, tus, content)
    until(box, guid, "TRANSFERRED")
    assert [path.read_bytes() for path in tus.files()] == [content]
    methods = tus.methods()
    assert methods[:2] == ["OPTIONS", "POST"]
    assert set(methods[2:]) == {"PATCH"}


def test_an_upload_by_tus_goes_on_where_it_was_after_a_kill(box: Box, tus: TusServer) -> None:
    content = os.urandom(1 << 20) * 96
    guid = resumed(box, tus, content)
    for part in (8 << 20, 40 << 20):
        wait_until(partial(tus.has, part), 60)
        box.kill_daemon()
        box.ok("daemon", "start")
    until(box, guid, "TRANSFERRED")
    assert [path.read_bytes() for path in tus.files()] == [content]
    assert tus.methods().count("POST") == 1
    assert tus.methods().count("HEAD") >= 2


def test_cancel_has_a_tus_server_drop_what_it_has(box: Box, tus: TusServer) -> None:
    guid = resumed(box, tus, os.urandom(1 << 20) * 128)
    wait_until(partial(tus.has, 1 << 20), 60)
    box.ok("suspend", guid)
    box.ok("cancel", guid)
    wait_until(lambda: "DELETE" in tus.methods(), 60)
    assert not list(tus.files())
