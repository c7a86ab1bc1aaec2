"""What one transfer shows of its credentials as it goes: to which server, which one next, and who has asked before."""

from __future__ import annotations

from urllib.parse import urlsplit

from pybits.domain.credentials import AuthTarget, origin_of
from pybits.transfer.headers import Response
from pybits.transfer.http.curl_options import Call, route_of
from pybits.transfer.http.redirect import Hop
from pybits.transfer.logins.allowed import Login, Shown, proxy_logins, server_logins
from pybits.transfer.logins.dialogue import Dialogue, offered
from pybits.transfer.logins.schemes import by_dialogue
from pybits.transfer.request import TransferRequest

CHALLENGES = (401, 407)
_REMEMBERED = 1000  # servers


class Showing:
    """The credentials of one transfer; `asked` are the servers that wanted some, for all transfers of an engine.

    `used`: some were shown, or a client certificate; libcurl keeps what it learned of them with the handle.
    """

    def __init__(self, request: TransferRequest, asked: set[str]) -> None:
        self._request, self._asked = request, asked
        self.used = request.options.identity is not None or self.alone
        self._server: list[Login] = []
        self._proxy: list[Login] = []
        self._hop: Hop | None = None
        self._dialogue: Dialogue | None = None
        self._message: str | None = None  # the next of the dialogue

    @property
    def alone(self) -> bool:
        """Tell whether the transfer needs connections of its own: a dialogue is about one of them."""
        return any(
            one.target is AuthTarget.SERVER and by_dialogue(one.scheme, one.user)
            for one in self._request.options.credentials
        )

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
        message, self._message = self._message, None
        if message is None:
            self._dialogue = None
        if server and server.dialogue:
            return Call(hop.url, hop.method, private, Shown(None, proxy), message)
        return Call(hop.url, hop.method, private, Shown(server, proxy, asked=origin_of(hop.url) in self._asked))

    def heard(self, response: Response) -> None:
        """Take note of who asks for credentials and has some: the next request shows them at once."""
        if response.status == 401 and self._server and self._hop:
            if len(self._asked) >= _REMEMBERED:
                self._asked.clear()
            self._asked.add(origin_of(self._hop.url))

    def another(self, status: int, response: Response | None) -> bool:
        """Tell whether there is something else to show to who refused with a status, and take that."""
        if status == 401 and response and self._server and self._server[0].dialogue and self._goes_on(response):
            return True
        logins = {401: self._server, 407: self._proxy}.get(status, [])
        if len(logins) < 2:
            return False
        del logins[0]
        return True

    def _goes_on(self, response: Response) -> bool:
        """Take the dialogue one message further; False when it has come to its end."""
        login, hop = self._server[0], self._hop
        challenge = offered(login.dialogue, response.fields.get("www-authenticate", ""))
        if challenge is None or hop is None:
            return False
        if self._dialogue is None:
            host = urlsplit(hop.url).hostname or ""
            self._dialogue = Dialogue(login.dialogue, login.user or "", login.password or "", host)
        self._message = self._dialogue.message(challenge)
        return self._message is not None
