"""Which of a job's credentials go where."""

from __future__ import annotations

from pybits.domain.credentials import AuthScheme, AuthTarget, Credential
from pybits.transfer.logins.allowed import Login, proxy_logins, server_logins

SERVER, PROXY = AuthTarget.SERVER, AuthTarget.PROXY
BASIC, DIGEST, NEGOTIATE = AuthScheme.BASIC, AuthScheme.DIGEST, AuthScheme.NEGOTIATE
URL = "https://h/f"


def test_one_name_for_two_schemes_is_one_login_and_the_strongest_goes_first() -> None:
    kept = [
        Credential(SERVER, BASIC, "weak", "1"),
        Credential(SERVER, DIGEST, "strong", "2"),
        Credential(PROXY, BASIC, "p", "3"),
    ]
    assert server_logins(kept, URL) == [
        Login("strong", "2", "", frozenset({DIGEST})),
        Login("weak", "1", "", frozenset({BASIC})),
    ]
    same = [kept[0], kept[1]._replace(user="weak", password="1")]
    assert server_logins(same, URL) == [Login("weak", "1", "", frozenset({BASIC, DIGEST}))]


def test_what_is_bound_to_a_server_goes_there_alone_and_before_the_rest() -> None:
    free, bound = Credential(SERVER, BASIC, "free", "1"), Credential(SERVER, BASIC, "bound", "2", origin="https://h")
    assert [login.user for login in server_logins([free, bound], URL)] == ["bound"]
    assert [login.user for login in server_logins([free, bound], "https://h:444/f")] == ["free"]
    assert server_logins([bound], "http://h/f") == []


def test_the_environments_proxy_login_is_for_that_proxy_and_what_was_set_goes_before_it() -> None:
    shell = Credential(PROXY, BASIC, "shell", "1", origin="http://p:3128")
    assert [login.user for login in proxy_logins([shell], "http://p:3128")] == ["shell"]
    assert proxy_logins([shell], "http://q:3128") == []
    assert proxy_logins([shell], "") == []
    chosen = Credential(PROXY, DIGEST, "set", "2")
    assert [login.user for login in proxy_logins([shell, chosen], "http://p:3128")] == ["set"]


def test_the_users_own_ticket_for_the_proxy_is_for_the_server_too_unless_it_has_its_own() -> None:
    implicit = Credential(PROXY, NEGOTIATE)
    assert server_logins([implicit], URL) == [Login(None, None, "", frozenset({NEGOTIATE}))]
    assert [login.user for login in server_logins([implicit, Credential(SERVER, BASIC, "u", "p")], URL)] == ["u"]
