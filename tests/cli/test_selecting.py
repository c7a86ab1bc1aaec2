"""list --state --name --older --sort --reverse --limit --format, reset by the first three, --format of others."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pybits.cli.exit_codes import Exit
from pybits.cli.handlers.selecting import JOB_FIELDS, LIVE_STATES, template
from pybits.domain.hresult import BitsError
from pybits.domain.job import Job
from pybits.domain.properties import PROPERTIES
from pybits.domain.state import JobEvent
from pybits.manager.manager import Manager
from tests.cli.faces import Face

NAMES = ["Beta", "alpha", "gamma"]


@pytest.fixture(autouse=True)
def _jobs(pybits: Face, tmp_path: Path) -> None:
    for name in NAMES:
        pybits("create", name)
    pybits("setpriority", "gamma", "high")
    pybits("addfile", "gamma", "http://h/a b", str(tmp_path / "a"))
    manager = Manager.open()
    manager.store.change(manager.find("gamma").guid, lambda job: job.move(JobEvent.RESUME))


def made_before(seconds: int, job: Job) -> Job:
    return job._replace(created=job.created - seconds)


def names(pybits: Face, *words: str) -> list[str]:
    said = pybits("list", "--format", "{name}", *words)
    assert said.status == 0, said
    return said.out.splitlines()


def test_jobs_are_chosen_by_their_state(pybits: Face) -> None:
    assert names(pybits, "--state", "suspended") == ["Beta", "alpha"]
    assert names(pybits, "--state", "Queued,TRANSIENT-ERROR") == ["gamma"]
    assert names(pybits, "--state", "queued, suspended") == NAMES
    assert names(pybits, "--state", "error") == []
    shown = pybits("list", "--state", "queued").out
    assert "'gamma' QUEUED" in shown
    assert "Listed 1 job(s)." in shown


def test_jobs_are_chosen_by_their_name_and_age(pybits: Face) -> None:
    assert names(pybits, "--name", "*a") == NAMES
    assert names(pybits, "--name", "a*") == ["alpha"]
    assert names(pybits, "--name", "[ab]?[tp]*", "--state", "suspended") == ["alpha"]
    assert names(pybits, "--name", "") == []
    assert names(pybits, "--older", "1") == []
    manager = Manager.open()
    for name, old in (("Beta", 86_500), ("gamma", 3_700)):
        manager.store.change(manager.find(name).guid, partial(made_before, old))
    assert names(pybits, "--older", "60M") == names(pybits, "--older", "1h") == ["Beta", "gamma"]
    assert names(pybits, "--older", "1d") == ["Beta"]
    assert names(pybits, "--older", "1w") == []
    assert names(pybits, "--older", "3600", "--limit", "1", "--reverse") == ["gamma"]


def test_reset_cancels_the_jobs_that_are_chosen(pybits: Face) -> None:
    listed = pybits("reset", "--name", "*a", "--state", "suspended", "--dry-run")
    assert (listed.status, "Listed 2 job(s)." in listed.out) == (0, True)
    assert [job["name"] for job in pybits("--json", "reset", "--dry-run").json["jobs"]] == NAMES
    assert names(pybits) == NAMES
    assert pybits("reset", "--older", "1d").out == "0 out of 0 jobs cancelled.\n"
    said = pybits("reset", "--state", "suspended,error", "--name", "al*", "--yes")
    assert (said.status, said.out.splitlines()[-1]) == (0, "1 out of 1 jobs cancelled.")
    assert names(pybits) == ["Beta", "gamma"]


@pytest.mark.parametrize("words", [("--state", "suspnded"), ("--older", "soon"), ("--older", "1y"), ("--older", "-1")])
def test_a_reset_whose_choice_is_nonsense_cancels_nothing(pybits: Face, words: tuple[str, ...]) -> None:
    said = pybits("reset", "--yes", *words)
    assert (said.status, said.out) == (Exit.USAGE, "")
    assert f"{words[0]} must be" in said.err
    assert names(pybits) == NAMES


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ((), ["Beta", "alpha", "gamma"]),
        (("--sort", "displayname"), ["alpha", "Beta", "gamma"]),
        (("--sort", "priority"), ["gamma", "Beta", "alpha"]),
        (("--sort", "bytestotal"), ["Beta", "alpha", "gamma"]),
        (("--sort", "bytestotal", "--reverse"), ["alpha", "Beta", "gamma"]),  # nobody knows gamma's size
        (("--sort", "completiontime", "--reverse"), NAMES),
        (("--reverse",), ["gamma", "alpha", "Beta"]),
        (("--sort", "displayname", "--reverse", "--limit", "2"), ["gamma", "Beta"]),
        (("--limit", "0"), []),
    ],
)
def test_jobs_are_sorted(pybits: Face, words: tuple[str, ...], order: list[str]) -> None:
    assert names(pybits, *words) == order
    jobs = pybits("--json", "list", *words).json["jobs"]
    assert [job["name"] for job in jobs] == order


@pytest.mark.parametrize("row", PROPERTIES, ids=lambda row: row.name)
def test_every_property_is_an_order_and_a_field(pybits: Face, row: object) -> None:
    name = row.name  # type: ignore[attr-defined]
    assert sorted(names(pybits, "--sort", name)) == sorted(NAMES)
    assert pybits("info", "alpha", "--format", f"{{{name}}}").status == 0


def test_a_format_has_fields_and_plain_text(pybits: Face) -> None:
    assert pybits("info", "gamma", "--format", r"{name}\t{{{state}}}\n{filestotal} of \\{bytestotal}%").out == (
        "gamma\t{QUEUED}\n1 of \\UNKNOWN%\n"
    )
    assert pybits("listfiles", "gamma", "--format", "{index} {remote} {done}").out == "0 http://h/a b false\n"
    assert pybits("info", "gamma", "--json", "--format", "{name}").json["lines"] == ["gamma"]
    pybits("create", "two\nlines\x1b[31m")
    assert names(pybits)[-1] == r"two\nlines\x1b[31m"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list", "--state", "suspnded"), "not 'suspnded'. Did you mean SUSPENDED?"),
        (("list", "--state", "CANCELLED"), "--state must be QUEUED,"),
        (("list", "--state", ""), "--state must be QUEUED,"),
        (("list", "--sort", "nam"), "'nam' is not a property."),
        (("list", "--limit", "-1"), "--limit must be a whole number of jobs, not '-1'"),
        (("list", "--format", "{gid}"), "'gid' is not a field. Did you mean guid? There are guid, name, type,"),
        (("list", "--format", "{name.__class__}"), "'name.__class__' is not a field."),
        (("list", "--format", "{name!r:>10}"), "'name!r:>10' is not a field."),
        (("list", "--format", "{0[a]}"), "'0[a]' is not a field."),
        (("list", "--format", "{}"), "'' is not a field."),
        (("list", "--format", "{name"), "--format has a { without its partner; write {{ for one"),
        (("list", "--format", "name}"), "--format has a } without its partner; write }} for one"),
        (("listfiles", "gamma", "--format", "{state}"), "'state' is not a field. There are index, remote,"),
        (("info", "gamma", "--format", "{size}"), "'size' is not a field."),
    ],
)
def test_what_is_wrong_is_named(pybits: Face, words: tuple[str, ...], said: str) -> None:
    answer = pybits(*words)
    assert said in answer.err
    assert answer.out == ""
    assert answer.status == Exit.USAGE


@given(st.text("{}\\tn ngameuid", max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_a_format_or_is_refused(text: str) -> None:
    try:
        write = template(text, JOB_FIELDS)
    except BitsError:
        return
    assert "{name}" not in write(lambda field: f"<{field}>") or "{{" in text


def test_the_states_of_completion_are_those_that_are_read(pybits: Face) -> None:
    assert pybits("list", "--state", ",".join(LIVE_STATES)).status == 0
