"""Room for one more job: counted without a look at every name, and never wrong for that."""

# The code that is tested here speaks to os and os.path, and so do its tests.

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pybits.domain.hresult import BG_E_TOO_MANY_JOBS_PER_MACHINE, BitsError
from pybits.manager.manager import Manager
from tests.manager.conftest import Queue

GONE = "{0AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}"


@pytest.fixture
def limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Manager]:
    def limited(jobs: int) -> Manager:
        policy = tmp_path / "policy.toml"
        policy.write_text(f"MaxJobsPerMachine = {jobs}\n")
        monkeypatch.setenv("PYBITS_POLICY", str(policy))
        return Manager.open()

    return limited


def own_folder() -> Path:
    return Path(os.environ["PYBITS_MACHINE_DIR"], "users", str(os.geteuid()))


def test_the_limit_is_the_limit(queue: Queue, limited: Callable[[int], Manager]) -> None:
    manager = limited(3)
    for number in range(3):
        manager.create_job(f"job {number}")
    with pytest.raises(BitsError) as refused:
        manager.create_job("one too many")
    assert refused.value.code == BG_E_TOO_MANY_JOBS_PER_MACHINE
    assert len(queue.registered()) == 3


def test_what_a_killed_create_registered_is_struck_out(queue: Queue, limited: Callable[[int], Manager]) -> None:
    manager = limited(2)
    manager.create_job("one")
    own_folder().joinpath(GONE).symlink_to("/nowhere")
    manager.create_job("two")
    assert GONE not in queue.registered()
    assert len(queue.registered()) == 2


def test_numbers_that_agree_by_chance_refuse_nobody(queue: Queue, limited: Callable[[int], Manager]) -> None:
    manager = limited(2)
    manager.create_job("one")
    own_folder().joinpath(GONE).symlink_to("/nowhere")
    Path(manager.store.home, "jobs", "nobody's").mkdir()  # as many folders as registrations: two
    assert manager.store.number() == len(queue.registered()) == 2
    manager.create_job("two")
    assert GONE not in queue.registered()


def test_making_a_job_lists_the_registrations_and_no_jobs(
    queue: Queue, limited: Callable[[int], Manager], monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = limited(9)
    manager.create_job("one")
    listed: list[str] = []
    real = os.listdir

    def listdir(path: str) -> list[str]:
        listed.append(str(path))
        return real(path)

    monkeypatch.setattr(os, "listdir", listdir)
    manager.create_job("two")
    assert str(own_folder()) in listed
    assert not [path for path in listed if path.endswith("/jobs")]
    assert len(queue.registered()) == 2
