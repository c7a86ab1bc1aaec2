"""What one transfer shows of its credentials as it goes: to which server, which one next, and who has asked before."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pycurl

from pybits.domain.credentials import origin_of
from pybits.domain.hresult import E_NOTIMPL, http_error
from pybits.transfer.headers import Response
from pybits.transfer.http.curl_options import Call, route_of
from pybits.transfer.http.redirect import Hop
from pybits.transfer.logins.allowed import Shown, proxy_logins, server_logins
from pybits.transfer.logins.apart import Apart, Awaited
from pybits.transfer.logins.dialogue import Dialogue
from pybits.transfer.logins.schemes import by_dialogue
from pybits.transfer.logins.side import AuthSide
from pybits.transfer.outcome import Failure
from pybits.transfer.proxy import SPOKEN_TO_IN_HTTP, proxy_kind, proxy_place
from pybits.transfer.request import PacketRequest, TransferRequest

CHALLENGES = (401, 407)
_REMEMBERED = 1000  # servers


class Showing:
    """The credentials of one transfer; `asked` are the servers that wanted some, for all transfers of an engine.

    `used`: some were shown, or a client certificate; libcurl keeps what it learned of them with the handle. `apart` are
    the handle's own connections, which it needs where a dialogue is about one of them; `kept` are those it has.
    """

    def __init__(
        self, request: TransferRequest | PacketRequest, asked: set[str], curl: pycurl.Curl, kept: Apart | None = None
    ) -> None:
        self._request, self._asked = request, asked
        alone = any(by_dialogue(one.scheme, one.user) for one in request.options.credentials)
        self.apart = kept or (Apart(curl) if alone else None)
        self.used = request.options.identity is not None or alone
        self.server, self.proxy = AuthSide("www-authenticate"), AuthSide("proxy-authenticate")
        self.timeouts = request.timeouts
        self.way = ""  # the proxy's URL
        self._hop: Hop | None = None

    @property
    def opening(self) -> Dialogue | None:
        """Give the dialogue whose first message is to be made before the transfer can go on."""
        return self.server.opening or self.proxy.opening

    @property
    def starved(self) -> bool:
        """Tell whether the transfer needs a tunnel, or a message, before it can go on."""
        return (self.apart is not None and self.apart.starved) or self.opening is not None

    @property
    def pending(self) -> bool:
        """Tell whether the call that was given last is not the last of a dialogue: its answer is another question."""
        tunnelled = self.apart is not None and self.apart.tunnelled
        return self.server.pending or (self.proxy.pending and not tunnelled)

    @property
    def target(self) -> str:
        """Give the URL of the call that was given last."""
        return self._hop.url if self._hop else self._request.url

    def call(self, hop: Hop, *, private: bool, eager: bool = False) -> Call:
        """Give the call of a hop, with what is to be shown in it; `private`: the owner's secrets may go there.

        `eager`: begin a dialogue with who is known to want it, so that no body is sent in vain.
        """
        credentials = self._request.options.credentials
        if not credentials:
            return Call(hop.url, hop.method, private)
        if hop != self._hop:
            self._hop = hop
            self.way = route_of(self._request.options, hop.url).proxy
            self.server.aim(server_logins(credentials, hop.url) if private else [], _host_of(urlsplit(hop.url).netloc))
            self.proxy.aim(proxy_logins(credentials, self.way), _host_of(proxy_place(self.way)))
        self.used = self.used or bool(self.server.login or self.proxy.login)
        if eager:
            self._open()
        if self.opening:
            return Call(hop.url, hop.method, private)  # which is not sent: nothing is taken for it
        shown = Shown(self.server.plain, self.proxy.plain, asked=origin_of(hop.url) in self._asked)
        call = Call(hop.url, hop.method, private, shown, self.server.take(), apart=self.apart is not None)
        if not self.proxy.talks:
            return self._aimed(call)
        kind = proxy_kind(self.way)
        if kind not in SPOKEN_TO_IN_HTTP:  # SOCKS has a way of its own to show a name and a password
            return self._aimed(call._replace(shown=shown._replace(proxy=self.proxy.login)))
        if hop.url[:6].lower() == "https:":
            return self._aimed(call._replace(tunnelled=True))
        return self._aimed(call._replace(proxy_authorization=self.proxy.take()))

    def _aimed(self, call: Call) -> Call:
        if self.apart:
            self.apart.aim(tunnelled=call.tunnelled)
        return call

    def goes_on(self, dug: Awaited | Failure) -> bool:
        """Take a message, a tunnel, or something else to show to the proxy that refused it; False if there is none."""
        if self.apart is None:
            return False
        side = self.server if self.server.opening else self.proxy
        if side.opening:
            on = side.opened(dug if isinstance(dug, str) else "")
            return on if isinstance(dug, str) else side.another(None)
        if isinstance(dug, socket.socket):
            self.apart.give(dug)
            return True
        self.apart.starved = False
        return isinstance(dug, Failure) and dug.code in (http_error(407), E_NOTIMPL) and self.proxy.another(None)

    def heard(self, response: Response) -> None:
        """Take note of who asks for credentials and has some: the next request shows them at once."""
        if response.status == 401 and self.server.logins:
            self._remember(origin_of(self.target))
        elif response.status == 407 and self.proxy.logins:
            self._remember(self.way)

    def _remember(self, who: str) -> None:
        if len(self._asked) >= _REMEMBERED:
            self._asked.clear()
        self._asked.add(who)

    def _open(self) -> None:
        if origin_of(self.target) in self._asked:
            self.server.open()
        if self.way in self._asked:
            self.proxy.open()

    def not_asked(self) -> None:
        """Take note that a dialogue was begun with who did not want one."""
        self._asked -= {origin_of(self.target), self.way}

    def another(self, status: int, response: Response | None) -> bool:
        """Tell whether there is something else to show to who refused with a status, and take that."""
        side = {401: self.server, 407: self.proxy}.get(status)
        return side is not None and side.another(response)


def _host_of(place: str) -> str:
    try:
        return urlsplit(f"//{place}").hostname or ""
    except ValueError:  # libcurl refuses it too, and says so
        return ""
