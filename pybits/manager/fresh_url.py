"""A fresh URL for a file, as its owner's program has printed it: looked at before anything is done with it."""

from __future__ import annotations

from ..domain.credentials import split_login
from ..domain.file import URL_LIMIT, File
from ..domain.hresult import E_INVALIDARG, BitsError
from ..domain.policy_values import Policy
from .arguments import check_remote

MOST = 4 * URL_LIMIT + 2  # bytes: more are no URL in one line


def read(data: bytes, old: str, policy: Policy) -> str:
    """Read one line that is an http or https URL, and not the old one; E_INVALIDARG for anything else."""
    try:
        url = data.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise BitsError(E_INVALIDARG, "it printed no text.") from None
    if not url or "\n" in url or len(url) > URL_LIMIT:
        raise BitsError(E_INVALIDARG, f"it did not print one line of at most {URL_LIMIT} characters.")
    if not url.isprintable() or not url.lower().startswith(("http://", "https://")):
        raise BitsError(E_INVALIDARG, "it printed something that is no http or https URL.")
    if split_login(url)[1] is not None:
        raise BitsError(E_INVALIDARG, "it printed a URL with a user's name; 'setcredentials' keeps these.")
    check_remote(url, policy)
    if url == old:
        raise BitsError(E_INVALIDARG, "it printed the URL that was refused.")
    return url


def given(file: File, url: str) -> File:
    """Put a fresh URL in the place of a file's; what is here goes on if it is the same file there."""
    return file._replace(remote=url, given="", moved=bool(file.checksum))
