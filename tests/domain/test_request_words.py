"""Headers, methods, security flags and proxies: what is taken, what is refused, with which code."""

from __future__ import annotations

import pytest

from pybits.domain.enums import ProxyUsage
from pybits.domain.hresult import (
    BG_E_PROXY_BYPASS_LIST_TOO_LARGE,
    BG_E_PROXY_LIST_TOO_LARGE,
    BG_E_STRING_TOO_LONG,
    E_INVALIDARG,
    E_NOTIMPL,
    BitsError,
    HResult,
)
from pybits.domain.request_words import (
    RESERVED_HEADERS,
    check_security_flags,
    parse_headers,
    parse_method,
    parse_proxy,
)


@pytest.mark.parametrize(
    ("words", "headers"),
    [
        ([], ()),
        ([""], ()),
        (["NULL"], ()),
        (["A:b"], ("A: b",)),
        (["A: b\r\n", "a: c"], ("A: b", "a: c")),
        (["X-Empty:"], ("X-Empty: ",)),
        (["A: b: c ü"], ("A: b: c ü",)),
        (["A:" + "x" * 16_379], ("A: " + "x" * 16_379,)),
    ],
)
def test_headers_are_read_as_name_and_value(words: list[str], headers: tuple[str, ...]) -> None:
    assert parse_headers(words) == headers


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["no colon"], E_INVALIDARG),
        ([": nameless"], E_INVALIDARG),
        (["two words: x"], E_INVALIDARG),
        (["A: b\r\nHost: c"], E_INVALIDARG),
        (["A: b\nc"], E_INVALIDARG),
        (["A: b\0c"], E_INVALIDARG),
        (["A: \x1b[31m"], E_INVALIDARG),
        (["A: \udcff"], E_INVALIDARG),
        (["NULL", "A: b"], E_INVALIDARG),
        (["A:" + "x" * 16_380], BG_E_STRING_TOO_LONG),
        *(([f"{name.upper()}: x"], E_INVALIDARG) for name in sorted(RESERVED_HEADERS)),
    ],
)
def test_headers_that_could_break_the_request_are_refused(words: list[str], code: HResult) -> None:
    with pytest.raises(BitsError) as raised:
        parse_headers(words)
    assert raised.value.code == code


def test_a_refusal_never_says_a_headers_value() -> None:
    with pytest.raises(BitsError) as raised:
        parse_headers(["Authorization: secret\n"])
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("word", ["GET", "POST", "get", "X-FETCH", "x" * 64])
def test_a_method_is_a_word(word: str) -> None:
    assert parse_method("the method", word) == word


@pytest.mark.parametrize("word", ["", "A B", "A\r\nB", "GÉT", "HEAD", "head", "CONNECT", "x" * 65])
def test_what_is_no_method_or_brings_no_file_is_refused(word: str) -> None:
    with pytest.raises(BitsError) as raised:
        parse_method("the method", word)
    assert raised.value.code == E_INVALIDARG


@pytest.mark.parametrize("value", [0, 0x1, 0x2, 0x8, 0xC, 0x18, 0x1F, 0x100, 0x200, 0x800, 0x91B])
def test_security_flags_that_can_be_kept_are_taken(value: int) -> None:
    assert check_security_flags(value) == value


@pytest.mark.parametrize("value", [0x4, 0x10, 0x14, 0x6, 0x20, 0x300, 0x400, 0x500, 0x1000, 0xFFFFFFFF])
def test_security_flags_that_do_not_exist_or_cannot_be_kept_are_not_implemented(value: int) -> None:
    with pytest.raises(BitsError) as raised:
        check_security_flags(value)
    assert raised.value.code == E_NOTIMPL


@pytest.mark.parametrize(
    ("words", "settings"),
    [
        (("PRECONFIG", None, None), (ProxyUsage.PRECONFIG, "", "")),
        (("no_proxy", "NULL", ""), (ProxyUsage.NO_PROXY, "", "")),
        (("no-proxy", None, None), (ProxyUsage.NO_PROXY, "", "")),
        (("OVERRIDE", "p:8080", "<local>"), (ProxyUsage.OVERRIDE, "p:8080", "<local>")),
        (("Override", "http=p https=http://q:1", "NULL"), (ProxyUsage.OVERRIDE, "http=p https=http://q:1", "")),
    ],
)
def test_proxy_settings_are_read(
    words: tuple[str, str | None, str | None], settings: tuple[ProxyUsage, str, str]
) -> None:
    assert parse_proxy(*words) == settings


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("SOMETIMES", None, None), E_NOTIMPL),
        (("AUTODETECT", "x:1", None), E_INVALIDARG),
        (("OVERRIDE", "gopher://p", None), E_INVALIDARG),
        (("NO_PROXY", "x:1", None), E_INVALIDARG),
        (("PRECONFIG", None, "x"), E_INVALIDARG),
        (("OVERRIDE", None, None), E_INVALIDARG),
        (("OVERRIDE", "NULL", "x"), E_INVALIDARG),
        (("OVERRIDE", "p:0", None), E_INVALIDARG),
        (("OVERRIDE", "p:65536", None), E_INVALIDARG),
        (("OVERRIDE", "socks=p", None), E_INVALIDARG),
        (("OVERRIDE", "user:word@p", None), E_INVALIDARG),
        (("OVERRIDE", "p", "aaa.*"), E_INVALIDARG),
        (("OVERRIDE", "p " * 16_385, None), BG_E_PROXY_LIST_TOO_LARGE),
        (("OVERRIDE", "p", "h " * 16_385), BG_E_PROXY_BYPASS_LIST_TOO_LARGE),
    ],
)
def test_proxy_settings_that_make_no_sense_are_refused(
    words: tuple[str, str | None, str | None], code: HResult
) -> None:
    with pytest.raises(BitsError) as raised:
        parse_proxy(*words)
    assert raised.value.code == code
