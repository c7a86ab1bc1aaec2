"""The tools of the tests do what they say: a wait that ends, processes that are found and ended, users that go away."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.processes import Box, Users, alive, end, processes_with, wait_until, words_of

STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); signal.pause()"


def test_a_wait_gives_what_the_condition_gave() -> None:
    values = iter([None, 0, "", "there"])
    assert wait_until(lambda: next(values)) == "there"


def test_a_wait_that_is_in_vain_names_what_it_waited_for() -> None:
    with pytest.raises(AssertionError, match=r"waited 0.02 s for the ship; the last value was None"):
        wait_until(lambda: None, 0.02, what="the ship")


def test_a_process_is_found_by_its_environment_and_ended_though_it_ignores_sigterm(tmp_path: Path) -> None:
    environment = os.environ | {"PYBITS_TEST_MARK": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", STUBBORN], env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert processes_with("PYBITS_TEST_MARK", str(tmp_path)) == [process.pid]
        assert words_of(process.pid)[-1] == STUBBORN
        end([process.pid], 0.1)
        assert not alive(process.pid)
    assert processes_with("PYBITS_TEST_MARK", str(tmp_path)) == []


def test_a_box_is_not_the_callers_environment(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert "http_proxy" not in box.env
    assert box.env["PYBITS_HOME"] != os.environ["PYBITS_HOME"]
    assert Path(box.env["HOME"]).is_relative_to(box.folder)


def test_a_box_runs_the_program_and_a_wrong_status_is_seen(box: Box) -> None:
    assert "pybits" in box.ok("--version")
    assert box.run("no-such-verb").status == 2


def test_users_are_real_share_the_machine_store_and_go_away(users: Users) -> None:
    first, second = users.box(), users.box()
    assert first.user is not None
    assert first.machine == second.machine
    first.ok("create", "mine")
    assert first.home.stat().st_uid == first.user.uid
    assert "mine" not in second.ok("list")
    users.close()
    with pytest.raises(KeyError):
        pwd.getpwnam(first.user.name)
