"""Servers that are programs of their own, each with a folder that its unprivileged workers may read."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.processes import must, wait_until

SYSTEM_PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"


def installed(program: str) -> bool:
    """Tell whether a program is there, the folders of the administrator included."""
    return shutil.which(program, path=SYSTEM_PATH) is not None


def free_port(kind: int = socket.SOCK_STREAM, address: str = "127.0.0.1") -> int:
    """Give a port that nobody uses at this moment."""
    with socket.socket(type=kind) as holder:
        holder.bind((address, 0))
        return int(holder.getsockname()[1])


def put_old_file(folder: Path, body: bytes, changed: int) -> Path:
    """Put a file that was changed long ago into a folder that is served; any server's workers may read it."""
    for above in (folder, *list(folder.parents)[:3]):
        above.chmod(0o755)
    file = folder / "f"
    file.write_bytes(body)
    os.utime(file, (changed, changed))
    return file


class ServerProgram:
    """A program that listens on `port` of `address` while a `with` lasts; `folder` is its own, readable for all."""

    address = "127.0.0.1"
    user = ""  # who its workers are, where the tests run as root

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pybits-server-"))
        self.folder.chmod(0o755)
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Write what the program reads; `port` is chosen."""
        raise NotImplementedError

    def command(self) -> Sequence[str]:
        """Give the command that runs it in the foreground."""
        raise NotImplementedError

    def environment(self) -> Mapping[str, str]:
        """Give what is added to its environment."""
        return {}

    def output(self) -> str:
        """Give what it has said."""
        return (self.folder / "output").read_text(errors="replace")

    def __enter__(self) -> Self:
        for _ in range(5):  # the free port may be taken before it listens
            self.port = free_port(address=self.address)
            self.prepare()
            if os.geteuid() == 0 and self.user:
                entry = pwd.getpwnam(self.user)
                must("chown", "-R", f"{entry.pw_uid}:{entry.pw_gid}", self.folder)
            with (self.folder / "output").open("wb") as output:
                self._process = subprocess.Popen(
                    self.command(),
                    env={"PATH": SYSTEM_PATH, **self.environment()},
                    cwd=self.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                )
            wait_until(lambda: self._listens() or self._ended(), 60, what=f"{self.command()[0]} to listen")
            if not self._ended():
                return self
        said = self.output()
        shutil.rmtree(self.folder, ignore_errors=True)
        raise RuntimeError(said)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(20)
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((self.address, self.port)) == 0
