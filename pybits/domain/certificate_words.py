"""The words of client certificates: where a store is, what it is called, and how one is picked from it."""

from __future__ import annotations

import re
from enum import IntEnum

from .hresult import BG_E_STRING_TOO_LONG, E_INVALIDARG, E_NOTIMPL, RPC_X_BAD_STUB_DATA, BitsError

NAME_LIMIT = 255  # characters of a store's or subject's name: 256 with BITS' final NUL
_HASH_SIZE = 20
_PREFIX = "BG_CERT_STORE_LOCATION_"


class StoreLocation(IntEnum):
    """BG_CERT_STORE_LOCATION; a Unix machine has the first two, 0 stands for a file that is in no store."""

    FILE = 0
    CURRENT_USER = 1
    LOCAL_MACHINE = 2
    CURRENT_SERVICE = 3
    SERVICES = 4
    USERS = 5
    CURRENT_USER_GROUP_POLICY = 6
    LOCAL_MACHINE_GROUP_POLICY = 7
    LOCAL_MACHINE_ENTERPRISE = 8


def parse_location(word: str) -> StoreLocation:
    """Read a location, its number or its name with or without BG_CERT_STORE_LOCATION_; E_NOTIMPL for others."""
    name = word.strip().upper().removeprefix(_PREFIX) if word.isascii() else ""
    found = next((place for place in StoreLocation if place and name in (place.name, str(place.value))), None)
    if found is None:
        raise BitsError(
            E_NOTIMPL, f"STORE_LOCATION must be 1 (CURRENT_USER) or 2 (LOCAL_MACHINE), not '{word}'.", usage=True
        )
    if found > StoreLocation.LOCAL_MACHINE:
        raise BitsError(
            E_NOTIMPL, f"There is no store {found.name} outside of Windows; 1 (CURRENT_USER) and 2 (LOCAL_MACHINE) are."
        )
    return found


def check_store(name: str) -> str:
    """Refuse what cannot be the name of a store, which is that of a folder: E_INVALIDARG, BG_E_STRING_TOO_LONG."""
    if len(name) > NAME_LIMIT:
        raise BitsError(BG_E_STRING_TOO_LONG, f"STORE_NAME has {len(name)} characters; at most {NAME_LIMIT}.")
    if not name or name.startswith(".") or "/" in name or not name.isprintable():
        raise BitsError(E_INVALIDARG, "STORE_NAME must be the name of a store, such as MY.")
    return name


def parse_thumbprint(word: str) -> str:
    """Read a SHA-1 hash: 40 hexadecimal digits, blanks and colons between; RPC_X_BAD_STUB_DATA for another size."""
    digits = re.sub(r"[\s:]", "", word.strip()).removeprefix("0x")
    if not re.fullmatch(r"[0-9A-Fa-f]+", digits):
        raise BitsError(E_INVALIDARG, "The certificate's SHA-1 hash must be hexadecimal digits.")
    if len(digits) != 2 * _HASH_SIZE:
        raise BitsError(RPC_X_BAD_STUB_DATA, f"A SHA-1 hash has 40 hexadecimal digits, not {len(digits)}.", usage=True)
    return digits.upper()


def check_subject(word: str) -> str:
    """Refuse what cannot be looked for in a subject: E_INVALIDARG, BG_E_STRING_TOO_LONG."""
    if len(word) > NAME_LIMIT:
        raise BitsError(BG_E_STRING_TOO_LONG, f"SUBJECT has {len(word)} characters; at most {NAME_LIMIT}.")
    if not word.strip() or not word.isprintable():
        raise BitsError(E_INVALIDARG, "SUBJECT must be a part of the certificate's subject.")
    return word.strip()
