"""The checksum that a server's answer gives."""

from __future__ import annotations

import base64
import hashlib

import pytest

from pybits.transfer.headers import Response
from pybits.transfer.http.digest import digest_of

B256, B512 = (base64.b64encode(hashlib.new(name, b"x").digest()).decode() for name in ("sha256", "sha512"))
SHA256, SHA512 = (f"{name}:{hashlib.new(name, b'x').hexdigest()}" for name in ("sha256", "sha512"))


@pytest.mark.parametrize(
    ("fields", "whole", "checksum"),
    [
        ({"repr-digest": f"sha-256=:{B256}:"}, False, SHA256),
        ({"repr-digest": f"sha-256=:{B256}:, sha-512=:{B512}:"}, False, SHA512),
        ({"content-digest": f"sha-256=:{B256}:"}, True, SHA256),
        ({"content-digest": f"sha-256=:{B256}:"}, False, ""),
        ({"digest": f"SHA-256={B256}"}, False, SHA256),
        ({"digest": f"md5=abc,sha-256={B256}"}, False, SHA256),
        ({"digest": "md5=rL0Y20zC+Fzt72VPzMSk2A=="}, False, ""),
        ({"repr-digest": "sha-256=:AAAA:", "digest": f"sha-256={B256}"}, False, SHA256),
        ({"repr-digest": "sha-256=:!!:"}, False, ""),
        ({"repr-digest": f"sha-256=:{B256}:", "content-encoding": "gzip"}, True, ""),
        ({}, True, ""),
    ],
)
def test_the_strongest_digest_of_the_whole_file_counts(fields: dict[str, str], whole: bool, checksum: str) -> None:
    assert digest_of(Response(200, fields), whole=whole) == checksum
