"""A tus server by others, from the package index, for as long as a `with` lasts."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.processes import end, wait_until

_PROGRAM = """
import sys
import uvicorn
from fastapi import FastAPI
from fastapi_tusd import TusRouter

folder, port = sys.argv[1], int(sys.argv[2])
app = FastAPI()
app.include_router(TusRouter(store_dir=folder, location=f"http://127.0.0.1:{port}/files"), prefix="/files")


async def served(scope, receive, send):
    # The library leaves the status of what went well to the framework, which does not fill it in any more.
    async def complete(message):
        if message["type"] == "http.response.start" and message["status"] is None:
            message["status"] = 204 if scope["method"] in ("PATCH", "DELETE") else 200
        await send(message)

    await app(scope, receive, complete)


uvicorn.run(served, host="127.0.0.1", port=port)
"""


class TusServer:
    """Keeps uploads below a folder; the log has a line for each request."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self.store = work / "uploads"
        self._log = work / "log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])

    def __enter__(self) -> Self:
        self._work.mkdir()
        with self._log.open("wb") as log:
            words = [sys.executable, "-c", _PROGRAM, str(self.store), str(self.port)]
            self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_until(self._listens, 60, what=f"the tus server: {self._log.read_text()}")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        end([self._process.pid])
        self._process.wait()

    @property
    def url(self) -> str:
        """Give the URL at which uploads begin."""
        return f"http://127.0.0.1:{self.port}/files"

    def methods(self) -> list[str]:
        """Give the methods of the requests so far."""
        return [line.split('"')[1].split()[0] for line in self._log.read_text().splitlines() if '"' in line]

    def files(self) -> Iterator[Path]:
        """Give the files that hold the uploads' bytes."""
        return (path for path in self.store.iterdir() if path.suffix not in (".info", ".lock"))

    def has(self, size: int) -> bool:
        """Tell whether that many bytes are here."""
        return sum(path.stat().st_size for path in self.files()) >= size

    def _listens(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False
