"""A real Caddy that serves a folder by TLS over HTTP/1.1, 2 and 3, for as long as a `with` lasts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.support.daemons import ServerProgram

_CONFIG = """
{{
    admin off
    auto_https off
    storage file_system {folder}
    servers {{
        protocols {protocols}
    }}
}}
https://127.0.0.1:{port} {{
    bind 127.0.0.1
    tls {pem} {pem}
    root * {root}
    file_server
    log {{
        output file {folder}/access.log
        format json
    }}
}}
"""


class Seen(NamedTuple):
    """A request that was answered: the version of HTTP, the answer's status and how many bytes of it were sent."""

    version: str
    status: int
    size: int


class Caddy(ServerProgram):
    """Caddy with a certificate; `protocols` are h1, h2 and h3."""

    def __init__(self, root: Path, pem: Path, protocols: str = "h1 h2 h3") -> None:
        super().__init__()
        self._root, self._pem, self._protocols = root, pem, protocols

    def url(self, path: str) -> str:
        """Give the URL of a path."""
        return f"https://127.0.0.1:{self.port}{path}"

    def prepare(self) -> None:
        """Write the configuration."""
        text = _CONFIG.format(
            folder=self.folder, port=self.port, root=self._root, pem=self._pem, protocols=self._protocols
        )
        (self.folder / "Caddyfile").write_text(text)

    def environment(self) -> Mapping[str, str]:
        """Keep what it writes in its own folder."""
        return {"HOME": str(self.folder)}

    def command(self) -> Sequence[str]:
        """Give the command."""
        return ["caddy", "run", "--config", str(self.folder / "Caddyfile"), "--adapter", "caddyfile"]

    def requests(self) -> list[Seen]:
        """Give what was answered so far."""
        log = self.folder / "access.log"
        rows = map(json.loads, log.read_text().splitlines() if log.exists() else ())
        return [Seen(row["request"]["proto"], row["status"], row["size"]) for row in rows]
