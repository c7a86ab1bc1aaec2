"""The two programs: `pybits` speaks click's syntax and bitsadmin's, `bitsadmin` its own only."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from .exit_codes import Exit
from .settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    import click

    from .context import Terminal
    from .render.screen import Screen
    from .verb import Verb
    from .views import View

# Most commands end before there is garbage worth a search; those that stay (monitor, wait) are searched now and then.
_GARBAGE = 100_000

# What the completion scripts call; no verb, because nobody types it.
COMPLETE = "--complete"


def pybits() -> NoReturn:
    """Run the program `pybits`."""
    _run(sys.argv[1:], slash=len(sys.argv) > 1 and sys.argv[1].startswith("/"))


def bitsadmin() -> NoReturn:
    """Run the program `bitsadmin`."""
    _run(sys.argv[1:], slash=True)


def _run(words: Sequence[str], *, slash: bool) -> NoReturn:
    """Run a command line and leave with its status."""
    gc.set_threshold(_GARBAGE)
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115  None: it was closed by the shell
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  as the input
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  open until the process ends
    try:
        status = _answer(words, slash=slash)
    except KeyboardInterrupt:
        status = Exit.INTERRUPTED
    except Exception as error:
        if os.environ.get("PYBITS_DEBUG"):
            raise
        sys.stderr.write(f"pybits: unexpected {type(error).__name__}: {error}; PYBITS_DEBUG=1 tells more\n")
        status = Exit.FAILED
    _leave(int(status))


def _leave(status: int) -> NoReturn:
    """End the process at once: nothing is open any more, and taking the interpreter apart takes a fifth of a getter.

    What is left in a buffer for a reader that went away is dropped. With PYBITS_DEBUG the interpreter ends as usual,
    for profilers and the like.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if (stage := sys.modules.get(f"{__package__}.stage")) is not None:  # something was drawn: a signal may have come
        stage.follow()
    if os.environ.get("PYBITS_DEBUG"):
        sys.exit(status)
    os._exit(status)


def _answer(words: Sequence[str], *, slash: bool) -> int:
    if words[:1] != [COMPLETE]:
        return slash_face(words) if slash else click_face(words)
    from .completer import answer

    sys.stdout.buffer.write(answer(words[1:]).encode())
    return Exit.DONE


def click_face(words: Sequence[str]) -> int:
    """Perform a command line in click's syntax and give its exit status."""
    import click

    from .build import root

    try:
        result = root(_perform, _version).main(list(words), "pybits", standalone_mode=False)
    except click.ClickException as error:
        return _wrong_usage(error, words)
    except click.Abort:
        return Exit.INTERRUPTED
    return result if isinstance(result, int) else Exit.DONE


def slash_face(words: Sequence[str]) -> int:
    """Perform a command line in bitsadmin's syntax and give its exit status."""
    from .argv import Misuse, parse
    from .views import SlashHelp

    try:
        request = parse(words)
    except Misuse as misuse:
        _show(misuse.settings, SlashHelp(misuse.problem, misuse.usage, misuse.container))
        return 1
    if request.verb is None:
        _show(request.settings, SlashHelp("", container=request.container))
        return 0
    return _perform(request.verb, request.arguments, request.settings)


def _perform(verb: Verb, arguments: dict[str, Any], settings: Settings) -> int:
    from .context import Context, Terminal
    from .perform import perform

    terminal = Terminal.look(os.environ)
    ctx = Context(os.environ, terminal, slash=settings.slash)
    return perform(verb, arguments, ctx, _screen(settings, terminal))


def _screen(settings: Settings, terminal: Terminal) -> Screen:
    from .render.screen import Screen

    return Screen(settings, terminal, sys.stdout, sys.stderr)


def _show(settings: Settings, view: View) -> None:
    from .context import Terminal

    screen = _screen(settings, Terminal.look(os.environ))
    screen.show(view)
    screen.close()


def _version() -> str:
    from pybits import __version__

    return str(__version__)


def _wrong_usage(error: click.ClickException, words: Sequence[str]) -> int:
    """Say what is wrong with the words, with the usage line of the verb that they are for."""
    from .render.escape import escape

    ctx = getattr(error, "ctx", None)
    message = error.format_message()
    if ctx is not None and message == ctx.get_help():
        sys.stderr.write(message.rstrip("\n") + "\n")
        return Exit.USAGE
    if "--json" in words:
        from .render.json import usage_error

        sys.stdout.write(usage_error(message))
    if message and ctx is not None:
        sys.stderr.write(f"{ctx.get_usage()}\npybits: {escape(message)}\n")
    else:
        sys.stderr.write(message + "\n")
    return Exit.USAGE
