"""Client certificates: stores are folders of PEM and PKCS#12 files, and a file may stand for itself."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator

from ..domain.certificate_words import StoreLocation
from ..domain.frozen import NamedTuple
from ..domain.hresult import (
    CRYPT_E_NOT_FOUND,
    E_ACCESSDENIED,
    E_INVALIDARG,
    E_NOTIMPL,
    ERROR_FILE_NOT_FOUND,
    BitsError,
)
from ..domain.job import ClientCertificate
from . import atomic, paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cryptography import x509

_LARGEST = 1 << 20  # bytes
_PKCS12 = (".p12", ".pfx")
_PEM = (".pem", ".crt", ".cer")
_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_CLIENT_AUTH = "1.3.6.1.5.5.7.3.2"


class Found(NamedTuple):
    """A certificate and its key, by their files (no key: it is in the certificate's), and its DER form."""

    certificate: str
    key: str
    der: bytes

    @property
    def thumbprint(self) -> str:
        """Give the SHA-1 hash by which Windows knows certificates."""
        return hashlib.sha1(self.der, usedforsecurity=False).hexdigest().upper()


def store_folder(location: StoreLocation, name: str) -> str:
    """Give the folder of a store; ERROR_FILE_NOT_FOUND if there is none. MY is found in any case."""
    config = paths.user_config() if location is StoreLocation.CURRENT_USER else paths.machine_config()
    base = os.path.join(os.path.dirname(config), "certificates")
    for word in (name, name.upper()):
        folder = os.path.join(base, word)
        if os.path.isdir(folder):
            return folder
    raise BitsError(ERROR_FILE_NOT_FOUND, f"There is no store {name}. Make the folder {os.path.join(base, name)}.")


def by_thumbprint(location: StoreLocation, store: str, thumbprint: str) -> ClientCertificate:
    """Pick the certificate with this hash; CRYPT_E_NOT_FOUND."""
    folder = store_folder(location, store)
    for found in _in(folder):
        if found.thumbprint == thumbprint:
            return _made(found, location, os.path.basename(folder))
    raise BitsError(CRYPT_E_NOT_FOUND, f"No certificate with a key in {folder} has this hash.{_unread(folder)}")


def by_subject(location: StoreLocation, store: str, part: str) -> ClientCertificate:
    """Pick the first certificate that is for clients, valid now, and has this in its subject; CRYPT_E_NOT_FOUND."""
    if _library() is None:
        raise BitsError(E_NOTIMPL, "Subjects are read by a library. Try: pip install 'pybits[certificates]'")
    folder = store_folder(location, store)
    for found in _in(folder):
        certificate = _parsed(found.der)
        if certificate is not None and _fits(certificate, part):
            return _made(found, location, os.path.basename(folder))
    raise BitsError(CRYPT_E_NOT_FOUND, f"No certificate in {folder} is for clients, valid, and of such a subject.")


def from_files(certificate: str, key: str, password: str | None) -> ClientCertificate:
    """Take a certificate and its key from files; E_INVALIDARG if they do not belong together or need a password."""
    for path in filter(None, (certificate, key)):
        if not os.path.isfile(path):
            raise BitsError(ERROR_FILE_NOT_FOUND, f"There is no file {path}.")
        if not os.access(path, os.R_OK):
            raise BitsError(E_ACCESSDENIED, f"The file {path} is not readable for you.")
    if certificate.lower().endswith(_PKCS12):
        der = _pkcs12(certificate, password, strict=True)
        key = ""
    else:
        der = _check_pair(certificate, key, password)
    return _made(Found(certificate, key, der or b""), StoreLocation.FILE, "")


def read_pair(chosen: ClientCertificate) -> tuple[bytes, bytes, str]:
    """Read a certificate and its key for a transfer, and say of what form they are: PEM or P12; OSError."""
    data = atomic.read_file(os.path.realpath(chosen.certificate))
    if chosen.certificate.lower().endswith(_PKCS12):
        return data, b"", "P12"
    return data, atomic.read_file(os.path.realpath(chosen.key)) if chosen.key else data, "PEM"


def _made(found: Found, location: StoreLocation, store: str) -> ClientCertificate:
    parsed = _parsed(found.der) if found.der else None
    subject = parsed.subject.rfc4514_string() if parsed is not None else ""
    thumbprint = found.thumbprint if found.der else ""
    return ClientCertificate(found.certificate, found.key, int(location), store, thumbprint, subject)


def _in(folder: str) -> Iterator[Found]:
    """Give the certificates of a folder that have a key which the user may read, by the names of their files."""
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        with contextlib.suppress(OSError):
            if not os.path.isfile(path) or os.path.getsize(path) > _LARGEST:
                continue
            if name.lower().endswith(_PKCS12):
                der = _pkcs12(path, None, strict=False)
                if der is not None:
                    yield Found(path, "", der)
            elif name.lower().endswith(_PEM):
                data = atomic.read_file(os.path.realpath(path))
                key = "" if _KEY.search(data) else os.path.splitext(path)[0] + ".key"
                der = _first_der(data)
                if der is not None and (not key or os.access(key, os.R_OK)):
                    yield Found(path, key, der)


def _first_der(data: bytes) -> bytes | None:
    block = _BLOCK.search(data)
    if block is None:
        return None
    import ssl

    try:
        return ssl.PEM_cert_to_DER_cert(block[0].decode("ascii"))
    except ValueError:
        return None


def _check_pair(certificate: str, key: str, password: str | None) -> bytes:
    """Insist that a certificate and a key in PEM belong together; give the certificate in DER."""
    import ssl

    def refuse() -> str:
        raise BitsError(E_INVALIDARG, "The key is encrypted. Give its password with --password-stdin.")

    data = atomic.read_file(os.path.realpath(certificate))
    der = _first_der(data)
    if der is None:
        raise BitsError(E_INVALIDARG, f"{certificate} has no certificate in PEM form.")
    if not key and not _KEY.search(data):
        raise BitsError(E_INVALIDARG, f"{certificate} has no private key. Name the key's file with --key.")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(
            certificate, key or None, refuse if password is None else password
        )
    except ssl.SSLError as error:
        reason = (error.reason or "unknown").replace("_", " ").lower()
        raise BitsError(E_INVALIDARG, f"Certificate and key cannot be used together: {reason}.") from None
    return der


def _pkcs12(path: str, password: str | None, *, strict: bool) -> bytes | None:
    """Read the certificate of a PKCS#12 file that has a key; None if it is not to be read here."""
    if _library() is None:
        if strict:
            raise BitsError(E_NOTIMPL, "PKCS#12 files are read by a library. Try: pip install 'pybits[certificates]'")
        return None
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(
            atomic.read_file(os.path.realpath(path)), None if password is None else password.encode()
        )
    except ValueError as error:
        if strict:
            raise BitsError(
                E_INVALIDARG, f"{path} cannot be read: wrong or missing password ({error}).", usage=False
            ) from None
        return None
    if key is None or certificate is None:
        if strict:
            raise BitsError(E_INVALIDARG, f"{path} has no certificate with a key.")
        return None
    return certificate.public_bytes(Encoding.DER)


def _unread(folder: str) -> str:
    skipped = _library() is None and any(name.lower().endswith(_PKCS12) for name in os.listdir(folder))
    return " PKCS#12 files were not read. Try: pip install 'pybits[certificates]'" if skipped else ""


def _library() -> object | None:
    try:
        from cryptography import x509
    except ImportError:
        return None
    return x509


def _parsed(der: bytes) -> x509.Certificate | None:
    if _library() is None:
        return None
    from cryptography import x509

    try:
        return x509.load_der_x509_certificate(der)
    except ValueError:
        return None


def _fits(certificate: x509.Certificate, part: str) -> bool:
    """Tell whether a certificate is for clients, valid now, and has words in its subject, in any order and case."""
    from datetime import UTC, datetime

    from cryptography import x509

    if not certificate.not_valid_before_utc <= datetime.now(UTC) <= certificate.not_valid_after_utc:
        return False
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        if _CLIENT_AUTH not in {use.dotted_string for use in usage}:
            return False
    except x509.ExtensionNotFound:
        pass
    values = [str(attribute.value) for attribute in certificate.subject]
    named = [attribute.rfc4514_string() for attribute in certificate.subject]
    forms = [
        *(", ".join(words) for words in (values, values[::-1], named, named[::-1])),
        certificate.subject.rfc4514_string(),
    ]
    return any(part.casefold() in form.casefold() for form in forms)
