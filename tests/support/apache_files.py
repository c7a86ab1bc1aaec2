"""A real Apache that serves a folder by HTTPS, HTTP/2 included, for as long as a `with` lasts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.support.apache import MODULES
from tests.support.daemons import ServerProgram

_CONFIG = """
ServerRoot {folder}
ServerName localhost
PidFile {folder}/pid
Listen 127.0.0.1:{port}
{modules}
User www-data
Group www-data
ErrorLog {folder}/error.log
LogFormat "%r %>s" short
CustomLog {folder}/access.log short
DocumentRoot {root}
SSLEngine on
SSLCertificateFile {pem}
SSLSessionCache none
Mutex file:{folder}
Protocols h2 http/1.1
<Directory {root}>
    Require all granted
</Directory>
"""
_NAMES = ("mpm_event", "authn_core", "authz_core", "http2", "ssl")


class ApacheFiles(ServerProgram):
    """Serves the files under `root`, which its workers may read; `pem` has its key and certificate."""

    user = "www-data"

    def __init__(self, root: Path, pem: Path) -> None:
        super().__init__()
        self._root, self._pem = root, pem

    def url(self, path: str) -> str:
        """Give the URL of a path."""
        return f"https://localhost:{self.port}{path}"

    def requests(self) -> list[str]:
        """Give the lines of the access log: the request and the status."""
        return (self.folder / "access.log").read_text().splitlines()

    def prepare(self) -> None:
        """Write the configuration."""
        modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in _NAMES)
        text = _CONFIG.format(folder=self.folder, port=self.port, root=self._root, pem=self._pem, modules=modules)
        (self.folder / "apache.conf").write_text(text)

    def command(self) -> Sequence[str]:
        """Give the command."""
        return ["apache2", "-f", str(self.folder / "apache.conf"), "-DFOREGROUND"]
