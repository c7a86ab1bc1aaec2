"""An HTTP server that wants NTLM, or Negotiate: whoever proves to know a password has the connection, and no other."""

from __future__ import annotations

import base64
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
import spnego
from spnego.exceptions import SpnegoError


class NtlmServer:
    """Serves `body` under every path to who knows the password; `seen` has a line for each request."""

    def __init__(
        self, body: bytes, login: tuple[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch, scheme: str = "NTLM"
    ) -> None:
        users = folder / "ntlm-users"
        users.write_text(f"TEST:{login[0]}:{login[1]}\n")
        monkeypatch.setenv("NTLM_USER_FILE", str(users))  # where the library's server looks
        self.seen: list[tuple[int, str, int]] = []  # connection, scheme that was shown, status
        self.connections = 0
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                server.connections += 1
                self.number = server.connections
                self.known = False
                self.context: spnego.ContextProxy | None = None

            def log_message(self, *_: Any) -> None:
                pass

            def do_GET(self) -> None:
                shown = self.headers.get("Authorization", "")
                reply = self._judge(shown)
                status = 200 if self.known else 401
                server.seen.append((self.number, shown.partition(" ")[0], status))
                content = body if self.known else b"who are you?"
                self.send_response(status)
                if not self.known:
                    self.send_header("WWW-Authenticate", f"{scheme} {reply}".strip())
                    self.send_header("WWW-Authenticate", 'Basic realm="x"')
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def _judge(self, shown: str) -> str:
                word, _, token = shown.partition(" ")
                if word != scheme:
                    return ""
                message = base64.b64decode(token)
                self.context = self.context or spnego.server(protocol=scheme.lower())
                try:
                    answer = self.context.step(message)
                except SpnegoError:
                    self.context = None
                    return ""
                self.known = self.context.complete
                return base64.b64encode(answer or b"").decode()

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str) -> str:
        """Give the URL of a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"
