"""Whatever words are typed in either face: a published status, a sentence, a store that works; never a traceback."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pybits.cli import catalog
from pybits.cli.exit_codes import Exit
from pybits.domain import hresult
from pybits.domain.hresult import HResult
from tests.cli.faces import Face, Said

# These two go on for as long as somebody looks on, so a run of them that is not refused has no end.
ENDLESS = {"monitor", "wait"}
PARTS = sorted({part for verb in catalog.every() for part in verb.name.split()} - ENDLESS)
OPTIONS = [
    "--json",
    "--raw",
    "--quiet",
    "--verbose",
    "--type",
    "--priority",
    "--all-users",
    "--yes",
    "--help",
    "--version",
    "--",
    "-",
    "-x",
    "--no-such",
]
SWITCHES = [
    "/rawreturn",
    "/wrap",
    "/nowrap",
    "/?",
    "/help",
    "/download",
    "/UPLOAD",
    "/priority",
    "/verbose",
    "/allusers",
    "/refresh",
    "/x",
    "/",
    "//",
]
MEANT = [
    "one",
    "download",
    "upload-reply",
    "high",
    "600",
    "-1",
    "0x10",
    "http://h/a",
    "ftp://h/a",
    "file:///etc/hostname",
    "a",
    "./sub/../a",
    "{6AF46E48-41D3-453F-B7AF-A694BBC823F7}",
    "MaxJobsPerUser",
    "",
    "\x1b[2J",
    "x" * 300,
    "caf\udce9",
    "\0",
]
WORDS = st.one_of(st.sampled_from(MEANT), st.text(st.characters(codec="utf-8"), max_size=8))
CLICK_WORDS = st.one_of(st.sampled_from(PARTS), st.sampled_from(OPTIONS), WORDS)
SLASH_WORDS = st.one_of(st.sampled_from([f"/{part}" for part in PARTS]), st.sampled_from(SWITCHES), WORDS)
CODES = {HResult(value) for value in vars(hresult).values() if isinstance(value, HResult)}
LOW_BYTES = {0, 1, int(Exit.INTERRUPTED), *(code & 0xFF for code in CODES if code.failed)}


@pytest.fixture(scope="module", autouse=True)
def _in_a_folder_where_no_daemon_starts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What would start a daemon, or become one, fails, as on a machine where Python was removed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("words"))
        patch.setattr(sys, "executable", "/no/python")
        yield


@pytest.fixture(autouse=True)
def _the_store_works_after_it(pybits: Face, bitsadmin: Face) -> Iterator[None]:
    yield
    home = Path(os.environ["PYBITS_HOME"])
    assert pybits("reset", "--yes").status == 0
    assert bitsadmin("/rawreturn", "/create", "after").status == 0
    (job,) = pybits("list", "--json").json["jobs"]
    assert [path.name for path in (home / "jobs").iterdir()] == [job["id"]]
    assert not (home / "damaged").exists()


def harmless(words: Sequence[str]) -> bool:
    return not any(word.lower().lstrip("/") in ENDLESS for word in words)


def check(said: Said, words: Sequence[str], statuses: set[int]) -> None:
    """Insist on a published status, on words for every failure, and that no control character gets through."""
    text = said.out + said.err
    assert said.status in statuses, (said, words)
    assert said.status == 0 or text, words
    assert "Traceback" not in text
    assert not re.search(r"unexpected [A-Z]\w+(Error|Exception)", text), text
    if "--raw" not in words:  # programs get values as they are
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u202a-\u202e\u2066-\u2069]", text), repr(text)


RULES = settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])


@RULES
@given(st.lists(CLICK_WORDS, max_size=6).filter(harmless))
def test_click_words(pybits: Face, words: list[str]) -> None:
    check(pybits(*words), words, set(map(int, Exit)))


@RULES
@given(st.sampled_from(PARTS), st.lists(st.one_of(WORDS, st.sampled_from(OPTIONS)), max_size=4).filter(harmless))
def test_a_verb_with_any_words(pybits: Face, verb: str, words: list[str]) -> None:
    check(pybits(verb, *words), words, set(map(int, Exit)))


@RULES
@given(st.lists(SLASH_WORDS, max_size=6).filter(harmless))
def test_slash_words(bitsadmin: Face, words: list[str]) -> None:
    check(bitsadmin(*words), words, LOW_BYTES)


@RULES
@given(st.sampled_from(PARTS), st.lists(st.one_of(WORDS, st.sampled_from(SWITCHES)), max_size=4).filter(harmless))
def test_a_switch_with_any_words(bitsadmin: Face, verb: str, words: list[str]) -> None:
    check(bitsadmin(f"/{verb}", *words), words, LOW_BYTES)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(WORDS, st.sampled_from(OPTIONS)), min_size=1, max_size=4).filter(harmless))
def test_a_wait_that_is_over_at_once(pybits: Face, words: list[str]) -> None:
    check(pybits("wait", "--timeout", "0", *words), words, set(map(int, Exit)))
