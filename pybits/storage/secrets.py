"""What a job must not show: write-only headers and credentials, in a file of their own that only the transfer reads."""

from __future__ import annotations

import contextlib
import os

from ..domain.credentials import Secrets
from . import atomic, checked, secret_records

_NAME = "secrets.json"


def read(folder: str) -> Secrets:
    """Read a job's secrets; DamagedRecord if they cannot be read, FileNotFoundError if there are none."""
    return secret_records.secrets_from_record(checked.load(atomic.read_file(os.path.join(folder, _NAME))))


def read_to_change(folder: str) -> Secrets:
    """Read a job's secrets to put others beside them; what is damaged is lost, and has to be set anew."""
    try:
        return read(folder)
    except (FileNotFoundError, checked.DamagedRecord):
        return Secrets()


def write(folder: str, kept: Secrets) -> None:
    """Keep secrets, on the disk when this returns; the caller holds the store's lock."""
    if kept == Secrets():
        forget(folder)
        return
    atomic.replace_file(os.path.join(folder, _NAME), checked.dump(secret_records.secrets_to_record(kept)))


def forget(folder: str) -> None:
    """Delete what is kept, if anything is."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(os.path.join(folder, _NAME))
        atomic.sync_folder(folder)
