"""Metalink files (RFC 5854): which files, from which servers, with which checksums."""

from __future__ import annotations

import os

from ..domain.checksum import parse_checksum
from ..domain.file import File
from ..domain.hresult import E_INVALIDARG, E_NOTIMPL, BitsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SPACE = "{urn:ietf:params:xml:ns:metalink}"
_STRONGEST = ("sha-512", "sha-384", "sha-256", "sha-224", "sha-1", "md5")
_LAST = 999_999  # the priority of a URL that has none


def read_metalink(text: str, folder: str, source: str) -> list[File]:
    """Read the files of a Metalink, to be put into a folder; E_INVALIDARG for what is none, or would leave the folder.

    Needs defusedxml, because such a file may come from anybody: E_NOTIMPL without it.
    """
    try:
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import ParseError, fromstring
    except ImportError:
        raise BitsError(E_NOTIMPL, "Metalink files need defusedxml: pip install 'pybits[metalink]'.") from None
    try:
        root: Element = fromstring(text.encode("utf-8"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise BitsError(E_INVALIDARG, f"{source} is no Metalink file ({error}).") from None
    if root.tag != f"{_SPACE}metalink":
        raise BitsError(E_INVALIDARG, f"{source} is no Metalink file of version 4 (RFC 5854).")
    files = [_file(node, folder, source) for node in root.iter(f"{_SPACE}file")]
    if not files:
        raise BitsError(E_INVALIDARG, f"{source} lists no file.")
    return files


def _file(node: Element, folder: str, source: str) -> File:
    name = node.get("name", "")
    parts = name.split("/")
    if not name or {"", ".", ".."}.intersection(parts) or not name.isprintable():
        raise BitsError(E_INVALIDARG, f"{source} has a file '{name[:80]}', which is no name within a folder.")
    urls = sorted(node.iter(f"{_SPACE}url"), key=_priority)
    found = [(url.text or "").strip() for url in urls]
    # Other schemes may lead to what is here, and is nobody else's to choose.
    usable = [url for url in found if url.lower().startswith(("http://", "https://"))]
    if not usable:
        raise BitsError(E_INVALIDARG, f"{source} has no http or https URL for '{name}'.")
    return File(0, usable[0], os.path.join(folder, *parts), checksum=_checksum(node), mirrors=tuple(usable[1:]))


def _priority(url: Element) -> int:
    word = url.get("priority", "")
    return int(word) if word.isascii() and word.isdigit() and len(word) < 7 else _LAST


def _checksum(node: Element) -> str:
    hashes = {child.get("type", "").lower(): (child.text or "").strip() for child in node.findall(f"{_SPACE}hash")}
    best = next((name for name in _STRONGEST if name in hashes), None)
    return parse_checksum(f"{best}:{hashes[best]}") if best else ""
