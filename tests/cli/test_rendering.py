"""What is shown of a value: escapes, bitsadmin's forms to the letter, JSON's schema, tables of 80 columns."""

from __future__ import annotations

import json as stdjson
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pybits.cli import views
from pybits.cli.render import bitsadmin, errors, json, raw, text
from pybits.cli.render.escape import escape
from pybits.cli.render.lines import amount, duration, job_line, percent
from pybits.cli.render.wrap import at_blanks, fit
from pybits.domain import hresult
from pybits.domain.state import JobState
from pybits.manager.ending import Completion
from tests.cli.samples import GUID, NOT_THERE, file_view, job

HOSTILE = "a\x1b[31m\nb\u202ec\x9b\u2028d\udc80"


def test_what_drives_a_terminal_is_written_out() -> None:
    assert escape(HOSTILE) == r"a\x1b[31m\nb\u202ec\x9b\u2028d\udc80"
    assert escape("päckchen 包裹 🎁") == "päckchen 包裹 🎁"


@given(st.text())
def test_no_text_brings_a_control_character_to_the_terminal(word: str) -> None:
    shown = escape(word)
    shown.encode()
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or 0x202A <= ord(c) <= 0x202E for c in shown)


def test_a_job_on_one_line() -> None:
    known = job(state=JobState.TRANSFERRED, files_done=1, files_total=1, bytes_done=1024, bytes_total=1024)
    assert job_line(known) == f"{GUID} 'job1' TRANSFERRED 1 / 1 1024 / 1024"
    assert job_line(job(bytes_total=None, files_total=1)) == f"{GUID} 'job1' SUSPENDED 0 / 1 0 / UNKNOWN"


def test_the_verbose_block_of_bitsadmin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    shown = job(owner=1000, error=NOT_THERE, state=JobState.ERROR, files_total=1, bytes_total=None, error_count=1)
    block = bitsadmin.block(views.Details(shown, "alice", "", (file_view(),), True, file_view().file))
    assert block[0] == f"GUID: {GUID} DISPLAY: 'job1'"
    assert block[1:3] == [
        "TYPE: DOWNLOAD STATE: ERROR OWNER: alice",
        "PRIORITY: NORMAL FILES: 0 / 1 BYTES: 0 / UNKNOWN",
    ]
    assert block[4] == "COMPLETION TIME: UNKNOWN ACL FLAGS: "
    assert block[5:] == [
        "NOTIFY INTERFACE: UNREGISTERED NOTIFICATION FLAGS: 3",
        "RETRY DELAY: 600 NO PROGRESS TIMEOUT: 1209600 ERROR COUNT: 1",
        "PROXY USAGE: PRECONFIG PROXY LIST: NULL PROXY BYPASS LIST: NULL",
        "ERROR FILE:    http://h/0 -> /d/0",
        "ERROR CODE:    0x80190194 - The server said 404.",
        "ERROR CONTEXT: 0x00000005 - The error occurred while the remote file was being processed.",
        "DESCRIPTION: ",
        "JOB FILES: ",
        "\t0 / UNKNOWN WORKING http://h/0 -> /d/0",
        "NOTIFICATION COMMAND LINE: none",
        "owner MIC integrity level: MEDIUM",
        "owner elevated ?           false",
        "",
        "Peercaching flags",
        "\t Enable download from peers      :false",
        "\t Enable serving to peers         :false",
        "",
        "CUSTOM HEADERS: ",
    ]


def test_the_list_of_bitsadmin_ends_with_a_count() -> None:
    rows = (views.Details(job(), "", ""), views.Details(job(name="two"), "", ""))
    shown = bitsadmin.render(views.JobList(rows))
    assert shown == f"{GUID} 'job1' SUSPENDED 0 / 0 0 / 0\n{GUID} 'two' SUSPENDED 0 / 0 0 / 0\n\nListed 2 job(s).\n"
    assert bitsadmin.render(views.JobList(())) == "Listed 0 job(s).\n"


def test_the_status_lines_of_a_transfer() -> None:
    running = job(state=JobState.TRANSFERRING, files_total=1, bytes_done=539, bytes_total=1078)
    assert bitsadmin.status_lines(views.Progress(running, None, None, "")) == [
        "DISPLAY: 'job1' TYPE: DOWNLOAD STATE: TRANSFERRING",
        "PRIORITY: NORMAL FILES: 0 / 1 BYTES: 539 / 1078 (50%)",
    ]


def test_a_failed_transfer_shows_three_lines() -> None:
    failed = views.TransferFailed(job(), hresult.http_error(404), NOT_THERE, file_view().file)
    assert bitsadmin.render(failed).splitlines() == [
        "Unable to complete transfer.",
        "ERROR FILE:    http://h/0 -> /d/0",
        "ERROR CODE:    0x80190194 - The server said 404.",
        "ERROR CONTEXT: 0x00000005 - The error occurred while the remote file was being processed.",
    ]
    assert "(0x80190194 BG_E_HTTP_ERROR_404)" in errors.render(failed)


def test_a_failure_in_both_faces() -> None:
    failed = views.Failed("complete job", hresult.BG_E_INVALID_STATE, "Too late.")
    assert bitsadmin.render(failed).splitlines()[:2] == [
        "Unable to complete job - 0x80200002",
        "The requested action is not allowed in the current job state.",
    ]
    assert errors.render(failed) == "pybits: cannot complete job: Too late (0x80200002 BG_E_INVALID_STATE)\n"


