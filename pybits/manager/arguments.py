"""What a job may be called and what files it may be given: the checks of CreateJob and AddFile."""

from __future__ import annotations

import os

from ..domain.file import URL_LIMIT
from ..domain.hresult import E_ACCESSDENIED, E_INVALIDARG, ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, BitsError
from ..domain.job import NAME_LIMIT, as_guid
from ..domain.policy_values import DEFAULT_POLICY, Policy
from ..domain.properties import BY_NAME, Property
from ..domain.url_schemes import BITS_SCHEMES, FILE_SERVERS, on_file_server, path_problem, scheme_of, share_problem
from ..domain.values import check_encodable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from urllib.parse import SplitResult


def check_name(name: str) -> None:
    """Refuse a display name that CreateJob refuses (E_INVALIDARG): missing, too long, or the look of a GUID."""
    if len(name) > NAME_LIMIT:
        raise BitsError(E_INVALIDARG, f"The display name has {len(name)} characters; at most {NAME_LIMIT} are allowed.")
    check_new_name(name)


def check_new_name(name: str) -> None:
    """Refuse a display name by which a job could not be found again (E_INVALIDARG)."""
    if not name.strip():
        raise BitsError(E_INVALIDARG, "The display name is empty. Give the job a name.")
    if as_guid(name):
        raise BitsError(
            E_INVALIDARG, "The display name has the form of a GUID, by which jobs are found. Choose another."
        )
    check_encodable("The display name", name)


def check_remote(remote: str, policy: Policy = DEFAULT_POLICY) -> None:
    """Refuse a source that no transfer can have (E_INVALIDARG); whether it exists is seen when it is fetched."""
    check_encodable("The URL", remote)
    if not remote:
        raise BitsError(E_INVALIDARG, "The URL is empty.")
    if len(remote) > URL_LIMIT:
        raise BitsError(E_INVALIDARG, f"The URL has {len(remote)} characters; at most {URL_LIMIT} are allowed.")
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in remote):
        raise BitsError(E_INVALIDARG, "The URL contains control characters.")
    import re

    share = share_problem(remote)
    if share:
        raise BitsError(E_INVALIDARG, share)
    if not remote.startswith("/") and re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", remote) is None:
        raise BitsError(E_INVALIDARG, f"The URL '{remote}' has no scheme. It begins with http://, https:// or file://.")
    scheme = scheme_of(remote)
    if scheme not in BITS_SCHEMES + FILE_SERVERS:
        raise BitsError(E_INVALIDARG, f"The URL's scheme '{scheme}' is not supported. Use http, https or file.")
    allowed = policy.names("AllowedSchemes")
    if scheme not in map(str.lower, allowed):
        which = f"AllowedSchemes ({policy.origin('AllowedSchemes')}: {', '.join(allowed) or 'none'})"
        raise BitsError(E_INVALIDARG, f"The URL's scheme '{scheme}' is not among those that the policy {which} allows.")
    if not remote.startswith("/"):  # a local path serves as a source, as it does in bitsadmin
        _check_parts(remote, scheme)
    if scheme in FILE_SERVERS:
        from ..transfer.files.options import check_protocol

        check_protocol(remote)


def _check_parts(remote: str, scheme: str) -> None:
    from urllib.parse import urlsplit  # here, because only adding a file needs it

    try:
        parts = urlsplit(remote)
        problem = _problem(parts, scheme)
    except ValueError as error:
        problem = str(error)
    if problem or not remote[len(scheme) :].startswith("://"):
        raise BitsError(E_INVALIDARG, f"The URL '{remote}' is not valid: {problem or 'it lacks // after the scheme'}.")


