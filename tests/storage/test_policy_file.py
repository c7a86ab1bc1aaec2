"""The policy file: what is wrong is named with line, key, value and range; no bytes at all make a traceback."""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH208

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pybits.domain.hresult import E_ACCESSDENIED, E_INVALIDARG, BitsError
from pybits.domain.policy_values import DEFAULT_POLICY
from pybits.storage.policy_file import check_policy, load_policy, set_policy, unset_policy


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "policy.toml"


def test_without_a_file_the_defaults_are_in_force(path: Path) -> None:
    assert load_policy(str(path)) == DEFAULT_POLICY


def test_what_the_file_says_is_in_force_and_the_rest_is_the_default(path: Path) -> None:
    path.write_text('# limits\nMaxJobsPerUser = 5\nRequireRanges = true\nAdministratorGroups = ["wheel", "ops"]\n')
    policy = load_policy(str(path))
    assert policy.number("MaxJobsPerUser") == 5
    assert policy.switch("RequireRanges")
    assert policy.names("AdministratorGroups") == ("wheel", "ops")
    assert policy.number("MaxJobsPerMachine") == 300
    assert policy.source == str(path)
    assert check_policy(str(path)) == []


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "MaxJobsPerUser = 1\r\n"])
def test_an_empty_file_or_one_from_another_system_is_sound(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
    assert check_policy(str(path)) == []


BAD = {
    "too small": ("MaxJobsPerUser = 0", ["line 2", "MaxJobsPerUser = 0", "from 1 to 1000000"]),
    "too large": ("JobInactivityTimeout = 1000", ["line 2", "JobInactivityTimeout = 1000", "from 1 to 999"]),
    "negative": ("MaxFilesPerJob = -1", ["line 2", "MaxFilesPerJob = -1", "a whole number"]),
    "a word": ('MaxJobsPerUser = "many"', ["line 2", "MaxJobsPerUser = 'many'", "a whole number"]),
    "a fraction": ("MaxJobsPerUser = 1.5", ["line 2", "MaxJobsPerUser = 1.5", "a whole number"]),
    "true for a number": ("MaxJobsPerUser = true", ["line 2", "MaxJobsPerUser = True", "a whole number"]),
    "a number for true": ("RequireRanges = 1", ["line 2", "RequireRanges = 1", "true or false"]),
    "no list": ('AdministratorGroups = "wheel"', ["line 2", "AdministratorGroups = 'wheel'", "a list of names"]),
    "an unknown key": ("MaxJobsPerUsr = 1", ["line 2", "MaxJobsPerUsr = 1", "did you mean MaxJobsPerUser?"]),
    "another case": ("maxjobsperuser = 1", ["line 2", "maxjobsperuser = 1", "is not a policy"]),
    "a table": ("[MaxJobsPerUser]\nx = 1", ["line 2", "MaxJobsPerUser = {'x': 1}", "a whole number"]),
    "a quoted key": ('"MaxJobsPerUser" = 0', ["line 2", "MaxJobsPerUser = 0"]),
    "a dotted key": ("MaxJobsPerUser.x = 0", ["line 2", "MaxJobsPerUser"]),
    "control characters": ('"\\u001b[2J" = "\\u0007"', ["\\x1b[2J", "\\x07", "is not a policy"]),
    "no TOML": ("MaxJobsPerUser: 5", ["not TOML", "line 2"]),
    "a key twice": ("MaxJobsPerUser = 5\nMaxJobsPerUser = 6", ["not TOML", "line 3"]),
    "a number without end": ("MaxJobsPerUser = " + "9" * 5000, ["not TOML"]),
    "nesting without end": ("x = " + "[" * 5000, ["not TOML"]),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_what_is_wrong_and_where(path: Path, name: str) -> None:
    text, facts = BAD[name]
    path.write_text(f"# first line\n{text}\n")
    (problem,) = check_policy(str(path))
    with pytest.raises(BitsError) as refused:
        load_policy(str(path))
    assert refused.value.code == E_INVALIDARG
    assert str(path) in str(refused.value)
    for fact in facts:
        assert fact in problem
        assert fact in str(refused.value)
    assert problem.isprintable()


def test_every_problem_of_a_file_is_listed(path: Path) -> None:
    path.write_text("MaxJobsPerUser = 0\nMaxFilesPerJob = 5\n\nUnheardOf = 1\nRequireRanges = 3\n")
    assert [problem.split(":")[0] for problem in check_policy(str(path))] == ["line 1", "line 4", "line 5"]


def test_bytes_that_are_no_text_are_refused_with_their_line(path: Path) -> None:
    path.write_bytes(b"# one\nMaxJobsPerUser = 5\n# \xff\n")
    assert check_policy(str(path)) == ["line 3: it is not UTF-8 text"]


def test_a_huge_file_is_not_read(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert "larger than" in check_policy(str(path))[0]


def test_what_cannot_be_read_is_an_error_not_the_defaults(path: Path) -> None:
    path.mkdir()
    with pytest.raises(BitsError, match="cannot be read") as refused:
        load_policy(str(path))
    assert refused.value.code == E_ACCESSDENIED
    with pytest.raises(BitsError, match="cannot be read"):
        check_policy(str(path))
    with pytest.raises(BitsError, match="cannot be read"):
        check_policy(str(path / "none"))


TOML = st.text(alphabet="MaxJobsPerUser=[]{}\"'#.,:\n 019-+_eE\\ué\x1b\r\t", max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.binary(max_size=60) | TOML.map(str.encode) | TOML.map(lambda text: f"MaxJobsPerUser = {text}".encode()))
@example(b"\xef\xbb\xbfMaxJobsPerUser = 5")
@example(b"MaxJobsPerUser = 2020-13-45")
@example(b"x = 1e999999999")
@example(b"\0")
def test_no_bytes_do_more_than_make_the_file_bad(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(data)
    problems = check_policy(str(path))
    if not problems:
        load_policy(str(path))
        return
    with pytest.raises(BitsError) as refused:
        load_policy(str(path))
    assert refused.value.code == E_INVALIDARG
    assert str(refused.value).isprintable()


# ---- setting


@pytest.mark.parametrize(
    ("name", "word", "value"),
    [
        ("MaxJobsPerUser", "7", 7),
        ("MaxJobsPerMachine", " 1000000 ", 1_000_000),
        ("TransferPolicyLow", "0x80000081", 0x80000081),
        ("RequireRanges", "True", True),
        ("RequireContentLength", "false", False),
        ("AdministratorGroups", "wheel, ops", ("wheel", "ops")),
        ("AdministratorGroups", "", ()),
    ],
)
def test_what_is_set_is_in_force_and_what_was_there_stays(
    path: Path, name: str, word: str, value: int | bool | tuple[str, ...]
) -> None:
    path.write_text("MaxFilesPerJob = 3\n")
    assert set_policy(name, word, str(path)) == str(path)
    policy = load_policy(str(path))
    assert policy.values == {"MaxFilesPerJob": 3, name: value}
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert sorted(os.listdir(path.parent)) == [".config.lock", "policy.toml"]


def test_the_folder_is_made_for_the_first_policy(path: Path) -> None:
    deep = path.parent / "etc" / "xdg" / "policy.toml"
    set_policy("MaxJobsPerUser", "7", str(deep))
    assert load_policy(str(deep)).number("MaxJobsPerUser") == 7


def test_what_an_administrator_wrote_beside_it_stays(path: Path) -> None:
    path.write_text("# The office\nRequireRanges = true  # says Ann\n\n# Few of them\nMaxJobsPerUser = 5 # for now\n")
    set_policy("MaxJobsPerUser", "7", str(path))
    set_policy("AdministratorGroups", "wheel", str(path))
    kept = "# The office\nRequireRanges = true  # says Ann\n\n# Few of them\nMaxJobsPerUser = 7 # for now\n"
    assert path.read_text() == f'{kept}AdministratorGroups = ["wheel"]\n'
    unset_policy("AdministratorGroups", str(path))
    assert path.read_text() == kept


def test_what_is_taken_out_has_its_default_again_and_the_others_stay(path: Path) -> None:
    path.write_text("MaxFilesPerJob = 3\nRequireRanges = true\n")
    assert unset_policy("RequireRanges", str(path)) == str(path)
    assert load_policy(str(path)).values == {"MaxFilesPerJob": 3}
    before = path.stat()
    assert unset_policy("RequireRanges", str(path)) is None
    assert path.stat() == before
    with pytest.raises(BitsError, match="Did you mean RequireRanges"):
        unset_policy("RequireRange", str(path))


@pytest.mark.parametrize(
    ("name", "word", "fact"),
    [
        ("MaxJobsPerUser", "0", "from 1 to 1000000"),
        ("MaxJobsPerUser", "1000001", "not '1000001'"),
        ("MaxJobsPerUser", "٣", "a whole number"),
        ("MaxJobsPerUser", "0x10", "a whole number"),
        ("TransferPolicyLow", "0x81", "or a mask of cost states"),
        ("MaxJobsPerUser", "9" * 5000, "a whole number"),
        ("MaxJobsPerUser", "", "a whole number"),
        ("RequireRanges", "1", "true or false"),
        ("Nonsense", "1", "'pybits policy show' lists them"),
        ("maxjobsperuser", "1", "Did you mean MaxJobsPerUser?"),
    ],
)
def test_a_bad_value_is_refused_and_the_file_stays(path: Path, name: str, word: str, fact: str) -> None:
    path.write_text("MaxFilesPerJob = 3\n")
    with pytest.raises(BitsError) as refused:
        set_policy(name, word, str(path))
    assert refused.value.code == E_INVALIDARG
    assert fact in str(refused.value)
    assert path.read_text() == "MaxFilesPerJob = 3\n"


def test_a_bad_file_is_not_overwritten(path: Path) -> None:
    path.write_text("MaxFilesPerJob = oops\n")
    with pytest.raises(BitsError, match="not TOML"):
        set_policy("MaxJobsPerUser", "7", str(path))
    assert path.read_text() == "MaxFilesPerJob = oops\n"


@pytest.mark.root
def test_whoever_may_not_write_is_told_to_ask_an_administrator(path: Path) -> None:
    path.parent.chmod(0o755)
    for parent in list(path.parents)[1:3]:
        parent.chmod(0o755)
    os.seteuid(12345)
    try:
        with pytest.raises(BitsError, match="administrator") as refused:
            set_policy("MaxJobsPerUser", "7", str(path))
    finally:
        os.seteuid(0)
    assert refused.value.code == E_ACCESSDENIED


def test_policies_that_are_set_at_the_same_time_are_all_set(path: Path) -> None:
    names = ["MaxFilesPerJob", "MaxJobsPerUser", "MaxRangesPerFile", "MaxFilesInFlight", "TimeSlice"]
    program = "import sys; from pybits.storage.policy_file import set_policy; set_policy(sys.argv[1], '7', sys.argv[2])"
    running = [subprocess.Popen([sys.executable, "-c", program, name, str(path)]) for name in names * 4]
    assert [process.wait(60) for process in running] == [0] * len(running)
    assert load_policy(str(path)).values == dict.fromkeys(names, 7)
