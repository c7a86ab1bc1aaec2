"""JSON that is read back from files that somebody may have damaged: no type and no range is trusted."""

from __future__ import annotations

from collections.abc import Callable

from . import json_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class DamagedRecord(ValueError):
    """A record that is not what pybits writes; the text says what is wrong."""


def dump(value: Any) -> bytes:
    """Write one JSON value on one line."""
    return json_text.dumps(value).encode("utf-8", "surrogatepass") + b"\n"


def load(data: bytes) -> Any:
    """Read a JSON value; DamagedRecord if it is none."""
    try:
        return json_text.loads(data)
    except (ValueError, RecursionError) as error:
        raise DamagedRecord(f"not JSON: {error}") from None


def load_lines(lines: list[bytes]) -> list[Any]:
    """Read lines of one JSON value each, all at once, which is several times as fast; DamagedRecord if one is none."""
    values = load(b"[" + b",".join(lines) + b"]")
    if len(values) != len(lines):
        raise DamagedRecord(f"{len(values)} values on {len(lines)} lines")
    return list(values)


def _typed(kind: type | tuple[type, ...], word: str) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise DamagedRecord(f"{value!r:.60} is not {word}")
        return value

    return check


text = _typed(str, "text")
number = _typed((int, float), "a number")
whole = _typed(int, "a whole number")
flag = _typed(bool, "true or false")
listed = _typed(list, "a list")
mapping = _typed(dict, "an object")


def count(value: Any) -> int:
    """Take a whole number that is not negative and fits into 63 bits."""
    if not 0 <= whole(value) < 1 << 63:
        raise DamagedRecord(f"{value!r:.60} is not a count")
    return int(value)


def optional(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Make a check that lets None pass."""
    return lambda value: None if value is None else check(value)
