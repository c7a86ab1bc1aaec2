"""Bad words in both faces: an HRESULT and a sentence or a usage error, never a traceback, and the store unchanged."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pybits.cli.exit_codes import Exit
from pybits.domain.hresult import (
    BG_E_NOT_FOUND,
    BG_E_STRING_TOO_LONG,
    E_ACCESSDENIED,
    E_INVALIDARG,
    E_NOTIMPL,
    ERROR_PATH_NOT_FOUND,
    HResult,
)
from tests.cli.faces import Face, Said
from tests.support.processes import Box, Users

GUID = "{6AF46E48-41D3-453F-B7AF-A694BBC823F7}"
URL = "http://h/x"
UNDECODABLE = "caf\udce9"  # how Python gives the byte E9 of a word that is not UTF-8
NASTY = "a\x1b[2J\x07b\x9b31m\rc\nd\te\u202ef\u2028g\x7f"
SHOWN = r"a\x1b[2J\x07b\x9b31m\rc\nd\te\u202ef\u2028g\x7f"


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def store() -> Callable[[], dict[str, bytes]]:
    """Give a look at every byte of the store."""

    def look() -> dict[str, bytes]:
        home = Path(os.environ["PYBITS_HOME"])
        return {str(path.relative_to(home)): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}

    return look


@pytest.fixture
def refused(
    pybits: Face, bitsadmin: Face, store: Callable[[], dict[str, bytes]], tmp_path: Path
) -> Callable[..., tuple[Said, Said]]:
    """Give a check that both faces refuse words, in bitsadmin's order, with a code, and that nothing is changed."""
    pybits("create", "job")

    def check(code: HResult, verb: str, *words: str, click_status: Exit = Exit.USAGE) -> tuple[Said, Said]:
        before, files = store(), sorted(tmp_path.iterdir())
        click, slash = pybits(verb, "--", *words), bitsadmin(f"/{verb}", *words)
        assert (click.status, slash.status) == (click_status, code & 0xFF), (click, slash)
        assert click.out == ""
        assert click.err.startswith("pybits: cannot ")
        assert f"({code.hex} {code.name})" in click.err
        assert re.search(rf"^Unable to .* - {code.hex}$", slash.out, re.MULTILINE)
        assert slash.err == ""
        for text in (click.err, slash.out):
            assert "Traceback" not in text
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2028]", text), "control characters are escaped"
        assert store() == before
        assert sorted(tmp_path.iterdir()) == files
        return click, slash

    return check


# --------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "is empty"),
        (" \t", "is empty"),
        ("x" * 300, "has 300 characters; at most 256 are allowed"),
        (GUID, "has the form of a GUID"),
        (GUID.lower(), "has the form of a GUID"),
        (GUID.strip("{}"), "has the form of a GUID"),
        (UNDECODABLE, "is not valid UTF-8"),
        ("a\0b", "must not contain a NUL"),
    ],
)
def test_a_name_that_cannot_be_is_refused(refused: Callable[..., tuple[Said, Said]], name: str, sentence: str) -> None:
    for said in refused(E_INVALIDARG, "create", name):
        assert sentence in said.out + said.err
    code = BG_E_STRING_TOO_LONG if len(name) > 256 else E_INVALIDARG
    refused(code, "setdisplayname", "job", name)


@pytest.mark.parametrize(
    "name", ["-x", "--json", "--", "-", "/create", "/?", "{", "..", "~", "%s{0}", "x" * 256, GUID + "x", "ﬀ☃"]
)
def test_a_name_that_looks_like_something_else_is_a_name(pybits: Face, bitsadmin: Face, name: str) -> None:
    guid = pybits("create", "--raw", "--", name).out.strip()
    for said in (
        pybits("getdisplayname", "--", name),
        pybits("getdisplayname", guid),
        bitsadmin("/rawreturn", "/getdisplayname", name),
    ):
        assert (said.status, said.out) == (0, f"{name}\n")
    assert bitsadmin("/cancel", name).status == 0
    assert bitsadmin("/rawreturn", "/create", name).status == 0
    assert pybits("cancel", "--", name).status == 0


