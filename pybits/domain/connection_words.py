"""How many connections a file may be fetched over: a number, or what the daemon finds good."""

from __future__ import annotations

from .enums import CONNECTION_WORDS
from .hresult import E_INVALIDARG, BitsError

USUAL = 16  # what servers are used to: other programs that open several connections open no more
MOST = 64


def parse_connections(argument: str, word: str) -> str:
    """Read auto or a number from 1 to 64; E_INVALIDARG for others."""
    said = word.strip().lower()
    if said in CONNECTION_WORDS:
        return said
    if not (said.isascii() and said.isdigit()) or not 1 <= int(said[:9]) <= MOST:
        raise BitsError(E_INVALIDARG, f"{argument} must be auto or a number from 1 to {MOST}, not '{word}'.")
    return str(int(said))


def count_of(word: str) -> int | None:
    """Give the number of a word that parse_connections gave, None for auto."""
    return int(word) if word.isdigit() else None
