"""Every HRESULT that pybits can answer with, its name and its sentence, and the error that carries one.

The numbers and names are BITS' (facility 0x20), Windows' (0x07) and HTTP's (0x19: 0x80190000 + status);
see "BITS Return Values". After 0x80200049 the next code is 0x80200050: the gap is BITS' own.
"""

from __future__ import annotations

_ROWS: dict[int, tuple[str, str]] = {}


class HResult(int):
    """A 32-bit result code: a number that knows its name and its sentence."""

    __slots__ = ()

    @property
    def failed(self) -> bool:
        """Tell whether the top bit, the sign of failure, is set."""
        return bool(self & 0x80000000)

    @property
    def hex(self) -> str:
        """Write the code as bitsadmin does: 0x and eight lower-case digits."""
        return f"0x{self:08x}"

    @property
    def name(self) -> str:
        """Give the constant's name, or the hexadecimal form of a code without one."""
        if self & 0xFFFF0000 == _HTTP_FACILITY:
            return f"BG_E_HTTP_ERROR_{self & 0xFFFF}"
        return _ROWS.get(self, (self.hex, ""))[0]

    @property
    def text(self) -> str:
        """Give the sentence that explains the code."""
        if self & 0xFFFF0000 == _HTTP_FACILITY:
            status = self & 0xFFFF
            return _HTTP_TEXTS.get(status, f"The server answered with HTTP status {status}.")
        return _ROWS.get(self, ("", f"Unknown error {self.hex}."))[1]

    @property
    def http_status(self) -> int | None:
        """Give the HTTP status inside the code, None when it is not an HTTP error (100 to 599)."""
        status = self & 0xFFFF
        return status if self & 0xFFFF0000 == _HTTP_FACILITY and 100 <= status <= 599 else None


_HTTP_FACILITY = 0x80190000


def http_error(status: int) -> HResult:
    """Map an HTTP status to its HRESULT (0x80190000 + status)."""
    return HResult(_HTTP_FACILITY + status)


def _row(value: int, name: str, text: str) -> HResult:
    _ROWS[value] = (name, text)
    return HResult(value)


S_OK = _row(0x00000000, "S_OK", "The operation completed successfully.")
S_FALSE = _row(0x00000001, "S_FALSE", "There was nothing to do.")

E_PENDING = _row(0x8000000A, "E_PENDING", "The data necessary to complete this operation is not yet available.")
E_NOTIMPL = _row(0x80004001, "E_NOTIMPL", "Not implemented.")
E_FAIL = _row(0x80004005, "E_FAIL", "Unspecified error.")
ERROR_FILE_NOT_FOUND = _row(0x80070002, "ERROR_FILE_NOT_FOUND", "The file cannot be found.")
ERROR_PATH_NOT_FOUND = _row(0x80070003, "ERROR_PATH_NOT_FOUND", "The folder cannot be found.")
E_ACCESSDENIED = _row(0x80070005, "E_ACCESSDENIED", "Access is denied.")
ERROR_NOT_SAME_DEVICE = _row(
    0x80070011, "ERROR_NOT_SAME_DEVICE", "The file cannot be moved to a different file system."
)
ERROR_WRITE_PROTECT = _row(0x80070013, "ERROR_WRITE_PROTECT", "The file system is read-only.")
ERROR_CRC = _row(0x80070017, "ERROR_CRC", "The device reported an input or output error.")
ERROR_LOCK_VIOLATION = _row(0x80070021, "ERROR_LOCK_VIOLATION", "Another process holds the lock.")
E_INVALIDARG = _row(0x80070057, "E_INVALIDARG", "The parameter is incorrect.")
ERROR_FILE_EXISTS = _row(0x80070050, "ERROR_FILE_EXISTS", "The file exists.")
ERROR_DISK_FULL = _row(0x80070070, "ERROR_DISK_FULL", "There is not enough space on the disk.")
ERROR_OLD_FORMAT = _row(0x8007047E, "ERROR_OLD_WIN_VERSION", "The data was written by a newer version of the program.")
ERROR_SERVICE_DISABLED = _row(0x80070422, "ERROR_SERVICE_DISABLED", "The service is disabled or cannot be started.")
RPC_X_BAD_STUB_DATA = _row(0x800706F7, "RPC_X_BAD_STUB_DATA", "The certificate's hash is not one, or there is none.")
WAIT_TIMEOUT = _row(0x80070102, "WAIT_TIMEOUT", "The wait operation timed out.")
ERROR_CANCELLED = _row(0x800704C7, "ERROR_CANCELLED", "The operation was cancelled.")

ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED = _row(
    0x80072F0C, "ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED", "The server wants a client certificate."
)
CRYPT_E_NOT_FOUND = _row(0x80092004, "CRYPT_E_NOT_FOUND", "There is no such certificate in the store.")

