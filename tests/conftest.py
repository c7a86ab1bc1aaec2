"""What every test gets: its own environment, the fixtures, and the rule that in CI nothing is skipped."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Generator, Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.support import link
from tests.support.processes import Box, Users, python_for_everyone

if TYPE_CHECKING:
    from tests.support.fault_server import FaultServer
    from tests.support.nginx import Nginx

CI = os.environ.get("CI") == "true"

# Node ids that may be skipped in CI, each with its reason. Anything else that is skipped there is a failure: a skip can
# hide a missing install step.
MAY_BE_SKIPPED: dict[str, str] = {
    "tests/system/test_service.py::test_a_real_manager_runs_the_unit_with_all_that_it_forbids": (
        "A container need not let root make control groups, without which no service manager starts."
    ),
    "tests/system/test_service.py::test_a_service_in_a_user_namespace_knows_the_machines_folder": (
        "A container need not let users make user namespaces."
    ),
    "tests/support/test_link.py::test_a_link_has_its_rate_and_delay_and_loss_makes_it_slower": (
        "A container need not have /dev/net/tun."
    ),
    "tests/system/test_polite_share.py::test_neither_of_two_machines_takes_the_link_from_the_other": (
        "A container need not have /dev/net/tun."
    ),
    "tests/transfer/test_upload_login.py::test_a_name_and_password_of_the_realm_need_no_ticket": (
        "The extra kerberos has no wheels: gcc takes minutes to build what it needs."
    ),
    "tests/transfer/test_engine_login.py::test_a_kerberos_server_that_is_silent_keeps_no_other_transfer_waiting": (
        "As before."
    ),
    "tests/transfer/test_engine_login.py::test_a_kerberos_server_that_is_silent_for_too_long_is_tried_again_later": (
        "As before."
    ),
}

KERBEROS = {"krb5kdc", "kadmin.local", "kinit", "apache2"}

# A test with one of these markers, or with the fixture of that name, needs what the function looks for; without it the
# test is skipped, with the reason.
NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "root": (lambda: os.geteuid() == 0, "needs root"),
    "nginx": (lambda: _installed("nginx"), "needs nginx"),
    "strace": (lambda: _installed("strace"), "needs strace"),
    "users": (lambda: os.geteuid() == 0, "needs root, to make users"),
    "systemd": (lambda: _installed("systemd-analyze"), "needs systemd"),
    "netns": (lambda: os.geteuid() == 0 and _installed("ip"), "needs root and iproute2"),
    "gcc": (lambda: _installed("gcc"), "needs gcc"),
    "link": (lambda: not link.missing(), "needs root, iproute2, gcc and /dev/net/tun"),
    "tmux": (lambda: _installed("tmux"), "needs tmux"),
    "apache": (lambda: _installed("apache2") and _installed("htpasswd"), "needs apache2 and htpasswd"),
    "caddy": (lambda: _installed("caddy"), "needs caddy"),
    "lighttpd": (lambda: _installed("lighttpd"), "needs lighttpd"),
    "dbus": (lambda: _installed("dbus-daemon"), "needs dbus-daemon"),
    "sshd": (lambda: _installed("sshd") and _installed("ssh-keygen"), "needs openssh-server"),
    "vsftpd": (lambda: os.geteuid() == 0 and _installed("vsftpd"), "needs root and vsftpd"),
    "microsocks": (lambda: _installed("microsocks"), "needs microsocks"),
    "squid": (lambda: _installed("squid") and _installed("htpasswd"), "needs squid and htpasswd"),
    "kdc": (lambda: set(filter(_installed, KERBEROS)) >= KERBEROS, "needs a Kerberos KDC and mod_auth_gssapi"),
    "gssapi": (lambda: all(map(find_spec, ("gssapi", "krb5"))), "needs the extra kerberos"),
}

# A shell without job control starts background programs with SIGINT and SIGQUIT ignored, nohup those with SIGHUP
# ignored, and every program that they start inherits that: then nobody can be interrupted, which some tests do.
for _number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, signal.default_int_handler if _number == signal.SIGINT else signal.SIG_DFL)

hypothesis.settings.register_profile("default", deadline=None)
# The same commit gets the same answer; the examples that were found once are tests of their own.
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=5_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if CI else "default"))


def _installed(program: str) -> bool:
    return shutil.which(program, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin") is not None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that needs something that this machine does not have."""
    fixtures = getattr(item, "fixturenames", ())
    for name, (present, reason) in NEEDS.items():
        if (item.get_closest_marker(name) or name in fixtures) and not present():
            pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one in CI."""
    report = yield
    _refuse_skip(report, item.nodeid)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a module that skips itself into a failure in CI."""
    report = yield
    _refuse_skip(report, collector.nodeid)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport, nodeid: str) -> None:
    if CI and report.skipped and not hasattr(report, "wasxfail") and nodeid not in MAY_BE_SKIPPED:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where everything is installed: {reason}"


# ------------------------------------------------------------------------------------------------ fixtures

_NUMBERS = count()


@pytest.fixture(scope="session", autouse=True)
def _passable(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let real users and servers reach what tests put into their folders, however deep those are."""
    base = tmp_path_factory.getbasetemp()
    for folder in (base, *base.parents):
        if "pytest-" in folder.name or "popen-" in folder.name:
            folder.chmod(folder.stat().st_mode | 0o011)


@pytest.fixture(scope="session")
def _nowhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("environment")


@pytest.fixture(autouse=True)
def private_environment(_nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the store, the machine store and the policy of this process to folders that are new for each test."""
    folder = _nowhere / str(next(_NUMBERS))
    monkeypatch.setenv("PYBITS_HOME", str(folder / "store"))
    monkeypatch.setenv("PYBITS_MACHINE_DIR", str(folder / "machine"))
    monkeypatch.setenv("PYBITS_POLICY", str(folder / "policy.toml"))
    monkeypatch.setenv("PYBITS_CONFIG", str(folder / "config.toml"))
    monkeypatch.setenv("PYBITS_MACHINE_CONFIG", str(folder / "machine-config.toml"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))  # where a user's services are
    for name in ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"):  # by which the real service manager is asked
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    """Give an environment of its own in which pybits runs as a real process."""
    with Box(tmp_path / "box") as made:
        yield made


@pytest.fixture(scope="session")
def _public_python() -> Iterator[str]:
    with python_for_everyone() as python:
        yield python


@pytest.fixture
def users(_public_python: str) -> Iterator[Users]:
    """Give a maker of real users who share one machine."""
    made = Users(_public_python)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def fault_server() -> Iterator[FaultServer]:
    """Give an HTTP server with faults to order."""
    from tests.support.fault_server import FaultServer

    with FaultServer() as server:
        yield server


@pytest.fixture
def www(tmp_path: Path) -> Path:
    """Give the folder that nginx serves."""
    folder = tmp_path / "www"
    folder.mkdir()
    return folder


@pytest.fixture
def nginx(www: Path, tmp_path: Path) -> Iterator[Nginx]:
    """Give a real nginx that serves the folder `www`."""
    from tests.support.nginx import Nginx

    with Nginx(www, tmp_path / "nginx") as server:
        yield server
