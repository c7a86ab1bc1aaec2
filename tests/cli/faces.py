"""What a run of a face in this process gives back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple


class Said(NamedTuple):
    """What a command line led to."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Give the one object that was printed."""
        return json.loads(self.out)


Face = Callable[..., Said]
