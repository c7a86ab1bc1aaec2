"""On a terminal: tables, a live line that leaves the screen whole, questions, and bitsadmin's two status lines."""

from __future__ import annotations

import os
import re
import shlex
import signal
from collections.abc import Iterator

import pexpect
import pytest

from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import BITSADMIN, PATIENCE, Box, processes_with, wait_until, words_of

BODY = b"x" * 1_000_000


class Terminal:
    """Runs command lines on a pseudo-terminal of 80 by 24."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._running: list[pexpect.spawn] = []

    def start(self, command: list[str], **env: str) -> pexpect.spawn:
        child = pexpect.spawn(
            command[0],
            command[1:],
            env=self._box.env | {"TERM": "xterm"} | env,
            cwd=str(self._box.cwd),
            encoding="utf-8",
            dimensions=(24, 80),
            timeout=PATIENCE,
        )
        self._running.append(child)
        return child

    def close(self) -> None:
        for child in self._running:
            child.close(force=True)


@pytest.fixture
def terminal(box: Box) -> Iterator[Terminal]:
    made = Terminal(box)
    yield made
    made.close()


def finish(child: pexpect.spawn) -> tuple[int, str]:
    text = child.read()
    child.close()
    return child.exitstatus, text


def test_a_list_is_a_table(box: Box, terminal: Terminal) -> None:
    box.ok("create", "a\x1b]0;title\x07")
    status, text = finish(terminal.start(box.command("list"), NO_COLOR="1"))
    assert status == 0
    assert text.split()[:5] == ["JOB", "STATE", "FILES", "SIZE", "DONE"]
    assert r"a\x1b]0;title\x07" in text
    assert "\x1b]0" not in text
    assert "\x1b[3" not in text, "no colour was wanted"


def test_a_script_on_a_terminal_is_what_it_is_in_a_pipe(box: Box, terminal: Terminal) -> None:
    _, text = finish(terminal.start(box.command("completion", "bash")))
    assert text.replace("\r\n", "\n") == box.ok("completion", "bash")


def test_a_transfer_draws_a_line_and_gives_the_cursor_back(
    box: Box, terminal: Terminal, fault_server: FaultServer
) -> None:
    file = fault_server.serve("/a", BODY, Fault(hold_after=500_000))
    child = terminal.start(box.command("transfer", "one", fault_server.url("/a"), "a"))
    child.expect("TRANSFERRING")
    child.expect(r"5\d%")
    child.expect(r"KiB of 977 KiB")
    file.release()
    status, text = finish(child)
    assert status == 0
    assert "100%" in text
    assert text.endswith("Transfer complete: 1 file(s), 1000000 bytes.\r\n")
    assert text.rindex("\x1b[?25h") > text.rindex("100%"), "the cursor is shown again"


def test_a_transfer_that_failed_says_so_once_and_offers_no_job_that_is_gone(
    box: Box, terminal: Terminal, fault_server: FaultServer
) -> None:
    status, text = finish(terminal.start(box.command("transfer", "one", fault_server.url("/none"), "a")))
    assert status == 1
    assert "ERROR" in text
    assert text.count("answered with HTTP status 404") == 1
    assert "'resume' tries again" not in text
    assert text.endswith("The job was cancelled.\r\n")


def test_ctrl_c_leaves_the_job_and_tells_how_to_go_on(box: Box, terminal: Terminal, fault_server: FaultServer) -> None:
    fault_server.serve("/a", BODY, Fault(hold_after=500_000))
    child = terminal.start(box.command("transfer", "one", fault_server.url("/a"), "a"))
    child.expect(r"5\d%")
    child.sendintr()
    status, text = finish(child)
    assert status == 130
    assert "the job goes on in the background" in text
    assert "\x1b[?25h" in text
    assert "'one' TRANSFERRING" in box.ok("list")


def test_what_is_said_on_stderr_breaks_at_blanks_too(box: Box, terminal: Terminal) -> None:
    box.ok("create", "a job whose name takes some of the line")
    child = terminal.start(box.command("wait", "a job whose name takes some of the line", "--timeout", "0.1"))
    status, text = finish(child)
    assert status == 7
    assert re.search(r"waits for\s+you:\s+Has no files yet;", text)
    assert max(map(len, text.split("\r\n"))) <= 80


def test_a_transfer_that_waits_for_its_turn_says_whose_it_is(
    box: Box, terminal: Terminal, fault_server: FaultServer
) -> None:
    fault_server.serve("/a", BODY, Fault(hold_after=500_000))
    for verb in (("create", "first"), ("addfile", "first", fault_server.url("/a"), "first"), ("resume", "first")):
        box.ok(*verb)
    wait_until(lambda: "TRANSFERRING" in box.ok("list"))
    child = terminal.start(box.command("transfer", "one", fault_server.url("/a"), "a"))
    child.expect(r"Waits for its turn; 'first' \(NORMAL\) has it\.")
    child.sendintr()
    assert finish(child)[0] == 130


def test_bitsadmin_redraws_its_two_lines(box: Box, terminal: Terminal, fault_server: FaultServer) -> None:
    file = fault_server.serve("/a", BODY, Fault(hold_after=500_000))
    python = box.command()[0]
    child = terminal.start([python, *BITSADMIN, "/transfer", "one", fault_server.url("/a"), str(box.cwd / "a")])
    child.expect(r"BYTES: \d+ / 1000000 \(5\d%\)")
    file.release()
    status, text = finish(child)
    assert status == 0
    assert text.endswith(
        "\x1b[2A\x1b[JDISPLAY: 'one' TYPE: DOWNLOAD STATE: TRANSFERRED\r\n"
        "PRIORITY: NORMAL FILES: 1 / 1 BYTES: 1000000 / 1000000 (100%)\r\nTransfer complete.\r\n"
    )


@pytest.mark.parametrize(("answer", "left"), [("n", 1), ("", 1), ("y", 0)])
def test_reset_asks_a_person(box: Box, terminal: Terminal, answer: str, left: int) -> None:
    box.ok("create", "one")
    child = terminal.start(box.command("reset"))
    child.expect(r"Cancel 1 job\(s\).*\[y/N\] ")
    child.sendline(answer)
    status, _ = finish(child)
    assert status == (0 if answer == "y" else 8)
    assert f"Listed {left} job(s)." in box.ok("list")


def test_a_reset_leaves_a_job_alone_that_is_another_when_the_person_answers(box: Box, terminal: Terminal) -> None:
    for name in ("one", "two"):
        box.ok("create", name)
        box.ok("addfile", name, "http://localhost:1/f", f"{name}.bin")
    child = terminal.start(box.command("reset", "--state", "suspended"))
    child.expect(r"Cancel 2 job\(s\).*\[y/N\] ")
    box.ok("resume", "two")
    child.sendline("y")
    status, text = finish(child)
    assert status == 0
    assert "left alone" in text
    assert "1 out of 2 jobs cancelled." in text
    assert "'two'" in box.ok("list")
    assert "'one'" not in box.ok("list")


def test_a_monitor_shows_a_new_job_without_being_asked(box: Box, terminal: Terminal) -> None:
    child = terminal.start(box.command("monitor", "--refresh", "0.1"), NO_COLOR="1")
    child.expect(r"0 job\(s\)")
    box.ok("create", "newcomer")
    child.expect("newcomer")
    child.expect(r"1 job\(s\)")
    child.sendintr()
    assert finish(child)[0] == 130


@pytest.mark.parametrize("keys", ["q", "Q", "xq\r"])
def test_a_monitor_ends_with_q_and_gives_the_screen_and_the_keyboard_back(
    box: Box, terminal: Terminal, keys: str
) -> None:
    box.ok("create", "one")
    child = terminal.start(["sh", "-c", 'stty -a; "$@"; stty -a', "sh", *box.command("monitor", "--refresh", "60")])
    child.expect(r"1 job\(s\)")
    child.send("x\x1bOq")  # an arrow, or a key of the number block, is no q
    child.send(keys)
    status, text = finish(child)
    assert status == 0
    assert text.index("\x1b[?1049l") < text.rindex("one")
    assert "\x1b[?25h" in text
    assert " icanon" in text.rpartition("Listed 1 job(s).")[2]


def test_a_monitor_follows_the_window(box: Box, terminal: Terminal) -> None:
    name = "Quarterly report of the northern and southern branch offices"
    box.ok("create", name)
    child = terminal.start(box.command("monitor", "--refresh", "60"), NO_COLOR="1")
    child.expect("Quarterly.*…")
    child.expect("Press q")
    child.setwinsize(30, 150)
    child.expect(name)
    child.sendintr()
    finish(child)


SHOWS = {
    "cursor": ("\x1b[?25l", "\x1b[?25h"),
    "screen": ("\x1b[?1049h", "\x1b[?1049l"),
    "wrap": ("\x1b[?7l", "\x1b[?7h"),
}


def given_back(text: str) -> bool:
    """Tell whether all that was taken from a terminal was given back after it."""
    return all(text.rfind(taken) <= text.rfind(given) for taken, given in SHOWS.values())


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
@pytest.mark.parametrize("verb", ["monitor", "transfer"])
def test_a_signal_that_ends_it_leaves_the_terminal_as_it_was(
    box: Box, terminal: Terminal, fault_server: FaultServer, verb: str, sign: signal.Signals
) -> None:
    fault_server.serve("/a", BODY, Fault(hold_after=500_000))
    words = {"monitor": ("--refresh", "60"), "transfer": ("one", fault_server.url("/a"), "a")}[verb]
    script = f'ulimit -c 0; stty -a; {shlex.join(box.command(verb, *words))}; echo "ended $?"; stty -a'
    child = terminal.start(["sh", "-c", script])
    child.expect({"monitor": "Press q", "transfer": r"5\d%"}[verb])
    (pid,) = [pid for pid in processes_with("PYBITS_HOME", str(box.home)) if verb in words_of(pid)[:4]]
    before = child.before
    os.kill(pid, sign)
    status, text = finish(child)
    assert status == 0
    assert f"ended {128 + sign}" in text, "a signal's death is one, for whoever sent it"
    assert "Traceback" not in text
    assert given_back(before + text)
    assert before.count(" icanon") == text.count(" icanon") == 1
    if verb == "transfer":
        assert "the job goes on in the background" in text
        assert "'one' TRANSFERRING" in box.ok("list")


@pytest.mark.parametrize("verb", ["monitor", "transfer"])
def test_ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_again(
    box: Box, terminal: Terminal, fault_server: FaultServer, verb: str
) -> None:
    file = fault_server.serve("/a", BODY, Fault(hold_after=500_000))
    words = {"monitor": ("--refresh", "60"), "transfer": ("one", fault_server.url("/a"), "a")}[verb]
    child = terminal.start(["bash", "--norc", "--noprofile", "-i"], PS1="ready> ")
    child.expect_exact("ready> ")
    child.sendline(shlex.join(box.command(verb, *words)))
    child.expect({"monitor": "Press q", "transfer": r"5\d%"}[verb])
    text = child.before
    child.sendcontrol("z")
    child.expect("Stopped")
    assert given_back(text + child.before)
    child.sendline("stty -a; fg")
    child.expect_exact(" icanon")
    child.expect_exact("\x1b[?25l")
    child.expect({"monitor": "Press q", "transfer": r"5\d%"}[verb])
    if verb == "monitor":
        child.send("q")
    else:
        file.release()
    child.sendline("echo status $?; exit")
    child.expect("status 0")
    assert given_back(child.before)


def test_nothing_is_drawn_after_the_pipe_is_a_file(box: Box, fault_server: FaultServer) -> None:
    fault_server.serve("/a", BODY)
    shown = box.ok("transfer", "one", fault_server.url("/a"), "a")
    assert "\r" not in shown
    assert "\x1b" not in shown
    assert (box.cwd / "a").exists()
