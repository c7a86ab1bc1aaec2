"""A real Kerberos realm: a key distribution centre with one user and one web server, while a `with` lasts."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.daemons import SYSTEM_PATH, ServerProgram

REALM = "PYBITS.TEST"

_KRB5 = """
[libdefaults]
    default_realm = {realm}
    dns_lookup_kdc = false
    dns_canonicalize_hostname = false
    rdns = false
    udp_preference_limit = 1
[realms]
    {realm} = {{
        kdc = 127.0.0.1:{port}
    }}
[domain_realm]
    localhost = {realm}
"""
_KDC = """
[realms]
    {realm} = {{
        database_name = {folder}/principal
        key_stash_file = {folder}/stash
        kdc_listen = ""
        kdc_tcp_listen = 127.0.0.1:{port}
    }}
"""


class Kdc(ServerProgram):
    """The realm of alice and of HTTP/localhost, whose key is in `keytab`."""

    def prepare(self) -> None:
        """Make the realm."""
        for old in self.folder.iterdir():
            old.unlink()
        words = {"realm": REALM, "port": self.port, "folder": self.folder}
        (self.folder / "krb5.conf").write_text(_KRB5.format(**words))
        (self.folder / "kdc.conf").write_text(_KDC.format(**words))
        self._run("kdb5_util", "create", "-s", "-r", REALM, "-P", "master")
        self._admin("addprinc -pw wonderland alice")
        self._admin("addprinc -randkey HTTP/localhost")
        self._admin(f"ktadd -k {self.keytab} HTTP/localhost")

    @property
    def keytab(self) -> Path:
        """Give the file with the web server's key."""
        return self.folder / "keytab"

    @property
    def config(self) -> Path:
        """Give the file that tells of the realm."""
        return self.folder / "krb5.conf"

    def ticket(self, cache: Path) -> Mapping[str, str]:
        """Get alice's ticket, as kinit does; give the environment in which it is found."""
        found = {"KRB5_CONFIG": str(self.config), "KRB5CCNAME": f"FILE:{cache}"}
        self._run("kinit", "alice", input="wonderland\n", extra=found)
        return found

    def command(self) -> Sequence[str]:
        """Give the command."""
        return ["krb5kdc", "-n"]

    def environment(self) -> Mapping[str, str]:
        """Tell the programs of the realm where it is."""
        return {"KRB5_CONFIG": str(self.config), "KRB5_KDC_PROFILE": str(self.folder / "kdc.conf")}

    def _admin(self, query: str) -> None:
        self._run("kadmin.local", "-r", REALM, "-q", query)

    def _run(self, *words: str, input: str = "", extra: Mapping[str, str] | None = None) -> None:
        env = {"PATH": SYSTEM_PATH, "HOME": os.environ.get("HOME", "/"), **self.environment(), **(extra or {})}
        ran = subprocess.run(words, env=env, input=input, capture_output=True, text=True, timeout=60, check=False)
        assert ran.returncode == 0, f"{words}: {ran.stdout}{ran.stderr}"
