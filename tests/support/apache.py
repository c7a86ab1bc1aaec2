"""A real Apache that serves a file behind Basic, Digest or Kerberos, for as long as a `with` lasts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.daemons import ServerProgram
from tests.support.processes import must

MODULES = Path("/usr/lib/apache2/modules")
REALM = "vault"

_CONFIG = """
ServerRoot {folder}
ServerName localhost
PidFile {folder}/pid
Listen 127.0.0.1:{port}
{modules}
User www-data
Group www-data
ErrorLog {folder}/error.log
LogFormat "%u \\"%r\\" %>s" short
CustomLog {folder}/access.log short
DocumentRoot {folder}/www
KeepAlive On
<Directory {folder}/www>
    Require all denied
</Directory>
<Location /basic>
    AuthType Basic
    AuthName {realm}
    AuthUserFile {folder}/basic.users
    Require valid-user
</Location>
<Location /digest>
    AuthType Digest
    AuthName {realm}
    AuthDigestProvider file
    AuthUserFile {folder}/digest.users
    Require valid-user
</Location>
DavLockDB {folder}/locks
<LocationMatch "^/(basic|digest|kerberos)/in/">
    Dav On
</LocationMatch>
{extra}
"""
_NAMES = (
    "dav",
    "dav_fs",
    "mpm_event",
    "authn_core",
    "authn_file",
    "authz_core",
    "authz_user",
    "auth_basic",
    "auth_digest",
)


class Apache(ServerProgram):
    """Serves `body` as /basic/f and /digest/f to `login`; with a keytab as /kerberos/f to who has a ticket.

    What is put into /basic/in/, /digest/in/ and /kerberos/in/ by who may is kept.
    """

    user = "www-data"

    def __init__(
        self, body: bytes, login: tuple[str, str], keytab: Path | None = None, krb5: Path | None = None
    ) -> None:
        super().__init__()
        self._body, self._login, self._keytab, self._krb5 = body, login, keytab, krb5

    def url(self, path: str) -> str:
        """Give the URL of a path."""
        return f"http://localhost:{self.port}{path}"

    def kept(self, path: str) -> bytes:
        """Give what was put under a path."""
        return (self.folder / "www" / path.lstrip("/")).read_bytes()

    def access(self) -> list[str]:
        """Give the lines of the access log: user, request, status."""
        return (self.folder / "access.log").read_text().splitlines()

    def prepare(self) -> None:
        """Write the configuration, the files and the users."""
        for place in ("basic", "digest", "kerberos"):
            (self.folder / "www" / place / "in").mkdir(parents=True, exist_ok=True)
            (self.folder / "www" / place / "f").write_bytes(self._body)
        user, password = self._login
        must("htpasswd", "-bc", self.folder / "basic.users", user, password)
        digest = hashlib.md5(f"{user}:{REALM}:{password}".encode()).hexdigest()
        (self.folder / "digest.users").write_text(f"{user}:{REALM}:{digest}\n")
        names, extra = list(_NAMES), ""
        if self._keytab:
            names.append("auth_gssapi")
            (self.folder / "keytab").write_bytes(self._keytab.read_bytes())
            extra = (
                "<Location /kerberos>\nAuthType GSSAPI\nAuthName k\nGssapiAllowedMech krb5\n"
                f"GssapiCredStore keytab:{self.folder}/keytab\nRequire valid-user\n</Location>"
            )
        modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in names)
        text = _CONFIG.format(folder=self.folder, port=self.port, modules=modules, realm=REALM, extra=extra)
        (self.folder / "apache.conf").write_text(text)

    def command(self) -> Sequence[str]:
        """Give the command."""
        return ["apache2", "-f", str(self.folder / "apache.conf"), "-DFOREGROUND"]

    def environment(self) -> Mapping[str, str]:
        """Tell it where Kerberos is configured."""
        return {"KRB5_CONFIG": str(self._krb5)} if self._krb5 else {}