def test_an_ambiguous_name_ends_with_the_sentence_of_bitsadmin() -> None:
    failed = views.Failed("resume job", hresult.E_INVALIDARG, "Two.", (GUID, GUID))
    assert bitsadmin.render(failed).splitlines()[-1] == "Use the job identifier instead of the job name."
    assert errors.render(failed).count(GUID) == 2


def test_every_view_has_a_text_and_a_json_or_none_on_purpose() -> None:
    every = set(get_args(views.View))
    assert every - set(text._LINES) == {views.Note, views.SlashHelp}
    assert every - set(json._OBJECTS) == {views.Note, views.SlashHelp}
    click_only = {
        views.Values,
        views.Formatted,
        views.Events,
        views.History,
        views.Waited,
        views.PolicyList,
        views.PolicyChecked,
        views.PolicyAssigned,
    }
    assert every - set(bitsadmin._LINES) == {
        *click_only,
        views.DaemonState,
        views.DaemonActed,
        views.Script,
        views.Note,
    }


def test_json_numbers_are_integers_and_the_unknown_is_null() -> None:
    shown = stdjson.loads(json.render(views.Details(job(bytes_total=None, files_total=2), "a", "why")))
    assert shown["version"] == 1
    assert next(iter(shown)) == "version"
    assert shown["job"]["bytes_total"] is None
    assert shown["job"]["files_total"] == 2
    assert shown["job"]["created"] == "2023-11-14T22:13:20.000Z"
    assert "files" not in shown["job"]


def test_json_is_one_ascii_line_whatever_the_name() -> None:
    line = json.render(views.Created(job(name=HOSTILE)))
    assert line.isascii()
    assert line.count("\n") == 1
    assert stdjson.loads(line)["job"]["name"] == HOSTILE


@pytest.mark.parametrize("render", [text.render, bitsadmin.render])
@pytest.mark.parametrize(
    "view",
    [
        views.Completed(
            job(name=HOSTILE),
            Completion(hresult.BG_S_PARTIAL_COMPLETE, 1, (HOSTILE,), (HOSTILE,), ((HOSTILE, HOSTILE),)),
        ),
        views.JobList((views.Details(job(name=HOSTILE), HOSTILE, HOSTILE),), all_users=True),
        views.Details(
            job(name=HOSTILE, description=HOSTILE, error=NOT_THERE._replace(text=HOSTILE)), "o", "w", (), True
        ),
        views.Monitoring((job(name=HOSTILE),), 5),
    ],
    ids=lambda view: type(view).__name__,
)
def test_a_hostile_name_is_harmless_wherever_it_is_shown(view: views.View, render: object) -> None:
    shown = render(view)  # type: ignore[operator]
    assert shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_a_bare_value_is_bare() -> None:
    assert raw.render(views.Created(job())) == [GUID]


@pytest.mark.parametrize("columns", [80, 40])
def test_a_table_keeps_to_the_width_of_the_terminal(columns: int) -> None:
    from pybits.cli.render import table

    rows = tuple(views.Details(job(name=name * 9, bytes_total=None), "", "") for name in ("short", HOSTILE))
    shown = table.render(views.JobList(rows), columns, colour=False)
    assert max(map(len, shown.splitlines())) <= columns
    assert "\x1b" not in shown
    assert "Listed 2 job(s)." in shown


def test_colour_is_only_there_when_it_may_be() -> None:
    from pybits.cli.render import table

    view = views.Details(job(state=JobState.TRANSFERRED), "o", "w")
    assert "\x1b[32m" in table.render(view, 80, colour=True)
    assert "\x1b" not in table.render(view, 80, colour=False)


def test_wrapping_breaks_at_blanks_and_cutting_cuts() -> None:
    line = "ERROR CONTEXT: 0x00000005 - The error occurred while the remote file was being processed."
    assert fit(line, 80, wrap=True).split("\n") == [
        "ERROR CONTEXT: 0x00000005 - The error occurred while the remote file was being ",
        "processed.",
    ]
    assert fit(line, 80, wrap=False) == line[:79]
    assert fit("short\nlines", 80, wrap=True) == "short\nlines"


@given(st.text(alphabet=" ab", max_size=60), st.integers(2, 20))
def test_wrapping_loses_nothing(line: str, columns: int) -> None:
    pieces = fit(line, columns, wrap=True).split("\n")
    assert "".join(pieces).replace(" ", "") == line.replace(" ", "")
    assert all(len(piece.rstrip()) <= columns - 1 for piece in pieces)


def test_a_line_for_a_person_breaks_at_blanks_and_never_in_a_word() -> None:
    url = "http://h/" + "x" * 90
    assert at_blanks(f"one two {url} three\nshort", 20) == f"one two\n{url}\nthree\nshort"
    assert at_blanks("\x1b[31mabcd\x1b[0m efgh ijkl", 9) == "\x1b[31mabcd\x1b[0m efgh\nijkl"
    assert at_blanks("  0 / 1 a -> b", 8) == "  0 / 1\na -> b"


def test_amounts_and_durations_for_readers() -> None:
    assert [amount(size) for size in (None, 0, 1023, 1024, 1536, 102400, 1 << 30)] == [
        "unknown", "0 B", "1023 B", "1.0 KiB", "1.5 KiB", "100 KiB", "1.0 GiB",
    ]  # fmt: skip
    assert [duration(seconds) for seconds in (0, 59.6, 61, 3661)] == ["0:00", "1:00", "1:01", "1:01:01"]
    assert [percent(0, 0), percent(1, None), percent(1, 3), percent(3, 3)] == [0, None, 33, 100]
