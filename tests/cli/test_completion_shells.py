"""Completion in real bash, zsh and fish: a Tab gives the word that the program needs, whatever a job is called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pybits.manager.manager import Manager
from tests.cli.shells import Shell, missing
from tests.support.processes import Box

SHELLS = ["bash", "zsh", "fish"]
HOSTILE = (
    "Monthly report",
    'it\'s "quoted"',
    "a:b=c@d",
    "$(touch pwned)",
    "`touch pwned`",
    "; touch pwned",
    "!! done!",
    "\\back\\slash\\",
    "' ends with '",
    '" ends with "',
    "* and ?",
    "[v1]{a,b}",
    "a~root",
    "#hash",
    "=ls",
    "über ☃ 雪",
    "<in >out | pipe & $HOME",
    "%s%n",
)


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, box: Box) -> Iterator[Shell]:
    """Give each shell in turn."""
    if missing(request.param):
        pytest.skip(f"needs {request.param}")
    with Shell(request.param, box) as made:
        yield made


@pytest.fixture
def manager(box: Box, monkeypatch: pytest.MonkeyPatch) -> Manager:
    """Give the box's jobs in this process: a command for each of so many would cost more than all Tabs."""
    for name in ("PYBITS_HOME", "PYBITS_MACHINE_DIR", "PYBITS_POLICY"):
        monkeypatch.setenv(name, box.env[name])
    return Manager.open()


@pytest.fixture(scope="module", params=SHELLS)
def jobless(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """Give each shell in turn, one for all tests that need no jobs."""
    if missing(request.param):
        pytest.skip(f"needs {request.param}")
    with Box(tmp_path_factory.mktemp("jobless") / "box") as box, Shell(request.param, box) as made:
        yield made


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("pybits hist\tx", ["history", "x"]),
        ("pybits getbytesto\tx", ["getbytestotal", "x"]),
        ("pybits --js\tmonit\t--ref\t5", ["--json", "monitor", "--refresh", "5"]),
        ("pybits daemon sto\t", ["daemon", "stop"]),
        ("pybits policy set MaxJobsPerM\t5", ["policy", "set", "MaxJobsPerMachine", "5"]),
        ("pybits create --type upload-\tx", ["create", "--type", "upload-reply", "x"]),
        ("pybits create --type=upload-\tx", ["create", "--type=upload-reply", "x"]),
        ("pybits transfer --pri\tlo\tx", ["transfer", "--priority", "low", "x"]),
        ("pybits create -p transferpolicy=al\tx", ["create", "-p", "transferpolicy=always", "x"]),
        ("pybits create --property priority=fore\tx", ["create", "--property", "priority=foreground", "x"]),
        ("pybits setpriority x fore\t", ["setpriority", "x", "foreground"]),
        ("pybits set x prio\tfore\t", ["set", "x", "priority", "foreground"]),
        ("pybits get x sta\tprio\tx", ["get", "x", "state", "priority", "x"]),
        ("pybits set x notifyf\t3", ["set", "x", "notifyflags", "3"]),
        ("pybits help monit\t", ["help", "monitor"]),
        ("pybits cache getl\t", ["cache", "getlimit"]),
        ("bitsadmin /util /ver\t", ["/util", "/version"]),
        ("pybits /getdisp\tx", ["/getdisplayname", "x"]),
        ("pybits /rawr\t/list /all\t", ["/rawreturn", "/list", "/allusers"]),
        ("bitsadmin /rawr\t/getbytesto\tx", ["/rawreturn", "/getbytestotal", "x"]),
        ("bitsadmin /NOW\t/TRANSFER x /PRI\tFORE\t", ["/NOWRAP", "/TRANSFER", "x", "/PRIORITY", "FOREGROUND"]),
        ("bitsadmin /SetPriority x fore\t", ["/SetPriority", "x", "foreground"]),
        ("bitsadmin /create /upload-\tx", ["/create", "/upload-reply", "x"]),
    ],
)
def test_verbs_options_and_values_are_completed(jobless: Shell, typed: str, words: list[str]) -> None:
    assert jobless.words(typed) == words


def test_switches_are_completed_without_regard_to_case(jobless: Shell) -> None:
    (word, job) = jobless.words("bitsadmin /GetDispl\tx")
    assert (word.lower(), job) == ("/getdisplayname", "x")


