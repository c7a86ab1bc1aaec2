"""How a job's secrets are written as JSON, and checked when they are read back; no message has a word of them."""

from __future__ import annotations

from typing import Any

from ..domain.credentials import AuthScheme, AuthTarget, Credential, Secrets
from .checked import DamagedRecord
from .records import headers_from_list


def secrets_to_record(kept: Secrets) -> dict[str, Any]:
    """Write secrets; what there is none of is left out."""
    record: dict[str, Any] = {}
    if kept.headers is not None:
        record["custom_headers"] = kept.headers
    if kept.credentials:
        record["credentials"] = [
            [made.target.name, made.scheme.name, made.user, made.password, made.netrc, made.origin]
            for made in kept.credentials
        ]
    if kept.key_password is not None:
        record["key_password"] = kept.key_password
    return record


def secrets_from_record(record: Any) -> Secrets:
    """Read secrets; DamagedRecord if they are none."""
    try:
        headers = record.get("custom_headers")
        password = record.get("key_password")
        return Secrets(
            None if headers is None else headers_from_list(headers),
            tuple(map(_credential, record.get("credentials", ()))),
            None if password is None else _text(password),
        )
    except (AttributeError, TypeError, ValueError, KeyError):
        raise DamagedRecord("not secrets as pybits writes them") from None


def _credential(entry: Any) -> Credential:
    target, scheme, user, password, netrc, origin = entry
    return Credential(
        AuthTarget[target], AuthScheme[scheme], _maybe(user), _maybe(password), _text(netrc), _text(origin)
    )


def _maybe(value: Any) -> str | None:
    return None if value is None else _text(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