BG_E_NOT_FOUND = _row(0x80200001, "BG_E_NOT_FOUND", "The requested job was not found.")
BG_E_INVALID_STATE = _row(
    0x80200002, "BG_E_INVALID_STATE", "The requested action is not allowed in the current job state."
)
BG_E_EMPTY = _row(0x80200003, "BG_E_EMPTY", "There are no files attached to this job.")
BG_E_FILE_NOT_AVAILABLE = _row(
    0x80200004, "BG_E_FILE_NOT_AVAILABLE", "No file is available because the error is not associated with a file."
)
BG_E_PROTOCOL_NOT_AVAILABLE = _row(
    0x80200005, "BG_E_PROTOCOL_NOT_AVAILABLE", "No protocol is available because the error is not tied to one."
)
BG_E_DESTINATION_LOCKED = _row(0x8020000D, "BG_E_DESTINATION_LOCKED", "The destination file system is locked.")
BG_E_VOLUME_CHANGED = _row(0x8020000E, "BG_E_VOLUME_CHANGED", "The destination file system has changed.")
BG_E_ERROR_INFORMATION_UNAVAILABLE = _row(
    0x8020000F, "BG_E_ERROR_INFORMATION_UNAVAILABLE", "The job is not in an error state: there is no error to show."
)
BG_E_NETWORK_DISCONNECTED = _row(
    0x80200010, "BG_E_NETWORK_DISCONNECTED", "There is no network connection; the job goes on when there is one."
)
BG_E_MISSING_FILE_SIZE = _row(
    0x80200011, "BG_E_MISSING_FILE_SIZE", "The server did not return the file size (Content-Length)."
)
BG_E_INSUFFICIENT_HTTP_SUPPORT = _row(
    0x80200012, "BG_E_INSUFFICIENT_HTTP_SUPPORT", "The server does not support HTTP/1.1."
)
BG_E_INSUFFICIENT_RANGE_SUPPORT = _row(
    0x80200013, "BG_E_INSUFFICIENT_RANGE_SUPPORT", "The server does not support byte ranges (Content-Range)."
)
BG_E_BLOCKED_BY_POLICY = _row(0x8020003E, "BG_E_BLOCKED_BY_POLICY", "The policies do not allow this transfer now.")
BG_E_BLOCKED_BY_COST_TRANSFER_POLICY = _row(
    0x80200059, "BG_E_BLOCKED_BY_COST_TRANSFER_POLICY", "The job may not run at what the network costs now."
)
BG_E_BLOCKED_BY_BATTERY_POLICY = _row(
    0x80200067, "BG_E_BLOCKED_BY_BATTERY_POLICY", "A policy allows no transfers on this battery."
)
BG_E_BLOCKED_BY_BATTERY_SAVER = _row(
    0x80200068, "BG_E_BLOCKED_BY_BATTERY_SAVER", "The machine saves its battery: no transfers now."
)
BG_S_OVERRIDDEN_BY_POLICY = _row(0x00200055, "BG_S_OVERRIDDEN_BY_POLICY", "The setting is kept; a policy overrides it.")
BG_E_PEERCACHING_DISABLED = _row(0x80200047, "BG_E_PEERCACHING_DISABLED", "Peer caching is disabled.")
BG_S_PARTIAL_COMPLETE = _row(
    0x00200017, "BG_S_PARTIAL_COMPLETE", "The job was completed; files that were not fully transferred were dropped."
)
BG_S_UNABLE_TO_DELETE_FILES = _row(
    0x0020001A, "BG_S_UNABLE_TO_DELETE_FILES", "The job ended, but some of its temporary files could not be deleted."
)
BG_E_PROXY_LIST_TOO_LARGE = _row(0x80200018, "BG_E_PROXY_LIST_TOO_LARGE", "The list of proxies is too long.")
BG_E_PROXY_BYPASS_LIST_TOO_LARGE = _row(
    0x80200019, "BG_E_PROXY_BYPASS_LIST_TOO_LARGE", "The list of hosts that need no proxy is too long."
)
BG_E_INVALID_SERVER_RESPONSE = _row(
    0x8020001B, "BG_E_INVALID_SERVER_RESPONSE", "The server returned a response that is not valid."
)
BG_E_TOO_MANY_FILES = _row(0x8020001C, "BG_E_TOO_MANY_FILES", "An upload job holds one file only.")
BG_E_LOCAL_FILE_CHANGED = _row(
    0x8020001D, "BG_E_LOCAL_FILE_CHANGED", "The local file was changed while it was transferred."
)
BG_E_SESSION_NOT_FOUND = _row(
    0x8020001F, "BG_E_SESSION_NOT_FOUND", "The server does not know the upload session (any more)."
)
BG_E_TOO_LARGE = _row(0x80200020, "BG_E_TOO_LARGE", "The size of the file exceeds the limit.")
BG_E_STRING_TOO_LONG = _row(0x80200021, "BG_E_STRING_TOO_LONG", "The specified string is too long.")
BG_E_CLIENT_SERVER_PROTOCOL_MISMATCH = _row(
    0x80200022, "BG_E_CLIENT_SERVER_PROTOCOL_MISMATCH", "The server knows no upload protocol that is known here."
)
BG_E_SERVER_EXECUTE_ENABLE = _row(
    0x80200023, "BG_E_SERVER_EXECUTE_ENABLE", "The server runs programs in that folder and takes no uploads there."
)
BG_E_NO_PROGRESS = _row(0x80200024, "BG_E_NO_PROGRESS", "The job made no progress in the time allowed.")
BG_E_USERNAME_TOO_LARGE = _row(0x80200025, "BG_E_USERNAME_TOO_LARGE", "The user name is too long.")
BG_E_PASSWORD_TOO_LARGE = _row(0x80200026, "BG_E_PASSWORD_TOO_LARGE", "The password is too long.")
BG_E_INVALID_AUTH_TARGET = _row(
    0x80200027, "BG_E_INVALID_AUTH_TARGET", "The target of the credentials must be the server or the proxy."
)
BG_E_INVALID_AUTH_SCHEME = _row(
    0x80200028, "BG_E_INVALID_AUTH_SCHEME", "There is no authentication scheme of this name."
)
BG_E_INVALID_RANGE = _row(0x8020002B, "BG_E_INVALID_RANGE", "The requested byte range is not valid for this file.")
BG_E_OVERLAPPING_RANGES = _row(
    0x8020002C, "BG_E_OVERLAPPING_RANGES", "The byte ranges overlap, which is not supported."
)
BG_E_CONNECT_FAILURE = _row(0x8020002D, "BG_E_CONNECT_FAILURE", "The connection to the server could not be made.")
BG_E_CONNECTION_CLOSED = _row(0x8020002E, "BG_E_CONNECTION_CLOSED", "The server closed the connection too early.")
BG_E_NAME_RESOLUTION_FAILURE = _row(
    0x80200031, "BG_E_NAME_RESOLUTION_FAILURE", "The server name or address could not be resolved."
)
BG_E_PROTOCOL_ERROR = _row(0x80200034, "BG_E_PROTOCOL_ERROR", "The server broke the transfer protocol.")
BG_E_PROXY_NAME_RESOLUTION_FAILURE = _row(
    0x80200035, "BG_E_PROXY_NAME_RESOLUTION_FAILURE", "The proxy's name could not be resolved."
)
BG_E_RECEIVE_FAILURE = _row(0x80200036, "BG_E_RECEIVE_FAILURE", "Receiving data from the server failed.")
BG_E_SECURE_CHANNEL_FAILURE = _row(
    0x80200038, "BG_E_SECURE_CHANNEL_FAILURE", "The secure (TLS) connection to the server failed."
)
BG_E_SEND_FAILURE = _row(0x80200039, "BG_E_SEND_FAILURE", "Sending data to the server failed.")
BG_E_TIMEOUT = _row(0x8020003B, "BG_E_TIMEOUT", "The server did not answer, or sent nothing, for too long.")
BG_E_TRUST_FAILURE = _row(0x8020003C, "BG_E_TRUST_FAILURE", "The server's certificate is not trusted.")
BG_E_UNKNOWN_ERROR = _row(0x8020003D, "BG_E_UNKNOWN_ERROR", "The transfer failed for an unknown reason.")
BG_E_INVALID_PROXY_INFO = _row(
    0x8020003F, "BG_E_INVALID_PROXY_INFO", "The proxy settings are not valid, or no proxy could be found by them."
)
BG_E_TOO_MANY_JOBS_PER_USER = _row(
    0x80200049, "BG_E_TOO_MANY_JOBS_PER_USER", "The user has as many jobs as the policy allows."
)
BG_E_TOO_MANY_JOBS_PER_MACHINE = _row(
    0x80200050, "BG_E_TOO_MANY_JOBS_PER_MACHINE", "The machine has as many jobs as the policy allows."
)
BG_E_TOO_MANY_FILES_IN_JOB = _row(
    0x80200051, "BG_E_TOO_MANY_FILES_IN_JOB", "The job has as many files as the policy allows."
)
BG_E_TOO_MANY_RANGES_IN_FILE = _row(
    0x80200052, "BG_E_TOO_MANY_RANGES_IN_FILE", "The file has as many byte ranges as the policy allows."
)
BG_E_VALIDATION_FAILED = _row(0x80200053, "BG_E_VALIDATION_FAILED", "The content of the file is not what it should be.")
BG_E_MAXDOWNLOAD_TIMEOUT = _row(
    0x80200054, "BG_E_MAXDOWNLOAD_TIMEOUT", "The download did not finish within the maximum download time."
)
BG_E_PROPERTY_SUPPORTED_FOR_DOWNLOAD_JOBS_ONLY = _row(
    0x80200060, "BG_E_PROPERTY_SUPPORTED_FOR_DOWNLOAD_JOBS_ONLY", "The property is one of download jobs only."
)
BG_E_READ_ONLY_PROPERTY_AFTER_ADDFILE = _row(
    0x80200061, "BG_E_READ_ONLY_PROPERTY_AFTER_ADDFILE", "The property can only be set before the job has files."
)
BG_E_READ_ONLY_PROPERTY_AFTER_RESUME = _row(
    0x80200062, "BG_E_READ_ONLY_PROPERTY_AFTER_RESUME", "The property can only be set before the job is first resumed."
)
BG_E_MAX_DOWNLOAD_SIZE_INVALID_VALUE = _row(
    0x80200063, "BG_E_MAX_DOWNLOAD_SIZE_INVALID_VALUE", "The maximum download size is not one that a job can have."
)
BG_E_MAX_DOWNLOAD_SIZE_LIMIT_REACHED = _row(
    0x80200064, "BG_E_MAX_DOWNLOAD_SIZE_LIMIT_REACHED", "The job's files exceed its maximum download size."
)
BG_E_DATABASE_CORRUPT = _row(0x8020006C, "BG_E_DATABASE_CORRUPT", "A record in the job store is damaged.")
BG_E_RANDOM_ACCESS_NOT_SUPPORTED = _row(
    0x8020006D, "BG_E_RANDOM_ACCESS_NOT_SUPPORTED", "The job or the server cannot give single ranges on demand."
)
BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD = _row(
    0x80200071, "BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD", "A job with its own HTTP method does not allow this."
)
BG_E_UNSUPPORTED_JOB_CONFIGURATION = _row(
    0x80200072, "BG_E_UNSUPPORTED_JOB_CONFIGURATION", "What was set for the job does not go together."
)
BG_E_REMOTE_FILE_CHANGED = _row(0x80200073, "BG_E_REMOTE_FILE_CHANGED", "The file on the server changed.")

