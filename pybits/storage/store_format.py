"""The store's folder and its format number: made once, checked always, refused when it is newer than the program."""

from __future__ import annotations

import os
import stat

from ..domain.hresult import BG_E_DATABASE_CORRUPT, E_ACCESSDENIED, ERROR_OLD_FORMAT, BitsError
from . import atomic, checked

# Raise it whenever an older program could misread what this one writes; that includes a new field in a record.
FORMAT = 1


def prepare(home: str) -> None:
    """Make the store's folder if it is missing and check that it is ours and that we understand it."""
    try:
        data = atomic.read_file(os.path.join(home, "format.json"))
    except FileNotFoundError:
        _make(home)
        return
    except OSError as error:
        from .os_errors import as_bits_error

        raise as_bits_error(error, f"The store {home} cannot be used") from None
    if os.stat(home).st_uid != os.geteuid():
        raise BitsError(
            E_ACCESSDENIED, f"The store {home} belongs to another user. Set PYBITS_HOME to a folder of yours."
        )
    try:
        number = checked.load(data)["format"]
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            raise TypeError
    except (checked.DamagedRecord, KeyError, TypeError):
        raise BitsError(
            BG_E_DATABASE_CORRUPT,
            f'{home}/format.json is damaged. It should hold {{"format": {FORMAT}}}: mend it by hand.',
        ) from None
    if number > FORMAT:
        raise BitsError(
            ERROR_OLD_FORMAT,
            f"The store {home} has format {number}; this pybits knows formats up to {FORMAT}. Use the newer pybits.",
        )


def write(home: str) -> None:
    """Write the number of the format that this program has. Two processes may do this at once: same bytes."""
    temporary = os.path.join(home, f".format-{os.getpid()}")
    atomic.write_new(temporary, checked.dump({"format": FORMAT}))
    os.rename(temporary, os.path.join(home, "format.json"))
    atomic.sync_folder(home)


def _make(home: str) -> None:
    try:
        os.makedirs(home, 0o700, exist_ok=True)
        status = os.stat(home)
        if status.st_uid != os.geteuid():
            raise BitsError(
                E_ACCESSDENIED, f"The store {home} belongs to another user. Set PYBITS_HOME to a folder of yours."
            )
        if stat.S_IMODE(status.st_mode) & 0o077:
            os.chmod(home, 0o700)
        for folder in ("jobs", "passage"):
            os.makedirs(os.path.join(home, folder), 0o700, exist_ok=True)
        write(home)  # last, because who finds it trusts that the rest is there
        atomic.sync_folder(os.path.dirname(home))
    except OSError as error:
        from .os_errors import as_bits_error

        raise as_bits_error(error, f"The store {home} cannot be used") from None
