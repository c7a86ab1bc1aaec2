"""When a source was last changed, as its server or its file system says."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from functools import lru_cache

from ...domain.file import Validator
from ...transfer.local import is_local, modified_ns


def modified(source: str, validator: Validator) -> int | None:
    """Give the time in nanoseconds since 1970, None if nobody says it."""
    return modified_ns(validator) if is_local(source) else _http_time(validator.last_modified)


@lru_cache(64)
def _http_time(text: str | None) -> int | None:
    try:
        return int(parsedate_to_datetime(text).timestamp()) * 1_000_000_000 if text else None
    except (ValueError, OverflowError):
        return None
