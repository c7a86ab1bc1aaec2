"""What a handler may know of the world: the manager, the terminal, the clock, the environment, the current folder."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping

from pybits.domain.hresult import E_INVALIDARG, ERROR_CANCELLED, ERROR_PATH_NOT_FOUND, BitsError

from .record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pybits.manager.looking import Looking
    from pybits.manager.manager import Manager

DEFAULT_COLUMNS = 80
_DIGITS = 6  # of a width; more are no width, and thousands of them no number to Python
_LONGEST_TEXT = 64 << 20  # bytes; a list of a million files fits


class Terminal(Record):
    """Which of the standard streams are terminals, how wide the screen is, and whether it may be coloured."""

    stdin: bool
    stdout: bool
    columns: int
    colour: bool

    @classmethod
    def look(cls, environ: Mapping[str, str]) -> Terminal:
        """Ask the standard streams; COLUMNS, NO_COLOR and TERM=dumb are obeyed."""
        stdout = _is_tty(1)
        colour = stdout and not environ.get("NO_COLOR") and environ.get("TERM", "dumb") != "dumb"
        return cls(_is_tty(0), stdout, _columns(environ, stdout), colour)


def _is_tty(descriptor: int) -> bool:
    try:
        return os.isatty(descriptor)
    except OSError:
        return False


def _columns(environ: Mapping[str, str], stdout: bool) -> int:
    word = environ.get("COLUMNS", "")
    if word.isdecimal() and len(word) <= _DIGITS and int(word) > 0:
        return int(word)
    try:
        return os.get_terminal_size(1).columns or DEFAULT_COLUMNS if stdout else DEFAULT_COLUMNS
    except OSError:
        return DEFAULT_COLUMNS


class Context:
    """A handler's surroundings. `slash` tells that the words were typed in bitsadmin's syntax."""

    def __init__(self, environ: Mapping[str, str], terminal: Terminal, *, slash: bool = False) -> None:
        self.environ = environ
        self.terminal = terminal
        self.slash = slash
        self._manager: Manager | None = None
        self._looking: Looking | None = None

    @property
    def manager(self) -> Manager:
        """Give this user's manager, opened at first use."""
        if self._manager is None:
            from pybits.manager.manager import Manager

            self._manager = Manager.open()
        return self._manager

    @property
    def jobs(self) -> Looking:
        """Give what a verb that only looks at jobs needs: the manager, or the part of it that is quick to import."""
        if self._manager is not None:
            return self._manager
        if self._looking is None:
            from pybits.manager.looking import Looking

            self._looking = Looking.open()
        return self._looking

    def close(self) -> None:
        """Close the manager if it was opened."""
        if self._manager is not None:
            self._manager.close()
            self._manager = None

    def cwd(self) -> str:
        """Give the current folder; ERROR_PATH_NOT_FOUND if it was deleted."""
        try:
            return os.getcwd()
        except OSError:
            raise BitsError(ERROR_PATH_NOT_FOUND, "The current folder does not exist any more.") from None

    def now(self) -> float:
        """Give seconds that only go forward, for durations."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Do nothing for so many seconds."""
        time.sleep(seconds)

    def read_text(self, name: str) -> str:
        """Read a text file, - being standard input in the click face; E_INVALIDARG if it is not UTF-8 or huge."""
        if name == "-" and not self.slash:
            data = sys.stdin.buffer.read(_LONGEST_TEXT + 1)
        else:
            with open(name, "rb") as file:
                data = file.read(_LONGEST_TEXT + 1)
        if len(data) > _LONGEST_TEXT:
            raise BitsError(E_INVALIDARG, f"{name} is longer than {_LONGEST_TEXT >> 20} MiB. Split it.")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise BitsError(E_INVALIDARG, f"{name} is not UTF-8 text.") from None

    def confirm(self, question: str) -> bool:
        """Ask the person at the terminal; anything but y or yes is a no."""
        sys.stderr.write(f"{question} [y/N] ")
        sys.stderr.flush()
        return sys.stdin.readline().strip().lower() in {"y", "yes"}

    def ask_secret(self, question: str) -> str:
        """Ask the person at the terminal for what must not be seen; E_INVALIDARG where there is no terminal."""
        if not self.terminal.stdin:
            raise BitsError(E_INVALIDARG, "There is no terminal to ask for the password at. Use --password-stdin.")
        import getpass

        from . import stage

        stage.hear()  # the terminal shows nothing of what is typed: it must not stay so
        try:
            return getpass.getpass(question)
        except EOFError:
            raise BitsError(ERROR_CANCELLED, "No password was given.") from None

    def read_secret(self, limit: int) -> str:
        """Read a password from standard input, without the end of its line; E_INVALIDARG if it is no line of text."""
        data = sys.stdin.buffer.read(limit + 1)
        try:
            text = data.decode().removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            raise BitsError(E_INVALIDARG, "The password on standard input is not UTF-8 text.") from None
        if not text:
            raise BitsError(E_INVALIDARG, "There is no password on standard input.")
        return text
