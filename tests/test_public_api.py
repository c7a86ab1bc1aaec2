"""`import pybits`: complete, documented, typed, and as light as no import at all until a name is used."""

from __future__ import annotations

import enum
import inspect
import pydoc
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import pybits
from pybits.domain import enums, hresult, state
from pybits.domain.hresult import BG_E_NOT_FOUND, E_INVALIDARG, E_NOTIMPL, ERROR_CANCELLED, WAIT_TIMEOUT
from tests.support.fault_server import FaultServer
from tests.support.processes import ROOT, Box, end, processes_with

CLASSES = [value for name in pybits.__all__ if inspect.isclass(value := getattr(pybits, name))]
README = (ROOT / "README.md").read_text()


def members(cls: type) -> Iterator[tuple[str, Callable[..., object]]]:
    """Give the public functions of a class that pybits wrote."""
    for name, value in inspect.getmembers(cls):
        function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
        if not name.startswith("_") and inspect.isfunction(function) and function.__module__.startswith("pybits"):
            yield name, function


def python(box: Box, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], env=box.env, cwd=box.cwd, capture_output=True, text=True, check=False
    )


# --------------------------------------------------------------------------------------------- what there is


def test_every_public_name_is_there_and_listed() -> None:
    assert set(pybits.__all__) <= set(dir(pybits))
    assert all(getattr(pybits, name) is not None for name in pybits.__all__)
    offered = {name for names in pybits._HOMES.values() for name in names.split()}
    assert {*offered, "hresult"} == set(pybits.__all__)


def test_every_enumeration_that_a_caller_meets_is_public() -> None:
    found = {value for module in (enums, state) for value in vars(module).values() if inspect.isclass(value)}
    found = {value for value in found if issubclass(value, enum.Enum) and value.__module__.startswith("pybits")}
    assert found - set(CLASSES) == {state.JobEvent}  # events are the daemon's and the manager's own


def test_what_the_managers_functions_take_and_give_is_public() -> None:
    words = set[str]()
    for _, function in members(pybits.Manager):
        words |= set(re.findall(r"\b[A-Z]\w+", " ".join(map(str, inspect.get_annotations(function).values()))))
    inside = {
        "Any",
        "Ended",
        "Given",
        "Iterator",
        "JobStore",
        "Mapping",
        "None",
        "PathLike",
        "Self",
        "Sequence",
        "Summary",
    }
    assert {word for word in words if not hasattr(pybits, word)} <= inside
    assert issubclass(pybits.AmbiguousName, pybits.BitsError)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_public_thing_says_what_it_is(cls: type) -> None:
    text = inspect.getdoc(cls) or ""
    assert text[:1].isupper()
    assert not re.match(rf"{cls.__name__}\(", text), "the docstring of a NamedTuple that has none"
    for name, function in members(cls):
        assert (function.__doc__ or "").rstrip().endswith((".", ":")), f"{cls.__name__}.{name}"
        hints = inspect.signature(function)
        assert hints.return_annotation is not inspect.Signature.empty, f"{cls.__name__}.{name}"


def test_what_can_fail_says_with_what() -> None:
    calls = "create_job find add_files set_property resume complete cancel follow wait take_ownership set_headers"
    for name in calls.split():
        assert re.search(r"\b(E|BG_E|BG_S|ERROR|S|WAIT)_[A-Z_]+", getattr(pybits.Manager, name).__doc__ or ""), name


def test_the_package_is_marked_as_typed() -> None:
    assert (Path(pybits.__file__).parent / "py.typed").exists()


def test_pydoc_shows_the_example_and_every_name() -> None:
    text = pydoc.plain(pydoc.render_doc(pybits))
    assert "with pybits.Manager.open() as manager:" in text
    assert all(f"class {cls.__name__}" in text for cls in CLASSES)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = pybits.Nothing


# ------------------------------------------------------------------------------------------------ how light


def test_importing_it_imports_nothing_else(box: Box) -> None:
    code = "import sys; before = set(sys.modules); import pybits; print(*sorted(set(sys.modules) - before))"
    assert python(box, code).stdout.split() == ["__future__", "pybits"]


def test_a_name_brings_only_what_it_needs(box: Box) -> None:
    code = "import sys, pybits; pybits.JobState, pybits.HResult; print(*sys.modules)"
    modules = set(python(box, code).stdout.split())
    assert "pybits.domain.state" in modules
    assert not {name for name in modules if re.match(r"pybits\.(manager|storage|transfer|cli)|click|pycurl", name)}


def test_the_manager_brings_no_command_line_and_no_libcurl(box: Box) -> None:
    code = "import sys, pybits; pybits.Manager.open().create_job('one'); print(*sys.modules)"
    modules = set(python(box, code).stdout.split())
    assert not {name for name in modules if re.match(r"pybits\.(transfer|cli|daemon)|click|pycurl|rich|asyncio", name)}


# ---------------------------------------------------------------------------------------------- how it is used


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch, box: Box) -> Iterator[pybits.Manager]:
    for name in ("PYBITS_HOME", "PYBITS_MACHINE_DIR", "PYBITS_POLICY"):
        monkeypatch.setenv(name, box.env[name])
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with pybits.Manager.open() as opened:
        yield opened
    end(processes_with("PYBITS_HOME", box.env["PYBITS_HOME"]))


