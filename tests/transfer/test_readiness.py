"""Which sockets are ready: both ways of finding out say the same."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pycurl
import pytest

from pybits.transfer.readiness import BOTH, READ, WRITE, Readiness, Selected

IN, OUT = pycurl.CSELECT_IN, pycurl.CSELECT_OUT
Pair = tuple[socket.socket, socket.socket]


@pytest.fixture(params=[Readiness, Selected], ids=["of the platform", "by selectors"])
def readiness(request: pytest.FixtureRequest) -> Iterator[Selected]:
    made = request.param()
    yield made
    made.close()


@pytest.fixture
def pair() -> Iterator[Pair]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_a_socket_is_ready_for_what_was_asked(readiness: Selected, pair: Pair) -> None:
    one, other = pair
    readiness.watch(one.fileno(), READ)
    assert readiness.wait(0) == []
    other.send(b"x")
    assert readiness.wait(5) == [(one.fileno(), IN)]
    readiness.watch(one.fileno(), BOTH)
    assert readiness.wait(5) == [(one.fileno(), IN | OUT)]
    readiness.watch(one.fileno(), WRITE)
    assert readiness.wait(5) == [(one.fileno(), OUT)]


def test_an_end_is_ready(readiness: Selected, pair: Pair) -> None:
    one, other = pair
    readiness.watch(one.fileno(), READ)
    other.close()
    ((fd, events),) = readiness.wait(5)
    assert fd == one.fileno()
    assert events & IN


def test_a_forgotten_socket_is_not_reported_and_can_be_watched_again(readiness: Selected, pair: Pair) -> None:
    one, other = pair
    readiness.forget(one.fileno())  # before it was ever watched
    other.send(b"x")
    for _ in range(3):
        readiness.watch(one.fileno(), READ)
        readiness.forget(one.fileno())
        readiness.forget(one.fileno())
        assert readiness.wait(0) == []
        assert readiness.wait(0) == []
        readiness.watch(one.fileno(), READ)
        readiness.forget(one.fileno())
        readiness.watch(one.fileno(), READ)
        assert readiness.wait(5) == [(one.fileno(), IN)]


def test_another_socket_of_the_same_number_is_watched(readiness: Selected, pair: Pair) -> None:
    one, other = socket.socketpair()
    number = one.fileno()
    readiness.watch(number, READ)
    readiness.forget(number)
    one.close()
    other.close()
    os.dup2(pair[0].fileno(), number)  # the number is given to the next that is opened
    try:
        readiness.watch(number, READ)
        pair[1].send(b"x")
        assert readiness.wait(5) == [(number, IN)]
        readiness.forget(number)
        assert readiness.wait(0) == []
    finally:
        os.close(number)
