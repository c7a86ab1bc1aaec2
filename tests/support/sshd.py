"""A real OpenSSH server for sftp, for as long as a `with` lasts; it lets in who has its key."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from tests.support.daemons import ServerProgram
from tests.support.processes import must

_CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication yes
MaxStartups 100
Subsystem sftp internal-sftp
"""


class Sshd(ServerProgram):
    """Serves the whole file system by sftp to the user who runs the tests; `user_key` opens it."""

    def __init__(self) -> None:
        super().__init__()
        for name in ("host", "user"):
            must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / name)

    def url(self, path: Path, user: str = "") -> str:
        """Give the URL of a file."""
        return f"sftp://{user and user + '@'}127.0.0.1:{self.port}{path}"

    def equip(self, home: Path, *, key: bool = True, host: bool = True) -> None:
        """Put the user's key and the server's into the .ssh of a home; without `host` the server is not known."""
        folder = home / ".ssh"
        folder.mkdir(mode=0o700, exist_ok=True)
        if key:
            (folder / "id_ed25519").write_bytes((self.folder / "user").read_bytes())
            (folder / "id_ed25519").chmod(0o600)
        if host:
            kind, word = (self.folder / "host.pub").read_text().split()[:2]
            (folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {kind} {word}\n")

    def prepare(self) -> None:
        """Write the configuration."""
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)  # where the processes without rights live
        (self.folder / "sshd.conf").write_text(_CONFIG.format(port=self.port, folder=self.folder))

    def command(self) -> Sequence[str]:
        """Give the command."""
        return ["/usr/sbin/sshd", "-D", "-e", "-f", str(self.folder / "sshd.conf")]
