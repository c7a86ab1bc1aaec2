"""Dates as HTTP writes them: read from servers, which may write anything, and written for what has a date."""

from __future__ import annotations

from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime


def read_date(text: str) -> float | None:
    """Give a date in seconds since 1970, None for what is none; the old forms without a zone mean GMT too."""
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def write_date(seconds: float) -> str | None:
    """Write seconds since 1970 as a date, None for a year that has no four digits: file systems have such times."""
    try:
        return formatdate(seconds, usegmt=True)
    except (ValueError, OverflowError, OSError):
        return None
