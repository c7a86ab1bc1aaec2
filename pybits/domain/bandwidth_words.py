"""How much of the way a job may take: polite, full, a rate, or what its priority says."""

from __future__ import annotations

from .enums import BANDWIDTH_WORDS
from .hresult import E_INVALIDARG, BitsError

AUTO, POLITE, FULL = BANDWIDTH_WORDS
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_LEAST = 1 << 10  # bytes a second: with less, a server takes a job for dead
_MOST = 1 << 50


def parse_bandwidth(argument: str, word: str) -> str:
    """Read auto, polite, full, or bytes a second with K, M or G (of 1,024) behind them; E_INVALIDARG for others."""
    said = word.strip()
    if said.lower() in BANDWIDTH_WORDS:
        return said.lower()
    digits, unit = (said[:-1], said[-1:].upper()) if said[-1:].upper() in _UNITS else (said, "")
    if not (digits.isascii() and digits.isdigit()) or not _LEAST <= int(digits[:20]) * _UNITS[unit] <= _MOST:
        raise BitsError(
            E_INVALIDARG,
            f"{argument} must be auto, polite, full, or bytes a second from 1K on, such as 500K or 2M, not '{word}'.",
        )
    return str(int(digits) * _UNITS[unit])


def rate_of(word: str) -> int:
    """Give the bytes a second of a word that parse_bandwidth gave, 0 for one that is no rate."""
    return int(word) if word.isdigit() else 0
