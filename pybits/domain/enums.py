"""BITS' enumerations, with BITS' numbers and the words that bitsadmin prints."""

from __future__ import annotations

from enum import IntEnum, IntFlag, StrEnum

# BG_COPY_FILE_*: what of a file: source goes with it to the destination.
ACL_OWNER, ACL_GROUP, ACL_DACL, ACL_SACL = 1, 2, 4, 8
# BG_JOB_ENABLE_PEERCACHING_*
PEER_CLIENT, PEER_SERVER = 1, 2
# Words for a job's bandwidth and connections, beside numbers.
BANDWIDTH_WORDS = "auto", "polite", "full"
CONNECTION_WORDS = ("auto",)
# BITS_JOB_TRANSFER_POLICY, from the widest on; their places are the numbers of the group policies, from 1 on.
TRANSFER_POLICIES = {
    "always": 0x800000FF,
    "not-roaming": 0x8000007F,
    "no-surcharge": 0x8000006F,
    "standard": 0x80000067,
    "unrestricted": 0x80000021,
}
DEFAULT_POLICY = "default"  # the word for a job without a transfer policy of its own


class JobType(IntEnum):
    """BG_JOB_TYPE."""

    DOWNLOAD = 0
    UPLOAD = 1
    UPLOAD_REPLY = 2

    @property
    def word(self) -> str:
        """Give the name as bitsadmin prints it."""
        return self.name.replace("_", "-")


class JobPriority(IntEnum):
    """BG_JOB_PRIORITY: the smaller number is the more urgent."""

    FOREGROUND = 0
    HIGH = 1
    NORMAL = 2
    LOW = 3

    @property
    def word(self) -> str:
        """Give the name as bitsadmin prints it."""
        return self.name


class UploadWith(StrEnum):
    """How a job's file is sent: the BITS upload protocol, or PUT, which is tus where the server offers that."""

    BITS = "bits"
    PUT = "put"


class ProxyUsage(IntEnum):
    """BG_JOB_PROXY_USAGE: where a job's proxy comes from."""

    PRECONFIG = 0
    NO_PROXY = 1
    OVERRIDE = 2
    AUTODETECT = 3


class NotifyFlags(IntFlag):
    """What the owner wants to be told of; a notify command heeds the first three."""

    TRANSFERRED = 0x01
    ERROR = 0x02
    DISABLE = 0x04
    MODIFICATION = 0x08
    FILE_TRANSFERRED = 0x10
    FILE_RANGES_TRANSFERRED = 0x20


class ErrorContext(IntEnum):
    """BG_ERROR_CONTEXT: where in the work an error arose."""

    NONE = 0
    UNKNOWN = 1
    QUEUE_MANAGER = 2
    NOTIFICATION = 3
    LOCAL_FILE = 4
    REMOTE_FILE = 5
    TRANSPORT = 6
    REMOTE_APPLICATION = 7
    SERVER_CERTIFICATE = 8

    @property
    def text(self) -> str:
        """Give the sentence that bitsadmin prints after the context's number."""
        return f"The error occurred {_CONTEXT_TEXTS[self]}."


_CONTEXT_TEXTS = {
    ErrorContext.NONE: "without a context",
    ErrorContext.UNKNOWN: "in an unknown place",
    ErrorContext.QUEUE_MANAGER: "in the queue manager",
    ErrorContext.NOTIFICATION: "while the queue manager was notifying the owner",
    ErrorContext.LOCAL_FILE: "while the local file was being processed",
    ErrorContext.REMOTE_FILE: "while the remote file was being processed",
    ErrorContext.TRANSPORT: "in the transport layer",
    ErrorContext.REMOTE_APPLICATION: "while the server's application was processing the data",
    ErrorContext.SERVER_CERTIFICATE: "while the server's certificate was being checked",
}