def test_a_switch_without_a_name_is_wrong_usage(pybits: Face, bitsadmin: Face) -> None:
    assert pybits("create", "--raw").status == Exit.USAGE
    assert pybits("create", "-x").status == Exit.USAGE
    said = bitsadmin("/create", "/download")
    assert said.status == 1
    assert said.out.endswith("Invalid number of arguments.\n")
    assert pybits("list", "--json").json["jobs"] == []


def test_a_name_that_would_drive_a_terminal_is_shown_escaped_everywhere(
    pybits: Face, bitsadmin: Face, tmp_path: Path
) -> None:
    guids = [pybits("create", "--raw", NASTY).out.strip() for _ in range(2)]
    pybits("addfile", guids[0], URL, f"{tmp_path}/x\x1b]0;t\x07")
    pybits("setdescription", guids[0], NASTY)
    said = [
        pybits("list"),
        pybits("list", "--verbose"),
        pybits("info", guids[0]),
        pybits("info", guids[0], "--verbose"),
        pybits("listfiles", guids[0]),
        pybits("history", guids[0]),
        pybits("getstate", NASTY),  # ambiguous
        pybits("getstate", NASTY + "nobody"),
        pybits("addfile", guids[1], URL, f"{tmp_path}/x\x1b]0;t\x07"),  # the same destination
        pybits("getdisplayname", guids[0]),
        bitsadmin("/list", "/verbose"),
        bitsadmin("/list"),
        bitsadmin("/info", guids[0], "/verbose"),
        bitsadmin("/listfiles", guids[0]),
        bitsadmin("/getstate", NASTY),
        bitsadmin("/getstate", NASTY + "nobody"),
        bitsadmin("/getdisplayname", guids[0]),
        pybits("suspend", guids[0]),
        pybits("cancel", guids[0]),
        pybits("complete", guids[1]),
        pybits("--" + NASTY),
        pybits(NASTY),
        pybits("create", "x", "--type", NASTY),
        pybits("wait", "--timeout", NASTY, "x"),
        bitsadmin("/" + NASTY),
        pybits("policy", "set", NASTY, NASTY),
        pybits("policy", "check", NASTY),
        pybits("addfileset", guids[0], NASTY),
    ]
    for one in said:
        text = one.out + one.err
        assert text
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2028]", text), repr(text)
    assert f"'{SHOWN}'" in said[0].out
    assert f"'{SHOWN}'" in said[11].out
    assert f"{SHOWN}nobody'" in said[7].err
    assert f"'{SHOWN}'" in said[8].err


def test_a_name_that_nobody_has_is_not_found(refused: Callable[..., tuple[Said, Said]]) -> None:
    for name in ("nobody", GUID, "", "JOB", "job ", UNDECODABLE):
        for verb in ("getstate", "info", "cancel", "complete", "resume", "suspend", "listfiles"):
            refused(BG_E_NOT_FOUND, verb, name, click_status=Exit.NOT_FOUND)


# ---------------------------------------------------------------------------------------------------- URLs


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "The URL is empty"),
        ("x", "has no scheme"),
        ("\\\\server\\share\\x", "is on a Windows share"),
        ("ftp://h/x", "scheme 'ftp' is not among those that the policy AllowedSchemes"),
        ("gopher://h/x", "scheme 'gopher' is not supported"),
        ("javascript:alert(1)", "scheme 'javascript' is not supported"),
        ("c:\\x", "scheme 'c' is not supported"),
        ("http:", "is not valid"),
        ("http://", "names no host"),
        ("http:///x", "names no host"),
        ("http:/h/x", "names no host"),
        ("file:/x", "lacks // after the scheme"),
        ("http://:80/x", "names no host"),
        ("http://h:0/x", "the port is 0"),
        ("http://h:65536/x", "is not valid"),
        ("http://h:http/x", "is not valid"),
        ("http://[::1/x", "is not valid"),
        ("http://ho st/x", "the host contains a space"),
        ("http://h/\x1b[2J", "contains control characters"),
        ("http://h/a\nb", "contains control characters"),
        ("http://h/" + "x" * 2200, "has 2209 characters; at most 2200 are allowed"),
        ("file://other/x", "names no other machine"),
        ("file:///", "names no file"),
        (f"http://h/{UNDECODABLE}", "is not valid UTF-8"),
    ],
)
def test_a_url_that_cannot_be_is_refused(
    refused: Callable[..., tuple[Said, Said]], tmp_path: Path, url: str, sentence: str
) -> None:
    for said in refused(E_INVALIDARG, "addfile", "job", url, f"{tmp_path}/x"):
        assert sentence in said.out + said.err


