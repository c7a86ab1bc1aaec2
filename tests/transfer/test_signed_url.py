"""Until when a presigned URL is valid, and which refusals tell of it."""

from __future__ import annotations

import pytest

from pybits.domain.enums import ErrorContext
from pybits.domain.hresult import http_error
from pybits.transfer.http.signed_url import valid_until, with_expiry
from pybits.transfer.outcome import Failure, Severity

NOON = 1_767_268_800  # 2026-01-01 12:00:00 UTC
REFUSED = Failure(http_error(403), ErrorContext.REMOTE_FILE, Severity.FATAL, "h refused.")
URL = "https://h/o?X-Amz-Date=20260101T115900Z&X-Amz-Expires=60&X-Amz-Signature=0f"


@pytest.mark.parametrize(
    "query",
    [
        "X-Amz-Date=20260101T115900Z&X-Amz-Expires=60&X-Amz-Signature=0f",
        "X-Goog-Date=20260101T110000Z&X-Goog-Expires=3600&X-Goog-Signature=0f",
        f"AWSAccessKeyId=a&Expires={NOON}&Signature=x",
        f"Expires={NOON}&Signature=x&Key-Pair-Id=k",
        "sv=2024-11-04&se=2026-01-01T12%3A00%3A00Z&sig=x",
        "se=2026-01-01T13%3A00%3A00%2B01%3A00&sig=x",
    ],
)
def test_a_signed_url_says_until_when_it_is_valid(query: str) -> None:
    over = valid_until(f"https://h/o?{query}")
    assert over is not None
    assert over.timestamp() == NOON


@pytest.mark.parametrize(
    "url",
    [
        "https://h/o",
        f"https://h/o?Expires={NOON}",
        "https://h/o?X-Amz-Date=yesterday&X-Amz-Expires=60&X-Amz-Signature=0f",
        "https://h/o?X-Amz-Date=20260101T115900Z&X-Amz-Signature=0f",
        f"https://h/o?X-Amz-Date=20260101T115900Z&X-Amz-Expires={'9' * 30}&X-Amz-Signature=0f",
        f"https://h/o?Expires={'9' * 5000}&Signature=x",
        "https://h/o?se=&sig=x",
        "https://[h/o?se=&sig=x",
        "https://h/o?" + "a=b&" * 200,
    ],
)
def test_other_urls_say_nothing(url: str) -> None:
    assert valid_until(url) is None


def test_only_a_refusal_after_that_time_tells_of_it() -> None:
    assert with_expiry(REFUSED, 403, URL, NOON + 1).text == (
        "h refused. The URL's signature expired at 2026-01-01 12:00:00 UTC: get a new URL."
    )
    assert with_expiry(REFUSED, 403, URL, NOON - 1) == REFUSED
    assert with_expiry(REFUSED, 404, URL, NOON + 1) == REFUSED
