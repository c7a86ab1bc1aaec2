"""Where the words of setcredentials come from, and that no output has a password."""

from __future__ import annotations

from pathlib import Path

import pexpect
import pytest

from pybits.domain.credentials import AuthScheme, AuthTarget, Credential
from pybits.manager.manager import Manager
from pybits.storage import secrets
from tests.cli.faces import Face
from tests.support.processes import Box

SERVER, BASIC = AuthTarget.SERVER, AuthScheme.BASIC
WORD = "wonder-land"
ALICE = Credential(SERVER, BASIC, "alice", WORD)


def kept(box: Box, guid: str) -> tuple[Credential, ...]:
    return secrets.read(str(box.home / "jobs" / guid)).credentials


@pytest.fixture
def guid(box: Box) -> str:
    return box.ok("--raw", "create", "nightly").strip()


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_password_comes_from_standard_input_without_the_end_of_its_line(box: Box, guid: str, end: str) -> None:
    words = ("setcredentials", guid, "server", "basic", "alice", "--password-stdin")
    assert box.ok(*words, input=f" {WORD} {end}") == "Credentials set for the server (BASIC).\n"
    assert kept(box, guid) == (ALICE._replace(password=f" {WORD} "),)


def test_a_terminal_is_asked_and_shows_nothing(box: Box, guid: str) -> None:
    program, *words = box.command("setcredentials", guid, "server", "basic", "alice")
    child = pexpect.spawn(program, words, env=box.env, encoding="utf-8", timeout=30)
    child.expect("Password of alice for the server: ")
    child.sendline(WORD)
    child.expect("Credentials set")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert WORD not in (child.before or "")
    assert kept(box, guid) == (ALICE,)


def test_without_a_terminal_the_option_is_named(box: Box, guid: str) -> None:
    ran = box.run("setcredentials", guid, "server", "basic", "alice")
    assert ran.status == 2
    assert "--password-stdin" in ran.stderr
    ran = box.run("setcredentials", guid, "server", "basic", "alice", "--password-stdin")
    assert "There is no password on standard input" in ran.stderr


def test_the_click_face_takes_no_password_as_a_word(box: Box, guid: str) -> None:
    ran = box.run("setcredentials", guid, "server", "basic", "alice", WORD)
    assert ran.status == 2


def test_bitsadmins_form_works_and_warns(box: Box, guid: str) -> None:
    ran = box.bitsadmin("/SetCredentials", guid, "Server", "Basic", "alice", WORD)
    assert ran.status == 0
    assert "seen by every user" in ran.stderr
    assert WORD not in ran.stdout + ran.stderr
    assert kept(box, guid) == (ALICE,)
    ran = box.bitsadmin("/SETCREDENTIALS", guid, "SERVER", "BASIC", "alice")
    assert "Invalid number of arguments." in ran.stdout


def test_the_keyring_has_the_password(box: Box, guid: str) -> None:
    env = {"PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring", "PYTHONWARNINGS": "default"}
    words = ("setcredentials", guid, "server", "basic", "alice", "--keyring", "example.org")
    ran = box.run(*words, env=env)
    assert (ran.status, "keyring set example.org alice" in ran.stderr) == (1, True)
    script = f"import keyring; keyring.set_password('example.org', 'alice', '{WORD}')"
    import subprocess

    subprocess.run([box.command()[0], "-c", script], env=box.env | env, check=True)
    assert box.ok(*words, env=env)
    assert kept(box, guid) == (ALICE,)


def test_a_netrc_file_is_referred_to_and_others_must_not_read_it(box: Box, guid: str) -> None:
    words = ("setcredentials", guid, "server", "digest", "--netrc")
    assert box.run(*words).status == 1
    netrc = Path(box.env["HOME"]) / ".netrc"
    netrc.write_text(f"machine h login alice password {WORD}\n")
    netrc.chmod(0o644)
    ran = box.run(*words)
    assert (ran.status, "chmod 600" in ran.stderr) == (0, True)
    other = box.cwd / "other"
    other.write_text("machine h login alice password x\n")
    other.chmod(0o600)
    assert box.run("setcredentials", guid, "server", "basic", "--netrc-file", "other").stderr == ""
    assert [one.netrc for one in kept(box, guid)] == [str(netrc), str(other)]
    assert WORD not in (box.home / "jobs" / guid / "secrets.json").read_text()


def test_what_is_not_there_is_removed_without_a_failure(pybits: Face, bitsadmin: Face) -> None:
    guid = Manager.open().create_job("nightly").guid
    assert bitsadmin("/setcredentials", guid, "PROXY", "DIGEST", "u", "p").status == 0
    assert pybits("removecredentials", guid, "proxy", "digest").out == "Credentials removed for the proxy (DIGEST).\n"
    said = pybits("--json", "removecredentials", guid, "proxy", "digest")
    assert (said.status, said.json["code"]) == (0, "0x00000001")


def test_a_login_in_a_url_is_moved_and_said_to_have_been_seen(pybits: Face, tmp_path: Path) -> None:
    guid = Manager.open().create_job("nightly").guid
    said = pybits("addfile", guid, f"https://alice:{WORD}@h.example/f", str(tmp_path / "f"))
    assert said.out == f"Added https://h.example/f -> {tmp_path}/f to job.\n"
    assert "password" in said.err
    assert WORD not in said.err
    shown = "".join(pybits(verb, guid).out for verb in ("listfiles", "history")) + pybits("info", guid, "--verbose").out
    assert WORD not in shown
