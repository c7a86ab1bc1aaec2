"""What is built: the wheel has the whole package and nothing else, and what it installs runs outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

import pybits
from tests.support.processes import ROOT, must


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source archive and, from it, the wheel, without asking an index for the builder."""
    folder = tmp_path_factory.mktemp("dist")
    must(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """Give the wheel."""
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in an environment of its own, beside the dependencies of this one; give its folder."""
    folder = tmp_path_factory.mktemp("installed")
    must(sys.executable, "-m", "venv", folder)
    must(folder / "bin/python", "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel)
    (site,) = folder.glob("lib/python*/site-packages")
    here = [path for path in sys.path if path.endswith("site-packages")]
    (site / "dependencies.pth").write_text("\n".join(here))
    return folder


def names(wheel: Path) -> set[str]:
    """List the files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def metadata(wheel: Path) -> Message:
    """Read the description of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        (path,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(path).decode())


def test_the_wheel_has_every_module_of_the_package(wheel: Path) -> None:
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "pybits").rglob("*.py")}
    assert modules == {name for name in names(wheel) if name.endswith(".py")}


def test_the_wheel_says_that_it_has_types(wheel: Path) -> None:
    assert "pybits/py.typed" in names(wheel)


def test_the_wheel_has_the_licence(wheel: Path) -> None:
    assert any(name.endswith("/licenses/LICENSE") for name in names(wheel))
    assert metadata(wheel)["License-Expression"] == "MIT"


def test_the_version_of_the_wheel_is_the_one_that_the_package_says(wheel: Path) -> None:
    assert metadata(wheel)["Version"] == pybits.__version__


def test_the_source_archive_has_the_tests_and_the_pages(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "tests/conftest.py", ".ci/run"} <= inside


def test_man_and_the_shells_find_what_is_installed(installed: Path) -> None:
    share = installed / "share"
    pages = {path.relative_to(ROOT / "man") for path in (ROOT / "man").glob("man*/*")}
    assert pages
    assert {path.relative_to(share / "man") for path in (share / "man").glob("man*/*")} == pages
    for program in ("pybits", "bitsadmin"):
        assert (share / "bash-completion/completions" / program).is_file()
        assert (share / "zsh/site-functions" / f"_{program}").is_file()
        assert (share / "fish/vendor_completions.d" / f"{program}.fish").is_file()


@pytest.mark.parametrize("words", [("pybits", "--version"), ("pybits", "--help"), ("bitsadmin", "/help")])
def test_an_installed_program_runs_outside_the_checkout(
    installed: Path, tmp_path: Path, words: tuple[str, str]
) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    program, word = words
    ran = subprocess.run(
        [installed / "bin" / program, word],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout


def test_an_installed_program_tells_its_service_nothing_that_it_knows(installed: Path, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"HOME": str(tmp_path)}
    subprocess.run(
        [installed / "bin/pybits", "daemon", "install", "--root", tmp_path],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    (unit,) = tmp_path.rglob("user/pybits.service")
    assert "PYTHONPATH" not in unit.read_text()
