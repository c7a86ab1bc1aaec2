"""Certificates are found in folders by hash and by subject, and files are checked before they are taken."""

from __future__ import annotations

import datetime
import hashlib
import ssl
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from pybits.domain.certificate_words import StoreLocation, check_store, check_subject, parse_location, parse_thumbprint
from pybits.domain.hresult import (
    BG_E_STRING_TOO_LONG,
    CRYPT_E_NOT_FOUND,
    E_INVALIDARG,
    E_NOTIMPL,
    ERROR_FILE_NOT_FOUND,
    RPC_X_BAD_STUB_DATA,
    BitsError,
    HResult,
)
from pybits.storage import paths
from pybits.storage.certificate_store import by_subject, by_thumbprint, from_files, read_pair
from tests.support import identities

USER, MACHINE = StoreLocation.CURRENT_USER, StoreLocation.LOCAL_MACHINE


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def folder(location: StoreLocation = USER, name: str = "MY") -> Path:
    config = paths.user_config() if location is USER else paths.machine_config()
    return Path(config).parent / "certificates" / name


def sha1(path: Path) -> str:
    text = path.read_text()
    block = text[text.index("-----BEGIN CERT") : text.index("-----END CERTIFICATE-----") + 26]
    return hashlib.sha1(ssl.PEM_cert_to_DER_cert(block)).hexdigest().upper()


def code_of(caught: pytest.ExceptionInfo[BitsError]) -> HResult:
    return caught.value.code


@pytest.mark.parametrize("location", [USER, MACHINE])
@pytest.mark.parametrize("apart", [False, True])
def test_a_hash_finds_the_certificate_and_its_key(authority: trustme.CA, location: StoreLocation, apart: bool) -> None:
    identities.pem(folder(location), authority, "Bob Builder")
    path = identities.pem(folder(location), authority, "Alice Liddell", apart=apart)
    found = by_thumbprint(location, "my", sha1(path))
    key = str(path.with_suffix(".key")) if apart else ""
    assert (found.certificate, found.key, found.location, found.thumbprint) == (str(path), key, location, sha1(path))
    assert "CN=Alice Liddell" in found.subject
    certificate, key_bytes, form = read_pair(found)
    assert b"CERTIFICATE" in certificate
    assert (b"PRIVATE KEY" in key_bytes, form) == (True, "PEM")


@pytest.mark.parametrize("part", ["alice liddell", "Wonderland", "CN=Alice Liddell"])
def test_a_part_of_the_subject_finds_it_in_any_case(authority: trustme.CA, part: str) -> None:
    path = identities.pem(folder(), authority, "Alice Liddell")
    assert by_subject(USER, "MY", part).certificate == str(path)


def test_a_certificate_that_is_over_or_not_for_clients_is_passed_by(authority: trustme.CA) -> None:
    over = authority.issue_cert(
        "old@example.org", common_name="Old", not_after=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    )
    folder().mkdir(parents=True)
    (folder() / "old.pem").write_bytes(over.private_key_and_cert_chain_pem.bytes())
    with pytest.raises(BitsError) as caught:
        by_subject(USER, "MY", "Old")
    assert code_of(caught) == CRYPT_E_NOT_FOUND


def test_a_pkcs12_file_without_a_password_is_found_too(authority: trustme.CA) -> None:
    path = identities.pem(folder(), authority, "Alice Liddell")
    made = identities.p12(path)
    wanted = sha1(path)
    path.unlink()
    found = by_thumbprint(USER, "MY", wanted)
    assert (found.certificate, read_pair(found)[2]) == (str(made), "P12")


def test_what_is_not_there_has_its_own_code(authority: trustme.CA) -> None:
    with pytest.raises(BitsError) as caught:
        by_thumbprint(USER, "SPC", "0" * 40)
    assert code_of(caught) == ERROR_FILE_NOT_FOUND
    path = identities.pem(folder(), authority, "Alice Liddell", apart=True)
    (folder() / "junk.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n")
    (folder() / "junk.p12").write_bytes(b"junk")
    with pytest.raises(BitsError) as caught:
        by_thumbprint(USER, "MY", "0" * 40)
    assert code_of(caught) == CRYPT_E_NOT_FOUND
    path.with_suffix(".key").unlink()
    with pytest.raises(BitsError) as caught:
        by_thumbprint(USER, "MY", sha1(path))
    assert code_of(caught) == CRYPT_E_NOT_FOUND


def test_files_are_taken_if_they_belong_together(authority: trustme.CA, tmp_path: Path) -> None:
    alice = identities.pem(tmp_path, authority, "Alice Liddell", apart=True)
    bob = identities.pem(tmp_path, authority, "Bob Builder", apart=True)
    assert from_files(str(alice), str(alice.with_suffix(".key")), None).thumbprint == sha1(alice)
    for certificate, key in ((alice, str(bob.with_suffix(".key"))), (alice, ""), (alice.with_suffix(".key"), "")):
        with pytest.raises(BitsError) as caught:
            from_files(str(certificate), key, None)
        assert code_of(caught) == E_INVALIDARG
    with pytest.raises(BitsError) as caught:
        from_files(str(tmp_path / "nowhere"), "", None)
    assert code_of(caught) == ERROR_FILE_NOT_FOUND


def test_a_locked_key_needs_its_password(authority: trustme.CA, tmp_path: Path) -> None:
    path = identities.pem(tmp_path, authority, "Alice Liddell", apart=True)
    locked = tmp_path / "locked.key"
    key = load_pem_private_key(path.with_suffix(".key").read_bytes(), None)
    locked.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"sesame")))
    store = identities.p12(identities.pem(tmp_path, authority, "Carol"), "sesame")
    for certificate, secret in ((str(path), str(locked)), (str(store), "")):
        assert from_files(certificate, secret, "sesame").thumbprint
        for password in (None, "wrong"):
            with pytest.raises(BitsError) as caught:
                from_files(certificate, secret, password)
            assert code_of(caught) == E_INVALIDARG
            assert "sesame" not in str(caught.value)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("1", USER),
        ("2", MACHINE),
        ("current_user", USER),
        ("BG_CERT_STORE_LOCATION_LOCAL_MACHINE", MACHINE),
        ("0", None),
        ("3", None),
        ("9", None),
        ("USERS", None),
        ("²", None),
        ("", None),
    ],
)
def test_locations_are_numbers_or_names(word: str, found: StoreLocation | None) -> None:
    if found:
        assert parse_location(word) is found
        return
    with pytest.raises(BitsError) as caught:
        parse_location(word)
    assert code_of(caught) == E_NOTIMPL


def test_words_that_cannot_be_have_their_codes() -> None:
    assert parse_thumbprint("36:d6 " * 10) == "36D6" * 10
    for check, word, code in (
        (parse_thumbprint, "ab" * 16, RPC_X_BAD_STUB_DATA),
        (parse_thumbprint, "xy" * 20, E_INVALIDARG),
        (parse_thumbprint, "", E_INVALIDARG),
        (check_store, "../MY", E_INVALIDARG),
        (check_store, "..", E_INVALIDARG),
        (check_store, "", E_INVALIDARG),
        (check_store, "x" * 256, BG_E_STRING_TOO_LONG),
        (check_subject, "x" * 256, BG_E_STRING_TOO_LONG),
        (check_subject, " ", E_INVALIDARG),
    ):
        with pytest.raises(BitsError) as caught:
            check(word)
        assert code_of(caught) == code, word
