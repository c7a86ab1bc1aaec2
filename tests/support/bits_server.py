"""A BITS upload server, strict by the specification, with faults to order; it takes plain PUT as well.

with BitsServer() as server:
    server.fault.max_fragment = 100_000           # larger fragments get 413
    ... upload to server.url("/in/a.bin") ...
    assert server.files["/in/a.bin"] == content
    assert server.violations == []                # what the client did against the rules

A file appears under its path when its last fragment is here, or with `publish_at_close` when the session is closed.
"""

from __future__ import annotations

import contextlib
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.support.http_server import Cut, Handler, HttpServer

PROTOCOL = "{7df0354d-249b-430f-820d-3d2a9bef4931}"
SESSION_NOT_FOUND, ACCESS_DENIED, INVALID, TOO_LARGE = "0x8020001F", "0x80070005", "0x80070057", "0x80200020"
_PIECE = 64 * 1024
_RANGE = re.compile(r"bytes ([0-9]+)-([0-9]+)/([0-9]+)")


class Order(NamedTuple):
    """An answer to give instead of the right one, to the next packet of a kind: "Create-Session", "Fragment", "PUT"…"""

    packet: str
    status: int
    headers: dict[str, str] = {}  # noqa: RUF012 - nobody changes it


@dataclass
class Fault:
    """How the server departs from a good one; every field may change at run time."""

    orders: list[Order] = field(default_factory=list)  # each is given once, before anything is done
    speaks: bool = True  # False: the method BITS_POST is not known (501)
    takes_anything: bool = False  # True: every BITS_POST gets a bare 200, as from a page that looks at no method
    protocol: str = PROTOCOL  # what it says that it chose
    # Fragments.
    max_fragment: int | None = None  # 413 beyond, answered before the body is read
    max_size: int | None = None  # 500 and BG_E_TOO_LARGE beyond
    cut_after: int | None = None  # a fragment's connection ends after so many bytes of its body ...
    cuts: int = 0  # ... this many times
    keep_partial: bool = False  # what came of a cut fragment counts; the next one is told where to go on
    lost_acks: int = 0  # so many fragments are taken, and their connections cut without an answer
    bare_acks: int = 0  # so many fragments get 200 without BITS-Received-Content-Range, and are not taken
    wild_acks: int = 0  # so many fragments are told to go on beyond the end of the file
    stuck: bool = False  # every fragment is told to send again
    trim: bool = False  # an overlap is cut off instead of refused with 416
    bytes_per_second: float | None = None
    # Answers.
    no_length: bool = False  # Acks have no Content-Length, and the connection stays open
    session_in_acks: bool = True  # False: only the one for Create-Session names the session, as in the traces
    error_header: str = "BITS-Error-Code"
    # Nodes.
    host_id: str | None = None
    host_fallback: int | None = None
    # Ends.
    publish_at_close: bool = False
    reply: bytes | None = None  # the answer of an upload-reply's application
    reply_url: str = "BITS-Sessions\\Replies\\{{{id}}}\\response file.bin"
    application_errors: int = 0  # so often the application fails (context 0x7) when the last fragment is here
    authorization: str | None = None  # the value that the header has to have


@dataclass
class Session:
    """One upload: its path, the bytes that are here, and the Ack of the last fragment once there is one."""

    id: str
    path: str
    data: bytearray = field(default_factory=bytearray)
    total: int | None = None
    last_ack: dict[str, str] | None = None
    busy: threading.Lock = field(default_factory=threading.Lock)


class Packet(NamedTuple):
    """A request as it came: `kind` is the packet type, or the method of one that is no BITS_POST."""

    kind: str
    path: str
    headers: dict[str, str]
    connection: int
    time: float


