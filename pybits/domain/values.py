"""How each kind of property value is read from a word, printed for people and scripts, and written as JSON."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from .enums import (
    BANDWIDTH_WORDS,
    CONNECTION_WORDS,
    DEFAULT_POLICY,
    TRANSFER_POLICIES,
    JobPriority,
    JobType,
    UploadWith,
)
from .frozen import NamedTuple
from .hresult import BG_E_MAX_DOWNLOAD_SIZE_INVALID_VALUE, BG_E_STRING_TOO_LONG, E_INVALIDARG, E_NOTIMPL, BitsError
from .job import ClientCertificate, JobError, NotifyCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LOCATIONS = {1: "CURRENT_USER", 2: "LOCAL_MACHINE"}  # of certificate stores
_SWITCH = ("true", "false")
_ACL_LETTERS = "OGDS"  # ACL_OWNER, ACL_GROUP, ACL_DACL, ACL_SACL
MAX_SECONDS = 0xFFFFFFFF  # a ULONG in the API


class Kind(NamedTuple):
    """One kind of value: `parse` is None for what nobody sets; `words` are the legal ones, for completion."""

    name: str
    show: Callable[[Any], str]
    to_json: Callable[[Any], Any] = lambda value: value
    parse: Callable[[str, str], Any] | None = None
    words: tuple[str, ...] = ()
    nothing: str | None = None  # the word for None, of a kind that may have no value


def parse_text(limit: int) -> Callable[[str, str], str]:
    """Make a parser of text of at most `limit` characters; BG_E_STRING_TOO_LONG beyond, E_INVALIDARG for NUL."""

    def parse(argument: str, word: str) -> str:
        if len(word) > limit:
            raise BitsError(
                BG_E_STRING_TOO_LONG, f"{argument} has {len(word)} characters; at most {limit} are allowed."
            )
        check_encodable(argument, word)
        return word

    return parse


def check_encodable(argument: str, word: str) -> None:
    """Refuse NUL and bytes that are not UTF-8 (E_INVALIDARG): neither can be stored and given back unchanged."""
    if "\0" in word:
        raise BitsError(E_INVALIDARG, f"{argument} must not contain a NUL character.")
    try:
        word.encode()
    except UnicodeEncodeError:
        raise BitsError(E_INVALIDARG, f"{argument} is not valid UTF-8 text.") from None


def parse_number(argument: str, word: str, unit: str = " of seconds") -> int:
    """Read an unsigned number, decimal or 0x hexadecimal; E_INVALIDARG for anything else or beyond 32 bits."""
    digits = word.strip()
    try:
        if not word.isascii() or digits[:1] in "+-" or "_" in digits:
            raise ValueError
        value = int(digits, 16) if digits[:2].lower() == "0x" else int(digits, 10)
    except ValueError:
        raise BitsError(E_INVALIDARG, f"{argument} must be a whole number{unit}, not '{word}'.") from None
    if value > MAX_SECONDS:
        raise BitsError(E_INVALIDARG, f"{argument} must be at most {MAX_SECONDS}, not {word}.")
    return value


def parse_security_flags(argument: str, word: str) -> int:
    """Read security flags, decimal or hexadecimal; E_NOTIMPL for those that cannot be set."""
    from .request_words import check_security_flags

    return check_security_flags(parse_number(argument, word, ""))


def _in(module: str, function: str) -> Callable[..., Any]:
    """Stand for a function of another module, which is imported when it is first called: few commands call it."""

    def call(*words: Any) -> Any:
        return getattr(__import__(f"pybits.domain.{module}", fromlist=[function]), function)(*words)

    return call


def parse_priority(argument: str, word: str) -> JobPriority:
    """Read a priority in any case; E_NOTIMPL for another word, as SetPriority answers."""
    try:
        return JobPriority[word.strip().upper() if word.isascii() else ""]  # upper() makes I of a dotless i
    except KeyError:
        raise BitsError(
            E_NOTIMPL, f"{argument} must be foreground, high, normal or low, not '{word}'.", usage=True
        ) from None


def parse_upload_with(argument: str, word: str) -> UploadWith:
    """Read bits or put, in any case; E_INVALIDARG for another word."""
    try:
        return UploadWith(word.strip().lower())
    except ValueError:
        raise BitsError(E_INVALIDARG, f"{argument} must be bits or put, not '{word}'.") from None


def parse_flags(legal: int) -> Callable[[str, str], int]:
    """Make a parser of a mask, decimal or 0x hexadecimal; E_NOTIMPL for a bit that is not legal, else E_INVALIDARG."""

    def parse(argument: str, word: str) -> int:
        try:
            value = parse_number(argument, word)
        except BitsError:
            raise BitsError(E_INVALIDARG, f"{argument} must be a number such as 3 or 0x3, not '{word}'.") from None
        if value & ~legal:
            raise BitsError(E_NOTIMPL, f"{argument} must be made of the bits 0x{legal:x}, not {word}.", usage=True)
        return value

    return parse


def word_of(kind: Kind, value: Any) -> str:
    """Give the word that stands for a value, as it would be typed; TypeError for what no word stands for."""
    if isinstance(value, str):
        return value
    if value is None and kind.nothing is not None:
        return kind.nothing
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, IntEnum):
        return value.name
    if isinstance(value, int):
        return str(int(value))
    raise TypeError(f"{value!r} is no value of a property")


def show_time(value: float | None) -> str:
    """Print a time as local date and time, UNKNOWN when it has not happened."""
    if value is None:
        return "UNKNOWN"
    from datetime import datetime

    return datetime.fromtimestamp(value).strftime("%Y-%m-%d %H:%M:%S")


def time_to_json(value: float | None) -> str | None:
    """Write a time as ISO 8601 in UTC."""
    if value is None:
        return None
    from datetime import UTC, datetime

    return datetime.fromtimestamp(value, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def show_size(value: int | None) -> str:
    """Print bytes as a decimal number, UNKNOWN while nobody knows."""
    return "UNKNOWN" if value is None else str(value)


def show_error(error: JobError | None) -> str:
    """Print an error's code and words on one line."""
    return "" if error is None else f"{error.code.hex} - {error.text or error.code.text}"


