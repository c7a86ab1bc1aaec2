"""What a server says of a file's content: the headers Repr-Digest, Content-Digest and Digest."""

from __future__ import annotations

import base64
import binascii
import re

from pybits.domain.checksum import ALGORITHMS
from pybits.transfer.headers import Response

# The strongest first. MD5 and SHA-1 in such headers prove nothing that the connection does not, and are left alone.
_PREFERRED = {"sha-512": "sha512", "sha-256": "sha256"}
# RFC 9530 puts the digest between colons, RFC 3230 does not.
_ENTRY = re.compile(r"([A-Za-z0-9-]+)=(:?)([A-Za-z0-9+/=]+)\2(?:;[^,]*)?")


def digest_of(response: Response, *, whole: bool) -> str:
    """Give the checksum of the whole file out of an answer, as `sha256:…`; empty if it says none that can be used.

    `whole`: the answer has all of the file, so that what is said of the answer's content holds for the file.
    """
    fields = response.fields
    if fields.get("content-encoding", "identity").lower() not in ("", "identity"):
        return ""
    for name in ("repr-digest", *(("content-digest",) if whole else ()), "digest"):
        found = _digests(fields.get(name, ""))
        for word, algorithm in _PREFERRED.items():
            digits = found.get(word, "")
            if len(digits) == ALGORITHMS[algorithm]:
                return f"{algorithm}:{digits}"
    return ""


def _digests(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.split(","):
        match = _ENTRY.fullmatch(part.strip())
        if match:
            try:
                found[match[1].lower()] = base64.b64decode(match[3], validate=True).hex()
            except (binascii.Error, ValueError):
                continue
    return found
