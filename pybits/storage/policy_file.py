"""The policy file: TOML with the Group Policy names, read with every key and value checked."""

from __future__ import annotations

import os
import re

from ..domain.hresult import E_ACCESSDENIED, E_INVALIDARG, BitsError
from ..domain.policy_values import BY_NAME, DEFAULT_POLICY, Policy, PolicyKey, PolicyValue
from . import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_MAX_SIZE = 1 << 20


def load_policy(path: str | None = None) -> Policy:
    """Read the policies in force; E_INVALIDARG names file, line, key, value and range of the first that is wrong."""
    path = path or paths.policy_file()
    try:
        if not os.path.exists(path):
            return DEFAULT_POLICY
        values, problems = _parse(path)
    except OSError as error:
        raise BitsError(E_ACCESSDENIED, f"The policy file {path} cannot be read: {error.strerror}.") from None
    if problems:
        problem = f"The policy file {path} is not valid: {problems[0]}. See: pybits policy check"
        raise BitsError(E_INVALIDARG, problem, usage=False)
    return Policy(values, path)


def policy_stamp() -> tuple[int, ...]:
    """Give what changes when the policy file does; empty if there is none."""
    try:
        found = os.stat(paths.policy_file())
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


def check_policy(path: str) -> list[str]:
    """List what is wrong with a policy file, a sentence each; an empty list if nothing is."""
    try:
        return _parse(path)[1]
    except OSError as error:
        reason = f"The policy file {path} cannot be read: {error.strerror}."
        raise BitsError(E_INVALIDARG, reason, usage=False) from None


def set_policy(name: str, word: str, path: str | None = None) -> str:
    """Set one policy and give the file's path; E_INVALIDARG names key and range, E_ACCESSDENIED asks for root."""
    path = path or paths.policy_file()
    key = _key(name)
    value = key.check(_value_of(key, word))
    if value is None:
        raise BitsError(E_INVALIDARG, f"{name} must be {key.expected}, not '{word}'.")
    _write(path, lambda: {**load_policy(path).values, name: value})
    return path


def unset_policy(name: str, path: str | None = None) -> str | None:
    """Take one policy out of the file, so that its default counts; the file's path, None if it was not in there."""
    path = path or paths.policy_file()
    _key(name)
    if name not in load_policy(path).values:
        return None
    _write(path, lambda: {other: value for other, value in load_policy(path).values.items() if other != name})
    return path


def _key(name: str) -> PolicyKey:
    key = BY_NAME.get(name)
    if key is None:
        raise BitsError(E_INVALIDARG, f"'{name}' is not a policy.{_nearest(name)} 'pybits policy show' lists them.")
    return key


def _write(path: str, make: Callable[[], dict[str, PolicyValue]]) -> None:
    from .toml_text import rewrite

    try:
        rewrite(path, make, 0o644)  # everybody reads it
    except PermissionError:
        text = f"Only an administrator may write {path}. Try it with sudo."
        raise BitsError(E_ACCESSDENIED, text) from None
    except OSError as error:
        raise BitsError(E_ACCESSDENIED, f"{path} cannot be written: {error.strerror}.") from None


def _value_of(key: PolicyKey, word: str) -> Any:
    if isinstance(key.default, bool):
        return {"true": True, "false": False}.get(word.strip().lower())
    if isinstance(key.default, int):
        if key.masked and re.fullmatch(r"0x[0-9a-fA-F]{1,8}", word.strip()):
            return int(word, 16)
        return int(word) if re.fullmatch(r"[0-9]{1,18}", word.strip()) else None
    return [name for name in word.replace(",", " ").split() if name]


def _parse(path: str) -> tuple[dict[str, PolicyValue], list[str]]:
    import tomllib

    if os.path.getsize(path) > _MAX_SIZE:
        return {}, [f"it is larger than {_MAX_SIZE} bytes"]
    with open(path, "rb") as file:
        data = file.read()
    try:
        text = data.decode()
        document = tomllib.loads(text)
    except UnicodeDecodeError as error:
        return {}, [f"line {data[: error.start].count(10) + 1}: it is not UTF-8 text"]
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is one, and so is a number of 5,000 digits
        return {}, [f"it is not TOML: {error}"]
    values: dict[str, PolicyValue] = {}
    problems = []
    for name, found in document.items():
        key = BY_NAME.get(name)
        value = key.check(found) if key else None
        if value is not None:
            values[name] = value
        else:
            what = f"must be {key.expected}" if key else f"is not a policy{_near(name)}"
            problems.append(f"line {_line_of(name, text)}: {_safe(name)} = {_safe(repr(found))}: {what}")
    return values, problems


def _near(name: str) -> str:
    near = _nearest(name)
    return f"; d{near[2:]}" if near else ""


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    lower = {key.lower(): key for key in BY_NAME}
    near = get_close_matches(name.lower(), lower, 1)
    return f" Did you mean {lower[near[0]]}?" if near else ""


def _line_of(name: str, text: str) -> int:
    match = re.search(rf"""^[ \t]*\[*[ \t]*["']?{re.escape(name)}["']?[ \t]*[=.\]]""", text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else 1


def _safe(text: str) -> str:
    return text.encode("unicode_escape").decode()[:80]
