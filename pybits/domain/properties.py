"""The property table: one row per job property gives its get verb, set verb, help, completion, JSON key and rules."""

from __future__ import annotations

from . import values
from .frozen import NamedTuple
from .job import RETRY_DELAY_FLOOR, Job
from .values import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Property(NamedTuple):
    """One property: `name` follows get and set in the verbs, `field` is Job's attribute and the JSON key."""

    name: str
    field: str
    kind: Kind
    title: str
    doc: str
    settable: bool = False
    floor: int | None = None  # smaller values are raised to this, without an error
    slash: bool = True  # bitsadmin has its verbs too

    def read(self, job: Job) -> Any:
        """Take the property's value out of a job."""
        return getattr(job, self.field)

    def write(self, job: Job, value: Any) -> Job:
        """Put a value into a job; TypeError for a property that nobody sets."""
        if not self.settable:
            raise TypeError(f"{self.name} cannot be set")
        return job._replace(**{self.field: value})

    def parse(self, word: str) -> Any:
        """Read a new value from a word; the kind's HRESULT if it is not one."""
        if self.kind.parse is None:
            raise TypeError(f"{self.name} cannot be set")
        value = self.kind.parse(self.title, word)
        return value if self.floor is None else max(self.floor, value)


PROPERTIES: tuple[Property, ...] = (
    Property("type", "type", values.TYPE, "the type", "download, upload or upload-reply; fixed when the job is made"),
    Property("state", "state", values.STATE, "the state", "where the job is in its life cycle"),
    Property(
        "displayname",
        "name",
        values.NAME,
        "the display name",
        "at most 256 characters; need not be unique",
        settable=True,
    ),
    Property(
        "description", "description", values.DESCRIPTION, "the description", "at most 1,024 characters", settable=True
    ),
    Property(
        "priority",
        "priority",
        values.PRIORITY,
        "the priority",
        "foreground runs at once, beside others; high, normal and low share the idle link in that order",
        settable=True,
    ),
    Property(
        "minretrydelay",
        "min_retry_delay",
        values.SECONDS,
        "the minimum retry delay",
        "seconds to wait after a transient error before the next try; below 5 is raised to 5",
        settable=True,
        floor=RETRY_DELAY_FLOOR,
    ),
    Property(
        "noprogresstimeout",
        "no_progress_timeout",
        values.SECONDS,
        "the no-progress timeout",
        "seconds without a byte, counted from the first transient error, after which it is in ERROR; 0: no retries",
        settable=True,
    ),
    Property(
        "maxdownloadtime",
        "max_download_time",
        values.SECONDS,
        "the maximum download time",
        "seconds that it may be connecting and transferring, after which it is in ERROR; a resume counts anew",
        settable=True,
    ),
    Property(
        "httpmethod",
        "http_method",
        values.METHOD,
        "the HTTP method",
        "another than GET makes the job foreground, without retries, and is set before the first resume",
        settable=True,
    ),
    Property(
        "securityflags",
        "security_flags",
        values.SECURITY,
        "the security flags",
        "1 needs a stapled OCSP answer, 2 ignores a certificate's host name, 8 its authority, date and usage; "
        "0x100 reports redirects, 0x200 refuses them, 0x800 lets https lead to http",
        settable=True,
    ),
    Property(
        "uploadwith",
        "upload_with",
        values.UPLOAD_WITH,
        "the way of uploading",
        "bits (default): the BITS upload protocol; put: a plain PUT, or tus where the server offers it, which go on "
        "where they were with tus only",
        settable=True,
        slash=False,
    ),
    Property(
        "customheaders",
        "custom_headers",
        values.HEADERS,
        "the custom headers",
        "sent with every request to the server of the file's URL, and to no other when it redirects",
    ),
    Property(
        "clientcertificate",
        "client_certificate",
        values.CERTIFICATE,
        "the client certificate",
        "shown to the server of the file's URL when it wants one, and to no other when it redirects",
    ),
    Property(
        "proxyusage",
        "proxy_usage",
        values.USAGE,
        "the proxy usage",
        "PRECONFIG (the environment of the shell that made it, then the settings), NO_PROXY, OVERRIDE or AUTODETECT",
    ),
    Property("proxylist", "proxy_list", values.PROXIES, "the proxy list", "the proxies of OVERRIDE"),
    Property(
        "proxybypasslist",
        "proxy_bypass_list",
        values.PROXIES,
        "the proxy bypass list",
        "the hosts that OVERRIDE's proxies are not used for",
    ),
    Property(
        "notifyflags",
        "notify_flags",
        values.NOTIFY_FLAGS,
        "the notify flags",
        "1: run the notify command when the job is TRANSFERRED, 2: when it is in ERROR, 3 (default): both, 4: never; "
        "8, 16 and 32 are kept and mean nothing to a command",
        settable=True,
    ),
    Property(
        "notifycmdline",
        "notify_command",
        values.COMMAND,
        "the notify command line",
        "the program that is run when the job is TRANSFERRED or in ERROR, and its parameters; none if there is none",
    ),
    Property(
        "urlcmdline",
        "url_command",
        values.COMMAND,
        "the URL command line",
        "the program that gives a fresh URL where a server refuses the old one, and its parameters; none without one",
        slash=False,
    ),
    Property(
        "aclflags",
        "acl_flags",
        values.ACL,
        "the ACL flags",
        "what goes along from the source, if that is a local file: O its owner, G its group, D its mode and POSIX ACL, "
        "S its extended attributes; set before the job is TRANSFERRED",
        settable=True,
    ),
    Property(
        "peercachingflags",
        "peer_caching_flags",
        values.PEER_FLAGS,
        "the peercaching flags",
        "1: download from peers, 2: serve peers, 4: no BranchCache; kept, and without effect: there are no peers",
        settable=True,
    ),
    Property(
        "dynamiccontent",
        "dynamic_content",
        values.SWITCH,
        "the dynamic content mode",
        "true: the server makes the file for each request; it needs neither a length nor ranges, and a file that was "
        "interrupted begins again; set before the first resume",
        settable=True,
        slash=False,
    ),
    Property(
        "highperformance",
        "high_performance",
        values.SWITCH,
        "the high performance mode",
        "true: as many files at once as a foreground job, and none is put on the disk before it is whole, so that a "
        "power cut costs more; set before the first file is added",
        settable=True,
        slash=False,
    ),
    Property(
        "ondemand",
        "on_demand",
        values.SWITCH,
        "the on-demand mode",
        "true: of its files, http and https, only the ranges are fetched that requestranges asks for; then it is "
        "SUSPENDED, or TRANSFERRED once its files are whole; set before the first resume",
        settable=True,
        slash=False,
    ),
    Property(
        "maxdownloadsize",
        "max_download_size",
        values.LIMIT,
        "the maximum download size",
        "bytes of all files together beyond which the job is in ERROR, or unlimited; set before the first resume",
        settable=True,
        slash=False,
    ),
    Property(
        "autocomplete",
        "auto_complete",
        values.SWITCH,
        "the automatic completion",
        "true: the daemon completes it when it is TRANSFERRED, and its notify command, if it has one, has succeeded",
        settable=True,
        slash=False,
    ),
    Property(
        "checkdigests",
        "check_digests",
        values.SWITCH,
        "the digest check",
        "true: a file whose server sends Repr-Digest, Content-Digest or Digest must have that checksum (SHA-256 or "
        "SHA-512), or the job is in ERROR",
        settable=True,
        slash=False,
    ),
    Property(
        "bandwidth",
        "bandwidth",
        values.BANDWIDTH,
        "the bandwidth",
        "polite: gives way to other traffic; full: takes all it can get; or bytes a second, such as 500K or 2M; "
        "auto: polite in the background, full in the foreground",
        settable=True,
        slash=False,
    ),
    Property(
        "connections",
        "connections",
        values.CONNECTIONS,
        "the connections",
        "how many a large file may be fetched over, 1 to 64, if its server does ranges and has strong ETags; more than "
        "16 only while they make it faster, and one while the bandwidth is polite; auto: one in the background, in the "
        "foreground as many as make it faster, up to 16",
        settable=True,
        slash=False,
    ),
    Property(
        "transferpolicy",
        "transfer_policy",
        values.TRANSFER_POLICY,
        "the transfer policy",
        "on which network it runs: always, not-roaming, no-surcharge, standard, unrestricted (nothing that is "
        "metered), or a mask of cost states; default: what the policies say for its priority",
        settable=True,
        slash=False,
    ),
    Property("owner", "owner", values.USER, "the owner", "whose job it is: the user's name"),
    Property("creationtime", "created", values.TIME, "the creation time", "when the job was made"),
    Property("modificationtime", "modified", values.TIME, "the modification time", "when the job last changed"),
    Property(
        "completiontime", "transferred", values.TIME, "the completion time", "when the last file had been transferred"
    ),
    Property("bytestotal", "bytes_total", values.SIZE, "the size", "bytes of all files; UNKNOWN until all are known"),
    Property("bytestransferred", "bytes_done", values.SIZE, "the bytes transferred", "bytes of all files so far"),
    Property("filestotal", "files_total", values.COUNT, "the number of files", "how many files the job has"),
    Property(
        "filestransferred", "files_done", values.COUNT, "the number of files transferred", "how many are wholly here"
    ),
    Property("error", "error", values.ERROR, "the error", "what went wrong last, of a job that waits or gave up"),
    Property(
        "errorcount", "error_count", values.COUNT, "the error count", "how often the job met an error; never reset"
    ),
)

BY_NAME: dict[str, Property] = {row.name: row for row in PROPERTIES}


def to_json(job: Job) -> dict[str, Any]:
    """Write a job: its id, every property under its field's name, and when it is tried next."""
    content = {"id": job.guid} | {row.field: row.kind.to_json(row.read(job)) for row in PROPERTIES}
    content["attempts"] = job.retry.attempts if job.retry else 0
    content["next_try"] = values.time_to_json(job.retry.next_try.wall) if job.retry else None
    return content
