"""The man pages: whole, as the tables say, and written so that no formatter complains."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pybits.cli import argv, catalog, generate, manual, settings
from pybits.cli.exit_codes import MEANINGS, Exit
from pybits.cli.roff import literal, paragraphs
from pybits.cli.verb import Verb
from pybits.domain.policy_values import POLICY_KEYS, PolicyKey
from pybits.domain.properties import PROPERTIES, Property
from tests.support.processes import ROOT

PAGES = sorted((ROOT / "man").glob("man*/*"))
EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
EACH_VERB = pytest.mark.parametrize("verb", catalog.every(), ids=lambda verb: verb.name)


def plain(name: str) -> str:
    """Give the words of a page, without its markup and its line breaks."""
    text = (ROOT / "man" / f"man{name[-1]}" / name).read_text()
    text = re.sub(r"\\f[BIR]", "", re.sub(r"^\.\S+ ?", "", text, flags=re.MULTILINE))
    for markup, character in {r"\-": "-", r"\(dq": '"', r"\(aq": "'", r"\(ha": "^", r"\(ti": "~", r"\e": "\\"}.items():
        text = text.replace(markup, character)
    return " ".join(re.sub(r"\\\[u([0-9A-F]{4,5})\]", lambda match: chr(int(match[1], 16)), text).split())


def test_what_is_generated_is_up_to_date() -> None:
    assert generate.outdated(str(ROOT)) == [], f"run: {generate.COMMAND}"


def test_generating_writes_what_is_missing_and_removes_what_is_no_longer_made(tmp_path: Path) -> None:
    old = tmp_path / "man" / "man1" / "pybits-old.1"
    old.parent.mkdir(parents=True)
    old.touch()
    assert "man/man1/pybits-old.1" in generate.write(str(tmp_path))
    assert generate.outdated(str(tmp_path)) == []
    assert not old.exists()
    (tmp_path / "man" / "man1" / "pybits.1").write_text("changed")
    assert generate.outdated(str(tmp_path)) == ["man/man1/pybits.1"]


@EACH_PAGE
def test_mandoc_finds_nothing_to_complain_about(page: Path) -> None:
    if shutil.which("mandoc") is None:
        pytest.skip("needs mandoc")
    ran = subprocess.run(["mandoc", "-T", "lint", page], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.returncode) == ("", 0)


@EACH_PAGE
def test_groff_sets_the_page_without_a_warning(page: Path) -> None:
    if shutil.which("groff") is None:
        pytest.skip("needs groff")
    ran = subprocess.run(["groff", "-ww", "-man", "-Tutf8", page], capture_output=True, text=True, check=False)
    assert (ran.stderr, ran.returncode) == ("", 0)
    assert f"{page.stem.upper()}({page.suffix[1:]})" in ran.stdout


@EACH_PAGE
def test_a_page_reads_well_on_a_terminal_of_80_columns(page: Path) -> None:
    if shutil.which("groff") is None:
        pytest.skip("needs groff")
    command = ["groff", "-man", "-Tutf8", "-P-cbou", "-rLL=80n", str(page)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line for line in lines if len(line) > 80 and not re.search("[0-9a-f]{40}", line)] == []
    assert [line for line in lines if line.endswith("\u2010")] == [], "no word is broken, least of all a verb's name"


@EACH_VERB
def test_a_verb_is_on_the_first_page_and_described_on_its_own(verb: Verb) -> None:
    assert re.search(rf"\b{verb.name}\b", plain("pybits.1"))
    page = plain(f"{manual.family(verb.group)}.1")
    assert f"pybits {verb.name}" in page
    assert all(option.spelling in page and option.help in page for option in verb.options)
    assert all(" ".join(example.split()) in page for example in verb.examples)
    assert all(f"{int(status)} {MEANINGS[status][:1].upper()}{MEANINGS[status][1:]}." in page for status in verb.exits)
    assert not verb.syntax or " ".join(verb.syntax.split()) in plain("bitsadmin.1")


@pytest.mark.parametrize("row", PROPERTIES, ids=lambda row: row.name)
def test_a_property_is_described(row: Property) -> None:
    page = plain("pybits-properties.1")
    assert f"get{row.name}" in page
    assert f"{row.doc[:1].upper()}{row.doc[1:]}." in page
    assert not row.kind.words or ", ".join(row.kind.words) in page


@pytest.mark.parametrize("key", POLICY_KEYS, ids=lambda key: key.name)
def test_a_policy_is_described_with_its_range_and_default(key: PolicyKey) -> None:
    page = plain("pybits-policy.5")
    assert key.name in page
    assert key.doc[1:] in page
    assert key.expected[1:] in page


def test_the_first_page_has_every_exit_status_and_general_option() -> None:
    page = plain("pybits.1")
    assert all(f"{int(status)} {MEANINGS[status][:1].upper()}{MEANINGS[status][1:]}." in page for status in Exit)
    assert all(f"--{name} {text}" in page for name, text in settings.OPTIONS.items())


def test_every_modifier_of_bitsadmin_is_described() -> None:
    assert set(argv.MODIFIER_TEXTS) == set(argv.MODIFIERS)
    page = plain("bitsadmin.1")
    assert all(f"{word.upper()} {text}" in page for word, text in argv.MODIFIER_TEXTS.items())


def test_each_group_has_a_page_of_its_own() -> None:
    assert len({manual.family(group) for group in catalog.GROUPS}) == len(catalog.GROUPS)
    assert {page.name for page in PAGES} == set(manual.pages())


def test_the_pages_that_a_page_points_to_are_there() -> None:
    for page in PAGES:
        named = re.findall(r"\\fB([\w\\-]+)\\fR\((\d)\)", page.read_text())
        assert len(named) > 1, page.name
        for name, section in named:
            assert (ROOT / "man" / f"man{section}" / f"{name.replace(chr(92), '')}.{section}").exists(), page.name


def test_every_environment_variable_of_pybits_is_on_the_first_page() -> None:
    source = "".join(path.read_text() for path in (ROOT / "pybits").rglob("*.py"))
    assert {name for name in re.findall(r'"(PYBITS_[A-Z_]+)"', source) if name not in plain("pybits.1")} == set()


def test_text_cannot_become_markup() -> None:
    assert literal(r".so /etc\n") == r".so /etc\en"
    assert paragraphs(".so x") == "\\&.so x\n"
    assert paragraphs("Costs 5 ☃. `a-b` and <x>.") == "Costs 5 \\[u2603].\n\\fBa\\-b\\fR and \\fIx\\fR.\n"
