"""When a source was last changed, as its server or its file system says."""

from __future__ import annotations

from functools import lru_cache

from ...domain.file import Validator
from ...transfer.http_date import read_date
from ...transfer.local import is_local, modified_ns


def modified(source: str, validator: Validator) -> int | None:
    """Give the time in nanoseconds since 1970, None if nobody says it."""
    return modified_ns(validator) if is_local(source) else _http_time(validator.last_modified)


@lru_cache(64)
def _http_time(text: str | None) -> int | None:
    seconds = read_date(text) if text else None
    return None if seconds is None else int(seconds) * 1_000_000_000
