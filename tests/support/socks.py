"""A real SOCKS 5 proxy, for whoever comes or for one login, while a `with` lasts."""

from __future__ import annotations

from collections.abc import Sequence

from tests.support.daemons import ServerProgram


class Socks(ServerProgram):
    """microsocks, for `login` alone if there is one."""

    def __init__(self, login: tuple[str, str] | None = None) -> None:
        super().__init__()
        self._login = login

    def prepare(self) -> None:
        """Nothing is read from files."""

    def command(self) -> Sequence[str]:
        """Give the command."""
        login = ["-u", self._login[0], "-P", self._login[1]] if self._login else []
        return ["microsocks", "-i", "127.0.0.1", "-p", str(self.port), *login]