# The codes that say of a word that it cannot be what it should.
WRONG_WORDS = frozenset(
    {
        E_INVALIDARG,
        BG_E_STRING_TOO_LONG,
        BG_E_INVALID_RANGE,
        BG_E_OVERLAPPING_RANGES,
        BG_E_USERNAME_TOO_LARGE,
        BG_E_PASSWORD_TOO_LARGE,
        BG_E_INVALID_AUTH_TARGET,
        BG_E_INVALID_AUTH_SCHEME,
        BG_E_PROXY_LIST_TOO_LARGE,
        BG_E_PROXY_BYPASS_LIST_TOO_LARGE,
        BG_E_MAX_DOWNLOAD_SIZE_INVALID_VALUE,
    }
)

_HTTP_TEXTS = {
    400: "The server could not understand the request (HTTP status 400).",
    401: "The server wants a user name and a password, or refused the ones given (HTTP status 401).",
    403: "The server refuses access to the file (HTTP status 403).",
    404: "The file does not exist on the server (HTTP status 404).",
    407: "The proxy wants a user name and a password, or refused the ones given (HTTP status 407).",
    408: "The server timed out waiting for the request (HTTP status 408).",
    410: "The file is gone from the server for good (HTTP status 410).",
    414: "The URL is too long for the server (HTTP status 414).",
    429: "The server asks for fewer requests (HTTP status 429).",
    500: "The server failed to answer the request (HTTP status 500).",
    501: "The server does not support what the request asks for (HTTP status 501).",
    502: "A gateway on the way received an invalid answer (HTTP status 502).",
    503: "The server is overloaded or down for maintenance (HTTP status 503).",
    504: "A gateway on the way got no answer in time (HTTP status 504).",
    505: "The server does not support the HTTP version of the request (HTTP status 505).",
}


class BitsError(Exception):
    """A refusal or failure: the HRESULT, and in words what exactly was wrong and what to do.

    `action` is the phrase for bitsadmin's "Unable to <action>" line; whoever knows it fills it in. `usage` tells
    whether what was typed is wrong, where the code alone would not say so, or would say it of a file.
    """

    def __init__(self, code: HResult, detail: str = "", *, action: str = "", usage: bool | None = None) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.action = action
        self.usage = code in WRONG_WORDS if usage is None else usage

    def __str__(self) -> str:
        return self.detail or self.code.text
