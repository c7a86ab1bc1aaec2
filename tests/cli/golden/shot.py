"""One command line in one mode: run in a child of this process, on a real pseudo-terminal or in a pipe."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, NoReturn

import pyte

# Imported here once, and not by each child again.
import pybits.cli.build
import pybits.cli.perform
import pybits.cli.render.bitsadmin
import pybits.cli.render.json
import pybits.cli.render.screen
import pybits.cli.render.table
import pybits.manager.manager  # noqa: F401
from pybits.cli import main

ROWS = 24
PATIENCE = 60.0


class Mode(NamedTuple):
    """How a command line is run: on a terminal or in a pipe, how wide, with bare values, as JSON."""

    terminal: bool
    columns: int
    raw: bool = False
    json: bool = False


class Seen(NamedTuple):
    """What a run has left on the screen or in the pipe, on stderr, and its exit status."""

    out: str
    err: str
    status: int


Answer = tuple[bytes, Callable[[], object]]


def shoot(
    words: Sequence[str],
    mode: Mode,
    env: Mapping[str, str],
    cwd: str,
    *,
    typed: str = "",
    prompt: str = "",
    until: str = "",
    mask: Callable[[str], str] = str,
) -> Seen:
    """Run a program of this package; `until` is the pattern after which it is interrupted as by Ctrl-C.

    `typed` comes from the keyboard, at once or after the pattern `prompt`, and then no more.
    `mask` changes what was printed before a terminal breaks it into lines.
    """
    reader, writer = pty.openpty() if mode.terminal else os.pipe()
    errors, errors_writer = os.pipe()
    if mode.terminal:
        _prepare(writer, mode.columns)
        if not prompt:
            os.write(reader, typed.encode() + b"\x04")
    size = {} if mode.terminal else {"COLUMNS": str(mode.columns)}
    child = os.fork()
    if child == 0:
        _become(words, dict(env) | size | {"TERM": "xterm", "NO_COLOR": "1"}, cwd, writer, errors_writer, mode)
    os.close(writer)
    os.close(errors_writer)
    answers: list[Answer] = [(until.encode(), lambda: os.kill(child, signal.SIGINT))] if until else []
    if prompt and mode.terminal:
        answers.append((prompt.encode(), lambda: os.write(reader, typed.encode() + b"\x04")))
    out, err = _gather(child, reader, errors, answers)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    text = mask(out.decode())
    return Seen(_screen(text, mode.columns) if mode.terminal else text, mask(err.decode()), status)


def _prepare(terminal: int, columns: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
    attributes = termios.tcgetattr(terminal)
    attributes[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSANOW, attributes)


def _become(words: Sequence[str], env: Mapping[str, str], cwd: str, out: int, err: int, mode: Mode) -> NoReturn:
    """Be the program: it shares nothing with the tests but the modules that they have imported."""
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if mode.terminal:
            fcntl.ioctl(out, termios.TIOCSCTTY, 0)
        os.dup2(out if mode.terminal else os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.closerange(3, 256)
        os.environ.clear()
        os.environ.update(env)
        time.tzset()
        os.chdir(cwd)
        sys.stdin, sys.stdout, sys.stderr = (os.fdopen(fd, kind, encoding="utf-8") for fd, kind in enumerate("rww"))
        sys.argv = list(words)
        main.pybits() if words[0] == "pybits" else main.bitsadmin()
    finally:
        os._exit(99)


def _gather(child: int, out: int, err: int, answers: list[Answer]) -> tuple[bytes, bytes]:
    """Read both ends until the child has closed them."""
    texts = {out: b"", err: b""}
    open_ends = {out, err}
    end = time.monotonic() + PATIENCE
    while open_ends:
        ready, _, _ = select.select(open_ends, [], [], max(0.0, end - time.monotonic()))
        if not ready:
            os.kill(child, signal.SIGKILL)
            raise AssertionError(f"it still runs after {PATIENCE:.0f} seconds; it has said: {texts[out][-500:]!r}")
        for descriptor in ready:
            piece = _read(descriptor)
            texts[descriptor] += piece
            if not piece:
                open_ends.remove(descriptor)
                os.close(descriptor)
        for answer in [one for one in answers if re.search(one[0], texts[out] + texts[err])]:
            answers.remove(answer)
            answer[1]()
    return texts[out], texts[err]


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # EIO: the last who had the terminal open is gone
        return b""


def _screen(text: str, columns: int) -> str:
    """Give what a person sees: the text as a terminal shows it that has room for all of its lines."""
    # There is one screen only: what was on another stands above what came after it.
    text = text.replace("\x1b[?1049l", "\r\n")
    rows = text.count("\n") + len(text) // columns + 2
    screen = pyte.Screen(columns, rows)
    pyte.Stream(screen).feed(text)
    lines = [line.rstrip() for line in screen.display]
    while lines and not lines[-1]:
        lines.pop()
    return "".join(f"{line}\n" for line in lines)
