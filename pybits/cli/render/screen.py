"""Where views go: the one place that writes, and that survives a reader who goes away."""

from __future__ import annotations

import os

from pybits.cli import views
from pybits.cli.exit_codes import Exit, status_of
from pybits.domain.hresult import S_OK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from pybits.cli.context import Terminal
    from pybits.cli.settings import Settings

    from .table import FullScreen, Live

# What --quiet leaves out if it went well: sentences that only say that what was asked for was done.
_CHATTER = (
    views.Created,
    views.Added,
    views.Acted,
    views.Cancelled,
    views.Completed,
    views.ResetDone,
    views.Assigned,
    views.Progress,
    views.Transferred,
    views.Waited,
    views.PolicyAssigned,
    views.DaemonActed,
    views.Told,
    views.Note,
    views.Interrupted,
)
_LIVE = (views.Progress, views.Monitoring)
_VERBATIM = (views.Script, views.Formatted)  # to be read by programs, also when they are copied from a terminal
_TABLES = (views.JobList, views.Details)
_BARE = (views.Created, views.Value, views.Facts)  # what /RAWRETURN is for: /CREATE and the /GET commands


def _went_well(view: views.View) -> bool:
    """Tell whether a view says no more than the exit status 0 does."""
    return isinstance(view, _CHATTER) and status_of(getattr(view, "code", S_OK)) is Exit.DONE


class Screen:
    """The output of one verb. `deaf` tells that stdout takes no more, `failed` that it should have."""

    def __init__(self, settings: Settings, terminal: Terminal, out: TextIO, err: TextIO) -> None:
        self.deaf = False
        self.failed = False
        self._settings = settings
        self._terminal = terminal
        self._out = out
        self._err = err
        self._live: Live | None = None
        self._full: FullScreen | None = None
        self._last = ""
        self._redraw = 0
        self._greeted = settings.raw
        for stream in (out, err):
            if hasattr(stream, "reconfigure"):
                # A name that the terminal's encoding lacks is shown as an escape instead of ending the program.
                stream.reconfigure(errors="backslashreplace")

    def show(self, view: views.View) -> None:
        """Show a view in the way that was asked for."""
        if self._settings.slash:
            self._show_slash(view)
        elif self._settings.json:
            self._show_json(view)
        elif not (self._settings.quiet and _went_well(view)):
            self._show_click(view)

    def close(self) -> None:
        """End a live display, so that what was last on it stays."""
        if self._live is not None:
            live, self._live = self._live, None
            try:
                live.close()
            except OSError:  # the terminal is gone: this is what a SIGHUP is sent for
                self.deaf = True
        if self._full is not None:
            self._full.close()
            self._full = None
        self._redraw = 0

    def _show_json(self, view: views.View) -> None:
        from . import json

        text = json.render(view)
        if not (isinstance(view, views.Monitoring) and text == self._last):
            self._write(text)
        self._last = text
        self._show_trouble(view)

    def _show_click(self, view: views.View) -> None:
        if self._terminal.stdout and not self._settings.raw and isinstance(view, _LIVE):
            self._show_live(view)
            return
        if isinstance(view, views.Note) and self._live is not None:
            return  # the picture has a line for it
        self.close()
        if not self._show_result(view):
            self._show_trouble(view)

    def _show_result(self, view: views.View) -> bool:
        """Write a view to stdout; tell whether there was anything to write."""
        if self._settings.raw:
            from . import raw

            values = raw.render(view)
            if values is not None:
                self._write("".join(f"{self._safe(word)}\n" for word in values))
                return True
        if self._terminal.stdout and isinstance(view, _TABLES):
            from . import table

            shown = table.render(view, self._terminal.columns, colour=self._terminal.colour)
            self._write(self._broken(shown) if isinstance(view, views.Details) else shown)
            return True
        if isinstance(view, views.Note):
            return False
        from . import text

        lines = text.render(view)
        if isinstance(view, views.Monitoring) and lines == self._last:
            return True
        self._last = lines
        self._write(lines if isinstance(view, _VERBATIM) else self._broken(lines))
        return bool(lines)

    def _broken(self, text: str) -> str:
        """Break long lines at blanks for a person; a script gets them as they are."""
        return self._at_blanks(text) if self._terminal.stdout and not self._settings.raw else text

    def _at_blanks(self, text: str) -> str:
        from .wrap import at_blanks

        return at_blanks(text, self._terminal.columns)

    def _safe(self, word: str) -> str:
        """Leave a bare value as it is for a program, make it harmless for a terminal."""
        if not self._terminal.stdout:
            return word
        from .escape import escape

        return escape(word)

    def _show_trouble(self, view: views.View) -> None:
        from . import errors

        text = errors.render(view)
        if text and not (self._settings.quiet and _went_well(view)):
            self._error(self._at_blanks(text) if self._err.isatty() else text)

    def _show_live(self, view: views.Progress | views.Monitoring) -> None:
        colour = self._terminal.colour
        if isinstance(view, views.Monitoring):
            if self._full is None:
                from .table import FullScreen

                self._full = FullScreen(self._write, self._size, colour=colour)
            self._full.show(view)
            return
        if self._live is None:
            from .table import Live

            self._live = Live(self._out, self._terminal.columns, colour=colour)
        self._live.show(view)

    def _size(self) -> tuple[int, int]:
        """Ask how large the window is now; it may have changed."""
        try:
            columns, rows = os.get_terminal_size(self._out.fileno())
        except OSError:
            columns, rows = 0, 0
        return columns or self._terminal.columns, rows or 24

    def _show_slash(self, view: views.View) -> None:
        if self._settings.raw and isinstance(view, _BARE):
            from . import raw
            from .escape import escape

            self._write("".join(f"{escape(word)}\n" for word in raw.render(view) or ()))
            return
        from . import bitsadmin

        if isinstance(view, views.Note):
            self._show_trouble(view)
            return
        if not self._greeted:
            self._greeted = True
            self._write(bitsadmin.BANNER)
        moving = isinstance(view, views.Progress | views.Transferred) and self._terminal.stdout
        if moving and isinstance(view, views.Progress | views.Transferred) and not self._settings.raw:
            lines = [self._cut(line) for line in bitsadmin.status_lines(view)]
            back = f"\x1b[{self._redraw}A\x1b[J" if self._redraw else ""
            self._write(back + "".join(f"{line}\n" for line in lines))
            self._redraw = len(lines)
        text = bitsadmin.render(view)
        self._write(self._fit(text, cut=isinstance(view, views.Monitoring)))

    def _cut(self, line: str) -> str:
        return line[: max(1, self._terminal.columns - 1)]

    def _fit(self, text: str, *, cut: bool) -> str:
        """Wrap or cut for a terminal; a pipe gets the lines as they are unless /WRAP was asked for."""
        wrap = self._settings.wrap
        if self._settings.raw or not (self._terminal.stdout or wrap):
            return text
        from .wrap import fit

        return fit(text, self._terminal.columns, wrap=not cut if wrap is None else wrap)

    def _write(self, text: str) -> None:
        if self.deaf or not text:
            return
        try:
            self._out.write(text)
            self._out.flush()
        except OSError as error:
            self.deaf = True
            # What is still in the buffer is flushed when the program ends: give it a place where that succeeds.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._out.fileno())
            if not isinstance(error, BrokenPipeError):  # a reader may go away; a full disk loses the result
                self.failed = True
                self._error(f"pybits: cannot write the output: {error.strerror}\n")

    def _error(self, text: str) -> None:
        try:
            self._err.write(text)
            self._err.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._err.fileno())
