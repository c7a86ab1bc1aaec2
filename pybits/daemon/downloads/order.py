"""The order for a file: what the engine is asked to fetch, and where a redirect has led."""

from __future__ import annotations

from ...domain.credentials import split_login
from ...domain.file import URL_LIMIT, File
from ...domain.request_words import SecurityFlags
from ...transfer.request import Lane, RequestOptions, ServerRules, Timeouts, TransferRequest
from .incoming import Incoming
from .tags import Key

_TIMEOUTS = Timeouts()
_MOVES = SecurityFlags.REDIRECT_REPORT | SecurityFlags.REDIRECT_DISALLOW


def order(
    key: Key, incoming: Incoming, rules: ServerRules, options: RequestOptions, lane: Lane, *, digests: bool, quiet: bool
) -> TransferRequest:
    """Ask for a file; `quiet`: that the server answers is no news."""
    file = incoming.file
    if file.given:  # else the same value for all: the engine compares it
        options = options._replace(home=file.given)
    ranges, resume = incoming.ranges, incoming.resume_point
    checked = bool(file.checksum)
    digests = digests and not ranges
    return TransferRequest(  # no names: they would cost a small file as much as its request does
        key, file.remote, incoming, resume, rules, _TIMEOUTS, options, ranges, digests, checked, lane, None, 0, quiet
    )


def moved(file: File, url: str | None, security: int) -> File | None:
    """Give the file at the URL that redirects led to, if the job's security flags ask for that."""
    if url is None or not security & _MOVES:
        return None
    url = split_login(url)[0]
    if url == file.remote or len(url) > URL_LIMIT:
        return None
    return file._replace(remote=url, given=file.given or file.remote)
