"""The terminal while it is drawn on: whoever changed it gives it back before a signal ends or stops the program.

Ctrl-C is an interruption, which finds its way out by itself. SIGTERM, SIGHUP and SIGQUIT become one while something is
drawn, and then the program ends by the signal that came. Ctrl-Z gives the terminal back, stops, and takes it again.
"""

from __future__ import annotations

import contextlib
import os
import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Protocol

    class Actor(Protocol):
        """Who changed the terminal. Both calls come from a signal handler: they write past any buffer."""

        def leave(self) -> None:
            """Give the terminal back."""

        def enter(self) -> None:
            """Take it again; what was on it is drawn anew."""


_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_actors: list[Actor] = []
_heard: list[int] = []


def hear() -> None:
    """Make interruptions of the signals that end a program; one that was ignored (nohup) stays so."""
    for number in _ENDING:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def take(actor: Actor) -> None:
    """Have signals answered for an actor."""
    hear()
    if signal.getsignal(signal.SIGTSTP) is signal.SIG_DFL:
        signal.signal(signal.SIGTSTP, _stop)
    _actors.append(actor)


def give(actor: Actor) -> None:
    """Forget an actor, who gave the terminal back by himself."""
    with contextlib.suppress(ValueError):
        _actors.remove(actor)


def follow() -> None:
    """End by the signal that came, if one did, so that whoever sent it sees that it did its work."""
    if _heard:
        signal.signal(_heard[0], signal.SIG_DFL)
        os.kill(os.getpid(), _heard[0])


def write(text: str) -> None:
    """Write to the terminal from a signal handler, where a buffer may be in use; it may be gone."""
    with contextlib.suppress(OSError):
        os.write(1, text.encode())


def _end(number: int, _frame: FrameType | None) -> None:
    _heard.append(number)
    raise KeyboardInterrupt


def _stop(number: int, _frame: FrameType | None) -> None:
    for actor in reversed(_actors):
        actor.leave()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    signal.signal(number, _stop)
    for actor in _actors:
        actor.enter()
