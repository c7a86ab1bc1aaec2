"""The record of an upload's session: it comes back as it was, and what is damaged is none."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pybits.domain.upload import SourceMark, UploadSession
from pybits.storage import upload_record
from tests.storage.strategies import MOMENTS

COUNTS = st.integers(0, (1 << 63) - 1)
SESSIONS = st.builds(
    UploadSession,
    st.sampled_from(["bits", "tus", "put"]),
    st.builds(SourceMark, COUNTS, COUNTS, st.integers(-(1 << 63), (1 << 63) - 1)),
    st.text(),
    st.text(),
    st.none() | COUNTS,
    st.text(),
    st.booleans(),
    st.none() | MOMENTS,
    st.none() | MOMENTS,
)


@given(SESSIONS)
def test_a_session_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, session: UploadSession) -> None:
    folder = str(tmp_path_factory.getbasetemp())
    upload_record.write(folder, session)
    assert upload_record.read(folder) == session
    assert upload_record.open_in(folder) is bool(session.id)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"protocol":"bits","source":[1,2]}',
        '{"protocol":1,"source":[1,2,3]}',
        '{"protocol":"bits","source":[1,2,3],"sent":"no"}',
        '{"protocol":"bits","source":[1,"2",3]}',
        '{"protocol":"bits","source":[1,true,3]}',
        '{"protocol":"bits","source":[1,2,3],"fallback":"x"}',
        '{"protocol":"bits","source":[1,2,3],"host_lost":[1]}',
        '{"protocol":"bits","source":[1,2,3],"host_lost":[NaN,1,"b"]}',
        '{"protocol":"bits","source":[1,2,3],"id":null}',
        '{"protocol":"bits","source":[1,2,3],"other":1}',
    ],
)
def test_what_is_damaged_is_no_session(tmp_path: Path, text: str) -> None:
    (tmp_path / "upload.json").write_text(text)
    assert upload_record.read(str(tmp_path)) is None
    assert not upload_record.open_in(str(tmp_path))


def test_a_session_that_is_not_open_any_more_is_forgotten(tmp_path: Path) -> None:
    folder, session = str(tmp_path), UploadSession("bits", SourceMark(1, 2, 3), id="{1}")
    upload_record.keep(folder, None, session)
    assert upload_record.read(folder) == session
    upload_record.keep(folder, session, session._replace(id=""))
    assert not (tmp_path / "upload.json").exists()
    upload_record.forget(folder)


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, lambda path: Path(path).symlink_to("/etc/hostname")])
def test_what_is_no_file_is_no_session(tmp_path: Path, make: Callable[[str], None]) -> None:
    make(str(tmp_path / "upload.json"))
    assert upload_record.read(str(tmp_path)) is None
    assert not upload_record.open_in(str(tmp_path))
