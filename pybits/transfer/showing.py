"""What one transfer shows of its credentials as it goes: to which server, which one next, and who has asked before."""

from __future__ import annotations

from pybits.domain.credentials import origin_of
from pybits.transfer.curl_options import Call, route_of
from pybits.transfer.headers import Response
from pybits.transfer.logins import Login, Shown, proxy_logins, server_logins
from pybits.transfer.redirect import Hop
from pybits.transfer.request import TransferRequest

CHALLENGES = (401, 407)
_REMEMBERED = 1000  # servers


class Showing:
    """The credentials of one transfer; `asked` are the servers that wanted some, for all transfers of an engine.

    `used`: some were shown, or a client certificate; libcurl keeps what it learned of them with the handle.
    """

    def __init__(self, request: TransferRequest, asked: set[str]) -> None:
        self.used = request.options.identity is not None
        self._request, self._asked = request, asked
        self._server: list[Login] = []
        self._proxy: list[Login] = []
        self._hop: Hop | None = None

    def call(self, hop: Hop, *, private: bool) -> Call:
        """Give the call of a hop, with what is to be shown in it; `private`: the owner's secrets may go there."""
        credentials = self._request.options.credentials
        if not credentials:
            return Call(hop.url, hop.method, private)
        if hop != self._hop:
            self._hop = hop
            self._server = server_logins(credentials, hop.url) if private else []
            self._proxy = proxy_logins(credentials, route_of(self._request.options, hop.url).proxy)
        server, proxy = (logins[0] if logins else None for logins in (self._server, self._proxy))
        self.used = self.used or bool(server or proxy)
        return Call(hop.url, hop.method, private, Shown(server, proxy, asked=origin_of(hop.url) in self._asked))

    def heard(self, response: Response) -> None:
        """Take note of who asks for credentials and has some: the next request shows them at once."""
        if response.status == 401 and self._server and self._hop:
            if len(self._asked) >= _REMEMBERED:
                self._asked.clear()
            self._asked.add(origin_of(self._hop.url))

    def another(self, status: int) -> bool:
        """Tell whether there is something else to show to who refused with a status, and take that."""
        logins = {401: self._server, 407: self._proxy}.get(status, [])
        if len(logins) < 2:
            return False
        del logins[0]
        return True
