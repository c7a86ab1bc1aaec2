"""Real shells at a terminal: what a person types, what the shell makes of a Tab, and which words the program gets."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import NamedTuple, Self

import pexpect

from tests.support.processes import PATIENCE, ROOT, Box, wait_until

TAB, ENTER, CLEAR = "\t", "\r", "\x15"
READY = "READY>"

# Answers the shell's question as the program does; everything else is written down instead of being done.
PROGRAM = """#!/bin/sh
if [ "$1" = --complete ]; then exec '{python}' -m pybits "$@"; fi
printf '%s\\0' "$@" >'{record}.new'
mv '{record}.new' '{record}'
"""


class Kind(NamedTuple):
    """How a shell is started without anybody's settings, and what it is told first."""

    command: tuple[str, ...]
    setup: str


KINDS = {
    "bash": Kind(
        ("bash", "--norc", "--noprofile", "-i"),
        # Of a hundred words and more bash asks whether to show them.
        "bind 'set bell-style none'; bind 'set page-completions off'; bind 'set completion-query-items 0'; "
        ". '{completions}/pybits.bash'; . '{completions}/bitsadmin.bash'; PS1='READY''>'",
    ),
    "zsh": Kind(
        ("zsh", "-f", "-i"),
        "bindkey -e; fpath=('{completions}' $fpath); autoload -Uz compinit; compinit -D -u; unsetopt prompt_sp beep; "
        "PROMPT='READY''>'",
    ),
    "fish": Kind(
        ("fish", "--no-config", "--private", "-i"),
        "set -g fish_greeting; source '{completions}/pybits.fish'; source '{completions}/bitsadmin.fish'; "
        "function fish_prompt; echo -n 'READY''>'; end",
    ),
}


def missing(shell: str) -> bool:
    return shutil.which(shell) is None


class Shell:
    """An interactive shell in a box, in which `pybits` and `bitsadmin` write down the words that they are given."""

    def __init__(self, name: str, box: Box, completions: Path = ROOT / "completions") -> None:
        self._record = box.folder / "record"
        programs = box.folder / "programs"
        programs.mkdir()
        for program in ("pybits", "bitsadmin"):
            path = programs / program
            path.write_text(PROGRAM.format(python=box.command()[0], record=self._record))
            path.chmod(0o755)
        kind = KINDS[name]
        env = {**box.env, "PATH": f"{programs}:{box.env['PATH']}", "TERM": "xterm", "HISTFILE": "/dev/null"}
        self._shell = pexpect.spawn(
            kind.command[0],
            [*kind.command[1:]],
            env=env,
            cwd=str(box.cwd),
            encoding="utf-8",
            dimensions=(60, 200),
            timeout=PATIENCE,
        )
        self._shell.send(kind.setup.format(completions=completions) + ENTER)
        self._shell.expect(READY)
        self._shell.send("echo SET''TLED" + ENTER)
        self._shell.expect("SETTLED[\\s\\S]*READY>")

    def words(self, typed: str) -> list[str]:
        """Type, Tabs included, press Enter, and give the words that the program was given."""
        self._record.unlink(missing_ok=True)
        self._shell.send(typed + ENTER)
        wait_until(self._record.exists, what=f"the program to run after {typed!r}")
        return self._record.read_text().split("\0")[:-1]

    def offers(self, typed: str, *awaited: str, tabs: int = 2) -> str:
        """Type, press Tab, wait for all these texts on the screen, in any order, and give what came."""
        self._shell.send(typed + TAB * tabs)
        seen = ""

        def all_there() -> bool:
            nonlocal seen
            with contextlib.suppress(pexpect.TIMEOUT):
                seen += self._shell.read_nonblocking(100_000, timeout=0.05)
            return all(text in seen for text in awaited)

        wait_until(all_there, what=f"{awaited} after {typed!r}")
        self._shell.send(CLEAR)
        return seen

    def close(self) -> None:
        self._shell.close(force=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
