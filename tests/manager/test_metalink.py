"""Metalink files: what is taken from them, and what is not."""

from __future__ import annotations

import hashlib
import sys

import pytest

from pybits.domain.hresult import E_INVALIDARG, E_NOTIMPL, BitsError
from pybits.manager.metalink import read_metalink

SHA256, SHA1 = hashlib.sha256(b"x").hexdigest(), hashlib.sha1(b"x", usedforsecurity=False).hexdigest()


def metalink(*files: str) -> str:
    body = "".join(files)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<metalink xmlns="urn:ietf:params:xml:ns:metalink">{body}</metalink>'
    )


def test_files_urls_and_checksums_are_read() -> None:
    text = metalink(
        f"""<file name="a.iso"><size>1</size>
        <hash type="sha-1">{SHA1}</hash><hash type="sha-256">{SHA256.upper()}</hash>
        <pieces length="1" type="sha-1"><hash>{SHA1}</hash></pieces>
        <url priority="2">http://two/a</url><url>http://last/a</url><url priority="1"> https://one/a </url>
        <url priority="1">ftp://no/a</url><url priority="1">file:///etc/shadow</url></file>""",
        '<file name="sub/ü b"><url location="de">http://h/b</url></file>',
    )
    one, two = read_metalink(text, "/d", "x.meta4")
    assert (one.remote, one.local, one.mirrors) == ("https://one/a", "/d/a.iso", ("http://two/a", "http://last/a"))
    assert one.checksum == f"sha256:{SHA256}"
    assert (two.remote, two.local, two.mirrors, two.checksum) == ("http://h/b", "/d/sub/ü b", (), "")


NAMES = ("", "/a", "../a", "a/../../b", "a//b", "a/", ".", "&#9;")
URL = "<url>http://h/a</url>"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not XML",
        "<metalink/>",
        metalink(),
        metalink('<file name="a"/>'),
        metalink('<file name="a"><url>file:///etc/shadow</url></file>'),
        metalink(f'<file name="a"><hash type="sha-256">12</hash>{URL}</file>'),
        *(
            metalink(f'<file name="{name}">{URL}</file>')
            for name in ("", "/a", "../a", "a/../../b", "a//b", "a/", ".", "&#9;")
        ),
        f'<!DOCTYPE m [<!ENTITY x "y">]>{metalink(f"<file name=$a${URL}</file>".replace("$", chr(34)))}',
        metalink(f'<file name="a">{URL}</file>').replace(
            "<metalink", '<!DOCTYPE m SYSTEM "file:///etc/passwd"><metalink'
        ),
    ],
)
def test_what_is_no_metalink_or_leaves_the_folder_is_refused(text: str) -> None:
    with pytest.raises(BitsError) as refused:
        read_metalink(text, "/d", "x.meta4")
    assert refused.value.code == E_INVALIDARG


def test_without_the_library_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "defusedxml", None)
    with pytest.raises(BitsError, match=r"pybits\[metalink\]") as refused:
        read_metalink(metalink(f'<file name="a">{URL}</file>'), "/d", "x.meta4")
    assert refused.value.code == E_NOTIMPL
