"""Checksums in words, and lists of them as coreutils write."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from pybits.domain.checksum import ALGORITHMS, parse_checksum, parse_sums, with_sums
from pybits.domain.file import File
from pybits.domain.hresult import E_INVALIDARG, BitsError

SHA256 = hashlib.sha256(b"x").hexdigest()
NAMES = ["plain", "with space", "two  spaces", " first", "*star", "back\\slash", "new\nline", "(paren) = x", "ü", "#"]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("form", ["{0}:{1}", "{0}:{2}", "{2}", " {1}\n"])
def test_a_checksum_names_its_algorithm_or_its_length_does(algorithm: str, form: str) -> None:
    digits = hashlib.new(algorithm, b"x").hexdigest()
    assert parse_checksum(form.format(algorithm, digits, digits.upper())) == f"{algorithm}:{digits}"
    assert parse_checksum(f"SHA-256:{SHA256}") == f"sha256:{SHA256}"


@pytest.mark.parametrize(
    "word",
    ["", "sha256:", "sha256:12", f"sha512:{SHA256}", f"crc:{SHA256}", SHA256[1:], f"sha256:{'x' * 64}", "x" * 64],
)
def test_what_is_no_checksum_is_refused(word: str) -> None:
    with pytest.raises(BitsError) as refused:
        parse_checksum(word)
    assert refused.value.code == E_INVALIDARG


@pytest.mark.parametrize("program", ["sha256sum", "md5sum", "sha512sum"])
@pytest.mark.parametrize("options", [[], ["--tag"], ["--binary"]])
def test_lists_that_coreutils_write_are_read(tmp_path: Path, program: str, options: list[str]) -> None:
    for name in NAMES:
        (tmp_path / name).write_bytes(name.encode())
    ran = subprocess.run([program, *options, "--", *NAMES], cwd=tmp_path, capture_output=True, check=True)
    algorithm = program.removesuffix("sum")
    assert parse_sums(ran.stdout.decode().split("\n"), "SUMS") == {
        name: f"{algorithm}:{hashlib.new(algorithm, name.encode()).hexdigest()}" for name in NAMES
    }


@pytest.mark.parametrize(
    "line", ["nonsense", SHA256, f"{SHA256} x", f"{SHA256[1:]}  x", f"CRC (x) = {SHA256}", f"SHA512 (x) = {SHA256}"]
)
def test_a_line_that_is_none_is_named(line: str) -> None:
    with pytest.raises(BitsError, match="line 2 of SUMS"):
        parse_sums(["# a comment", line], "SUMS")
    with pytest.raises(BitsError, match="line 2 of SUMS gives 'x' another checksum"):
        parse_sums([f"{SHA256}  x", f"{'0' * 64}  ./x"], "SUMS")


def test_a_file_is_found_by_the_longest_end_of_its_path_or_url() -> None:
    sums = {"a": f"sha256:{SHA256}", "sub/a": "md5:" + "0" * 32, "b.tar": "md5:" + "1" * 32}
    files = [
        File(0, "http://h/x", "/d/a"),
        File(0, "http://h/x", "/d/sub/a"),
        File(0, "http://h/sub/b.tar?token=1/b", "/d/other"),
    ]
    assert [file.checksum[:5] for file in with_sums(files, sums, "SUMS")] == ["sha25", "md5:0", "md5:1"]
    with pytest.raises(BitsError, match="SUMS has no checksum for /d/z"):
        with_sums([File(0, "http://h/z", "/d/z")], sums, "SUMS")
