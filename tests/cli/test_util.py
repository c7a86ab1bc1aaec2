"""bitsadmin's container /UTIL in both faces: versions and default proxies."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

import pycurl
import pytest

from pybits import __version__
from pybits.domain.policy_values import POLICY_KEYS
from pybits.manager.settings import proxy_default
from pybits.storage.connection import default_interface
from tests.cli.faces import Face
from tests.support.processes import Users

LISTS = ("http=one:1 https=two:2", "<local> *.example.org")


# ------------------------------------------------------------------------------------------------ version


def test_version_names_the_parts_that_run(pybits: Face, bitsadmin: Face) -> None:
    said = pybits("--json", "util", "version").json
    assert said["pybits"] == __version__
    assert said["python"] == platform.python_version()
    assert said["libcurl"] == pycurl.version_info()[1]
    assert said["http"][0] == "1.1"
    assert said["store_format"] == 1
    assert f"libcurl         {said['libcurl']}\n" in pybits("util", "version").out
    assert bitsadmin("/rawreturn", "/UTIL", "/Version").out.splitlines()[0] == __version__
    assert pybits("--version").out == f"pybits {__version__}\n"


@pytest.mark.parametrize("words", [("AUTODETECT",), ("AUTOSCRIPT", "http://lan/p.pac")])
def test_a_script_that_nothing_here_can_run_is_remarked_upon(
    pybits: Face, bitsadmin: Face, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    assert pybits("util", "setieproxy", "me", *words).err == ""
    monkeypatch.setitem(sys.modules, "pypac", None)
    for said in (pybits("util", "setieproxy", "me", *words), bitsadmin("/util", "/setieproxy", "me", *words)):
        assert (said.status, words[0] in said.out) == (0, True)
        assert "pip install 'pybits[pac]'" in said.err
    assert pybits("util", "setieproxy", "me", "NO_PROXY").err == ""


def test_verbose_says_where_each_policy_comes_from(pybits: Face, bitsadmin: Face) -> None:
    path = Path(os.environ["PYBITS_POLICY"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("MaxJobsPerUser = 7\n")
    said = pybits("--json", "util", "version", "--verbose").json
    assert said["MaxJobsPerUser"] == f"7 (set in {path})"
    assert said["MaxFilesPerJob"] == "200 (the default)"
    assert {key.name for key in POLICY_KEYS} <= said.keys()
    assert said["daemon"] is None
    assert said["store"] == os.environ["PYBITS_HOME"]
    slash = bitsadmin("/util", "/version", "/verbose")
    assert (slash.status, f"MaxJobsPerUser 7 (set in {path})" in " ".join(slash.out.split())) == (0, True)
    path.write_text("MaxJobsPerUser = -7\n")
    broken = pybits("--json", "util", "version", "--verbose")
    assert (broken.status, "MaxJobsPerUser" in broken.json["policy_problem"]) == (0, True)


# -------------------------------------------------------------------------------------------- default proxy


def test_a_users_default_proxy_is_kept_with_what_other_usages_knew(pybits: Face, bitsadmin: Face) -> None:
    assert pybits("--json", "util", "getieproxy", "me").json["usage"] is None
    assert pybits("util", "setieproxy", "ME", "manual_proxy", *LISTS).status == 0
    assert bitsadmin("/util", "/setieproxy", "me", "AUTODETECT").out.endswith("AUTODETECT now.\n")
    found = pybits("--json", "util", "getieproxy", "me").json
    assert (found["usage"], found["list"], found["bypass"], found["script"]) == ("AUTODETECT", *LISTS, None)
    assert found["origin"] == os.environ["PYBITS_CONFIG"]
    assert bitsadmin("/rawreturn", "/util", "/getieproxy", "me").out.splitlines()[:4] == ["AUTODETECT", *LISTS, "NULL"]
    assert proxy_default.default_proxy().proxy.usage == "AUTODETECT"
    assert pybits("util", "setieproxy", "me", "reset").status == 0
    assert pybits("--raw", "util", "getieproxy", "me").out.splitlines()[:4] == ["NO_PROXY", "NULL", "NULL", "NULL"]


def test_the_services_accounts_are_the_machines(pybits: Face, bitsadmin: Face) -> None:
    assert bitsadmin("/UTIL", "/SetIEProxy", "LocalSystem", "AutoScript", "http://h/proxy.pac").status == 0
    for account in ("NETWORKSERVICE", "localservice", "LOCALSYSTEM"):
        found = pybits("--json", "util", "getieproxy", account).json
        assert (found["usage"], found["script"]) == ("AUTOSCRIPT", "http://h/proxy.pac")
    assert Path(os.environ["PYBITS_MACHINE_CONFIG"]).stat().st_mode & 0o777 == 0o644
    found_now = proxy_default.default_proxy()
    assert (found_now.proxy.usage, "the machine's settings" in found_now.origin) == ("AUTOSCRIPT", True)
    pybits("util", "setieproxy", "me", "NO_PROXY")
    assert proxy_default.default_proxy().proxy.usage == "NO_PROXY"


def test_a_connection_has_its_own_which_counts_when_it_is_in_use(pybits: Face, bitsadmin: Face) -> None:
    pybits("util", "setieproxy", "me", "NO_PROXY")
    said = bitsadmin("/util", "/setieproxy", "me", "MANUAL_PROXY", "p:1", "NULL", "/conn", "nowhere0")
    assert said.status == 0, said
    assert bitsadmin("/util", "/setieproxy", "me", "/conn", "no_proxy").status != 0
    assert pybits("--json", "util", "getieproxy", "me", "--conn", "nowhere0").json["list"] == "p:1"
    assert bitsadmin("/rawreturn", "/util", "/getieproxy", "me", "/conn", "nowhere0").out.startswith("MANUAL_PROXY\n")
    assert pybits("--json", "util", "getieproxy", "me", "--conn", "LAN").json["usage"] == "NO_PROXY"
    assert proxy_default.default_proxy().proxy.usage == "NO_PROXY"
    here = default_interface()
    if here:
        pybits("util", "setieproxy", "me", "AUTODETECT", "--conn", here)
        assert proxy_default.default_proxy().proxy.usage == "AUTODETECT"


@pytest.mark.parametrize(
    "words",
    [
        ("nobody", "NO_PROXY"),
        ("me", "PRECONFIG"),
        ("me", "MANUAL_PROXY"),
        ("me", "MANUAL_PROXY", "a b@c", "NULL"),
        ("me", "AUTOSCRIPT", "proxy.pac"),
        ("me", "NO_PROXY", "extra"),
        ("mé", "NO_PROXY"),
    ],
)
def test_words_that_cannot_be_are_refused_and_nothing_is_written(
    pybits: Face, bitsadmin: Face, words: tuple[str, ...]
) -> None:
    click, slash = pybits("util", "setieproxy", *words), bitsadmin("/util", "/setieproxy", *words)
    assert (click.status, "0x80070057" in click.err) == (2, True), click
    assert (slash.status, "0x80070057" in slash.out) == (0x57, True), slash
    assert not Path(os.environ["PYBITS_CONFIG"]).exists()


def test_a_connection_that_cannot_be_is_refused(pybits: Face) -> None:
    assert pybits("util", "setieproxy", "me", "NO_PROXY", "--conn", "a/b").status == 2
    assert pybits("util", "getieproxy", "me", "--conn", "").status == 0


def test_a_damaged_file_of_settings_is_named_and_kept(pybits: Face) -> None:
    path = Path(os.environ["PYBITS_CONFIG"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[proxy]\nusage = 3\n")
    for words in (["getieproxy", "me"], ["setieproxy", "me", "NO_PROXY"]):
        said = pybits("util", *words)
        assert (said.status, str(path) in said.err) == (1, True)
    assert path.read_text() == "[proxy]\nusage = 3\n"


def test_only_root_sets_the_machines(users: Users) -> None:
    ordinary, root = users.box(), users.root_box()
    refused = ordinary.run("util", "setieproxy", "LOCALSYSTEM", "NO_PROXY")
    assert (refused.status, "0x80070005" in refused.stderr, "ME" in refused.stderr) == (5, True, True), refused
    root.ok("util", "setieproxy", "LOCALSYSTEM", "NO_PROXY")
    assert ordinary.ok("--raw", "util", "getieproxy", "LOCALSYSTEM").startswith("NO_PROXY\n")
    ordinary.ok("util", "setieproxy", "me", "AUTODETECT")
    assert root.ok("--raw", "util", "getieproxy", "me").startswith("NULL\n")