def error_to_json(error: JobError | None) -> dict[str, Any] | None:
    """Write an error with its code, name, context, file index, words and time."""
    if error is None:
        return None
    return {
        "code": error.code.hex,
        "name": error.code.name,
        "context": error.context.name,
        "file": error.file,
        "text": error.text,
        "at": time_to_json(error.at),
    }


def show_user(uid: int) -> str:
    """Print a user's name, the number of one who has none."""
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def show_command(command: NotifyCommand | None) -> str:
    """Print a notify command as program and parameters, none if there is none."""
    if command is None:
        return "none"
    return command.program if command.parameters is None else f"{command.program} {command.parameters}"


def command_to_json(command: NotifyCommand | None) -> dict[str, str | None] | None:
    """Write a notify command's two parts."""
    return None if command is None else command._asdict()


def show_certificate(chosen: ClientCertificate | None) -> str:
    """Print a client certificate: its subject, its hash, and its store or file; none if there is none."""
    if chosen is None:
        return "none"
    place = f"{_LOCATIONS.get(chosen.location, '')} {chosen.store}".strip() or chosen.certificate
    return ", ".join(filter(None, (chosen.subject, chosen.thumbprint and f"SHA-1 {chosen.thumbprint}", place)))


def certificate_to_json(chosen: ClientCertificate | None) -> dict[str, str | None] | None:
    """Write a client certificate; what is not known is null."""
    if chosen is None:
        return None
    words = chosen._asdict() | {"location": _LOCATIONS.get(chosen.location)}
    return {name: word or None for name, word in words.items()}


def show_flags(value: int) -> str:
    """Print flags as the documentation writes them."""
    return f"{value:#06x}"


def parse_switch(argument: str, word: str) -> bool:
    """Read true or false in any case; E_INVALIDARG for another word."""
    if word.strip().lower() not in _SWITCH:
        raise BitsError(E_INVALIDARG, f"{argument} must be true or false, not '{word}'.")
    return word.strip().lower() == "true"


def show_switch(value: bool) -> str:
    """Print true or false."""
    return str(value).lower()


def parse_limit(argument: str, word: str) -> int | None:
    """Read a number of bytes, or unlimited; BG_E_MAX_DOWNLOAD_SIZE_INVALID_VALUE for what is none of them."""
    if word.strip().lower() == "unlimited":
        return None
    digits = word.strip()
    if not (digits.isascii() and digits.isdigit()) or not 0 < int(digits[:20]) < 1 << 63:
        raise BitsError(
            BG_E_MAX_DOWNLOAD_SIZE_INVALID_VALUE,
            f"{argument} must be a whole number of bytes from 1 to 2^63 - 1, or unlimited, not '{word}'.",
        )
    return int(digits)


