"""What an owner's program may print for a URL."""

from __future__ import annotations

import pytest

from pybits.domain.hresult import E_INVALIDARG, BitsError
from pybits.domain.policy_values import DEFAULT_POLICY
from pybits.manager.fresh_url import read


@pytest.mark.parametrize(
    "url", ["https://h/a?k=1", "http://h/a@b", "https://h?key=alice@example.org", "https://h#a@b", "http://h:81"]
)
def test_a_url_of_a_server_is_taken(url: str) -> None:
    assert read(f"{url}\n".encode(), "http://old/", DEFAULT_POLICY) == url


@pytest.mark.parametrize("url", ["http://alice@h/a", "http://alice:word@h?a", "http://@h/a"])
def test_a_url_with_a_login_is_not(url: str) -> None:
    with pytest.raises(BitsError, match="user's name") as refused:
        read(url.encode(), "http://old/", DEFAULT_POLICY)
    assert refused.value.code == E_INVALIDARG
