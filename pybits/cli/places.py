"""Where files come to lie: relative paths made absolute, and the name that a URL suggests."""

from __future__ import annotations

import os

from pybits.domain.hresult import E_INVALIDARG, BitsError


def absolute(path: str, cwd: str) -> str:
    """Make a path absolute against `cwd`; E_INVALIDARG for an empty one.

    Dots and double slashes go. Where `..` occurs the folder is resolved as the kernel would, because behind
    a symlink `link/..` is not the folder that holds the link.
    """
    if not path:
        raise BitsError(E_INVALIDARG, "PATH is empty: name the local file.")
    if "\0" in path:
        raise BitsError(E_INVALIDARG, "PATH must not contain a NUL character.")
    whole = os.path.join(cwd, path)
    if path.endswith("/"):
        raise BitsError(E_INVALIDARG, f"PATH '{path}' names a folder: add the file's name.")
    if ".." in whole.split("/"):
        folder, name = os.path.split(whole)
        return os.path.normpath(os.path.join(os.path.realpath(folder), name))
    return os.path.normpath(whole)


def name_in(url: str) -> str:
    """Give the last segment of a URL's path, undecoded so that it stays one harmless name; E_INVALIDARG if none."""
    path = url.split("#", 1)[0].split("?", 1)[0]
    rest = path.split("://", 1)[-1]
    name = rest.rsplit("/", 1)[-1] if "/" in rest else ""
    if name in {"", ".", ".."}:
        raise BitsError(E_INVALIDARG, f"'{url}' ends without a file name: give PATH after it.")
    return name