@pytest.mark.parametrize("url", ["ftp://h/x", "http://", ""])
def test_a_transfer_with_a_bad_url_leaves_no_job_behind(
    pybits: Face, bitsadmin: Face, tmp_path: Path, url: str
) -> None:
    assert pybits("transfer", "new", url, "x").status == Exit.USAGE
    assert bitsadmin("/transfer", "new", url, f"{tmp_path}/x").status == 0x57
    assert pybits("list", "--json").json["jobs"] == []


# --------------------------------------------------------------------------------------------------- paths


def test_a_relative_path_is_made_absolute_by_one_face_and_refused_by_the_other(
    pybits: Face, bitsadmin: Face, tmp_path: Path
) -> None:
    pybits("create", "job")
    (tmp_path / "sub").mkdir()
    for word in ("x", "./x", "sub/../x"):
        assert pybits("addfile", "job", URL, word, "--json").json["files"][0]["local"] == f"{tmp_path}/x"
        said = bitsadmin("/addfile", "job", URL, word)
        assert said.status == 0x57
        assert f"The local path '{word}' is relative." in said.out


@pytest.mark.parametrize(
    ("path", "code", "sentence"),
    [
        ("missing/x", ERROR_PATH_NOT_FOUND, "missing does not exist"),
        ("plain/x", ERROR_PATH_NOT_FOUND, "plain is not a folder"),
        ("folder", E_INVALIDARG, "is a folder"),
        ("folder/", E_INVALIDARG, "names a folder"),
        ("folder/..", E_INVALIDARG, "folder"),
        ("link", E_INVALIDARG, "is a symbolic link"),
        ("dangling", E_INVALIDARG, "is a symbolic link"),
        ("loop/x", ERROR_PATH_NOT_FOUND, "loop is not a folder"),
        ("pipe", E_INVALIDARG, "is not a plain file"),
        ("x" * 256, E_INVALIDARG, "too long"),
        ("sub/" * 1100 + "x", E_INVALIDARG, "too long"),
        (UNDECODABLE, E_INVALIDARG, "is not valid UTF-8"),
    ],
)
def test_a_destination_that_cannot_be_is_refused_when_it_is_added(
    refused: Callable[..., tuple[Said, Said]], tmp_path: Path, path: str, code: HResult, sentence: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain").write_text("")
    (tmp_path / "link").symlink_to("plain")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    status = Exit.USAGE if code == E_INVALIDARG else Exit.FAILED
    for said in refused(code, "addfile", "job", URL, f"{tmp_path}/{path}", click_status=status):
        assert sentence in said.out + said.err


def test_a_destination_in_a_folder_that_is_linked_to_is_allowed(pybits: Face, tmp_path: Path) -> None:
    pybits("create", "job")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder")
    assert pybits("addfile", "job", URL, "link/x").status == 0


def test_an_unwritable_folder_is_refused_when_the_file_is_added(users: Users) -> None:
    box = users.box()
    box.ok("create", "job")
    for folder in ("/", "/root"):
        for said in (box.run("addfile", "job", URL, f"{folder}/x"), box.bitsadmin("/addfile", "job", URL, "/usr/x")):
            assert said.status == Exit.DENIED
            assert E_ACCESSDENIED.hex in said.stdout + said.stderr
    assert box.ok("getfilestotal", "job") == "0\n"


def test_a_destination_that_another_live_job_has_is_allowed_and_pointed_out(
    pybits: Face, bitsadmin: Face, tmp_path: Path
) -> None:
    first = pybits("create", "--raw", "first").out.strip()
    pybits("addfile", "first", URL, "x")
    for name in ("second", "third"):
        pybits("create", name)
    said = pybits("addfile", "second", URL, "x")
    assert said.status == 0
    assert f"{tmp_path}/x is also the destination of job {first} 'first'" in said.err
    said = bitsadmin("/addfile", "third", URL, f"{tmp_path}/x")
    assert (said.status, said.err) == (0, "")
    for name in ("first", "second", "third"):
        pybits("cancel", name)
    pybits("create", "fourth")
    assert pybits("addfile", "fourth", URL, "x").err == "", "jobs that ended do not count"


# -------------------------------------------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("verb", "word", "code"),
    [
        ("setpriority", "", E_NOTIMPL),
        ("setpriority", "urgent", E_NOTIMPL),
        ("setpriority", "h\N{LATIN SMALL LETTER DOTLESS I}gh", E_NOTIMPL),
        ("setpriority", "0", E_NOTIMPL),
        ("setminretrydelay", "", E_INVALIDARG),
        ("setminretrydelay", "-1", E_INVALIDARG),
        ("setminretrydelay", "1.5", E_INVALIDARG),
        ("setminretrydelay", "1_000", E_INVALIDARG),
        ("setminretrydelay", "٣", E_INVALIDARG),
        ("setminretrydelay", "4294967296", E_INVALIDARG),
        ("setnoprogresstimeout", "9" * 5000, E_INVALIDARG),
        ("setnoprogresstimeout", "0x", E_INVALIDARG),
        ("setnoprogresstimeout", "forever", E_INVALIDARG),
        ("setdescription", UNDECODABLE, E_INVALIDARG),
        ("setdescription", "x" * 1025, BG_E_STRING_TOO_LONG),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_the_old_one_stays(
    refused: Callable[..., tuple[Said, Said]], verb: str, word: str, code: HResult
) -> None:
    refused(code, verb, "job", word)


@pytest.mark.parametrize("word", ["", "soon", "-1", "nan", "inf", "1e9", "٣", "9" * 12])
def test_a_time_that_is_none_is_refused(pybits: Face, bitsadmin: Face, word: str) -> None:
    pybits("create", "job")
    for said in (
        pybits("wait", "--timeout", word, "job"),
        pybits("monitor", "--refresh", word),
        bitsadmin("/monitor", "/refresh", word),
    ):
        assert said.status in {Exit.USAGE, 0x57}
        assert E_INVALIDARG.hex in said.out + said.err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("one\n", "line 1 of set has 1 words"),
        ("# fine\n\nhttp://h/1 1\nhttp://h/2 2 3\n", "line 4 of set has 3 words"),
        ('http://h/1 "open\n', "line 1 of set has a double quote that is not closed"),
        ("http://h/1 1\nhttp://h/2 missing/2\n", "missing does not exist"),
        ("http://h/1 1\nhttp://h/2 a\x1bb/\n", "names a folder"),
        ("\x00 \x00\n", "NUL"),
    ],
)
def test_a_set_with_one_bad_line_is_not_added_at_all(pybits: Face, tmp_path: Path, content: str, sentence: str) -> None:
    pybits("create", "job")
    (tmp_path / "set").write_text(content)
    said = pybits("addfileset", "job", "set")
    assert said.status == (Exit.FAILED if "does not exist" in sentence else Exit.USAGE)
    assert sentence in said.err
    assert "\x1b" not in said.err
    assert pybits("getfilestotal", "job").out == "0\n"


