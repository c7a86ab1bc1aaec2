"""The completion scripts hold what the catalogue holds, and the program answers their question fast and safely."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pybits.cli import catalog, completion
from pybits.cli.completer import guids, names
from pybits.cli.shell_words import FILES, FLAG, JOBS, table
from pybits.cli.verb import Verb
from pybits.domain import properties
from pybits.domain.policy_values import POLICY_KEYS
from pybits.domain.properties import Property
from pybits.domain.state import JobState
from pybits.domain.values import PRIORITY
from pybits.manager.names import Named
from tests.cli.faces import Face
from tests.support.processes import ROOT, Box

PYBITS, BITSADMIN = table("pybits"), table("bitsadmin")
EACH_VERB = pytest.mark.parametrize("verb", catalog.every(), ids=lambda verb: verb.name)
SYNTAX_CHECK = {"bash": ("bash", "-n"), "zsh": ("zsh", "-n"), "fish": ("fish", "--no-execute")}


def words_at(place: str) -> set[str]:
    return {word for word, _ in PYBITS[place].words}


@EACH_VERB
def test_a_verb_and_its_options_are_in_every_script(verb: Verb) -> None:
    for shell in completion.SHELLS:
        text = completion.script(shell, "pybits")
        assert all(word in text for word in verb.name.split()), shell
        assert all(option.spelling in text for option in verb.options), shell


@EACH_VERB
def test_a_verb_can_be_reached_in_each_syntax_that_has_it(verb: Verb) -> None:
    first, _, rest = verb.name.partition(" ")
    assert first in words_at(".")
    assert not rest or rest in words_at(first)
    assert not verb.syntax or verb.syntax.split()[0].lower() in words_at("/")
    assert all(f"{verb.name} {option.spelling}" in PYBITS for option in verb.options)


def test_the_places_of_jobs_files_policies_and_values() -> None:
    assert PYBITS["cancel +"].source == PYBITS["addfile 1"].source == PYBITS["/cancel 1"].source == JOBS
    assert PYBITS["addfile 3"].source == PYBITS["addfileset 2"].source == PYBITS["policy check 1"].source == FILES
    assert words_at("policy set 1") == {key.name for key in POLICY_KEYS}
    assert words_at("setpriority 2") == words_at("/setpriority 2") == set(PRIORITY.words)
    assert words_at("create --type") == {"download", "upload", "upload-reply"}
    assert PYBITS["list --verbose"].source == PYBITS["/list /verbose"].source == FLAG


def test_a_new_property_is_completed_without_another_line(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Property("mood", "priority", PRIORITY, "the mood", "a mood", settable=True)
    monkeypatch.setattr(properties, "PROPERTIES", (*properties.PROPERTIES, row))
    monkeypatch.setattr(catalog, "PROPERTIES", (*properties.PROPERTIES, row))
    assert {word for word, _ in table("pybits")["setmood 2"].words} == set(PRIORITY.words)
    assert "getmood" in completion.script("fish", "bitsadmin")


def test_bitsadmin_has_only_its_own_syntax() -> None:
    assert all(place.startswith("/") for place in BITSADMIN)
    assert BITSADMIN.items() <= PYBITS.items()


@pytest.mark.parametrize("program", completion.PROGRAMS)
@pytest.mark.parametrize("shell", completion.SHELLS)
def test_the_verb_prints_the_script_that_is_installed(pybits: Face, shell: str, program: str) -> None:
    installed = (ROOT / "completions" / completion.SHELLS[shell].file.format(program)).read_text()
    assert pybits("completion", shell.upper(), "--program", program).out == installed
    assert pybits("--json", "completion", shell, "--program", program).json["text"] == installed


def test_the_verb_offers_every_shell_and_no_other(pybits: Face) -> None:
    assert words_at("completion 1") == set(completion.SHELLS)
    assert words_at("completion --program") == set(completion.PROGRAMS)
    assert pybits("completion", "tcsh").status == 2


@pytest.mark.parametrize("program", completion.PROGRAMS)
@pytest.mark.parametrize("shell", SYNTAX_CHECK)
def test_a_script_has_no_mistake_in_its_syntax(shell: str, program: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"needs {shell}")
    path = ROOT / "completions" / completion.SHELLS[shell].file.format(program)
    ran = subprocess.run([*SYNTAX_CHECK[shell], path], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


# ---- what the program answers


def job(name: str, number: int = 0) -> Named:
    return Named(f"{{{number:08X}-0000-0000-0000-000000000000}}", name, JobState.QUEUED)


def test_a_job_goes_by_its_name_with_its_state() -> None:
    assert list(names([job("a b"), job("$(x)", 1)])) == [("a b", "QUEUED"), ("$(x)", "QUEUED")]


@pytest.mark.parametrize(
    "name", ["-x", "/x", "{x}", "~x", " x", "x ", "a\tb", "a\nb", "\x1b[31m", "a\u202eb", "\udc80"]
)
def test_a_name_that_cannot_be_typed_is_replaced_by_the_guid(name: str) -> None:
    ((word, description),) = names([job(name)])
    assert word == job(name).guid
    assert description.isprintable()


def test_jobs_that_share_a_name_go_by_their_guids() -> None:
    assert [word for word, _ in names([job("a", 1), job("a", 2)])] == [job("a", 1).guid, job("a", 2).guid]


def test_the_guids_come_with_state_and_name() -> None:
    assert list(guids([job("a")])) == [(job("a").guid, "QUEUED a")]


def test_the_answer_is_one_line_a_job_in_either_program(box: Box) -> None:
    guid = box.ok("--raw", "create", "one\nline").strip()
    box.ok("create", "two")
    expected = f"{guid}\tSUSPENDED one\\nline\ntwo\tSUSPENDED\n"
    assert box.ok("--complete", "jobs") == box.bitsadmin("--complete", "jobs").stdout == expected


def test_a_job_that_is_gone_is_not_named(box: Box) -> None:
    box.ok("create", "one")
    box.ok("create", "two")
    box.ok("cancel", "one")
    assert box.ok("--complete", "jobs") == "two\tSUSPENDED\n"


def test_a_question_of_another_version_has_no_answer(box: Box) -> None:
    assert box.run("--complete", "moons")[1:] == (0, "", "")
    assert box.run("--complete")[1:] == (0, "", "")


def test_the_jobs_are_named_without_an_index_and_with_a_damaged_one(box: Box) -> None:
    box.ok("create", "one")
    index = box.home / "index"
    for damage in (index.unlink, lambda: index.write_bytes(index.read_bytes()[:-5])):
        damage()
        assert box.ok("--complete", "jobs") == "one\tSUSPENDED\n"


def test_a_store_that_cannot_be_used_is_no_reason_for_a_message(box: Box) -> None:
    box.ok("create", "one")
    (box.home / "format.json").write_text('{"format":99}\n')
    (box.home / "index").unlink()
    assert box.run("--complete", "jobs")[1:] == (0, "", "")


def test_an_answer_makes_no_store(box: Box) -> None:
    assert box.ok("--complete", "jobs") == ""
    assert not box.home.exists()


def test_an_answer_imports_neither_click_nor_the_manager(box: Box) -> None:
    box.ok("create", "one")
    script = "import sys; from pybits.cli.completer import answer; answer(['jobs']); print(*sys.modules)"
    ran = subprocess.run([box.command()[0], "-c", script], env=box.env, capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.split())
    assert "pybits.storage.index" in loaded
    assert loaded & {"click", "rich", "pybits.manager.manager", "pybits.cli.catalog", "logging", "subprocess"} == set()


def test_the_templates_are_beside_the_module() -> None:
    folder = Path(completion.__file__).parent / "shells"
    assert {path.name for path in folder.iterdir()} == {shell.template for shell in completion.SHELLS.values()}
