"""The machine's ledger: right whatever others put there, healed after a kill, refused when not to be trusted."""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH106, PTH120, PTH208

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pybits.domain.hresult import E_ACCESSDENIED, ERROR_WRITE_PROTECT, BitsError
from pybits.storage import machine_folder, paths
from pybits.storage.machine_ledger import Count, MachineLedger

GUID = "{0AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}"
OTHER = "{1AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}"
THIRD = "{2AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}"
ME = os.geteuid()
STRANGER = 12345


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYBITS_MACHINE_DIR", str(tmp_path / "machine"))
    return tmp_path / "machine"


@pytest.fixture
def ledger(root: Path) -> MachineLedger:
    assert not root.exists()
    return MachineLedger.open(ME)


@pytest.fixture
def jobs(tmp_path: Path) -> dict[str, str]:
    """Give two jobs that are there."""
    folders = {guid: tmp_path / "store" / "jobs" / guid for guid in (GUID, OTHER)}
    for folder in folders.values():
        folder.mkdir(parents=True)
    return {guid: str(folder) for guid, folder in folders.items()}


def registered(root: Path, uid: int = ME) -> set[str]:
    return set(os.listdir(root / "users" / str(uid)))


def refusal() -> BitsError:
    with pytest.raises(BitsError) as refused:
        MachineLedger.open(ME)
    return refused.value


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


# ---- the folders


@pytest.mark.parametrize("umask", [0, 0o022, 0o077])
def test_its_folders_are_for_everybody_whatever_the_umask_of_who_came_first(root: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with MachineLedger.open(ME).lock:
            assert os.umask(umask) == umask
    finally:
        os.umask(before)
    assert mode_of(root) == mode_of(root / "users") == 0o1777
    assert mode_of(root / "users" / str(ME)) == 0o755
    assert mode_of(root / "lock") == 0o644


@pytest.mark.parametrize("mode", [0o755, 0o777])
def test_a_folder_of_ones_own_that_a_package_made_gets_its_mode(root: Path, mode: int) -> None:
    root.mkdir()
    root.chmod(mode)
    MachineLedger.open(ME)
    assert mode_of(root) == 0o1777


@pytest.mark.parametrize("folder", ["", "users"])
def test_a_folder_with_a_private_mode_is_refused_with_what_to_do(
    ledger: MachineLedger, root: Path, folder: str
) -> None:
    (root / folder).chmod(0o700)
    error = refusal()
    assert error.code == E_ACCESSDENIED
    assert "mode 0700" in str(error)
    assert f"chmod 1777 {ledger.root}" in str(error)
    assert mode_of(root / folder) == 0o700


@pytest.mark.root
@pytest.mark.parametrize("mode", [0o755, 0o777])
def test_a_folder_of_another_without_the_sticky_bit_is_refused_not_mended(root: Path, mode: int) -> None:
    root.mkdir()
    root.chmod(mode)
    os.chown(root, STRANGER, STRANGER)
    error = refusal()
    assert error.code == E_ACCESSDENIED
    assert f"mode {mode:04o}" in str(error)
    assert mode_of(root) == mode


@pytest.mark.parametrize("folder", ["", "users"])
def test_a_link_is_refused_and_not_followed(root: Path, tmp_path: Path, folder: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    elsewhere.chmod(0o1777)
    if folder:
        root.mkdir()
        root.chmod(0o1777)
    (root / folder).symlink_to(elsewhere)
    error = refusal()
    assert error.code == E_ACCESSDENIED
    assert "no symbolic link" in str(error)
    assert list(elsewhere.iterdir()) == []


def test_what_is_no_folder_is_refused(root: Path) -> None:
    root.touch()
    assert "must be a folder" in str(refusal())


def link_elsewhere(own: Path) -> None:
    (own.parent.parent / "elsewhere").mkdir()
    own.symlink_to(own.parent.parent / "elsewhere")


def of_a_stranger(own: Path) -> None:
    own.mkdir()
    os.chown(own, STRANGER, STRANGER)


def for_everybody(own: Path) -> None:
    own.mkdir()
    own.chmod(0o777)


@pytest.mark.root
@pytest.mark.parametrize("make", [link_elsewhere, of_a_stranger, for_everybody, Path.touch])
def test_a_users_folder_that_somebody_else_made_is_refused(root: Path, make: Callable[[Path], None]) -> None:
    (root / "users").mkdir(parents=True)
    for folder in (root, root / "users"):
        folder.chmod(0o1777)
    make(root / "users" / str(ME))
    error = refusal()
    assert error.code == E_ACCESSDENIED
    assert str(root / "users" / str(ME)) in str(error)
    assert "an administrator has to remove it" in str(error)


@pytest.mark.root
def test_a_file_system_without_write_access_is_said(root: Path) -> None:
    import subprocess

    root.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro,mode=1777", "pybits", root], check=True)
    try:
        error = refusal()
    finally:
        subprocess.run(["umount", root], check=True)
    assert error.code == ERROR_WRITE_PROTECT
    assert "Read-only" in str(error)


# ---- which folder


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Path]]:
    """Give the machine's folder and the one that serves without an administrator, both in the test's folder."""
    monkeypatch.delenv("PYBITS_MACHINE_DIR")
    chosen, fallback = tmp_path / "lib", tmp_path / "tmp"
    monkeypatch.setattr(paths, "machine_store", lambda: str(chosen))
    monkeypatch.setattr(paths, "FALLBACK_MACHINE_STORE", str(fallback))
    yield chosen, fallback
    assert not (chosen.exists() and fallback.exists())


