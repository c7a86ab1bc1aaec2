"""A real squid that wants to know who comes, by Basic, Digest, NTLM or Kerberos, for as long as a `with` lasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.daemons import ServerProgram
from tests.support.kdc import Kdc
from tests.support.processes import must

HELPERS = Path("/usr/lib/squid")

_CONFIG = """
http_port 127.0.0.1:{port}
pid_filename none
cache_log {folder}/cache.log
access_log stdio:{folder}/access.log
coredump_dir {folder}
cache deny all
shutdown_lifetime 0 seconds
visible_hostname localhost
{auth}
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
"""
_BASIC = "auth_param basic program {helpers}/basic_ncsa_auth {folder}/users\nauth_param basic realm proxy"
_DIGEST = "auth_param digest program {helpers}/digest_file_auth {folder}/users\nauth_param digest realm proxy"
_NEGOTIATE = "auth_param negotiate program {helpers}/negotiate_kerberos_auth -k {folder}/keytab -s HTTP/localhost"
_NTLM = "auth_param ntlm program {helpers}/ntlm_fake_auth"


class Squid(ServerProgram):
    """A proxy for `login` alone; `scheme` is "basic" or "digest". "ntlm" believes every name.

    With a realm it is for who has its ticket.
    """

    user = "proxy"

    def __init__(self, scheme: str, login: tuple[str, str], realm: Kdc | None = None) -> None:
        super().__init__()
        self._scheme, self._login, self._realm = scheme, login, realm

    @property
    def place(self) -> str:
        """Give its host and port."""
        return f"127.0.0.1:{self.port}"

    def access(self) -> list[str]:
        """Give the lines of the access log."""
        return (self.folder / "access.log").read_text().splitlines()

    def prepare(self) -> None:
        """Write the configuration and the users."""
        user, password = self._login
        users = self.folder / "users"
        if self._realm:
            (self.folder / "keytab").write_bytes(self._realm.keytab.read_bytes())
        if self._scheme == "basic":
            must("htpasswd", "-bc", users, user, password)
        else:
            users.write_text(f"{user}:{password}\n")
        kind = {"basic": _BASIC, "digest": _DIGEST, "negotiate": _NEGOTIATE, "ntlm": _NTLM}[self._scheme]
        auth = kind.format(helpers=HELPERS, folder=self.folder)
        (self.folder / "squid.conf").write_text(_CONFIG.format(port=self.port, folder=self.folder, auth=auth))

    def command(self) -> Sequence[str]:
        """Give the command."""
        return ["squid", "-N", "-f", str(self.folder / "squid.conf")]

    def environment(self) -> Mapping[str, str]:
        """Tell it where Kerberos is configured."""
        return {"KRB5_CONFIG": str(self._realm.config)} if self._realm else {}
