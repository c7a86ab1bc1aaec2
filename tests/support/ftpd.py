"""Real FTP servers, for as long as a `with` lasts: vsftpd, and pyftpdlib where something is to be missing or slow."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.support.daemons import ServerProgram

_VSFTPD = """
listen=YES
listen_address=127.0.0.1
listen_port={port}
background=NO
anonymous_enable=YES
anon_root={root}
secure_chroot_dir={folder}/empty
seccomp_sandbox=NO
isolate=NO
isolate_network=NO
xferlog_enable=YES
vsftpd_log_file={folder}/log
anon_max_rate={rate}
{extra}
"""
_TLS = """
ssl_enable=YES
allow_anon_ssl=YES
force_anon_data_ssl=YES
force_anon_logins_ssl=YES
require_ssl_reuse=NO
implicit_ssl={implicit}
rsa_cert_file={pem}
"""
_PYFTPDLIB = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import DTPHandler, FTPHandler, ThrottledDTPHandler
from pyftpdlib.servers import FTPServer

address, port, root, rate, missing, lying = sys.argv[1:]

class Handler(FTPHandler):
    authorizer = DummyAuthorizer()
    proto_cmds = {name: row for name, row in FTPHandler.proto_cmds.items() if name not in missing.split(",")}

    def ftp_REST(self, line):
        super().ftp_REST(line)
        if lying:
            self._restart_position = 0

class Throttled(ThrottledDTPHandler):
    read_limit = write_limit = int(rate)

if int(rate):
    Handler.dtp_handler = Throttled
Handler.authorizer.add_user("alice", "p@ss:word", root)
Handler.authorizer.add_anonymous(root)
FTPServer((address, int(port)), Handler).serve_forever()
"""


class _Ftp(ServerProgram):
    scheme = "ftp"

    def __init__(self, root: Path, rate: int = 0) -> None:
        super().__init__()
        self._root, self._rate = root, rate

    def url(self, path: str, login: str = "") -> str:
        """Give the URL of a path below the folder that is served."""
        return f"{self.scheme}://{login and login + '@'}{self.address}:{self.port}{path}"


class Vsftpd(_Ftp):
    """vsftpd for anybody; `rate` is in bytes a second; with a certificate for who speaks TLS alone."""

    def __init__(self, root: Path, rate: int = 0, pem: Path | None = None, scheme: str = "ftp") -> None:
        super().__init__(root, rate)
        self.scheme, self._pem = scheme, pem

    def prepare(self) -> None:
        """Write the configuration."""
        (self.folder / "empty").mkdir(exist_ok=True)
        implicit = "YES" if self.scheme == "ftps" else "NO"
        extra = _TLS.format(pem=self._pem, implicit=implicit) if self._pem else ""
        text = _VSFTPD.format(port=self.port, root=self._root, folder=self.folder, rate=self._rate, extra=extra)
        (self.folder / "vsftpd.conf").write_text(text)

    def log(self) -> list[str]:
        """Give the lines of the log: a transfer each, when it has ended."""
        return [line for line in (self.folder / "log").read_text().splitlines() if "DOWNLOAD" in line]

    def command(self) -> Sequence[str]:
        """Give the command."""
        return ["/usr/sbin/vsftpd", str(self.folder / "vsftpd.conf")]


class Pyftpd(_Ftp):
    """pyftpdlib for anybody and for alice; `missing` are commands that it does not know.

    `lying`: it says that it goes on in the middle of a file, and begins at the beginning.
    """

    def __init__(
        self,
        root: Path,
        rate: int = 0,
        missing: Sequence[str] = (),
        *,
        lying: bool = False,
        address: str = "127.0.0.1",
    ) -> None:
        super().__init__(root, rate)
        self.address = address
        self._missing, self._lying = missing, lying

    def prepare(self) -> None:
        """Write the program."""
        (self.folder / "server.py").write_text(_PYFTPDLIB)

    def command(self) -> Sequence[str]:
        """Give the command."""
        words = [self.address, self.port, self._root, self._rate, ",".join(self._missing), "x" if self._lying else ""]
        return [sys.executable, "-W", "ignore", str(self.folder / "server.py"), *map(str, words)]
