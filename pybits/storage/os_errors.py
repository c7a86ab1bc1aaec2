"""What the operating system refuses, as HRESULTs."""

from __future__ import annotations

import errno

from ..domain.hresult import (
    E_ACCESSDENIED,
    E_FAIL,
    E_INVALIDARG,
    ERROR_CRC,
    ERROR_DISK_FULL,
    ERROR_FILE_NOT_FOUND,
    ERROR_NOT_SAME_DEVICE,
    ERROR_PATH_NOT_FOUND,
    ERROR_WRITE_PROTECT,
    BitsError,
    HResult,
)

_CODES: dict[int, HResult] = {
    errno.EACCES: E_ACCESSDENIED,
    errno.EPERM: E_ACCESSDENIED,
    errno.EEXIST: E_ACCESSDENIED,
    errno.EISDIR: E_ACCESSDENIED,
    errno.ENOTEMPTY: E_ACCESSDENIED,
    errno.EBUSY: E_ACCESSDENIED,
    errno.ETXTBSY: E_ACCESSDENIED,
    errno.ELOOP: E_ACCESSDENIED,
    errno.ENOENT: ERROR_FILE_NOT_FOUND,
    errno.ENOTDIR: ERROR_PATH_NOT_FOUND,
    errno.ENAMETOOLONG: E_INVALIDARG,
    errno.EINVAL: E_INVALIDARG,
    errno.EXDEV: ERROR_NOT_SAME_DEVICE,
    errno.EROFS: ERROR_WRITE_PROTECT,
    errno.ENOSPC: ERROR_DISK_FULL,
    errno.EDQUOT: ERROR_DISK_FULL,
    errno.EIO: ERROR_CRC,
}


def hresult_of(error: OSError) -> HResult:
    """Map an operating system's refusal to its HRESULT; E_FAIL for one without."""
    return _CODES.get(error.errno or 0, E_FAIL)


def as_bits_error(error: OSError, what: str) -> BitsError:
    """Say what could not be done, with the path and the system's reason."""
    path = f"{error.filename}: " if error.filename else ""
    return BitsError(hresult_of(error), f"{what}: {path}{error.strerror or error}.")
