"""What a job must not show: its write-only headers, in a file of their own that only the transfer reads."""

from __future__ import annotations

import contextlib
import os

from . import atomic, records

_NAME = "secrets.json"


def read_headers(folder: str) -> tuple[str, ...]:
    """Read a job's write-only headers; DamagedRecord if they cannot be read."""
    try:
        return records.headers_from_record(records.load(atomic.read_file(os.path.join(folder, _NAME))))
    except FileNotFoundError:
        raise records.DamagedRecord(f"{_NAME} is missing") from None


def write_headers(folder: str, headers: tuple[str, ...]) -> None:
    """Keep headers, on the disk when this returns; the caller holds the store's lock."""
    atomic.replace_file(os.path.join(folder, _NAME), records.dump({"custom_headers": headers}))


def forget(folder: str) -> None:
    """Delete what is kept, if anything is."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(os.path.join(folder, _NAME))
