"""The README promises what is there: its commands, verbs, exit statuses, policies and links are checked."""

from __future__ import annotations

import re
import shlex

import pytest

from pybits.cli import catalog
from pybits.cli.build import root
from pybits.cli.exit_codes import MEANINGS
from pybits.domain.policy_values import BY_NAME as POLICIES
from tests.support.processes import ROOT

README = (ROOT / "README.md").read_text()
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
FENCES = re.findall(r"^```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def command_lines() -> list[str]:
    """Give every `pybits` command in a fence, without that word."""
    found = re.findall(r"(?<!xargs -r )(?<![\w./-])(?:\S*/)?pybits ([^)|;&\n]*)", "\n".join(FENCES))
    return [line for line in found if re.match(r"[a-z/-]", line)]


def verb_of(line: str) -> str:
    words = [word for word in shlex.split(line, comments=True) if not word.startswith("-")]
    return " ".join(words[:2]) if words[0] in catalog.CONTAINERS else words[0]


@pytest.mark.parametrize("name", ["first-transfer", "tests"])
def test_each_of_the_two_commands_is_one_line_that_the_ci_script_finds(name: str) -> None:
    fence = re.search(rf"^<!-- ci: {name} -->\n```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert fence is not None
    assert len(fence[1].splitlines()) == 1


def test_every_verb_in_an_example_exists() -> None:
    verbs = {verb_of(line) for line in command_lines()}
    assert len(verbs) > 10
    assert {verb for verb in verbs if not verb.startswith("/") and catalog.find(verb) is None} == set()


@pytest.mark.parametrize("line", sorted({line for line in command_lines() if not line.startswith("/")}))
def test_every_example_is_right_usage(line: str) -> None:
    words = shlex.split(line.partition(" >")[0], comments=True)
    assert root(lambda *_: 0, str).main(words, "pybits", standalone_mode=False) == 0


@pytest.mark.parametrize("page", PAGES)
def test_no_line_of_prose_is_too_long_to_read(page: str) -> None:
    prose = re.sub(r"^```.*?^```", "", (ROOT / page).read_text(), flags=re.MULTILINE | re.DOTALL)
    assert [line for line in prose.splitlines() if len(line) > 120 and not line.startswith("|")] == []


def test_the_table_of_verbs_is_the_catalogue() -> None:
    table = README.split("| to | type |")[1].split("\n\n")[0]
    listed = set(re.findall(r"`([a-z]+)`", table))
    assert listed == {verb.name.split()[0] for verb in catalog.every()}


def test_the_table_of_exit_statuses_is_the_programs() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", README, re.MULTILINE)
    assert rows == [(str(int(status)), meaning) for status, meaning in MEANINGS.items()]


def test_every_policy_in_an_example_exists() -> None:
    named = re.findall(r"policy set (\w+)", README)
    assert named
    assert set(named) <= set(POLICIES)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_to_a_file_leads_to_one(page: str) -> None:
    targets = re.findall(r"\]\(([^)#]+)", (ROOT / page).read_text())
    assert [target for target in targets if "://" not in target and not (ROOT / target).exists()] == []


def test_the_transcript_is_one_of_a_terminal() -> None:
    transcript = README.split("<!-- transcript")[1].split("```")[1]
    assert "$ pybits " in transcript
