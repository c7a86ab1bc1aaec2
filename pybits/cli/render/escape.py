"""Making foreign text harmless: names, URLs and server text may hold what drives a terminal or hides on it."""

from __future__ import annotations

_HIDDEN = (
    {*range(0x20), *range(0x7F, 0xA0)}  # control characters
    | {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}  # direction of writing
    | {0x2028, 0x2029}  # line and paragraph separators
)


def _visible(code: int) -> str:
    if code in _NAMED:
        return _NAMED[code]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


_NAMED = {0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t"}
_TABLE = {code: _visible(code) for code in _HIDDEN}


def escape(text: str) -> str:
    """Write control characters, bidi controls and undecodable bytes as backslash escapes."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_TABLE).encode("utf-8", "backslashreplace").decode()
