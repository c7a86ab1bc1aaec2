"""Checksums in words: `algorithm:hexadecimal digits`, and the lists of them that coreutils write."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .file import File
from .hresult import E_INVALIDARG, BitsError

# Each with the number of its digits.
ALGORITHMS = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
_BY_LENGTH = {length: name for name, length in ALGORITHMS.items()}
_HEX = re.compile(r"[0-9a-f]+")
_COREUTILS = re.compile(r"(\\?)([0-9A-Fa-f]{32,128}) [ *](.+)")
_BSD = re.compile(r"(\\?)([A-Za-z0-9-]+) \((.+)\) = ([0-9A-Fa-f]+)")
_ESCAPES = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}


def parse_checksum(word: str, argument: str = "the checksum") -> str:
    """Read `sha256:HEX`, or HEX alone, whose length tells the algorithm; E_INVALIDARG for what is none."""
    name, colon, digits = word.strip().lower().rpartition(":")
    name = name.replace("-", "") if colon else _BY_LENGTH.get(len(digits), "")
    if name not in ALGORITHMS:
        known = ", ".join(ALGORITHMS)
        raise BitsError(E_INVALIDARG, f"{argument} must be ALGORITHM:HEX with one of {known}, not '{word[:80]}'.")
    if not _HEX.fullmatch(digits) or len(digits) != ALGORITHMS[name]:
        raise BitsError(E_INVALIDARG, f"{argument} of {name} must have {ALGORITHMS[name]} hexadecimal digits.")
    return f"{name}:{digits}"


def parse_sums(lines: Iterable[str], source: str) -> dict[str, str]:
    """Read what sha256sum and its like print, with or without --tag, as file name → checksum."""
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        where = f"line {number} of {source}"
        name, checksum = _entry(line.rstrip("\r\n"), where)
        if found.setdefault(name, checksum) != checksum:
            raise BitsError(E_INVALIDARG, f"{where} gives '{name}' another checksum than a line before it.")
    return found


def _entry(line: str, where: str) -> tuple[str, str]:
    plain, tagged = _COREUTILS.fullmatch(line), _BSD.fullmatch(line)
    if plain:
        escaped, digits, name = plain.groups()
        checksum = parse_checksum(digits, where)
    elif tagged:
        escaped, algorithm, name, digits = tagged.groups()
        checksum = parse_checksum(f"{algorithm}:{digits}", where)
    else:
        raise BitsError(E_INVALIDARG, f"{where} is no checksum and file name, as sha256sum writes them.")
    if escaped:
        name = re.sub(r"\\[\\nr]", lambda match: _ESCAPES[match[0]], name)
    return name.removeprefix("./"), checksum


def with_sums(files: Iterable[File], sums: dict[str, str], source: str) -> list[File]:
    """Give each file its checksum from a list, found by the longest name that its path or URL ends with.

    E_INVALIDARG for a file that the list does not have.
    """
    return [file._replace(checksum=_checksum_of(file, sums, source)) for file in files]


def _checksum_of(file: File, sums: dict[str, str], source: str) -> str:
    for path in (file.local, re.split("[?#]", file.remote, maxsplit=1)[0]):
        parts = path.split("/")
        for start in range(len(parts)):
            checksum = sums.get("/".join(parts[start:]))
            if checksum:
                return checksum
    raise BitsError(E_INVALIDARG, f"{source} has no checksum for {file.local}, nor for the end of its URL.")
