"""What a job may be called and what files it may be given: each refusal with its code and what to do."""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH208

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pybits.domain.hresult import (
    E_ACCESSDENIED,
    E_INVALIDARG,
    ERROR_FILE_NOT_FOUND,
    ERROR_PATH_NOT_FOUND,
    BitsError,
    HResult,
)
from pybits.domain.job import as_guid
from pybits.manager.arguments import check_local, check_name, check_new_name, check_remote, check_source

GUID = "{0AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}"


def code_of(check: Callable[[str], None], word: str) -> HResult:
    with pytest.raises(BitsError) as refused:
        check(word)
    assert str(refused.value).endswith(".")
    return refused.value.code


@pytest.fixture
def ordinary(tmp_path: Path) -> Iterator[int]:
    """Be an ordinary user for the length of a test, who may look into the test's folder."""
    for folder in (tmp_path, *list(tmp_path.parents)[:2]):
        folder.chmod(0o755)
    if os.geteuid() != 0:
        yield os.geteuid()
        return
    os.seteuid(12345)
    yield 12345
    os.seteuid(0)


# ---- names


@pytest.mark.parametrize("word", [GUID, GUID[1:-1], GUID.lower(), "{" + GUID[1:-1].lower(), GUID[1:-1] + "}"])
def test_a_guid_is_read_with_or_without_braces_in_either_case(word: str) -> None:
    assert as_guid(word) == GUID


@pytest.mark.parametrize(
    "word", ["", "{}", "name", GUID + "x", " " + GUID, GUID[:-2] + "}", "{" + GUID + "}", GUID + "\n"]
)
def test_other_words_are_no_guids(word: str) -> None:
    assert as_guid(word) is None


@pytest.mark.parametrize("name", ["x", "x" * 256, "漢" * 256, " x ", "/x", "a\nb", f"copy of {GUID}"])
def test_a_name_may_be_nearly_anything(name: str) -> None:
    check_name(name)
    check_new_name(name)


@pytest.mark.parametrize("name", ["", " ", "\t\n", GUID, GUID[1:-1], GUID.lower(), "a\0b", "\udcff"])
def test_a_name_by_which_a_job_could_not_be_found_is_refused(name: str) -> None:
    assert code_of(check_name, name) == code_of(check_new_name, name) == E_INVALIDARG


def test_create_refuses_a_long_name_with_its_own_code() -> None:
    assert code_of(check_name, "x" * 257) == E_INVALIDARG


# ---- sources


@pytest.mark.parametrize(
    "url",
    [
        "http://h",
        "http://h/",
        "HTTPS://h:8443/a%20b?q=1#f",
        "http://user:p@ss@h/x",
        "http://[::1]:80/x",
        "http://127.0.0.1:1/x",
        "http://münchen.example/ä",
        "file:///srv/x",
        "file://localhost/srv/x",
        "/srv/x",
        "http://h/" + "x" * 2191,
    ],
)
def test_a_source_that_a_transfer_can_have_is_taken(url: str) -> None:
    check_remote(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "h/x",
        "ftp://h/x",
        "gopher://h",
        "javascript:alert(1)",
        "http:",
        "http:/h",
        "http://",
        "http:///x",
        "http://:80/x",
        "http://h:0/x",
        "http://h:99999/x",
        "http://h:port/x",
        "http://h:-1/x",
        "http://[::1/x",
        "http://a b/x",
        "http://h/a\nb",
        "http://h/\x7f",
        "http://h/\0",
        "http://h/\udcff",
        "file://",
        "file:///",
        "file://other/srv/x",
        "file:x",
        "http://h/" + "x" * 2192,
    ],
)
def test_a_source_that_no_transfer_can_have_is_refused(url: str) -> None:
    assert code_of(check_remote, url) == E_INVALIDARG


# ---- destinations


def test_a_destination_may_exist_or_not(tmp_path: Path) -> None:
    check_local(str(tmp_path / "new"))
    (tmp_path / "old").touch()
    check_local(str(tmp_path / "old"))
    check_local(str(tmp_path / ("x" * 255)))
    check_local(f"{tmp_path}/../{tmp_path.name}/ü\n")


@pytest.mark.parametrize(
    ("local", "code"),
    [
        ("", E_INVALIDARG),
        ("x", E_INVALIDARG),
        ("./x", E_INVALIDARG),
        ("~/x", E_INVALIDARG),
        ("{}/", E_INVALIDARG),
        ("{}/.", E_INVALIDARG),
        ("{}/..", E_INVALIDARG),
        ("/", E_INVALIDARG),
        ("{}/a\0b", E_INVALIDARG),
        ("{}/\udcff", E_INVALIDARG),
        ("{}/" + "x" * 256, E_INVALIDARG),
        ("{}/" + "漢" * 86, E_INVALIDARG),
        ("{}/" + "x/" * 2100 + "y", E_INVALIDARG),
        ("{}/missing/x", ERROR_PATH_NOT_FOUND),
        ("{}/file/x", ERROR_PATH_NOT_FOUND),
        ("{}/folder", E_INVALIDARG),
        ("{}/link", E_INVALIDARG),
        ("{}/dangling", E_INVALIDARG),
        ("{}/pipe", E_INVALIDARG),
    ],
)
def test_a_destination_that_cannot_be_written_is_refused(tmp_path: Path, local: str, code: HResult) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "dangling").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "pipe")
    before = sorted(os.listdir(tmp_path))
    assert code_of(check_local, local.format(tmp_path)) == code
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.root
def test_a_folder_that_is_not_ones_own_to_write_is_refused(tmp_path: Path, ordinary: int) -> None:
    assert ordinary == os.geteuid()
    assert code_of(check_local, str(tmp_path / "x")) == E_ACCESSDENIED


# ---- uploads


def test_a_file_to_upload_has_to_be_there(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    check_source(str(tmp_path / "file"))
    assert code_of(check_source, "file") == E_INVALIDARG
    assert code_of(check_source, str(tmp_path)) == E_INVALIDARG
    assert code_of(check_source, str(tmp_path / "none")) == ERROR_FILE_NOT_FOUND
    assert code_of(check_source, "/x\0") == E_INVALIDARG


@pytest.mark.root
def test_a_file_to_upload_has_to_be_readable(tmp_path: Path, ordinary: int) -> None:
    os.seteuid(0)
    (tmp_path / "file").touch(0o600)
    os.seteuid(ordinary)
    assert code_of(check_source, str(tmp_path / "file")) == E_ACCESSDENIED
