"""JSON read and written by the interpreter's own C functions, without the json package around them.

Importing that package means importing re: together a tenth of the time that a getter takes. What is read and written
is the same. Where the interpreter has no such functions, or others, the package does it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BLANKS = " \t\n\r"
_MARK = b"\xef\xbb\xbf"  # that some editors put before UTF-8


class _Terms:
    """What the parser asks about: as json.JSONDecoder() would answer."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float, parse_int = float, int
    parse_constant = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}.__getitem__


def _refuse(value: Any) -> Any:
    raise TypeError(f"a {type(value).__name__} is not JSON")


try:
    from _json import encode_basestring, make_encoder, make_scanner

    _scan = make_scanner(_Terms)  # type: ignore[arg-type] # its attributes are what counts
    _write = make_encoder(None, _refuse, encode_basestring, None, ":", ",", False, False, True)
except (ImportError, TypeError):
    import json

    _encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

    def quote(text: str) -> str:
        """Write a text as JSON."""
        return _encode(text)

    def loads(data: bytes) -> Any:
        """Read a JSON value; ValueError if it is none."""
        return json.loads(data)

    def dumps(value: Any) -> str:
        """Write a value as JSON on one line, without blanks."""
        return _encode(value)
else:

    def quote(text: str) -> str:
        """Write a text as JSON."""
        return encode_basestring(text)

    def loads(data: bytes) -> Any:
        """Read a JSON value; ValueError if it is none."""
        text = data.removeprefix(_MARK).decode("utf-8", "surrogatepass").strip(_BLANKS)
        try:
            value, end = _scan(text, 0)
        except StopIteration as stop:
            raise ValueError(f"no value at character {stop.value}") from None
        except SystemError:  # of Python 3.11: it has an error to tell, and no package that says how
            from json import loads as parse

            return parse(text)
        if end != len(text):
            raise ValueError(f"more after the value, at character {end}")
        return value

    def dumps(value: Any) -> str:
        """Write a value as JSON on one line, without blanks."""
        return quote(value) if isinstance(value, str) else "".join(_write(value, 0))
