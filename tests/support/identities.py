"""Certificates of clients as files: who issued them, and in which forms."""

from __future__ import annotations

from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    NoEncryption,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509 import load_pem_x509_certificate


def pem(folder: Path, authority: trustme.CA, name: str, *, apart: bool = False) -> Path:
    """Write NAME.pem with certificate and key, or `apart` the key into NAME.key."""
    folder.mkdir(parents=True, exist_ok=True)
    made = authority.issue_cert(
        f"{name.split(maxsplit=1)[0].lower()}@example.org", common_name=name, organization_name="Wonderland"
    )
    path = folder / f"{name.split(maxsplit=1)[0].lower()}.pem"
    if apart:
        path.write_bytes(made.cert_chain_pems[0].bytes())
        path.with_suffix(".key").write_bytes(made.private_key_pem.bytes())
    else:
        path.write_bytes(made.private_key_and_cert_chain_pem.bytes())
    return path


def p12(source: Path, password: str | None = None) -> Path:
    """Write what is in a PEM file as PKCS#12 beside it."""
    data = source.read_bytes()
    lock = NoEncryption() if password is None else BestAvailableEncryption(password.encode())
    key, certificate = (
        load_pem_private_key(data, None),
        load_pem_x509_certificate(data[data.index(b"-----BEGIN CERT") :]),
    )
    path = source.with_suffix(".p12")
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"alias", key, certificate, None, lock))  # type: ignore[arg-type]
    return path
