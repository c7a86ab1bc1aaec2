"""Byte ranges in words: read as bitsadmin writes them, checked, and written again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .file import FileRange
from .hresult import BG_E_INVALID_RANGE, BG_E_OVERLAPPING_RANGES, E_INVALIDARG, BitsError

EOF = "eof"
# BG_LENGTH_TO_EOF is 2^64 - 1, which is also what -1 becomes there.
_TO_THE_END = frozenset({EOF, "-1", str((1 << 64) - 1)})
_LIMIT = 1 << 63  # a file can hold no more bytes


def parse_ranges(word: str, *, overlapping: bool = False) -> tuple[FileRange, ...]:
    """Read `offset:length[,offset:length...]`, the length being a number or eof.

    E_INVALIDARG for what is none; BG_E_INVALID_RANGE and BG_E_OVERLAPPING_RANGES as check_ranges() says, the second
    unless they may be `overlapping`.
    """
    ranges = tuple(_range(part.strip()) for part in word.split(","))
    check_ranges(ranges, overlapping=overlapping)
    return ranges


def check_ranges(ranges: Sequence[FileRange], *, overlapping: bool = False) -> None:
    """Refuse ranges that no file has (BG_E_INVALID_RANGE), or of which two overlap (BG_E_OVERLAPPING_RANGES)."""
    if not ranges:
        raise BitsError(E_INVALIDARG, "No ranges were given.")
    for found in ranges:
        if found.offset < 0 or (found.length is not None and found.length <= 0):
            raise BitsError(BG_E_INVALID_RANGE, f"The range {show_range(found)} holds no byte.")
        if found.offset + (found.length or 0) >= _LIMIT:
            raise BitsError(BG_E_INVALID_RANGE, f"The range {show_range(found)} is beyond what a file can hold.")
    if overlapping:
        return
    for one, two in pairwise(sorted(ranges, key=lambda found: found.offset)):
        if one.length is None or one.offset + one.length > two.offset:
            raise BitsError(BG_E_OVERLAPPING_RANGES, f"The ranges {show_range(one)} and {show_range(two)} overlap.")


def show_range(found: FileRange) -> str:
    """Write one range."""
    return f"{found.offset}:{EOF if found.length is None else found.length}"


def show_ranges(ranges: Sequence[FileRange]) -> str:
    """Write ranges as parse_ranges() reads them."""
    return ",".join(map(show_range, ranges))


def _range(part: str) -> FileRange:
    offset, colon, length = (piece.strip() for piece in part.partition(":"))
    if not colon:
        raise _not_a_range(part)
    if offset.lower() in _TO_THE_END:
        raise BitsError(
            BG_E_INVALID_RANGE, f"The range {part} begins at the end of the file: only a length may be eof."
        )
    if length.lower() in _TO_THE_END:
        return FileRange(_number(offset, part), None)
    return FileRange(_number(offset, part), _number(length, part))


def _number(word: str, part: str) -> int:
    if not (word.isascii() and word.isdigit()):
        raise _not_a_range(part)
    if len(word) > 20:
        raise BitsError(BG_E_INVALID_RANGE, f"The range {part[:60]} is beyond what a file can hold.")
    return int(word)


def _not_a_range(part: str) -> BitsError:
    return BitsError(E_INVALIDARG, f"'{part[:60]}' is no range: write offset:length, the length being a number or eof.")
