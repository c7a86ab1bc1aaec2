"""Reading a header block."""

from __future__ import annotations

import pytest

from pybits.transfer.headers import blocks_of, read_block


def test_a_block_is_a_status_and_fields_without_regard_to_case() -> None:
    lines = [b"HTTP/1.1 206 Partial Content\r\n", b'ETag: "a"\r\n', b"content-LENGTH:5 \r\n", b"X: a:b\r\n"]
    assert read_block(lines) == (206, {"etag": '"a"', "content-length": "5", "x": "a:b"})


def test_repeated_fields_are_joined() -> None:
    assert read_block([b"HTTP/2 200\r\n", b"Accept-Ranges: none\r\n", b"accept-ranges: bytes\r\n"]) == (
        200,
        {"accept-ranges": "none, bytes"},
    )


def test_bytes_that_are_not_ascii_survive() -> None:
    response = read_block([b"HTTP/1.1 200 OK\r\n", b'ETag: "\xe4"\r\n'])
    assert response is not None
    assert response.fields["etag"].encode("latin-1") == b'"\xe4"'


@pytest.mark.parametrize("lines", [[], [b"HTTP/1.1 2000 OK"], [b"HTTP/1.1 OK"], [b"ICY 200 OK"], [b"X: y"]])
def test_what_does_not_begin_with_a_status_line_is_no_block(lines: list[bytes]) -> None:
    assert read_block(lines) is None


def test_a_line_without_a_colon_is_passed_over() -> None:
    assert read_block([b"HTTP/1.0 200 OK\r\n", b"nonsense\r\n", b"A: b\r\n"]) == (200, {"a": "b"})


@pytest.mark.parametrize(
    ("heard", "blocks"),
    [
        ([b"A\r\n", b"b: c\r\n", b"\r\n"], [[b"A\r\n", b"b: c\r\n"]]),
        ([b"A\n", b"\n"], [[b"A\n"]]),
        ([b"A\r\n", b"\r\n", b"B\r\n", b"c: d\r\n", b"\r\n"], [[b"A\r\n"], [b"B\r\n", b"c: d\r\n"]]),
        ([b"A\n", b"\n", b"B\r\n", b"\r\n"], [[b"A\n"], [b"B\r\n"]]),
        ([b"\r\n"], [[]]),
    ],
)
def test_what_was_heard_is_divided_at_empty_lines(heard: list[bytes], blocks: list[list[bytes]]) -> None:
    assert blocks_of(heard) == blocks