class BitsServer(HttpServer):
    """Serves on 127.0.0.1 from `with` to its end; `sessions` and `files` may be shared by two, which are then nodes."""

    def __init__(self, node_of: BitsServer | None = None, host: str = "127.0.0.1") -> None:
        super().__init__(_Handler, host)
        self.fault = Fault()
        self.files: dict[str, bytes] = node_of.files if node_of else {}
        self.sessions: dict[str, Session] = node_of.sessions if node_of else {}
        self.replies: dict[str, bytes] = node_of.replies if node_of else {}
        self.violations: list[str] = []
        self.received = 0  # bytes of all fragments, kept or not
        self._packets: list[Packet] = []

    @property
    def packets(self) -> list[Packet]:
        """Give every request so far."""
        with self._lock:
            return list(self._packets)

    @property
    def kinds(self) -> list[str]:
        """Give the kinds of the requests so far, those of one kind that follow each other once."""
        kinds = [packet.kind for packet in self.packets]
        return [kind for index, kind in enumerate(kinds) if index == 0 or kinds[index - 1] != kind]

    def progress(self) -> int:
        """Tell how many bytes the sessions have together, and the files that are whole."""
        return sum(len(session.data) for session in list(self.sessions.values())) or sum(map(len, self.files.values()))

    def has(self, size: int) -> bool:
        """Tell whether that many bytes are here."""
        return self.progress() >= size

    # For the handler.

    def record(self, packet: Packet) -> None:
        with self._lock:
            self._packets.append(packet)

    def order(self, kind: str) -> Order | None:
        with self._lock:
            found = next((order for order in self.fault.orders if order.packet == kind), None)
            if found:
                self.fault.orders.remove(found)
            return found

    def violation(self, text: str) -> None:
        with self._lock:
            self.violations.append(text)

    def use(self, name: str) -> bool:
        """Take one of the times that a fault is to happen."""
        with self._lock:
            left = getattr(self.fault, name)
            if left > 0:
                setattr(self.fault, name, left - 1)
            return bool(left > 0)