@pytest.mark.parametrize(
    ("name", "word", "value", "stored"),
    [
        ("priority", "low", pybits.JobPriority.LOW, pybits.JobPriority.LOW),
        ("minretrydelay", "0x10", 16, 16),
        ("minretrydelay", "1", 1, 5),
        ("notifyflags", "3", pybits.NotifyFlags.TRANSFERRED | pybits.NotifyFlags.ERROR, 3),
        ("securityflags", "0x100", pybits.SecurityFlags.REDIRECT_REPORT, 0x100),
        ("description", "high", "high", "high"),
    ],
)
def test_a_property_takes_a_word_or_a_value(
    manager: pybits.Manager, name: str, word: str, value: object, stored: object
) -> None:
    guid = manager.create_job("one").guid
    row = next(row for row in pybits.PROPERTIES if row.name == name)
    for key, given in ((name, word), (name, value), (row, word), (row, value)):
        assert row.read(manager.set_property(guid, key, given)) == stored
    assert row.read(manager.job(guid)) == stored


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("priority", 7, E_NOTIMPL),
        ("minretrydelay", -1, E_INVALIDARG),
        ("minretrydelay", 2**32, E_INVALIDARG),
        ("description", "x" * 1025, hresult.BG_E_STRING_TOO_LONG),
        ("notifyflags", 64, E_NOTIMPL),
        ("state", "QUEUED", E_INVALIDARG),
        ("nothing", 1, E_INVALIDARG),
    ],
)
def test_a_bad_value_from_a_program_is_refused_as_a_bad_word_is(
    manager: pybits.Manager, name: str, value: object, code: pybits.HResult
) -> None:
    job = manager.create_job("one")
    with pytest.raises(pybits.BitsError) as refused:
        manager.set_property(job.guid, name, value)
    assert refused.value.code == code
    assert manager.job(job.guid) == job


def test_what_no_word_stands_for_is_a_type_error(manager: pybits.Manager) -> None:
    with pytest.raises(TypeError):
        manager.set_property(manager.create_job("one").guid, "description", None)
    guid = manager.create_job("two").guid
    assert manager.set_property(guid, "maxdownloadsize", None).max_download_size is None


def test_a_path_may_be_a_path(manager: pybits.Manager, tmp_path: Path) -> None:
    guid = manager.create_job("one").guid
    assert manager.add_files(guid, [("http://h/x", tmp_path / "x")])[0].local == str(tmp_path / "x")


def test_a_job_that_cannot_be_started_is_not_left_behind(manager: pybits.Manager, tmp_path: Path) -> None:
    with pytest.raises(pybits.BitsError):
        manager.start_job("one", [("http://h/x", tmp_path / "x"), ("ftp://h/y", tmp_path / "y")])
    assert manager.jobs() == []


def test_the_readmes_example_does_a_whole_transfer_as_it_is_printed(box: Box, fault_server: FaultServer) -> None:
    example = re.search(r"^### From Python\n+```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert example is not None
    assert len(example[1].splitlines()) <= 10
    fault_server.serve("/disc.iso", b"bytes" * 1000)
    target = box.cwd / "disc.iso"
    code = example[1].replace("https://example.com/disc.iso", fault_server.url("/disc.iso"))
    ran = python(box, code.replace("/srv/disc.iso", str(target)))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[-1] == "TRANSFERRED 5000 5000"
    assert target.read_bytes() == b"bytes" * 1000
    assert box.ok("list", "--raw") == ""


def test_waiting_raises_the_error_of_the_job(manager: pybits.Manager, fault_server: FaultServer, box: Box) -> None:
    job = manager.start_job("one", [(fault_server.url("/missing"), box.cwd / "x")])
    states = [seen.state for seen in manager.follow(job.guid, timeout=60)]
    assert states[-1] is pybits.JobState.ERROR
    with pytest.raises(pybits.BitsError) as raised:
        manager.wait(job.guid)
    assert raised.value.code.http_status == 404


def test_waiting_ends_when_time_is_up_or_somebody_cancels(manager: pybits.Manager, box: Box) -> None:
    guid = manager.create_job("one").guid
    with pytest.raises(pybits.BitsError) as late:
        manager.wait(guid, timeout=0.01)
    assert late.value.code == WAIT_TIMEOUT
    looks = manager.follow(guid, timeout=60)
    assert next(looks).state is pybits.JobState.SUSPENDED
    box.ok("cancel", guid)
    assert [seen.state for seen in looks] == [pybits.JobState.CANCELLED]
    with pytest.raises(pybits.BitsError) as gone:
        manager.wait(guid)
    assert gone.value.code == BG_E_NOT_FOUND


class Impatient(pybits.Manager):
    """A manager whose job is cancelled while somebody waits for it."""

    def wait_change(self, seconds: float) -> bool:
        for job in self.jobs():
            self.cancel(job.guid)
        return super().wait_change(seconds)


def test_waiting_for_a_job_that_is_cancelled_meanwhile_raises(manager: pybits.Manager) -> None:
    guid = manager.create_job("one").guid
    with Impatient.open() as other, pytest.raises(pybits.BitsError) as raised:
        other.wait(guid, timeout=60)
    assert raised.value.code == ERROR_CANCELLED
