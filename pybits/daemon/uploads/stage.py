"""What an upload in turn is about just now."""

from __future__ import annotations

from enum import Enum


class Stage(Enum):
    """One part of the work for an upload."""

    SENDING = "the server does not have every byte"
    FETCHING = "the reply is on its way"
    SYNCING = "the reply is being synced"
    CLOSING = "the session is being closed"
    DROPPING = "a session that is of no use is being cancelled"
    OVER = "nothing is left to do"