def test_without_the_machines_folder_the_shared_one_serves(places: tuple[Path, Path]) -> None:
    assert MachineLedger.open(ME).root == str(places[1])
    assert mode_of(places[1]) == 0o1777


@pytest.mark.root
def test_the_machines_folder_is_used_when_root_owns_it(places: tuple[Path, Path]) -> None:
    places[0].mkdir()
    assert MachineLedger.open(ME).root == str(places[0])


@pytest.mark.root
def test_a_machines_folder_of_another_is_refused_and_the_shared_one_does_not_serve(places: tuple[Path, Path]) -> None:
    places[0].mkdir()
    os.chown(places[0], STRANGER, STRANGER)
    error = refusal()
    assert error.code == E_ACCESSDENIED
    assert "owned by root" in str(error)


def test_a_link_in_place_of_the_machines_folder_is_refused(places: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    places[0].symlink_to(tmp_path / "elsewhere")
    assert "no symbolic link" in str(refusal())
    assert machine_folder.STICKY == 0o1777
    places[0].unlink()


# ---- registrations


def test_a_registration_leads_to_the_job_until_it_is_struck_out(
    ledger: MachineLedger, root: Path, jobs: dict[str, str]
) -> None:
    assert ledger.count() == Count(0, 0)
    assert ledger.holder(GUID) is None
    ledger.register(GUID, jobs[GUID])
    assert ledger.count() == Count(1, 1)
    assert ledger.holder(GUID) == ME
    assert ledger.job_folder(ME, GUID) == jobs[GUID]
    assert ledger.stores() == {ME: {os.path.dirname(os.path.dirname(jobs[GUID]))}}
    ledger.unregister(GUID)
    ledger.unregister(GUID)
    assert ledger.count() == Count(0, 0)
    assert registered(root) == set()


def test_registrations_are_put_right(ledger: MachineLedger, root: Path, jobs: dict[str, str], tmp_path: Path) -> None:
    ledger.register(THIRD, str(tmp_path / "store" / "jobs" / THIRD))  # its create was killed
    ledger.register(GUID, jobs[GUID])
    ledger.reconcile(jobs, jobs.__getitem__)  # OTHER was lost by a power cut
    assert registered(root) == {GUID, OTHER}
    assert ledger.job_folder(ME, OTHER) == jobs[OTHER]
    ledger.reconcile(jobs, jobs.__getitem__)
    assert registered(root) == {GUID, OTHER}


def test_jobs_in_another_store_of_the_same_user_stay_registered(
    ledger: MachineLedger, root: Path, jobs: dict[str, str]
) -> None:
    ledger.register(GUID, jobs[GUID])
    ledger.reconcile((), str)
    assert registered(root) == {GUID}


def test_a_job_that_ends_while_registrations_are_put_right_is_not_registered(
    ledger: MachineLedger, root: Path, jobs: dict[str, str]
) -> None:
    os.rmdir(jobs[GUID])
    ledger.reconcile(jobs, jobs.__getitem__)
    assert registered(root) == {OTHER}


# ---- other users


@pytest.mark.root
def test_others_are_counted_when_their_folders_are_their_own(ledger: MachineLedger, jobs: dict[str, str]) -> None:
    other = MachineLedger(ledger.root, STRANGER)
    folder = Path(ledger.root, "users", str(STRANGER))
    folder.mkdir()
    os.chown(folder, STRANGER, STRANGER)
    other.register(OTHER, jobs[OTHER])
    ledger.register(GUID, jobs[GUID])
    assert ledger.count() == Count(1, 2)
    assert other.count() == Count(1, 2)
    assert ledger.holder(OTHER) == STRANGER
    assert set(ledger.stores()) == {ME, STRANGER}


@pytest.mark.root
@pytest.mark.parametrize("name", ["777", "0777", "٣", "junk", "-5", "1e3"])
def test_what_somebody_plants_beside_the_users_folders_counts_for_nothing(
    ledger: MachineLedger, jobs: dict[str, str], name: str
) -> None:
    """A user may put names there; none of them speaks for another user, and none keeps anybody from working."""
    folder = Path(ledger.root, "users", name)
    folder.mkdir()
    (folder / OTHER).symlink_to(jobs[OTHER])
    os.chown(folder, STRANGER, STRANGER)
    ledger.register(GUID, jobs[GUID])
    assert ledger.count() == Count(1, 1)
    assert ledger.holder(OTHER) is None
    assert set(ledger.stores()) == {ME}


@pytest.mark.root
@pytest.mark.parametrize("make", [Path.touch, os.mkfifo, lambda path: path.symlink_to("/")])
def test_a_users_name_that_is_no_folder_counts_for_nothing(ledger: MachineLedger, make: Callable[[Path], None]) -> None:
    path = Path(ledger.root, "users", str(STRANGER))
    make(path)
    os.chown(path, STRANGER, STRANGER, follow_symlinks=False)
    assert ledger.count() == Count(0, 0)
    assert ledger.holder(GUID) is None
    assert ledger.stores() == {}
