"""What a failure of an FTP or SFTP server means: libcurl's errors that HTTP has not, or has other words for."""

from __future__ import annotations

from pybits.domain.enums import ErrorContext
from pybits.domain.hresult import (
    BG_E_PROTOCOL_ERROR,
    BG_E_RECEIVE_FAILURE,
    BG_E_SECURE_CHANNEL_FAILURE,
    BG_E_TRUST_FAILURE,
    E_ACCESSDENIED,
    ERROR_FILE_NOT_FOUND,
)
from pybits.transfer.outcome import CurlRow, Failure, Severity, curl_failure, readable

REMOTE, TRANSPORT = ErrorContext.REMOTE_FILE, ErrorContext.TRANSPORT
FATAL, TRANSIENT = Severity.FATAL, Severity.TRANSIENT
CANNOT_GO_ON = frozenset({31, 36})
"""What libcurl says when a server does not begin in the middle of a file."""

_ODD = CurlRow(BG_E_PROTOCOL_ERROR, TRANSPORT, TRANSIENT, "{host} broke the rules of its protocol")
_NO_DATA = CurlRow(BG_E_RECEIVE_FAILURE, TRANSPORT, TRANSIENT, "{host} did not send the file")

# A file server has no HTTP status: what it lacks or refuses gets the codes that a local source gets.
FILE_ROWS: dict[int, CurlRow] = {
    8: _ODD,
    9: CurlRow(E_ACCESSDENIED, REMOTE, FATAL, "{host} does not give access to the file"),
    10: _NO_DATA,
    11: _ODD,
    12: _NO_DATA,
    13: _ODD,
    14: _ODD,
    15: _NO_DATA,
    17: _ODD,
    19: _NO_DATA,
    21: _ODD,
    30: _NO_DATA,
    31: CurlRow(BG_E_RECEIVE_FAILURE, REMOTE, TRANSIENT, "{host} does not begin in the middle of the file"),
    36: CurlRow(BG_E_RECEIVE_FAILURE, REMOTE, TRANSIENT, "{host} does not begin in the middle of the file"),
    63: CurlRow(BG_E_RECEIVE_FAILURE, REMOTE, TRANSIENT, "{host} sent more than it said"),
    64: CurlRow(BG_E_SECURE_CHANNEL_FAILURE, TRANSPORT, FATAL, "{host} offers no TLS"),
    67: CurlRow(E_ACCESSDENIED, REMOTE, FATAL, "{host} refuses the user name, the password or the key"),
    78: CurlRow(ERROR_FILE_NOT_FOUND, REMOTE, FATAL, "{host} has no such file, or does not show it"),
    79: CurlRow(BG_E_RECEIVE_FAILURE, TRANSPORT, TRANSIENT, "The SSH connection with {host} failed"),
}


def file_failure(code: int, detail: str, host: str) -> Failure:
    """Say what a libcurl error means that came from a file server; `detail` is libcurl's message."""
    row = FILE_ROWS.get(code)
    if row is None:
        return curl_failure(code, detail, host)
    text = f"{row.sentence.format(host=host)} ({readable(detail) or f'libcurl error {code}'})."
    return Failure(row.code, row.context, row.severity, text, quick=row.quick)


def host_key_failure(host: str, name: str, *, known: bool) -> Failure:
    """Say that a server's key is another than the known one, or not known at all; `name` is the bare host."""
    if known:
        text = (
            f"The key of {host} is another than the one in known_hosts: it may not be that server. "
            f"If it got a new key, take the old one out with 'ssh-keygen -R {name}'."
        )
    else:
        text = f"The key of {host} is not known. Connect once with 'sftp {name}' to accept it, and resume the job."
    return Failure(BG_E_TRUST_FAILURE, ErrorContext.SERVER_CERTIFICATE, FATAL, text)
