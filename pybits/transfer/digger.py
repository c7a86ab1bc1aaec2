"""Has a proxy lead a connection to a server, where it wants a dialogue first that libcurl cannot have: a tunnel."""

from __future__ import annotations

import socket
import time
from collections.abc import Hashable
from typing import Any
from urllib.parse import urlsplit

import pycurl

from pybits.domain.enums import ErrorContext
from pybits.domain.hresult import BG_E_PROXY_NAME_RESOLUTION_FAILURE, E_NOTIMPL
from pybits.transfer.broken import broken
from pybits.transfer.files.exchange import FileExchange
from pybits.transfer.headers import Response, read_block
from pybits.transfer.http.curl_options import Options
from pybits.transfer.http.exchange import Exchange
from pybits.transfer.http.showing import Showing
from pybits.transfer.logins.apart import Awaited
from pybits.transfer.logins.dialogue import Dialogue
from pybits.transfer.logins.openings import Openings
from pybits.transfer.outcome import COULD_NOT_RESOLVE, Failure, Severity, http_failure, proxy_before
from pybits.transfer.proxy import proxy_kind, proxy_place
from pybits.transfer.readiness import Readiness
from pybits.transfer.request import Timeouts
from pybits.transfer.uploads.packet import PacketExchange
from pybits.transfer.urls import host_of

Diggable = Exchange | PacketExchange
_MAX_BODY = 64 * 1024
_ABORT = -1


