"""Credentials: what BITS allows, what is said of them, and what is taken out of URLs."""

from __future__ import annotations

import pytest

from pybits.domain import hresult
from pybits.domain.credentials import (
    AuthScheme,
    AuthTarget,
    Credential,
    Secrets,
    check_credential,
    origin_of,
    parse_scheme,
    parse_target,
    split_login,
    with_credential,
)
from pybits.domain.hresult import BitsError, HResult

SERVER, PROXY = AuthTarget.SERVER, AuthTarget.PROXY
BASIC, DIGEST, NTLM, NEGOTIATE = AuthScheme.BASIC, AuthScheme.DIGEST, AuthScheme.NTLM, AuthScheme.NEGOTIATE
WORD = "wonder-land"


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (Credential(SERVER, BASIC, "u" * 300, "p"), None),
        (Credential(SERVER, BASIC, "u" * 301, "p"), hresult.BG_E_USERNAME_TOO_LARGE),
        (Credential(SERVER, DIGEST, "u", "p" * 65_535), None),
        (Credential(SERVER, DIGEST, "u", "p" * 65_536), hresult.BG_E_PASSWORD_TOO_LARGE),
        (Credential(SERVER, BASIC), hresult.E_INVALIDARG),
        (Credential(PROXY, DIGEST), hresult.E_INVALIDARG),
        (Credential(SERVER, NTLM), None),
        (Credential(SERVER, NEGOTIATE), None),
        (Credential(SERVER, NEGOTIATE, "u"), hresult.E_INVALIDARG),
        (Credential(SERVER, NTLM, None, "p"), hresult.E_INVALIDARG),
        (Credential(SERVER, BASIC, "", "p"), hresult.E_INVALIDARG),
        (Credential(SERVER, BASIC, "u", ""), None),
        (Credential(SERVER, BASIC, "a:b", "p"), hresult.E_INVALIDARG),
        (Credential(SERVER, DIGEST, "a:b", "p:q"), None),
        (Credential(SERVER, BASIC, "u\r\nX: 1", "p"), hresult.E_INVALIDARG),
        (Credential(SERVER, BASIC, "u", "p\0"), hresult.E_INVALIDARG),
        (Credential(SERVER, AuthScheme.PASSPORT, "u", "p"), hresult.E_NOTIMPL),
        (Credential(SERVER, BASIC, netrc="/n"), None),
        (Credential(PROXY, BASIC, netrc="/n"), hresult.E_INVALIDARG),
        (Credential(SERVER, NEGOTIATE, netrc="/n"), hresult.E_INVALIDARG),
    ],
)
def test_what_bits_refuses_is_refused_with_its_code(made: Credential, code: HResult | None) -> None:
    if code is None:
        assert check_credential(made) is made
        return
    with pytest.raises(BitsError) as caught:
        check_credential(made)
    assert caught.value.code == code


def test_words_are_read_in_any_case_and_others_have_their_own_codes() -> None:
    assert (parse_target("server"), parse_scheme("Negotiate")) == (SERVER, NEGOTIATE)
    for word in ("", "SERVERS", "Ser ver"):
        with pytest.raises(BitsError) as caught:
            parse_target(word)
        assert caught.value.code == hresult.BG_E_INVALID_AUTH_TARGET
    with pytest.raises(BitsError) as caught:
        parse_scheme("kerberos")
    assert caught.value.code == hresult.BG_E_INVALID_AUTH_SCHEME


def test_a_password_is_in_no_repr() -> None:
    made = Credential(SERVER, BASIC, "alice", WORD)
    assert WORD not in repr(made) + str(made) + repr([made]) + repr(Secrets((WORD,), (made,), WORD))


def test_the_same_target_and_scheme_replace_each_other() -> None:
    old, other, new = (
        Credential(SERVER, scheme, "u", word) for scheme, word in ((BASIC, "1"), (DIGEST, "2"), (BASIC, "3"))
    )
    assert with_credential(with_credential(with_credential((), old), other), new) == (other, new)
    bound = new._replace(origin="http://h")
    assert with_credential((new,), bound) == (new, bound)


@pytest.mark.parametrize(
    ("url", "bare", "user", "password"),
    [
        ("http://h/f", "http://h/f", None, ""),
        ("http://u:p@h:8080/f?q=a@b", "http://h:8080/f?q=a@b", "u", "p"),
        ("https://u@h/f", "https://h/f", "u", ""),
        ("http://u%40d:p%3A%2F@h/f", "http://h/f", "u@d", "p:/"),
        ("http://a:b@c@h/f", "http://h/f", "a", "b@c"),
        ("http://h/f@g", "http://h/f@g", None, ""),
        ("http://h?x=a@b", "http://h?x=a@b", None, ""),
        ("http://h#a@b", "http://h#a@b", None, ""),
        ("socks5h://u:p@[::1]:1080", "socks5h://[::1]:1080", "u", "p"),
        ("http://u:p@/f", "http://u:p@/f", None, ""),
    ],
)
def test_a_login_is_taken_out_of_a_url(url: str, bare: str, user: str | None, password: str) -> None:
    assert split_login(url) == (bare, user, password)


def test_an_origin_is_scheme_host_and_port() -> None:
    assert origin_of("HTTPS://u:p@Host.Example:8443/f?x") == "https://host.example:8443"
    assert origin_of("http://h") == "http://h"
