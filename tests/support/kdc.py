"""A real Kerberos realm: a key distribution centre with one user and one web server, or one that says nothing."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

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


class SilentKdc:
    """Takes connections of a realm and never says a word; `asked` is called at the first one."""

    def __init__(self, folder: Path, asked: Callable[[], None]) -> None:
        self._asked = asked
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._waiting: list[socket.socket] = []
        self._thread = Thread(target=self._take)
        config = folder / "silent-krb5.conf"
        config.write_text(_KRB5.format(realm=REALM, port=self._listener.getsockname()[1]))
        self.environment = {"KRB5_CONFIG": str(config), "KRB5CCNAME": f"FILE:{folder}/none"}

    @property
    def waited_for(self) -> bool:
        """Tell whether who asked first still waits for an answer."""
        first = self._waiting[0]
        with contextlib.suppress(BlockingIOError):
            while first.recv(4096, socket.MSG_DONTWAIT):
                pass
            return False
        return True

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        for one in (self._listener, *self._waiting):
            one.close()

    def _take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self._waiting.append(self._listener.accept()[0])
                if len(self._waiting) == 1:
                    self._asked()