def test_a_set_that_is_a_folder_is_refused(pybits: Face, bitsadmin: Face, tmp_path: Path) -> None:
    pybits("create", "job")
    for said in (pybits("addfileset", "job", "."), bitsadmin("/addfileset", "job", str(tmp_path))):
        assert said.status != 0
        assert "Is a directory" in said.err + said.out


def test_a_set_without_end_is_refused(pybits: Face) -> None:
    pybits("create", "job")
    said = pybits("addfileset", "job", "/dev/zero")
    assert said.status == Exit.USAGE
    assert "/dev/zero is longer than 64 MiB" in said.err


# --------------------------------------------------------------------------------------------- surroundings


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_an_output_that_cannot_take_a_character_gets_it_escaped(box: Box, encoding: str) -> None:
    box.ok("create", "☃")
    env = {"PYTHONIOENCODING": encoding}
    for ran in (box.run("list", env=env), box.bitsadmin("/list", env=env)):
        assert ran.status == 0
        assert "\\u2603" in ran.stdout
    assert "\\u2603" in box.run("getstate", "☃☃", env=env).stderr


def test_words_that_are_not_utf8_are_refused(box: Box) -> None:
    ran = box.run("create", UNDECODABLE)
    assert ran.status == Exit.USAGE
    assert "The display name is not valid UTF-8 text" in ran.stderr
    ran = box.run("getstate", UNDECODABLE)
    assert ran.status == Exit.NOT_FOUND
    assert r"caf\udce9" in ran.stderr
