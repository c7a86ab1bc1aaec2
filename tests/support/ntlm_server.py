"""An HTTP server, or a proxy, that wants NTLM or Negotiate: whoever proves to know a password has the connection."""

from __future__ import annotations

import base64
import contextlib
import select
import socket
import ssl
from pathlib import Path
from typing import NamedTuple

import pytest
import spnego
from spnego.exceptions import SpnegoError

from tests.support.http_server import Handler, HttpServer


class Leg(NamedTuple):
    """A request as it came: what it showed to whom, how long its body was, and what it was answered with."""

    connection: int
    method: str
    scheme: str
    length: int
    status: int


class NtlmServer(HttpServer):
    """Serves `body` under every path to who knows the password, and keeps what is put there.

    As a `proxy` it serves `body` for every http URL, and leads tunnels on to where they want. `seen` has a line for
    each request, `legs` a longer one. `bodies` are what was put, by their paths; `foreign` are credentials that came
    here and were meant for somebody else.
    """

    def __init__(
        self,
        body: bytes,
        login: tuple[str, str],
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        scheme: str = "NTLM",
        *,
        proxy: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(_Handler, "127.0.0.1", tls)
        users = folder / "ntlm-users"
        users.write_text(f"TEST:{login[0]}:{login[1]}\n")
        monkeypatch.setenv("NTLM_USER_FILE", str(users))  # where the library's server looks
        self.body, self.scheme, self.proxy = body, scheme, proxy
        self.seen: list[tuple[int, str, int]] = []  # connection, scheme that was shown, status
        self.legs: list[Leg] = []
        self.bodies: dict[str, bytes] = {}
        self.targets: list[str] = []
        self.foreign: list[str] = []
        self.open = False  # everybody is welcome
        self.each = False  # a dialogue is for one request alone

    @property
    def place(self) -> str:
        """Give its host and port."""
        return f"127.0.0.1:{self.port}"


class _Handler(Handler):
    owner: NtlmServer

    def setup(self) -> None:
        super().setup()
        self.known = self.owner.open
        self.context: spnego.ContextProxy | None = None

    def do_GET(self) -> None:
        if self._take():
            self._answer(200, self.owner.body)

    def do_OPTIONS(self) -> None:
        if self._take():
            self._answer(200, b"")

    def do_PUT(self) -> None:
        if self._take():
            self._answer(201, b"")

    def do_POST(self) -> None:
        self.do_PUT()

    def do_CONNECT(self) -> None:
        if not self._take():
            return
        self.owner.targets.append(self.path)
        host, _, port = self.path.rpartition(":")
        place = "127.0.0.1" if host.endswith(".invalid") else host.strip("[]")  # such names are known here alone
        with socket.create_connection((place, int(port)), 30) as far:
            self.send_response(200)
            self.end_headers()
            self.wfile.flush()
            _relay(self.connection, far)
        self.close_connection = True

    def _take(self) -> bool:
        """Read a request, and tell whether who sent it may have what it asks for."""
        owner = self.owner
        length = int(self.headers.get("Content-Length", 0))
        put = self.rfile.read(length)
        mine, others = "Authorization", "Proxy-Authorization"
        if owner.proxy:
            mine, others = others, mine
        shown = self.headers.get(mine, "")
        owner.foreign += self.headers.get_all(others) or []
        reply = self._judge(shown)
        status = 200 if self.known else 407 if owner.proxy else 401
        word = shown.partition(" ")[0]
        owner.seen.append((self.number, word, status))
        owner.legs.append(Leg(self.number, self.command, word, length, status))
        if self.known:
            owner.bodies[self.path] = put
            if owner.each:
                self.known, self.context = False, None
            return True
        asks = "Proxy-Authenticate" if owner.proxy else "WWW-Authenticate"
        self._answer(status, b"who are you?", (asks, f"{owner.scheme} {reply}".strip()), (asks, 'Basic realm="x"'))
        return False

    def _answer(self, status: int, content: bytes, *fields: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _judge(self, shown: str) -> str:
        word, _, token = shown.partition(" ")
        if word != self.owner.scheme:
            return ""
        message = base64.b64decode(token)
        self.context = self.context or spnego.server(protocol=self.owner.scheme.lower())
        try:
            answer = self.context.step(message)
        except SpnegoError:
            self.context = None
            return ""
        self.known = self.owner.open or self.context.complete
        return base64.b64encode(answer or b"").decode()


def _relay(near: socket.socket, far: socket.socket) -> None:
    """Carry bytes both ways until one side has no more."""
    ways = {near: far, far: near}
    with contextlib.suppress(OSError):
        while True:
            for one in select.select(list(ways), [], [], 30)[0]:
                data = one.recv(1 << 16)
                if not data:
                    return
                ways[one].sendall(data)
