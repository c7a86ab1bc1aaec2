"""URLs that are valid for a time: what a refusal of one whose time is over has to say. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from pybits.transfer.outcome import Failure

_REFUSALS = frozenset({400, 401, 403})  # what object stores answer with to a signature that they do not take
_CLOUDS = ("amz", "goog")  # both write X-NAME-Date and X-NAME-Expires


def with_expiry(failure: Failure, status: int, url: str, now: float) -> Failure:
    """Add to a refusal that the URL was only valid for a time, if that is over; `now` is in seconds since 1970."""
    over = valid_until(url) if status in _REFUSALS else None
    if over is None or over.timestamp() > now:
        return failure
    text = f"{failure.text} The URL's signature expired at {over:%Y-%m-%d %H:%M:%S} UTC: get a new URL."
    return failure._replace(text=text)


def valid_until(url: str) -> datetime | None:
    """Read until when a presigned URL may be used (S3, Google, CloudFront, Azure); None if it does not say."""
    try:
        fields = {name.lower(): value for name, value in parse_qsl(urlsplit(url).query, max_num_fields=100)}
        for cloud in _CLOUDS:
            if f"x-{cloud}-signature" in fields:
                signed = datetime.strptime(fields[f"x-{cloud}-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
                return signed + timedelta(seconds=int(fields[f"x-{cloud}-expires"]))
        if "signature" in fields:
            return datetime.fromtimestamp(int(fields["expires"]), UTC)
        if "sig" in fields:
            over = datetime.fromisoformat(fields["se"])
            return over.astimezone(UTC) if over.tzinfo else over.replace(tzinfo=UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        pass
    return None