def _problem(parts: SplitResult, scheme: str) -> str:
    if scheme == "file":
        if parts.netloc.lower() not in ("", "localhost"):
            return "a file URL names no other machine. Mount its share, and write file:///path"
        return "" if parts.path.startswith("/") and parts.path != "/" else "it names no file"
    if not parts.hostname:
        return "it names no host"
    if " " in remote_host(parts):
        return "the host contains a space"
    if scheme in FILE_SERVERS and path_problem(parts.path):
        return path_problem(parts.path)
    return "" if parts.port is None or parts.port > 0 else "the port is 0"


def remote_host(parts: SplitResult) -> str:
    """Give the host and port of a URL, without a user's name and password."""
    return parts.netloc.rpartition("@")[2]


def check_ranged(remote: str) -> None:
    """Refuse byte ranges of a file that comes by FTP or SFTP (E_INVALIDARG): BITS has them for HTTP alone."""
    if on_file_server(remote):
        raise BitsError(E_INVALIDARG, f"Byte ranges are for http, https and file URLs; '{remote}' is none.")


def check_upload(remote: str) -> None:
    """Refuse the place of an upload that is no server's (E_INVALIDARG); a copy on this machine needs no job."""
    if not remote.lower().startswith(("http://", "https://")):
        raise BitsError(E_INVALIDARG, f"An upload goes to an http or https URL; '{remote}' is none.")


def check_local(local: str) -> None:
    """Refuse a destination that cannot be written: E_INVALIDARG, ERROR_PATH_NOT_FOUND or E_ACCESSDENIED."""
    check_encodable("The local path", local)
    if not os.path.isabs(local):
        raise BitsError(E_INVALIDARG, f"The local path '{local}' is relative. Give an absolute path.")
    folder, name = os.path.split(local)
    if name in ("", ".", ".."):
        raise BitsError(E_INVALIDARG, f"The local path '{local}' names a folder. Add the file's name.")
    if len(os.fsencode(name)) > 255 or len(os.fsencode(local)) > 4095:
        raise BitsError(E_INVALIDARG, f"The local path '{local[:80]}…' is too long for the file system.")
    if not os.path.isdir(folder):
        if os.path.lexists(folder):
            raise BitsError(ERROR_PATH_NOT_FOUND, f"{folder} is not a folder.")
        raise BitsError(ERROR_PATH_NOT_FOUND, f"The folder {folder} does not exist. Make it first: pybits makes none.")
    if not os.access(folder, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
        raise BitsError(E_ACCESSDENIED, f"The folder {folder} is not writable for you.")
    if os.path.islink(local):
        raise BitsError(E_INVALIDARG, f"The local path '{local}' is a symbolic link. Name the file that it leads to.")
    if os.path.isdir(local):
        raise BitsError(E_INVALIDARG, f"The local path '{local}' is a folder. Add the file's name.")
    if os.path.lexists(local) and not os.path.isfile(local):
        raise BitsError(E_INVALIDARG, f"The local path '{local}' is not a plain file.")


def check_source(local: str) -> None:
    """Refuse a file that cannot be uploaded: E_INVALIDARG, ERROR_FILE_NOT_FOUND or E_ACCESSDENIED."""
    check_encodable("The local path", local)
    if not os.path.isabs(local):
        raise BitsError(E_INVALIDARG, f"The local path '{local}' is relative. Give an absolute path.")
    if not os.path.exists(local):
        raise BitsError(ERROR_FILE_NOT_FOUND, f"There is no file {local}.")
    if not os.path.isfile(local):
        raise BitsError(E_INVALIDARG, f"The local path '{local}' is not a plain file.")
    if not os.access(local, os.R_OK, effective_ids=os.access in os.supports_effective_ids):
        raise BitsError(E_ACCESSDENIED, f"The file {local} is not readable for you.")


def settable(name: Property | str) -> Property:
    """Give the row of a property that can be set; E_INVALIDARG for any other."""
    row = BY_NAME.get(name) if isinstance(name, str) else name
    if row is None or not row.settable:
        raise BitsError(E_INVALIDARG, f"'{row.name if row else name}' is no property that can be set.")
    return row
