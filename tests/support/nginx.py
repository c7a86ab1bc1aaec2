"""A real nginx that serves a folder, for as long as a `with` lasts."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

PROGRAM = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
MISSING = "nginx is not installed"

_CONFIG = """
daemon off;
master_process off;
pid {work}/nginx.pid;
error_log {work}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    access_log {work}/access.log;
    log_format connections '$connection $server_protocol';
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
    default_type application/octet-stream;
    sendfile on;
    keepalive_requests 100000;
    server {{
        listen {address}:{port}{ssl};
        root {root};
        {extra}
    }}
}}
"""


class Nginx:
    """Serves the files under `root`; `work` is a folder for its own; `extra` is put into the server block.

    `tls` holds the directives of TLS, which is spoken if there are some; with `http2` it may be HTTP/2.
    """

    def __init__(
        self, root: Path, work: Path, extra: str = "", tls: str = "", address: str = "127.0.0.1", *, http2: bool = False
    ) -> None:
        self._address = address
        self._root, self._work, self._extra, self._tls = root, work, extra, tls
        self._http2 = http2
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def __enter__(self) -> Self:
        self._work.mkdir(parents=True, exist_ok=True)
        for _ in range(5):  # the free port may be taken before nginx has it
            if self._started():
                return self
        raise RuntimeError((self._work / "error.log").read_text())

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait()

    def url(self, path: str) -> str:
        """Give the URL of a path."""
        return f"http{'s' if self._tls else ''}://{self._address}:{self.port}{path}"

    def requests(self) -> list[str]:
        """Give the lines of the access log."""
        return (self._work / "access.log").read_text().splitlines()

    def _started(self) -> bool:
        if PROGRAM is None:
            raise RuntimeError(MISSING)
        self.port = _free_port(self._address)
        config = self._work / "nginx.conf"
        config.write_text(
            _CONFIG.format(
                work=self._work,
                root=self._root,
                port=self.port,
                address=self._address,
                extra=self._extra + self._tls,
                ssl=(" ssl" if self._tls else "") + (" http2" if self._http2 else ""),
            )
        )
        command = [PROGRAM, "-p", str(self._work), "-e", str(self._work / "error.log"), "-c", str(config)]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        while self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex((self._address, self.port)) == 0:
                    return True
            time.sleep(0.01)
        return False


def _free_port(address: str) -> int:
    with socket.socket() as holder:
        holder.bind((address, 0))
        return int(holder.getsockname()[1])
