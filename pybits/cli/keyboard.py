"""The keyboard of whoever watches: waiting for a key, the end of a time, or a window of another size."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
from types import TracebackType
from typing import Any, Self

from . import stage

_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O?.?)")  # what an arrow or the number block sends has letters in it


class Keyboard:
    """Reads single keys while it is open, and leaves the terminal as it was; without a terminal it only waits."""

    def __init__(self, *, terminal: bool) -> None:
        self._terminal = terminal
        self._before: Any = None
        self._handler: Any = None
        self._reader = self._writer = -1

    def __enter__(self) -> Self:
        if not self._terminal:
            return self
        self._take()
        self._reader, self._writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._handler = signal.signal(signal.SIGWINCH, lambda *_: self._wake())
        stage.take(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._terminal:
            return
        stage.give(self)
        signal.signal(signal.SIGWINCH, self._handler or signal.SIG_DFL)
        os.close(self._reader)
        os.close(self._writer)
        self.leave()

    def _take(self) -> None:
        import termios
        import tty

        with contextlib.suppress(termios.error):
            self._before = termios.tcgetattr(0)
            tty.setcbreak(0, termios.TCSADRAIN)

    def leave(self) -> None:
        """Let the terminal gather lines again, as it did."""
        import termios

        if self._before is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(0, termios.TCSADRAIN, self._before)

    def enter(self) -> None:
        """Take single keys again, and have the screen drawn anew."""
        self._take()
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(self._writer, b"!")

    def wait(self, seconds: float) -> str:
        """Wait so long at most; give the letters that were typed, none also when the screen is to be drawn."""
        if not self._terminal:
            import time

            time.sleep(seconds)
            return ""
        watched = [self._reader] + [0] * (self._before is not None)
        ready, _, _ = select.select(watched, [], [], seconds)
        if self._reader in ready:
            os.read(self._reader, 4096)
        if 0 not in ready:
            return ""
        pressed = os.read(0, 64).decode(errors="replace")
        if not pressed:  # nobody is at the keyboard any more
            self._before = None
        return _SEQUENCE.sub("", pressed)
