"""What the HTTP servers of the tests have in common: a thread of their own, and connections that can be ended."""

from __future__ import annotations

import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


class Cut(ConnectionError):
    """The connection is to end here."""


class HttpServer:
    """Serves at an address from `with` to its end; `tls` makes it https, `host` is what its URLs call it."""

    def __init__(
        self, handler: type[Handler], address: str, tls: ssl.SSLContext | None = None, host: str | None = None
    ) -> None:
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._connections = 0
        self._scheme = "https" if tls else "http"
        self._host = host or address
        self._server = _Listener(self, handler, address, tls)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """End the server and every connection; what it has is still to be looked at."""
        self.stopping.set()
        self._server.shutdown()
        self.drop_connections()
        self._server.server_close()
        self._thread.join()

    def drop_connections(self) -> None:
        """End every connection that there is, in the middle of whatever it carries."""
        self._server.close_connections()

    @property
    def port(self) -> int:
        """Give the port."""
        return int(self._server.server_address[1])

    @property
    def connections(self) -> int:
        """Tell how many connections have been made."""
        with self._lock:
            return self._connections

    def url(self, path: str) -> str:
        """Give the URL of a path."""
        return f"{self._scheme}://{self._host}:{self.port}{path}"

    def connected(self) -> int:
        """Number a new connection, for its handler."""
        with self._lock:
            self._connections += 1
            return self._connections


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, owner: HttpServer, handler: type[Handler], address: str, tls: ssl.SSLContext | None) -> None:
        super().__init__((address, 0), handler)
        self.owner = owner
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        if tls:
            # The handshake belongs to the connection's own thread.
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        with self._open_lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the client was faster

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet of clients that went away, which is what many tests are about."""


class Handler(BaseHTTPRequestHandler):
    """Speaks on one connection, whose number it knows; a Cut ends that without a word."""

    protocol_version = "HTTP/1.1"
    server: _Listener
    owner: Any

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.owner = self.server.owner
        self.number = self.owner.connected()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except Cut:
            self.close_connection = True