class Digger:
    """A handle that asks for one tunnel for a transfer; what it has dug outlives it.

    To libcurl CONNECT is a request like others, which is what lets the connection live on after a refusal.
    """

    def __init__(self, exchange: Diggable, showing: Showing, options: Options, timeouts: Timeouts) -> None:
        self.exchange = exchange
        self.curl = pycurl.Curl()
        self._side, self._way = showing.proxy, showing.way
        parts = urlsplit(showing.target)
        self._host = host_of(showing.target)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        self._target = f"{host}:{parts.port or 443}"
        self._sockets: list[socket.socket] = []
        for option, value in options:
            self.curl.setopt(option, value)
        place = proxy_place(self._way)
        seconds = timeouts.connect + timeouts.stall
        for option, value in (
            (pycurl.URL, f"http://{place}/"),
            (pycurl.PROXY, ""),
            (pycurl.NOPROXY, "*"),
            (pycurl.CUSTOMREQUEST, "CONNECT"),
            (pycurl.REQUEST_TARGET, self._target),
            (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
            (pycurl.CONNECTTIMEOUT_MS, max(1, int(timeouts.connect * 1000))),
            (pycurl.TIMEOUT_MS, max(1, int(seconds * 1000))),
            (pycurl.OPENSOCKETFUNCTION, self._open),
            (pycurl.HEADERFUNCTION, self._on_header),
            (pycurl.WRITEFUNCTION, self._on_body),
        ):
            self.curl.setopt(option, value)
        self._share = pycurl.CurlShare()
        self._share.setopt(pycurl.SH_SHARE, pycurl.LOCK_DATA_CONNECT)
        self.curl.setopt(pycurl.SHARE, self._share)
        self._ask()

    @property
    def impossible(self) -> Failure | None:
        """Say why there can be no such tunnel."""
        if proxy_kind(self._way) == "http":
            return None
        text = (
            f"{proxy_before(self._host)} is spoken to by https, where {self._word} by name and password "
            "cannot be done. Name the proxy by http, or set credentials for BASIC or DIGEST."
        )
        return Failure(E_NOTIMPL, ErrorContext.TRANSPORT, Severity.FATAL, text)

    @property
    def _word(self) -> str:
        return self._side.login.dialogue if self._side.login else ""

    def _ask(self) -> None:
        self._lines: list[bytes] = []
        self._response: Response | None = None
        self._discarded = 0
        message = self._side.take()
        headers = [f"Host: {self._target}", "Accept:", "Proxy-Connection: Keep-Alive"]
        if message:
            headers.append(f"Proxy-Authorization: {message}")
        self.curl.setopt(pycurl.HTTPHEADER, headers)

    def close(self) -> None:
        """Free the handle, and whatever was not handed out."""
        self.curl.close()
        self._share.close()
        for one in self._sockets:
            one.close()
        self._sockets.clear()

    def end(self, code: int, detail: str) -> socket.socket | Failure | None:
        """Take libcurl's error number (0 = well) and words; give the tunnel, None = run the handle once more."""
        response = self._response
        if response is None:
            failure = broken(self.curl, code, detail, f"the proxy {proxy_place(self._way)}")
            gone = code == COULD_NOT_RESOLVE
            return failure._replace(code=BG_E_PROXY_NAME_RESOLUTION_FAILURE) if gone else failure
        if 200 <= response.status < 300:
            return self._dug()
        if response.status == 407 and self._side.goes_on(response):
            if not self.opening:
                self._ask()
            return None
        return http_failure(response.status, response.fields, proxy_before(self._host), time.time())

    @property
    def opening(self) -> Dialogue | None:
        """Give the dialogue whose first message is to be made before the proxy is asked again."""
        return self._side.opening

    def opened(self, made: str | Failure) -> socket.socket | Failure | None:
        """Go on with that message, or without, as `end` does."""
        if self._side.opened(made if isinstance(made, str) else ""):
            self._ask()
            return None
        return made if isinstance(made, Failure) else self.end(0, "")

    def _dug(self) -> socket.socket | Failure:
        port = self.curl.getinfo(pycurl.LOCAL_PORT)
        for one in self._sockets:
            if one.getsockname()[1] == port:
                self._sockets.remove(one)
                return one
        return broken(self.curl, 0, "the connection is gone", f"the proxy {proxy_place(self._way)}")

    # What libcurl calls while it runs.

    def _open(self, _purpose: int, address: Any) -> socket.socket:
        # libcurl works on a copy, and closes that: this one stays open.
        made = socket.socket(address.family, address.socktype, address.protocol)
        self._sockets.append(made)
        return made

    def _on_header(self, line: bytes) -> int | None:
        if line not in (b"\r\n", b"\n"):
            self._lines.append(line)
            return None
        lines, self._lines = self._lines, []
        response = read_block(lines)
        if response is None:
            return _ABORT
        if response.status < 200:
            return None
        self._response = response
        return _ABORT if response.status < 300 else None  # from here on it is the server who speaks

    def _on_body(self, data: bytes) -> int | None:
        self._discarded += len(data)
        return _ABORT if self._discarded > _MAX_BODY else None


class Diggers:
    """What transfers wait for, by their keys: tunnels that are being dug, and messages that are being made."""

    def __init__(self, multi: pycurl.CurlMulti, options: Options, readiness: Readiness) -> None:
        self._multi, self._options = multi, options
        self._by_key: dict[Hashable, Digger] = {}
        self._opening: dict[Hashable, Diggable] = {}
        self.openings = Openings(readiness)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._by_key or key in self._opening

    def __bool__(self) -> bool:
        return bool(self._by_key)

    def dig(self, exchange: Diggable | FileExchange) -> Failure | None:
        """Begin what a transfer waits for; give why it cannot be had."""
        if isinstance(exchange, FileExchange) or exchange.showing is None:
            return None
        if exchange.showing.opening:
            self._opening[exchange.key] = exchange
            self.openings.begin(exchange.key, exchange.showing.opening)
            return None
        digger = Digger(exchange, exchange.showing, self._options, exchange.showing.timeouts)
        if digger.impossible:
            digger.close()
            return digger.impossible
        self._by_key[exchange.key] = digger
        self._multi.add_handle(digger.curl)
        return None

    def end(self, curl: pycurl.Curl, code: int, detail: str) -> tuple[Diggable, Awaited | Failure] | None:
        """Take up how a request ended; give the transfer that need not wait any more, and what came of its tunnel."""
        digger = next((one for one in self._by_key.values() if one.curl is curl), None)
        if digger is None:
            return None
        self._multi.remove_handle(curl)
        return self._ended(digger, digger.end(code, detail))

    def heard(self) -> list[tuple[Diggable, Awaited | Failure]]:
        """Take up the messages that were made; give the transfers that need not wait any more, and what came of it."""
        found: list[tuple[Diggable, Awaited | Failure]] = []
        for key, made in self.openings.heard():
            digger = self._by_key.get(key)
            if digger is None:
                found.append((self._opening.pop(key), made))
            elif ended := self._ended(digger, digger.opened(made)):
                found.append(ended)
        return found

    def drop(self, key: Hashable) -> bool:
        """Dig no more for a transfer; False if nothing was dug for it."""
        opening = self.openings.drop(key)
        digger = self._by_key.pop(key, None)
        if digger:
            if not opening:
                self._multi.remove_handle(digger.curl)
            digger.close()
        return self._opening.pop(key, None) is not None or digger is not None

    def _ended(
        self, digger: Digger, outcome: socket.socket | Failure | None
    ) -> tuple[Diggable, Awaited | Failure] | None:
        key = digger.exchange.key
        if outcome is not None:
            digger.close()
            del self._by_key[key]
            return digger.exchange, outcome
        if digger.opening:
            self.openings.begin(key, digger.opening)
        else:
            self._multi.add_handle(digger.curl)
        return None
