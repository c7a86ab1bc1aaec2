"""The upload server keeps to the specification where no fault was ordered."""

from __future__ import annotations

import http.client
from collections.abc import Iterator

import pytest

from tests.support.bits_server import INVALID, PROTOCOL, SESSION_NOT_FOUND, BitsServer


@pytest.fixture
def server() -> Iterator[BitsServer]:
    with BitsServer() as running:
        yield running


@pytest.fixture
def client(server: BitsServer) -> Iterator[Client]:
    made = Client(server)
    yield made
    made.close()


class Client:
    """Sends packets as they are given."""

    def __init__(self, server: BitsServer, path: str = "/in/a.bin") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self._path = path

    def close(self) -> None:
        self._connection.close()

    def send(self, kind: str, body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        fields |= {"BITS-Packet-Type": kind, "Content-Length": str(len(body))}
        self._connection.request("BITS_POST", self._path, body, fields)
        answer = self._connection.getresponse()
        answer.read()
        return answer

    def create(self) -> str:
        answer = self.send("Create-Session", BITS_Supported_Protocols=PROTOCOL)
        assert (answer.status, answer.headers["BITS-Protocol"]) == (200, PROTOCOL)
        return str(answer.headers["BITS-Session-Id"])


def test_a_file_arrives_in_two_fragments_and_the_session_is_gone(server: BitsServer, client: Client) -> None:
    session = client.create()
    one = client.send("Fragment", b"abc", BITS_Session_Id=session, Content_Range="bytes 0-2/5")
    two = client.send("Fragment", b"de", BITS_Session_Id=session, Content_Range="bytes 3-4/5")
    assert [a.headers["BITS-Received-Content-Range"] for a in (one, two)] == ["3", "5"]
    assert client.send("Close-Session", BITS_Session_Id=session).status == 200
    assert server.files == {"/in/a.bin": b"abcde"}
    gone = client.send("Cancel-Session", BITS_Session_Id=session)
    assert (gone.status, gone.headers["BITS-Error-Code"], gone.headers["BITS-Error-Context"]) == (
        500,
        SESSION_NOT_FOUND,
        "0x5",
    )
    assert server.violations == []


def test_a_wrong_offset_is_told_the_right_one(client: Client) -> None:
    session = client.create()
    client.send("Fragment", b"abc", BITS_Session_Id=session, Content_Range="bytes 0-2/5")
    for span in ("bytes 1-2/5", "bytes 4-4/5"):
        size = int(span[8]) - int(span[6]) + 1
        answer = client.send("Fragment", b"x" * size, BITS_Session_Id=session, Content_Range=span)
        assert (answer.status, answer.headers["BITS-Received-Content-Range"]) == (416, "3")


def test_an_early_close_publishes_nothing(server: BitsServer, client: Client) -> None:
    session = client.create()
    client.send("Fragment", b"abc", BITS_Session_Id=session, Content_Range="bytes 0-2/5")
    assert client.send("Close-Session", BITS_Session_Id=session).status == 200
    assert (server.files, server.sessions) == ({}, {})


def test_what_breaks_the_rules_is_refused_and_noted(server: BitsServer, client: Client) -> None:
    assert client.send("Create-Session", BITS_Supported_Protocols="{0}").status == 400
    session = client.create()
    client.send("Fragment", b"abc", BITS_Session_Id=session, Content_Range="bytes 0-2/5")
    answer = client.send("Fragment", b"de", BITS_Session_Id=session, Content_Range="bytes 3-4/6")
    assert (answer.status, answer.headers["BITS-Error-Code"]) == (400, INVALID)
    assert client.send("Nonsense", BITS_Session_Id=session).status == 400
    assert len(server.violations) == 1
