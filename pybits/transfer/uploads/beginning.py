"""Where an upload begins, and which protocol's words it uses. Pure."""

from __future__ import annotations

from pybits.domain.upload import UploadSession
from pybits.transfer.headers import Response
from pybits.transfer.uploads import bits as upload_bits
from pybits.transfer.uploads import put as upload_put
from pybits.transfer.uploads.state import Ask, Phase, Step, Upload


def begin(
    url: str,
    name: str,
    session: UploadSession,
    *,
    offset: int = 0,
    method: str = "PUT",
    reply: bool = False,
    security: int = 0,
) -> Upload:
    """Take up an upload where its session stands; `offset` is what the server had when it was last heard of."""
    if session.open:
        phase = Phase.PING
    elif session.protocol == upload_bits.PROTOCOL:
        phase = Phase.CREATE
    else:
        # Only a PUT may be put in tus' place: another method was asked for as it is.
        phase = Phase.DISCOVER if method == "PUT" else Phase.PIECE
    at = min(offset, session.source.size) if session.open else 0
    size = session.source.size
    return Upload(url, name, size, session, phase, method, reply, offset=at, furthest=at, security=security)


def farewell(url: str, session: UploadSession) -> Upload:
    """Make of a session what tells the server to drop it."""
    return Upload(url, "", session.source.size, session, Phase.CANCEL)


def ask(upload: Upload) -> Ask:
    """Write the next request."""
    return upload_bits.ask(upload) if _speaks_bits(upload) else upload_put.ask(upload)


def judge(upload: Upload, response: Response, seconds: float, now: float) -> Step:
    """Say what an answer leads to; `seconds` is how long it took, `now` in seconds since 1970."""
    judged = upload_bits.judge if _speaks_bits(upload) else upload_put.judge
    return judged(upload, response, seconds, now)


def _speaks_bits(upload: Upload) -> bool:
    return upload.session.protocol == upload_bits.PROTOCOL
