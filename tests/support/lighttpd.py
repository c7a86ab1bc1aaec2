"""A real lighttpd that serves a folder, for as long as a `with` lasts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.support.daemons import ServerProgram

_CONFIG = """
server.document-root = "{root}"
server.bind = "127.0.0.1"
server.port = {port}
server.errorlog = "{folder}/error.log"
server.range-requests = "{ranges}"
mimetype.assign = ("" => "application/octet-stream")
server.modules = ("mod_accesslog")
accesslog.filename = "{folder}/access.log"
accesslog.format = "%m %U %s %b"
"""


class Lighttpd(ServerProgram):
    """Serves the files under `root`; without `ranges` always whole."""

    def __init__(self, root: Path, *, ranges: bool = True) -> None:
        super().__init__()
        self._root, self._ranges = root, ranges

    def url(self, path: str) -> str:
        """Give the URL of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def prepare(self) -> None:
        """Write the configuration."""
        ranges = "enable" if self._ranges else "disable"
        text = _CONFIG.format(root=self._root, port=self.port, folder=self.folder, ranges=ranges)
        (self.folder / "lighttpd.conf").write_text(text)

    def command(self) -> Sequence[str]:
        """Give the command."""
        return ["lighttpd", "-D", "-f", str(self.folder / "lighttpd.conf")]
