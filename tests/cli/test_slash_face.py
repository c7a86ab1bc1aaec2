"""`bitsadmin`: the forms that scripts for Windows' tool look for, letter by letter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pybits import __version__
from tests.cli.faces import Face

BANNER = (
    f"\nBITSADMIN version 3.0 [ pybits {__version__} ]\n"
    "BITS administration utility.\n(C) Copyright the pybits authors.\n\n"
)


def body(out: str) -> str:
    assert out.startswith(BANNER)
    return out.removeprefix(BANNER)


def test_create_says_the_guid_and_raw_says_nothing_else(bitsadmin: Face) -> None:
    assert re.fullmatch(r"Created job \{[0-9A-F-]{36}\}\.\n", body(bitsadmin("/create", "one").out))
    assert re.fullmatch(r"\{[0-9A-F-]{36}\}\n", bitsadmin("/RawReturn", "/CREATE", "/Download", "two").out)


def test_getters_print_the_bare_value(bitsadmin: Face) -> None:
    bitsadmin("/create", "one")
    assert body(bitsadmin("/getstate", "one").out) == "SUSPENDED\n"
    for verb, value in {
        "/gettype": "DOWNLOAD",
        "/getstate": "SUSPENDED",
        "/getpriority": "NORMAL",
        "/getbytestotal": "0",
        "/getbytestransferred": "0",
        "/getfilestotal": "0",
        "/getfilestransferred": "0",
        "/getminretrydelay": "600",
        "/getnoprogresstimeout": "1209600",
        "/geterrorcount": "0",
        "/getcompletiontime": "UNKNOWN",
        "/getdescription": "",
        "/getdisplayname": "one",
    }.items():
        assert bitsadmin("/rawreturn", verb, "one").out == f"{value}\n", verb


def test_the_life_of_a_job(bitsadmin: Face, tmp_path: Path) -> None:
    bitsadmin("/create", "one")
    said = bitsadmin("/addfile", "one", "http://h/a", str(tmp_path / "a"))
    assert body(said.out) == f"Added http://h/a -> {tmp_path}/a to job.\n"
    assert body(bitsadmin("/listfiles", "one").out) == f"0 / UNKNOWN WORKING http://h/a -> {tmp_path}/a\n"
    assert re.fullmatch(r"\{[^}]+\} 'one' SUSPENDED 0 / 1 0 / UNKNOWN\n", body(bitsadmin("/info", "one").out))
    assert "TYPE: DOWNLOAD STATE: SUSPENDED OWNER: " in bitsadmin("/info", "one", "/verbose").out
    assert body(bitsadmin("/suspend", "one").out) == "Job suspended.\n"
    assert body(bitsadmin("/cancel", "one").out) == "Job canceled.\n"
    assert body(bitsadmin("/list").out) == "Listed 0 job(s).\n"


def test_a_relative_path_is_refused(bitsadmin: Face) -> None:
    bitsadmin("/create", "one")
    said = bitsadmin("/addfile", "one", "http://h/a", "relative.bin")
    assert body(said.out).startswith("Unable to add file to job - 0x80070057\nThe parameter is incorrect.\n")
    assert said.err == ""
    assert said.status == 0x57
    said = bitsadmin("/transfer", "two", "http://h/a", "relative.bin")
    assert body(said.out).startswith("Unable to add file - 0x80070057\nThe parameter is incorrect.\n")
    assert "'two'" not in bitsadmin("/list").out


def test_an_error_goes_to_stdout_and_its_first_word_is_unable(bitsadmin: Face) -> None:
    said = bitsadmin("/rawreturn", "/getstate", "nowhere")
    assert said.out.startswith("Unable to get the state - 0x80200001\n")
    assert said.err == ""
    assert said.status == 1


def test_an_ambiguous_name_is_status_1(bitsadmin: Face) -> None:
    for _ in range(2):
        bitsadmin("/create", "same")
    said = bitsadmin("/getstate", "same")
    assert said.out.splitlines()[-1] == "Use the job identifier instead of the job name."
    assert said.status == 1


def test_reset_counts(bitsadmin: Face) -> None:
    guids = [bitsadmin("/rawreturn", "/create", name).out.strip() for name in ("one", "two")]
    lines = body(bitsadmin("/reset").out).splitlines()
    assert lines == [*(f"{guid} canceled." for guid in guids), "2 out of 2 jobs canceled."]


def test_an_unknown_command_shows_the_usage(bitsadmin: Face) -> None:
    said = bitsadmin("/nosuch")
    assert body(said.out).startswith("Invalid command\nUSAGE: BITSADMIN [/RAWRETURN] [/WRAP | /NOWRAP] command\n")
    assert said.status == 1


def test_a_wrong_number_of_words_is_said_in_one_line(bitsadmin: Face) -> None:
    said = bitsadmin("/addfile", "one")
    assert body(said.out) == "Invalid number of arguments.\n"
    assert said.status == 1


@pytest.mark.parametrize(("words", "status"), [(["/?"], 0), (["/HELP"], 0), ([], 1), (["/rawreturn"], 1)])
def test_help_lists_every_command_of_bitsadmin(bitsadmin: Face, words: list[str], status: int) -> None:
    from pybits.cli import catalog

    said = bitsadmin(*words)
    assert said.status == status
    assert all(f"\n{verb.syntax}" in said.out for verb in catalog.every() if verb.syntax)
    assert "The following commands are available:\n" in said.out


def test_a_partial_complete_is_a_success_that_names_what_was_dropped(bitsadmin: Face, tmp_path: Path) -> None:
    bitsadmin("/create", "one")
    bitsadmin("/addfile", "one", "http://h/a", str(tmp_path / "a"))
    said = bitsadmin("/complete", "one")
    assert body(said.out).startswith("Job completed.\n0x00200017 - ")
    assert f"Dropped {tmp_path}/a\n" in said.out
    assert said.status == 0


def test_wrap_breaks_lines_even_in_a_pipe(bitsadmin: Face, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    bitsadmin("/create", "one two three four five six seven")
    assert max(map(len, bitsadmin("/wrap", "/list").out.splitlines())) <= 39
    assert max(map(len, bitsadmin("/list").out.splitlines())) > 40