def test_verbs_and_values_are_offered(jobless: Shell) -> None:
    jobless.offers("pybits ", "create", "history", "setpriority", "policy")
    jobless.offers("pybits setpriority x ", "foreground", "high", "normal", "low")


def test_files_are_completed(shell: Shell, box: Box) -> None:
    (box.cwd / "my files (1).txt").touch()
    (box.cwd / "folder").mkdir()
    (box.cwd / "folder" / "inner.toml").touch()
    assert shell.words("pybits addfileset x my\t") == ["addfileset", "x", "my files (1).txt"]
    assert shell.words("pybits policy check fol\tinn\t") == ["policy", "check", "folder/inner.toml"]
    assert shell.words("bitsadmin /addfile x http://h/f fol\tinn\t") == [
        "/addfile",
        "x",
        "http://h/f",
        "folder/inner.toml",
    ]


def test_files_are_not_offered_where_none_is_meant(shell: Shell, box: Box) -> None:
    (box.cwd / "qqq").touch()
    assert shell.words("pybits create qq\t") == ["create", "qq"]


def test_a_job_name_arrives_as_it_is(shell: Shell, box: Box, manager: Manager) -> None:
    for name in HOSTILE:
        guid = manager.create_job(name).guid
        assert shell.words("pybits cancel \t") == ["cancel", name]
        manager.cancel(guid)
    assert list(box.cwd.iterdir()) == []


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_name_that_was_begun_is_ended_in_the_quotes_that_are_open(
    shell: Shell, box: Box, manager: Manager, quote: str
) -> None:
    names = [f"{chr(ord('a') + number)}{name}" for number, name in enumerate(HOSTILE)]
    for name in names:
        manager.create_job(name)
    assert [shell.words(f"bitsadmin /cancel {quote}{name[0]}\t") for name in names] == [
        ["/cancel", name] for name in names
    ]
    assert list(box.cwd.iterdir()) == []


@pytest.mark.parametrize("typed", ["bits:mon", "bits\\:mon", '"bits:mon', "'bits:mon"])
def test_a_name_is_completed_behind_a_colon(shell: Shell, box: Box, typed: str) -> None:
    box.ok("create", "bits:month end")
    assert shell.words(f"pybits resume one {typed}\t") == ["resume", "one", "bits:month end"]


def test_names_that_begin_alike_are_completed_step_by_step(shell: Shell, box: Box) -> None:
    box.ok("create", "Monthly (new) report")
    box.ok("create", "Monthly [old] report")
    shell.offers("pybits cancel Mon", "new", "old", tabs=3)
    assert shell.words("pybits cancel Monthly\\ \\(\t") == ["cancel", "Monthly (new) report"]


def test_a_name_that_cannot_be_typed_goes_by_its_guid(shell: Shell, manager: Manager) -> None:
    for name in ("evil\x1b]0;owned\x07", "two\nlines", "-dash", "/slash", "{brace", "~root"):
        guid = manager.create_job(name).guid
        assert shell.words("pybits cancel \t") == ["cancel", guid]
        assert "\x1b]0;owned" not in shell.offers("pybits cancel ", guid[1:9])
        manager.cancel(guid)


def test_jobs_of_one_name_go_by_their_guids(shell: Shell, box: Box) -> None:
    guids = [box.ok("--raw", "create", "twin").strip() for _ in range(2)]
    shell.offers("pybits cancel ", *(guid[1:-1] for guid in guids), tabs=3)


def test_a_brace_asks_for_the_guids(shell: Shell, box: Box) -> None:
    guid = box.ok("--raw", "create", "one").strip()
    assert shell.words('pybits cancel "{\t') == ["cancel", guid]


@pytest.mark.parametrize("name", ["zsh", "fish"])
def test_verbs_and_jobs_are_described(box: Box, name: str) -> None:
    if missing(name):
        pytest.skip(f"needs {name}")
    box.ok("create", "night one")
    box.ok("create", "night two")
    with Shell(name, box) as shell:
        shell.offers("pybits add", "Add a file to a job", "Add the files that a text file lists")
        shell.offers("pybits list --", "Every property and every file.")
        shell.offers("pybits cancel night", "SUSPENDED")


def test_without_a_store_nothing_is_offered_and_none_is_made(shell: Shell, box: Box) -> None:
    assert shell.words("pybits cancel jo\t") == ["cancel", "jo"]
    assert not box.home.exists()
