"""The time, and the folders: those of platformdirs, by the same XDG rules."""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH111, PTH117, PTH118

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import platformdirs
import pytest

from pybits.storage import clock, paths

OVERRIDES = ("PYBITS_HOME", "PYBITS_MACHINE_DIR", "PYBITS_POLICY", "PYBITS_CONFIG", "PYBITS_MACHINE_CONFIG")
FOLDERS = [paths.user_store, paths.machine_store, paths.policy_file, paths.user_config, paths.machine_config]


@pytest.fixture(autouse=True)
def no_overrides(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*OVERRIDES, "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def another_system(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Give paths as they are where XDG's rules are platformdirs' business."""
    monkeypatch.setattr(sys, "platform", "freebsd14")
    return paths


def test_the_store_is_where_platformdirs_puts_data() -> None:
    assert paths.user_store() == platformdirs.user_data_dir("pybits", appauthor=False)


@pytest.mark.parametrize("value", ["/data", "/data/", "", "relative", "~/data"])
def test_a_folder_that_xdg_names_is_taken_as_platformdirs_takes_it(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", value)
    expected = platformdirs.user_data_dir("pybits", appauthor=False)
    if not os.path.isabs(expected):  # the specification: "if an implementation encounters a relative path … ignore it"
        expected = os.path.expanduser("~/.local/share/pybits")
    assert paths.user_store() == expected


def test_without_a_home_variable_the_users_own_home_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    assert paths.user_store() == platformdirs.user_data_dir("pybits", appauthor=False)


def test_the_folders_of_the_machine_are_those_of_platformdirs() -> None:
    assert paths.machine_store() == platformdirs.site_state_dir("pybits", appauthor=False)
    configuration = platformdirs.site_config_dir("pybits", appauthor=False)
    assert paths.policy_file() == os.path.join(configuration, "policy.toml")
    assert paths.machine_config() == os.path.join(configuration, "config.toml")


def test_the_settings_are_where_platformdirs_puts_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.user_config() == os.path.join(platformdirs.user_config_dir("pybits", appauthor=False), "config.toml")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/configuration")
    assert paths.user_config() == "/configuration/pybits/config.toml"


def test_a_user_cannot_choose_his_policy_by_an_xdg_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_DIRS", "/home/somebody")
    assert paths.policy_file() == "/etc/xdg/pybits/policy.toml"


def test_elsewhere_platformdirs_is_asked(another_system: ModuleType) -> None:
    assert another_system.user_store() == platformdirs.user_data_dir("pybits", appauthor=False)
    assert another_system.machine_store() == platformdirs.site_state_dir("pybits", appauthor=False)
    assert another_system.policy_file().endswith("/policy.toml")
    assert another_system.user_config().endswith("/config.toml")
    assert another_system.machine_config().endswith("/config.toml")


@pytest.mark.parametrize(
    ("variable", "folder"),
    list(zip(OVERRIDES, FOLDERS, strict=True)),
)
def test_a_variable_of_our_own_overrides_and_is_made_absolute(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, folder: object
) -> None:
    assert callable(folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    monkeypatch.setenv(variable, "here/../there")
    assert folder() == str(tmp_path / "there")


# ---- clock


def test_now_is_now_and_goes_forward() -> None:
    before = time.time()
    first, second = clock.now(), clock.now()
    assert before <= first.wall <= time.time()
    assert 0 < first.uptime <= second.uptime
    assert first.boot == second.boot == clock.boot_id() != ""


def test_every_process_of_a_boot_gives_it_the_same_name() -> None:
    program = "from pybits.storage import clock; print(clock.boot_id())"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == clock.boot_id()


def test_where_the_kernel_does_not_name_the_boot_its_time_does(monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def no_proc(path: str, *arguments: int) -> int:
        if path.startswith("/proc/"):
            raise FileNotFoundError(path)
        return real(path, *arguments)

    fresh = importlib.util.spec_from_file_location("pybits.storage.another_clock", clock.__file__)
    assert fresh is not None
    assert fresh.loader is not None
    module = importlib.util.module_from_spec(fresh)
    fresh.loader.exec_module(module)
    monkeypatch.setattr(os, "open", no_proc)
    assert module.boot_id().startswith("boot-")
    assert module.boot_id() == module.boot_id()
