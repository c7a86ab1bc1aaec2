"""Where a redirect leads and what goes along: every rule as a table."""

from __future__ import annotations

import pytest

from pybits.domain.hresult import BG_E_BLOCKED_BY_POLICY, BG_E_INVALID_SERVER_RESPONSE, http_error
from pybits.transfer.headers import Response
from pybits.transfer.http.redirect import Blocked, Follow, Hop, is_redirect, judge_redirect
from pybits.transfer.logins.same_server import same_server


def answer(location: str, status: int = 302) -> Response:
    return Response(status, {"location": location})


@pytest.mark.parametrize(
    ("url", "location", "target"),
    [
        ("http://a/x/y?q", "z", "http://a/x/z"),
        ("http://a/x", "//b/z", "http://b/z"),
        ("http://a/x", "HTTPS://b/z", "HTTPS://b/z"),
        ("https://a/x", "/y", "https://a/y"),
        ("http://a/", "/with space/\xc3\xbc", "http://a/with%20space/%C3%BC"),
        ("http://u:p@a/x", "/y", "http://u:p@a/y"),
        ("http://u:p@a/x", "http://a:80/y", "http://u:p@a:80/y"),
        ("http://u:p@a/x", "http://a:81/y", "http://a:81/y"),
        ("http://u:p@a/x", "http://b/y", "http://b/y"),
        ("http://u:p@a/x", "http://v:q@a/y", "http://v:q@a/y"),
        ("https://u:p@a/x", "https://a:8443/y", "https://a:8443/y"),
    ],
)
def test_a_redirect_is_followed_and_the_login_stays_with_its_server(url: str, location: str, target: str) -> None:
    assert judge_redirect(Hop(url), answer(location), 0) == Follow(target, "")


@pytest.mark.parametrize(
    ("method", "status", "after"),
    [
        ("POST", 301, ""),
        ("POST", 302, ""),
        ("POST", 303, ""),
        ("POST", 307, "POST"),
        ("POST", 308, "POST"),
        ("FETCH", 302, "FETCH"),
        ("FETCH", 303, ""),
    ],
)
def test_the_method_after_a_redirect_is_http_s(method: str, status: int, after: str) -> None:
    assert judge_redirect(Hop("http://a/", method), answer("/b", status), 0) == Follow("http://a/b", after)


@pytest.mark.parametrize(
    ("url", "location", "flags", "code"),
    [
        ("https://a/", "http://a/", 0, http_error(302)),
        ("http://a/", "ftp://a/", 0x800, http_error(302)),
        ("http://a/", "http://b/", 0x200, http_error(302)),
        ("http://a/", "http://[::1/", 0, BG_E_INVALID_SERVER_RESPONSE),
    ],
)
def test_a_redirect_is_refused(url: str, location: str, flags: int, code: int) -> None:
    found = judge_redirect(Hop(url), answer(location), flags)
    assert isinstance(found, Blocked)
    assert found.failure.code == code
    assert found.url == ("http://b/" if flags == 0x200 else None)


def test_https_may_lead_to_http_when_the_flags_say_so() -> None:
    assert judge_redirect(Hop("https://a/"), answer("http://a/"), 0x800) == Follow("http://a/", "")


def test_the_twenty_first_redirect_is_one_too_many() -> None:
    assert isinstance(judge_redirect(Hop("http://a/", "", 19), answer("/b"), 0), Follow)
    assert isinstance(judge_redirect(Hop("http://a/", "", 20), answer("/b"), 0), Blocked)


@pytest.mark.parametrize(
    ("status", "redirect"),
    [(200, False), (299, False), (300, True), (399, True), (400, False), (304, False), (308, True), (404, False)],
)
def test_only_some_statuses_lead_elsewhere(status: int, redirect: bool) -> None:
    assert is_redirect(answer("/b", status)) is redirect
    assert not is_redirect(Response(status, {}))


@pytest.mark.parametrize(
    ("home", "url", "same"),
    [
        ("http://a/x", "http://a/y", True),
        ("http://a/x", "http://A:80/y", True),
        ("http://a/x", "https://a/y", True),
        ("http://a:8080/x", "https://a/y", False),
        ("http://a/x", "https://a:8443/y", False),
        ("https://a/x", "http://a/y", False),
        ("http://a/x", "http://a:81/y", False),
        ("http://a/x", "http://a.b/y", False),
        ("http://a/x", "http://a@b/y", False),
        ("http://a/x", "http://[::1/y", False),
    ],
)
def test_what_is_for_one_server_goes_to_no_other(home: str, url: str, same: bool) -> None:
    assert same_server(home, url) is same


@pytest.mark.parametrize("location", ["http://b/", "HTTP://a/", "http://a/"])
def test_a_redirect_to_a_scheme_that_the_policy_does_not_allow_is_refused(location: str) -> None:
    found = judge_redirect(Hop("https://a/"), answer(location), 0x800, frozenset({"https"}))
    assert isinstance(found, Blocked)
    assert found.failure.code == BG_E_BLOCKED_BY_POLICY
    assert "a redirects to" in found.failure.text
    assert isinstance(judge_redirect(Hop("https://a/"), answer("/x"), 0x800, frozenset({"https"})), Follow)