def show_limit(value: int | None) -> str:
    """Print a number of bytes, unlimited if there is no limit."""
    return "unlimited" if value is None else str(value)


def parse_acl(argument: str, word: str) -> int:
    """Read letters of OGDS in any order and case, or the number; NULL or nothing for none; else E_INVALIDARG."""
    letters = "" if word.strip().upper() == "NULL" else word.strip().upper()
    if word.isascii() and word.isdigit() and int(word[:9]) < 1 << len(_ACL_LETTERS):
        return int(word)  # as programs have it
    if not word.isascii() or set(letters) - set(_ACL_LETTERS):
        raise BitsError(
            E_INVALIDARG,
            f"{argument} must be letters of OGDS (owner, group, mode, extended attributes), not '{word}'.",
        )
    return sum(1 << _ACL_LETTERS.index(letter) for letter in set(letters))


def show_acl(value: int) -> str:
    """Print ACL flags as their letters."""
    return "".join(letter for number, letter in enumerate(_ACL_LETTERS) if value >> number & 1)


def show_list(value: str) -> str:
    """Print a list, NULL when it is empty, as bitsadmin does."""
    return value or "NULL"


def show_headers(value: tuple[str, ...] | None) -> str:
    """Print headers one a line, and nothing for those that cannot be read."""
    return "\n".join(value or ())


def _word(value: Any) -> str:
    return str(value.word)


def _value(value: UploadWith) -> str:
    return value.value


def _name(value: IntEnum) -> str:
    return value.name


NAME = Kind("text", str, parse=parse_text(256))
DESCRIPTION = Kind("text", str, parse=parse_text(1024))
PRIORITY = Kind("priority", _word, _word, parse_priority, tuple(p.word.lower() for p in JobPriority))
SECONDS = Kind("seconds", str, parse=parse_number)
PATH = Kind("path", str)
_show_ranges = _in("range_words", "show_ranges")
RANGES = Kind("ranges", lambda value: _show_ranges(value) or "NULL", lambda value: list(map(list, value)))
METHOD = Kind("method", str, parse=_in("request_words", "parse_method"))
UPLOAD_WITH = Kind("way", _value, _value, parse_upload_with, tuple(way.value for way in UploadWith))
SECURITY = Kind("flags", show_flags, parse=parse_security_flags)
USAGE = Kind("usage", _name, _name)
PROXIES = Kind("list", show_list, lambda value: value or None)
HEADERS = Kind("headers", show_headers, lambda value: None if value is None else list(value))
TYPE = Kind("type", _word, _word, words=tuple(t.word.lower() for t in JobType))
STATE = Kind("state", _name, _name)
COUNT = Kind("count", str)
SIZE = Kind("bytes", show_size)
NOTIFY_FLAGS = Kind("flags", str, parse=parse_flags(0x3F))
LIMIT = Kind("size", show_limit, parse=parse_limit, nothing="unlimited")
CONNECTIONS = Kind("connections", str, parse=_in("connection_words", "parse_connections"), words=CONNECTION_WORDS)
BANDWIDTH = Kind("bandwidth", str, parse=_in("bandwidth_words", "parse_bandwidth"), words=BANDWIDTH_WORDS)
_POLICY_WORDS = DEFAULT_POLICY, *TRANSFER_POLICIES
_show, _parse = _in("cost", "show_transfer_policy"), _in("cost", "parse_transfer_policy")
TRANSFER_POLICY = Kind("policy", _show, _show, _parse, words=_POLICY_WORDS)
PEER_FLAGS = Kind("flags", str, parse=parse_flags(0x7))
SWITCH = Kind("switch", show_switch, parse=parse_switch, words=_SWITCH)
ACL = Kind("letters", show_acl, show_acl, parse_acl)
CERTIFICATE = Kind("certificate", show_certificate, certificate_to_json)
COMMAND = Kind("command", show_command, command_to_json)
USER = Kind("user", show_user)
TIME = Kind("time", show_time, time_to_json)
ERROR = Kind("error", show_error, error_to_json)
