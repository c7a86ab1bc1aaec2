"""A program that a job runs for its owner, and that remembers how it was called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.support.processes import wait_until

# Writes down what it was given, a line of JSON each time, then does what the test wants of it.
PROGRAM = """#!{python}
import json, os, sys, time
given = {{"argv": sys.argv, "job": json.load(sys.stdin)["job"], "cwd": os.getcwd(), "umask": os.umask(0)}}
given["env"] = {{name: word for name, word in os.environ.items() if name.startswith("PYBITS_")}}
given |= {{"pid": os.getpid(), "uid": os.getuid(), "session": os.getsid(0), "at": time.time()}}
with open({log!r}, "a") as file:
    file.write(json.dumps(given) + "\\n")
{then}
"""


class Program:
    """A notify command that remembers how it was called."""

    def __init__(self, folder: Path, python: str) -> None:
        self.path, self.log, self._python = folder / "told", folder / "told.log", python
        self.does("")

    def does(self, then: str) -> None:
        """Say in Python what the program does when it has written down what it was given."""
        text = PROGRAM.format(python=self._python, log=str(self.log), then=then)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(text)
        fresh.chmod(0o755)
        fresh.rename(self.path)

    @property
    def calls(self) -> list[Any]:
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def called(self, times: int = 1, timeout: float = 30) -> Any:
        """Wait until it was called so often; give the last call."""
        wait_until(lambda: len(self.calls) >= times, timeout, what=f"{times} calls")
        return self.calls[-1]
