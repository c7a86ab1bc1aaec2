"""The schemes of URLs that files come from: what BITS knows, what a policy may add, and what such a URL must be."""

from __future__ import annotations

BITS_SCHEMES = ("http", "https", "file")
FILE_SERVERS = ("ftp", "ftps", "ftpes", "sftp")
"""ftps speaks TLS from the first byte on, ftpes asks for it (AUTH TLS), as FileZilla and WinSCP name them."""

_SHARES = ("smb", "smbs", "cifs")


def scheme_of(url: str) -> str:
    """Give a URL's scheme in lower case; a local path has the scheme file."""
    return "file" if url.startswith("/") else url.partition(":")[0].lower()


def on_file_server(url: str) -> bool:
    """Tell whether a URL is of a server that speaks FTP or SFTP."""
    return not url.startswith("http") and scheme_of(url) in FILE_SERVERS


def share_problem(remote: str) -> str:
    r"""Say what to do about the name of a Windows share (smb://server/share, \\server\share); empty for other URLs."""
    if remote.startswith("\\\\") or scheme_of(remote) in _SHARES:
        return (
            f"'{remote}' is on a Windows share, which no library here can fetch from. Mount the share "
            "(mount -t cifs, or gio mount), and give the path below the mount point."
        )
    return ""


def path_problem(path: str) -> str:
    """Say why the path of a URL names no file of an FTP or SFTP server; empty if it may."""
    plain, mark, kind = path.rpartition(";type=")
    if mark and kind.lower() != "i":
        return "';type=' asks for a listing, or for a text whose bytes are changed on the way"
    if (plain if mark else path).endswith("/") or not (plain if mark else path):
        return "it names a folder"
    return ""
