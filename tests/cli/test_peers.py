"""/CACHE, /PEERS and /PEERCACHING: settings are kept within their ranges, the rest is refused with its code."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.faces import Face
from tests.support.processes import Users

RECORD = "{77B46F43-A6E3-4F25-A174-4EBCD9F7B11A}"
URL = "https://example.org/a"
NEED_A_CACHE = [
    ("cache", "clear"),
    ("cache", "delete", RECORD),
    ("cache", "deleteurl", URL),
    ("cache", "list"),
    ("cache", "info", RECORD),
    ("peers", "discover"),
    ("peers", "clear"),
    ("peers", "list"),
]
SETTINGS = [
    ("cache", "limit", "1", "80", ("0", "81")),
    ("cache", "expirationtime", "86400", "10368000", ("86399", "10368001", "60")),
    ("peercaching", "configurationflags", "0", "7", ("8", "-1", "x")),
]
DEFAULTS = {"limit": "1", "expirationtime": "7776000", "configurationflags": "0"}


def slash(words: tuple[str, ...]) -> list[str]:
    return [f"/{words[0].upper()}", f"/{words[1].title()}", *words[2:]]


@pytest.mark.parametrize("words", NEED_A_CACHE, ids=lambda words: " ".join(words[:2]))
def test_what_needs_a_cache_says_that_there_is_none(pybits: Face, bitsadmin: Face, words: tuple[str, ...]) -> None:
    click, said = pybits(*words), bitsadmin(*slash(words))
    assert (click.status, "0x80200047 BG_E_PEERCACHING_DISABLED" in click.err) == (1, True), click
    assert (said.status, " - 0x80200047\n" in said.out) == (0x47, True), said
    assert "keeps no copies" in click.err


def test_verbose_may_follow_in_bitsadmins_syntax(bitsadmin: Face) -> None:
    assert bitsadmin("/cache", "/list", "/verbose").status == 0x47
    assert bitsadmin("/cache", "/info", RECORD, "/verbose").status == 0x47


@pytest.mark.parametrize("words", [("cache", "delete", "x"), ("cache", "info", "7"), ("cache", "deleteurl", "x")])
def test_a_word_that_names_nothing_is_refused_as_such(pybits: Face, words: tuple[str, ...]) -> None:
    said = pybits(*words)
    assert (said.status, "0x80070057" in said.err) == (2, True), said


@pytest.mark.root
@pytest.mark.parametrize(("container", "name", "least", "most", "bad"), SETTINGS, ids=str)
def test_a_setting_is_kept_within_its_range(
    pybits: Face, bitsadmin: Face, container: str, name: str, least: str, most: str, bad: tuple[str, ...]
) -> None:
    assert pybits(container, f"get{name}").out == f"{DEFAULTS[name]}\n"
    for value in (least, most):
        assert pybits(container, f"set{name}", value).status == 0
        assert bitsadmin("/rawreturn", f"/{container}", f"/get{name}").out == f"{value}\n"
    for value in bad:
        click, said = pybits(container, f"set{name}", "--", value), bitsadmin(f"/{container}", f"/set{name}", value)
        assert (click.status, "0x80070057" in click.err) == (2, True), click
        assert said.status == 0x57
    assert pybits(container, f"get{name}").out == f"{most}\n"
    assert bitsadmin(f"/{container}", f"/set{name}", hex(int(least))).status == 0
    assert pybits(container, f"get{name}").out == f"{least}\n"


@pytest.mark.root
def test_a_policy_comes_first_and_the_setting_waits(pybits: Face, bitsadmin: Face) -> None:
    path = Path(os.environ["PYBITS_POLICY"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("MaxCacheSize = 5\nMaxContentAge = 2\nEnablePeercaching = true\nDisablePeerCachingServer = true\n")
    for container, name, value, forced in [
        ("cache", "limit", "7", "5"),
        ("cache", "expirationtime", "99999", "172800"),
        ("peercaching", "configurationflags", "2", "1"),
    ]:
        said = bitsadmin(f"/{container}", f"/set{name}", value)
        assert (said.status, "0x00200055 - " in said.out) == (0, True), said
        assert pybits("--json", container, f"set{name}", value).json["name"] == "BG_S_OVERRIDDEN_BY_POLICY"
        assert pybits(container, f"get{name}").out == f"{forced}\n"
        assert "0x00200055" not in pybits(container, f"set{name}", forced).out
        pybits(container, f"set{name}", value)
    path.write_text("EnablePeercaching = false\n")
    assert pybits("cache", "getlimit").out == "7\n"
    assert pybits("peercaching", "getconfigurationflags").out == "0\n"
    path.unlink()
    assert pybits("peercaching", "getconfigurationflags").out == "2\n"


def test_only_an_administrator_sets(users: Users) -> None:
    owner, root = users.box(), users.root_box()
    refused = owner.run("cache", "setlimit", "5")
    assert (refused.status, "0x80070005" in refused.stderr) == (5, True), refused
    root.ok("cache", "setlimit", "5")
    assert owner.ok("cache", "getlimit") == "5\n"


# ------------------------------------------------------------------------------------------------ helper tokens


@pytest.mark.parametrize(
    "words",
    [
        ("sethelpertoken",),
        ("sethelpertoken", "ann@example.org", "secret"),
        ("sethelpertokenflags", "3"),
        ("gethelpertokenflags",),
        ("gethelpertokensid",),
    ],
    ids=" ".join,
)
def test_helper_tokens_are_refused_with_the_reason(pybits: Face, bitsadmin: Face, words: tuple[str, ...]) -> None:
    pybits("create", "job")
    verb, *rest = words
    click, said = pybits(verb, "job", *rest), bitsadmin(f"/{verb}", "job", *rest)
    assert (click.status, "0x80004001" in click.err, "second Windows log-on" in click.err) == (1, True, True), click
    assert (said.status, " - 0x80004001\n" in said.out) == (1, True), said
    assert pybits(verb, "nobody", *rest).status == 4


def test_words_of_helper_tokens_that_cannot_be_are_refused_first(pybits: Face) -> None:
    pybits("create", "job")
    assert "0x80070057" in pybits("sethelpertoken", "job", "ann@example.org").err
    assert "0x80070057" in pybits("sethelpertokenflags", "job", "x").err
    assert "the bits 0x3" in pybits("sethelpertokenflags", "job", "4").err
