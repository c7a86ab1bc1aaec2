"""`pybits`: what it does, prints and ends with, in text, raw and JSON; and that no input brings a traceback."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.faces import Face

GUID = re.compile(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}")


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_job_is_made_and_its_guid_printed(pybits: Face) -> None:
    said = pybits("create", "one")
    assert re.fullmatch(r"Created job \{[0-9A-F-]{36}\}\.\n", said.out)
    guid = pybits("create", "--raw", "two").out.strip()
    assert GUID.fullmatch(guid)
    assert pybits("getdisplayname", guid).out == "two\n"


@pytest.mark.parametrize("word", ["download", "UPLOAD", "Upload-Reply"])
def test_a_type_is_read_in_any_case(pybits: Face, word: str) -> None:
    pybits("create", "one", "--type", word)
    assert pybits("gettype", "one").out == f"{word.upper()}\n"


def test_json_and_raw_and_quiet_stand_before_the_verb_or_after_it(pybits: Face) -> None:
    pybits("create", "one")
    assert pybits("--json", "getstate", "one").json == pybits("getstate", "one", "--json").json
    assert pybits("--raw", "getstate", "one").out == pybits("getstate", "--raw", "one").out == "SUSPENDED\n"
    assert pybits("--quiet", "suspend", "one").out == pybits("suspend", "one", "--quiet").out == ""
    assert json.loads(pybits("--json", "policy", "show").out) == json.loads(pybits("policy", "show", "--json").out)


def test_relative_paths_are_taken_from_the_current_folder(pybits: Face, tmp_path: Path) -> None:
    pybits("create", "one")
    assert pybits("addfile", "one", "http://h/a", "a").out == f"Added http://h/a -> {tmp_path}/a to job.\n"
    assert pybits("listfiles", "one").out == f"0 / UNKNOWN WORKING http://h/a -> {tmp_path}/a\n"


def test_a_deleted_current_folder_is_an_error_like_any_other(pybits: Face, tmp_path: Path) -> None:
    pybits("create", "one")
    (tmp_path / "gone").mkdir()
    os.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    said = pybits("addfile", "one", "http://h/a", "a")
    assert said.status == 1
    assert "The current folder does not exist any more" in said.err


def test_a_set_is_added_as_a_whole_or_not_at_all(pybits: Face, tmp_path: Path) -> None:
    pybits("create", "one")
    (tmp_path / "good").write_text('\ufeff# two files\nhttp://h/1 1\nhttp://h/2 "name with blanks"\n', encoding="utf-8")
    (tmp_path / "bad").write_text("http://h/3 3\nftp://h/4 4\n")
    assert pybits("addfileset", "one", "bad").status == 2
    assert pybits("getfilestotal", "one").out == "0\n"
    assert pybits("addfileset", "one", "good").status == 0
    assert [file["local"] for file in pybits("listfiles", "one", "--json").json["files"]] == [
        f"{tmp_path}/1",
        f"{tmp_path}/name with blanks",
    ]


def test_a_line_of_a_set_ends_where_editors_end_it_and_not_in_a_name(pybits: Face, tmp_path: Path) -> None:
    pybits("create", "one")
    name = "a\u2028b\x85c\x1cd"
    (tmp_path / "set").write_text(f'http://h/1 "{name}"\r\n\r\nhttp://h/2 2\r\n', encoding="utf-8", newline="")
    assert pybits("addfileset", "one", "set").status == 0
    files = pybits("listfiles", "one", "--json").json["files"]
    assert [file["local"] for file in files] == [f"{tmp_path}/{name}", f"{tmp_path}/2"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "lists no file"), (b"# only\n", "lists no file"), (b"\xff\xfe", "is not UTF-8 text")],
)
def test_a_set_that_cannot_be_read_is_refused(pybits: Face, tmp_path: Path, content: bytes, sentence: str) -> None:
    pybits("create", "one")
    (tmp_path / "set").write_bytes(content)
    said = pybits("addfileset", "one", "set")
    assert said.status == 2
    assert sentence in said.err
    assert pybits("addfileset", "one", "nowhere").status == 1


def test_a_destination_that_another_job_has_too_is_pointed_out(pybits: Face) -> None:
    for name in ("one", "two"):
        pybits("create", name)
    assert pybits("addfile", "one", "http://h/a", "a").err == ""
    said = pybits("addfile", "two", "http://h/a", "a")
    assert said.status == 0
    assert "is also the destination of job" in said.err
    assert "'one'" in said.err


def test_each_of_several_jobs_is_tried_and_the_worst_status_returned(pybits: Face) -> None:
    pybits("create", "one")
    pybits("create", "two")
    said = pybits("cancel", "one", "nowhere", "two")
    assert said.status == 4
    assert "'one'" in said.out
    assert "'two'" in said.out
    assert "pybits: cannot cancel job nowhere: " in said.err
    assert "(0x80200001 BG_E_NOT_FOUND)" in said.err
    assert pybits("list").out == "Listed 0 job(s).\n"


def test_an_error_is_json_on_stdout_and_a_sentence_on_stderr(pybits: Face) -> None:
    pybits("create", "one")
    said = pybits("--json", "resume", "one")
    error = said.json["error"]
    assert said.json["version"] == 1
    assert (error["code"], error["name"]) == ("0x80200003", "BG_E_EMPTY")
    assert error["message"]
    assert error["detail"]
    assert said.err.startswith("pybits: cannot resume job")
    assert said.status == 1


def test_an_ambiguous_name_has_its_own_status_and_names_the_guids(pybits: Face) -> None:
    guids = [pybits("create", "same", "--raw").out.strip() for _ in range(2)]
    said = pybits("getstate", "same")
    assert said.status == 11
    assert all(guid in said.err for guid in guids)
    assert pybits("getstate", guids[0]).status == 0
    assert pybits("getstate", "same", "--json").json["error"]["candidates"] == guids


def test_an_early_complete_is_partial_and_names_what_was_dropped(pybits: Face, tmp_path: Path) -> None:
    pybits("create", "one")
    pybits("addfile", "one", "http://h/a", "a")
    said = pybits("complete", "one")
    assert said.status == 3
    assert f"Dropped, not fully transferred: {tmp_path}/a" in said.out


def test_the_error_of_a_job_without_one_is_not_available(pybits: Face) -> None:
    pybits("create", "one")
    said = pybits("geterror", "one")
    assert said.status == 1
    assert "(0x8020000f BG_E_ERROR_INFORMATION_UNAVAILABLE)" in said.err


def test_a_set_value_is_shown_as_it_is_now(pybits: Face) -> None:
    pybits("create", "one")
    assert pybits("setminretrydelay", "one", "1").out == "Set the minimum retry delay to 5.\n"
    assert pybits("setpriority", "one", "foreground", "--json").json["value"] == "FOREGROUND"
    assert pybits("setdescription", "one", "-5 degrees").status == 0
    assert pybits("getdescription", "one").out == "-5 degrees\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["setpriority", "one", "urgent"], "the priority must be foreground, high, normal or low, not 'urgent'"),
        (["setminretrydelay", "one", "-5"], "the minimum retry delay must be a whole number of seconds, not '-5'"),
        (["setdescription", "one", "x" * 1025], "the description has 1025 characters"),
        (["setdisplayname", "one", ""], "display name is empty"),
        (["create", ""], "display name is empty"),
        (["create", "x" * 300], "display name has 300 characters"),
        (["create", "{6AF46E48-41D3-453F-B7AF-A694BBC823F7}"], "has the form of a GUID"),
        (["addfile", "one", "ftp://h/x", "x"], "scheme 'ftp' is not among those that the policy AllowedSchemes"),
        (["addfile", "one", "http://h/x", ""], "PATH is empty"),
        (["transfer", "new", "http://h/"], "ends without a file name"),
        (["transfer", "new", "http://h/a", "a", "http://h/b"], "'http://h/b' has no partner"),
        (["transfer", "new", "ftp://h/a", "a"], "scheme 'ftp' is not among those that the policy AllowedSchemes"),
        (["wait", "one", "--timeout", "soon"], "the timeout must be a number of seconds, not 'soon'"),
        (["monitor", "--refresh", "0"], "the refresh time must be more than 0 seconds"),
        (["policy", "set", "MaxJobs", "5"], "'MaxJobs' is not a policy"),
    ],
)
def test_a_refusal_names_the_argument_and_the_code(pybits: Face, words: list[str], sentence: str) -> None:
    pybits("create", "one")
    said = pybits(*words)
    assert said.status == 2, "as for a word that is missing"
    assert sentence in said.err
    assert re.search(r"\(0x8[0-9a-f]{7} \w+\)", said.err)
    assert len(pybits("list", "--json").json["jobs"]) == 1, "nothing is left behind"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["create"], "Missing argument 'NAME'"),
        (["create", "a", "b"], "unexpected extra argument"),
        (["create", "a", "--type", "sideways"], "--type must be download, upload or upload-reply, not 'sideways'"),
        (["transfer", "a", "http://h/a", "--type", "upload-reply"], "--type must be download or upload"),
        (["transfer", "a", "http://h/a", "--priority", "x"], "--priority must be foreground, high, normal or low"),
        (["resume"], "Missing argument 'JOB...'"),
        (["creat", "a"], "'creat' is not a verb. Did you mean create"),
        (["getstat", "a"], "Did you mean getstate"),
        (["policy", "sow"], "Did you mean show"),
        (["zzz"], "'zzz' is not a verb. 'pybits help' lists them."),
        (["policy", "zzz"], "'zzz' is not a verb. 'pybits help policy' lists them."),
        (["create", "--nope", "a"], "No such option"),
        (["--nope"], "No such option"),
    ],
)
def test_wrong_usage_is_status_2_and_names_the_argument(pybits: Face, words: list[str], sentence: str) -> None:
    said = pybits(*words)
    assert said.status == 2
    assert said.out == ""
    assert said.err.startswith("Usage: pybits")
    assert sentence in said.err
    error = pybits("--json", *words).json["error"]
    assert error["code"] == "0x80070057"
    assert sentence in error["detail"]


@pytest.mark.parametrize("words", [[], ["policy"], ["daemon"]])
def test_no_verb_shows_the_help_and_is_wrong_usage(pybits: Face, words: list[str]) -> None:
    said = pybits(*words)
    assert said.status == 2
    assert said.err.startswith("Usage: pybits")
    assert "\\n" not in said.err


def test_a_name_with_control_characters_drives_no_terminal(pybits: Face) -> None:
    pybits("create", "a\x1b[2Jb\u202ec")
    for words in (["list"], ["info", "a\x1b[2Jb\u202ec"], ["list", "--verbose"]):
        said = pybits(*words)
        assert r"a\x1b[2Jb\u202ec" in said.out
        assert "\x1b" not in said.out
    assert "\x1b" not in pybits("getstate", "\x1b[2J").err
    raw = pybits("getdisplayname", "--raw", "a\x1b[2Jb\u202ec").out
    assert raw == "a\x1b[2Jb\u202ec\n", "a program gets the name as it is"


def test_a_damaged_record_is_named_and_hides_no_other(pybits: Face) -> None:
    broken = pybits("create", "broken", "--raw").out.strip()
    pybits("create", "whole")
    (Path(os.environ["PYBITS_HOME"]) / "jobs" / broken / "job.json").write_text("{")
    said = pybits("list")
    assert "'whole'" in said.out
    assert broken in said.err
    assert pybits("getstate", "whole").status == 0


def test_policies_are_set_shown_and_checked(pybits: Face, tmp_path: Path) -> None:
    assert pybits("policy", "set", "MaxJobsPerUser", "7").status == 0
    rows = {row["key"]: row["value"] for row in pybits("policy", "show", "--json").json["policies"]}
    assert rows["MaxJobsPerUser"] == 7
    assert re.search(r"^MaxJobsPerUser +7 ", pybits("policy", "show").out, re.MULTILINE)
    assert pybits("policy", "unset", "MaxJobsPerUser").out.endswith("; its default is 60.\n")
    assert pybits("policy", "unset", "MaxJobsPerUser", "--json").json["name"] == "S_FALSE"
    assert re.search(r"^MaxJobsPerUser +60 ", pybits("policy", "show").out, re.MULTILINE)
    (tmp_path / "bad.toml").write_text("\n\nMaxJobsPerUser = 0\n")
    said = pybits("policy", "check", "bad.toml")
    assert said.status == 1
    assert "bad.toml: line 3: MaxJobsPerUser" in said.out
    said = pybits("policy", "check", "nowhere.toml")
    assert (said.status, "nowhere.toml cannot be read" in said.err) == (1, True)


def test_a_machine_that_is_full_says_so_with_its_own_status(pybits: Face) -> None:
    pybits("policy", "set", "MaxJobsPerMachine", "1")
    assert pybits("create", "one").status == 0
    said = pybits("create", "two")
    assert said.status == 6
    assert "(0x80200050 BG_E_TOO_MANY_JOBS_PER_MACHINE)" in said.err


def test_reset_asks_nothing_when_nobody_is_there(pybits: Face) -> None:
    for name in ("one", "two"):
        pybits("create", name)
    assert pybits("reset").out.endswith("2 out of 2 jobs cancelled.\n")
    assert pybits("reset", "--json").json == {"version": 1, "cancelled": 0, "total": 0}


def test_the_history_tells_what_happened(pybits: Face) -> None:
    pybits("create", "one")
    pybits("setpriority", "one", "high")
    entries = pybits("history", "one", "--json").json["entries"]
    assert [entry["text"] for entry in entries] == ["created", "priority set"]
    assert len(pybits("history", "one").out.splitlines()) == 2


def test_no_daemon_is_a_state_and_stopping_none_is_no_error(pybits: Face) -> None:
    assert pybits("daemon", "status").status == 1
    assert pybits("daemon", "status", "--json").json["running"] is False
    assert pybits("daemon", "stop").status == 0


def test_bitsadmins_syntax_is_understood_by_pybits_too(pybits: Face) -> None:
    del pybits
    from pybits.cli import main

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["pybits", "/rawreturn", "/create", "one"])
        patch.setenv("PYBITS_DEBUG", "1")
        with pytest.raises(SystemExit) as ended:
            main.pybits()
    assert ended.value.code == 0


VERBS = "create list info getstate setpriority addfile cancel complete policy show history"
OPTIONS = "--json --raw --quiet --verbose --type upload -- - one http://h/a /tmp/a --help"
WORDS = st.sampled_from(f"{VERBS} {OPTIONS}".split())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(WORDS, st.text(max_size=5)), max_size=5))
def test_whatever_is_typed_there_is_a_status_and_never_a_traceback(pybits: Face, words: list[str]) -> None:
    said = pybits(*words)
    assert 0 <= said.status <= 13
    assert "Traceback" not in said.out + said.err
    assert "unexpected" not in said.err or "unexpected extra argument" in said.err
