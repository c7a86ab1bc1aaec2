"""The store's folder: made private, refused when it is another's, newer or damaged, never guessed at."""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH208

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pybits.domain.hresult import BG_E_DATABASE_CORRUPT, E_ACCESSDENIED, ERROR_OLD_FORMAT, BitsError, HResult
from pybits.storage import store_format
from pybits.storage.job_store import JobStore
from tests.support.processes import ROOT


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "store"


def refusal(home: Path) -> BitsError:
    with pytest.raises(BitsError) as refused:
        JobStore.open(str(home))
    assert str(home) in str(refused.value)
    return refused.value


def test_a_new_store_is_private_and_says_its_format(home: Path) -> None:
    before = os.umask(0)
    try:
        JobStore.open(str(home))
    finally:
        os.umask(before)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert (home / "format.json").read_text() == '{"format":1}\n'
    assert sorted(os.listdir(home)) == ["format.json", "jobs", "passage"]
    assert JobStore.open(str(home)).jobs() == []


def test_a_folder_that_others_could_read_is_made_private(home: Path) -> None:
    home.mkdir(parents=True)
    home.chmod(0o755)
    JobStore.open(str(home))
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_store_that_was_made_in_part_is_finished(home: Path) -> None:
    (home / "jobs").mkdir(parents=True)
    (home / ".format-99999").write_text("{")
    JobStore.open(str(home))
    assert (home / "format.json").exists()


@pytest.mark.parametrize(
    ("data", "code", "fact"),
    [
        ('{"format":2}', ERROR_OLD_FORMAT, "has format 2; this pybits knows formats up to 1"),
        ('{"format":99,"more":1}', ERROR_OLD_FORMAT, "Use the newer pybits"),
        ("", BG_E_DATABASE_CORRUPT, "mend it by hand"),
        ("{}", BG_E_DATABASE_CORRUPT, '{"format": 1}'),
        ("[]", BG_E_DATABASE_CORRUPT, "damaged"),
        ('"format"', BG_E_DATABASE_CORRUPT, "damaged"),
        ("null", BG_E_DATABASE_CORRUPT, "damaged"),
        ('{"format":"1"}', BG_E_DATABASE_CORRUPT, "damaged"),
        ('{"format":1.0}', BG_E_DATABASE_CORRUPT, "damaged"),
        ('{"format":true}', BG_E_DATABASE_CORRUPT, "damaged"),
        ('{"format":0}', BG_E_DATABASE_CORRUPT, "damaged"),
        ('{"format":-1}', BG_E_DATABASE_CORRUPT, "damaged"),
        ("\0\0\0\0", BG_E_DATABASE_CORRUPT, "damaged"),
    ],
)
def test_a_format_that_is_newer_or_unreadable_is_refused_and_kept(
    home: Path, data: str, code: HResult, fact: str
) -> None:
    JobStore.open(str(home))
    (home / "format.json").write_text(data)
    error = refusal(home)
    assert error.code == code
    assert fact in str(error)
    assert (home / "format.json").read_text() == data


@pytest.mark.root
def test_another_users_store_is_refused(home: Path) -> None:
    JobStore.open(str(home))
    os.chown(home, 12345, 12345)
    error = refusal(home)
    assert error.code == E_ACCESSDENIED
    assert "belongs to another user" in str(error)
    (home / "format.json").unlink()
    assert refusal(home).code == E_ACCESSDENIED
    assert not (home / "format.json").exists()


def test_what_is_no_folder_is_refused(home: Path) -> None:
    home.parent.mkdir()
    home.write_text("x")
    assert "cannot be used" in str(refusal(home))


@pytest.mark.root
def test_a_store_that_may_not_be_written_is_refused_with_the_reason(home: Path) -> None:
    home.parent.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "pybits", home.parent], check=True)
    try:
        error = refusal(home)
        assert "Read-only file system" in str(error)
    finally:
        subprocess.run(["umount", home.parent], check=True)


def test_processes_that_make_the_store_at_once_all_get_it(home: Path) -> None:
    program = "import sys; from pybits.storage.job_store import JobStore; JobStore.open(sys.argv[1])"
    racers = [
        subprocess.Popen([sys.executable, "-c", program, str(home)], cwd=ROOT, stderr=subprocess.PIPE) for _ in range(6)
    ]
    assert [racer.communicate()[1] for racer in racers] == [b""] * 6
    assert sorted(os.listdir(home)) == ["format.json", "jobs", "passage"]
    assert store_format.FORMAT == 1
