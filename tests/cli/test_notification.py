"""The verbs of notification and ownership in both faces: words, output, JSON, exit statuses."""

from __future__ import annotations

import pytest

from pybits.cli.exit_codes import Exit
from tests.cli.faces import Face

PROGRAM = "/bin/sh"


def test_a_command_line_is_set_shown_and_removed_in_the_click_face(pybits: Face) -> None:
    pybits("create", "one")
    assert pybits("getnotifycmdline", "one").out == "none\n"
    assert pybits("--json", "getnotifycmdline", "one").json["value"] is None
    said = pybits("setnotifycmdline", "one", PROGRAM, "sh -c 'exit 0'")
    assert (said.status, said.err) == (0, "")
    assert said.out == f"Set the notify command line to {PROGRAM} sh -c 'exit 0'.\n"
    assert pybits("--raw", "getnotifycmdline", "one").out == f"{PROGRAM} sh -c 'exit 0'\n"
    stored = {"program": PROGRAM, "parameters": "sh -c 'exit 0'"}
    assert pybits("--json", "getnotifycmdline", "one").json["value"] == stored
    assert pybits("--json", "info", "one").json["job"]["notify_command"] == stored
    assert pybits("setnotifycmdline", "one", "NULL").status == 0
    assert pybits("getnotifycmdline", "one").out == "none\n"


def test_what_is_seldom_meant_is_said_and_done(pybits: Face) -> None:
    pybits("create", "one")
    said = pybits("setnotifycmdline", "one", PROGRAM, "-c 'exit 0'")
    assert said.status == 0
    assert "The parameters begin with '-c'" in said.err
    assert pybits("getnotifycmdline", "one").out == f"{PROGRAM} -c 'exit 0'\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("setnotifycmdline", "one", "sh"), "0x80070057"),
        (("setnotifycmdline", "one", "/" + "p" * 260), "0x80200021"),
        (("setnotifycmdline", "one", PROGRAM, "p" * 4001), "0x80200021"),
        (("setnotifycmdline", "one", PROGRAM, '"open'), "0x80070057"),
        (("setnotifycmdline", "one", "NULL", "x"), "0x80070057"),
        (("setnotifyflags", "one", "64"), "0x80004001"),
        (("setnotifyflags", "one", "-1"), "0x80070057"),
        (("setnotifyflags", "one", "three"), "0x80070057"),
    ],
)
def test_a_refusal_has_its_code_in_both_faces(pybits: Face, bitsadmin: Face, words: tuple[str, ...], code: str) -> None:
    pybits("create", "one")
    said = pybits(*words)
    assert (said.status, code in said.err) == (Exit.USAGE, True)
    verb, *rest = words
    slash = bitsadmin(f"/{verb}", *rest, *["NULL"] * (verb == "setnotifycmdline" and len(rest) == 2))
    assert (slash.status != 0, code in slash.out) == (True, True)


@pytest.mark.parametrize(("word", "shown"), [("1", "1"), ("0x3F", "63"), ("0", "0"), ("4", "4")])
def test_flags_are_decimal_or_hexadecimal_and_stand_in_the_verbose_block(
    pybits: Face, bitsadmin: Face, word: str, shown: str
) -> None:
    pybits("create", "one")
    assert bitsadmin("/SetNotifyFlags", "one", word).status == 0
    assert pybits("getnotifyflags", "one").out == f"{shown}\n"
    bitsadmin("/SetNotifyCmdLine", "one", PROGRAM, "sh \x1b[31m")
    block = bitsadmin("/info", "one", "/verbose").out
    assert f"NOTIFY INTERFACE: UNREGISTERED NOTIFICATION FLAGS: {shown}\n" in block
    assert f"NOTIFICATION COMMAND LINE: {PROGRAM} sh \\x1b[31m\n" in block


@pytest.mark.root
def test_owner_interface_and_taking_over(pybits: Face, bitsadmin: Face) -> None:
    pybits("create", "one")
    assert pybits("getowner", "one").out == bitsadmin("/rawreturn", "/GETOWNER", "one").out == "root\n"
    assert pybits("--json", "getowner", "one").json["value"] == 0
    assert bitsadmin("/rawreturn", "/GetNotifyInterface", "one").out == "UNREGISTERED\n"
    assert pybits("--json", "getnotifyinterface", "one").json["value"] == "UNREGISTERED"
    said = bitsadmin("/TakeOwnership", "one")
    assert (said.status, "Job taken over.\n" in said.out) == (0, True)
    assert pybits("takeownership", "nobody").status == Exit.NOT_FOUND