class _Refused(Exception):
    """The packet gets an error Ack."""

    def __init__(self, status: int, code: str = "", context: str = "0x5", **headers: str) -> None:
        self.status, self.code, self.context = status, code, context
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class _Handler(Handler):
    owner: BitsServer

    # ---- methods

    def do_BITS_POST(self) -> None:
        headers, fault = self._begin(self.headers.get("BITS-Packet-Type", "")), self.owner.fault
        kind, self._left = headers.get("bits-packet-type", ""), int(headers.get("content-length", "0") or 0)
        try:
            if not fault.speaks:
                self._answer(501, {})
            elif fault.takes_anything:
                self._drain()
                self._answer(200, {"Content-Type": "text/html"})
            elif order := self.owner.order(kind):
                self._drain()
                self._answer(order.status, order.headers)
            else:
                self._check(headers)
                self._answer(200, {"BITS-Packet-Type": "Ack"} | self._obey(kind.lower(), headers))
        except _Refused as refused:
            self._refuse(refused)

    def do_PUT(self) -> None:
        headers, fault = self._begin("PUT"), self.owner.fault
        self._left = int(headers.get("content-length", "0") or 0)
        if "content-length" not in headers or "transfer-encoding" in headers:
            self.owner.violation("PUT without Content-Length")
        if order := self.owner.order("PUT"):
            self._drain()
            self._answer(order.status, order.headers)
            return
        if fault.max_fragment is not None and self._left > fault.max_fragment:
            self._answer(413, {})
            return
        body = self._read_body()
        self.owner.files[self._path()] = bytes(body)
        self._answer(201, {}, self.owner.fault.reply or b"")

    def do_GET(self) -> None:
        self._begin("GET")
        path = self._path()
        found = self.owner.replies.get(path, self.owner.files.get(path))
        if order := self.owner.order("GET"):
            self._answer(order.status, order.headers)
        elif found is None:
            self._answer(404, {})
        else:
            match = re.fullmatch("bytes=([0-9]+)-", self.headers.get("Range", ""))
            first = int(match[1]) if match else 0
            span = {"Content-Range": f"bytes {first}-{len(found) - 1}/{len(found)}"} if match else {}
            self._answer(206 if match else 200, {"ETag": '"1"', **span}, found[first:])

    def do_OPTIONS(self) -> None:
        self._begin("OPTIONS")
        self._answer(403, {})

    def _begin(self, kind: str) -> dict[str, str]:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.owner.record(Packet(kind, self.path, headers, self.number, time.time()))
        return headers

    def _path(self) -> str:
        return self.path.partition("?")[0]

    # ---- the protocol

    def _check(self, headers: dict[str, str]) -> None:
        """Do what §3.2.5.2 of the specification does first, and note what no client may do at all."""
        length = headers.get("content-length")
        if any(len(value) > 4096 for value in headers.values()):
            raise _Refused(400, INVALID)
        if self.request_version != "HTTP/1.1" or "transfer-encoding" in headers or "content-encoding" in headers:
            self.owner.violation(f"{self.request_version} {headers}")
        if self.owner.fault.authorization not in (None, headers.get("authorization")):
            self._drain()
            raise _Refused(401, "", WWW_Authenticate='Basic realm="test"')
        if length is None:
            self.owner.violation("no Content-Length")
            raise _Refused(411, INVALID)
        if headers.get("bits-packet-type", "").lower() != "fragment" and self._left:
            self.owner.violation("a body that is no fragment")
        name = headers.get("content-name", "")
        if len(name) > 260 or re.search(r'[\\/:*?"<>|]', name):
            self.owner.violation(f"Content-Name: {name}")

    def _obey(self, kind: str, headers: dict[str, str]) -> dict[str, str]:
        if kind == "create-session":
            return self._create(headers)
        if kind == "ping":
            return {}
        session = self.owner.sessions.get(headers.get("bits-session-id", ""))
        if session is None or session.path != self._path():
            self._drain()
            raise _Refused(500, SESSION_NOT_FOUND)
        # A handler that has been cut off may still be about to notice; a client that sends two at once is never done.
        if not session.busy.acquire(timeout=2):
            self.owner.violation("two requests of a session at a time")
            raise _Refused(400, INVALID)
        try:
            acks = {"fragment": self._fragment, "close-session": self._close, "cancel-session": self._cancel}
            if kind not in acks:
                raise _Refused(400, INVALID)
            found = acks[kind](session, headers)
        finally:
            session.busy.release()
        return found | ({"BITS-Session-Id": session.id} if self.owner.fault.session_in_acks else {})

    def _create(self, headers: dict[str, str]) -> dict[str, str]:
        fault = self.owner.fault
        if PROTOCOL not in re.split("[ ,]+", headers.get("bits-supported-protocols", "")):
            raise _Refused(400, INVALID)
        if "bits-session-id" in headers:
            self.owner.violation("Create-Session with a session")
        session = Session("{" + str(uuid.uuid4()).upper() + "}", self._path())
        self.owner.sessions[session.id] = session
        ack = {"BITS-Protocol": fault.protocol, "BITS-Session-Id": session.id, "Accept-Encoding": "identity"}
        if fault.host_id:
            ack["BITS-Host-Id"] = fault.host_id
            if fault.host_fallback is not None:
                ack["BITS-Host-Id-Fallback-Timeout"] = str(fault.host_fallback)
        return ack

    def _fragment(self, session: Session, headers: dict[str, str]) -> dict[str, str]:
        fault, size = self.owner.fault, self._left
        if fault.max_fragment is not None and size > fault.max_fragment:
            raise _Refused(413)
        match = _RANGE.fullmatch(headers.get("content-range", ""))
        if not match:
            raise _Refused(400, INVALID)
        first, last, total = (int(part) for part in match.groups())
        if last - first + 1 != size or last >= total or session.total not in (None, total):
            self._drain()
            self.owner.violation(f"{headers['content-range']} with {size} bytes, after a total of {session.total}")
            raise _Refused(400, INVALID)
        if fault.max_size is not None and total > fault.max_size:
            self._drain()
            raise _Refused(500, TOO_LARGE)
        session.total = total
        if session.last_ack is not None and last == total - 1:
            self._drain()
            return session.last_ack  # the repeated last fragment: no second notification
        overlap = len(session.data) - first
        if fault.stuck or overlap < 0 or (overlap > 0 and not fault.trim):
            self._drain()
            raise _Refused(416, "0x0", BITS_Received_Content_Range=str(len(session.data)))
        return self._take(session, overlap, total)

    def _take(self, session: Session, overlap: int, total: int) -> dict[str, str]:
        fault = self.owner.fault
        start = len(session.data)
        try:
            body = self._read_body()
        except Cut as cut:
            if fault.keep_partial:
                session.data += cut.args[0][overlap:]
            raise
        if self.owner.use("bare_acks"):
            return {}
        if self.owner.use("wild_acks"):
            return {"BITS-Received-Content-Range": str(total + 1)}
        session.data += body[overlap:]
        ack = {"BITS-Received-Content-Range": str(len(session.data))}
        if len(session.data) == total:
            if self.owner.use("application_errors"):
                del session.data[start:]
                raise _Refused(500, "0xA0000001", "0x7")
            if fault.reply is not None:
                ack["BITS-Reply-URL"] = url = fault.reply_url.format(id=session.id.strip("{}"))
                folder = session.path.rpartition("/")[0]
                quoted = url.replace("\\", "/").replace("{", "%7B").replace("}", "%7D").replace(" ", "%20")
                self.owner.replies[f"{folder}/{quoted}"] = fault.reply
            if not fault.publish_at_close:
                self.owner.files[session.path] = bytes(session.data)
            session.last_ack = ack
        if self.owner.use("lost_acks"):
            raise Cut
        return ack

    def _close(self, session: Session, _headers: dict[str, str]) -> dict[str, str]:
        if session.last_ack is not None:
            self.owner.files[session.path] = bytes(session.data)
        self._end(session)
        return {}

    def _cancel(self, session: Session, _headers: dict[str, str]) -> dict[str, str]:
        self._end(session)
        return {}

    def _end(self, session: Session) -> None:
        del self.owner.sessions[session.id]
        for path in [path for path in self.owner.replies if session.id.strip("{}") in path]:
            del self.owner.replies[path]

    # ---- bytes

    def _read_body(self) -> bytearray:
        """Read the body; a cut raises with what came before it."""
        fault, body = self.owner.fault, bytearray()
        cut = fault.cut_after if fault.cut_after is not None and self._left > fault.cut_after else None
        if cut is not None and not self.owner.use("cuts"):
            cut = None
        while self._left:
            rate = fault.bytes_per_second
            piece = min(self._left, _PIECE if rate is None else max(1, int(rate / 20)))
            data = self.rfile.read(piece if cut is None else min(piece, cut - len(body)))
            if not data and self._left:
                raise Cut(body)
            body += data
            self._left -= len(data)
            self.owner.received += len(data)
            if cut is not None and len(body) >= cut:
                raise Cut(body)
            if rate is not None and self.owner.stopping.wait(len(data) / rate):
                raise Cut(body)
        return body

    def _drain(self) -> None:
        while self._left and (data := self.rfile.read(min(self._left, _PIECE))):
            self._left -= len(data)

    def _refuse(self, refused: _Refused) -> None:
        headers = {"BITS-Packet-Type": "Ack"} | refused.headers
        if refused.code:
            headers |= {self.owner.fault.error_header: refused.code, "BITS-Error-Context": refused.context}
        self._answer(refused.status, headers)

    def _answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if not self.owner.fault.no_length or body:
            self.send_header("Content-Length", str(len(body)))
        if self._unread():
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        if self._unread():
            self._linger()

    def _unread(self) -> bool:
        return bool(getattr(self, "_left", 0))

    def _linger(self) -> None:
        """Read what the client still sends before closing, so that no reset overtakes the answer."""
        self.connection.settimeout(0.5)
        with contextlib.suppress(OSError):
            self._drain()
        self.close_connection = True
