"""One of the two who may want to know who comes, the server or the proxy: what it is shown, one thing after another."""

from __future__ import annotations

from pybits.transfer.headers import Response
from pybits.transfer.logins.allowed import Login
from pybits.transfer.logins.dialogue import Dialogue, offered

# Dialogues with one server for one request; one that loses its connection each time must not be asked for ever.
_MAX_DIALOGUES = 6


class AuthSide:
    """What is shown to one side, which asks in the header `field`."""

    def __init__(self, field: str) -> None:
        self._field = field
        self.logins: list[Login] = []
        self._host = ""
        self._dialogue: Dialogue | None = None
        self._message: str | None = None  # the next of the dialogue
        self.opening: Dialogue | None = None  # whose first message is still to be made, by somebody who may wait
        self._invited = self._unable = False  # to begin it
        self._begun = 0

    @property
    def login(self) -> Login | None:
        """Give what is to be shown now."""
        return self.logins[0] if self.logins else None

    @property
    def plain(self) -> Login | None:
        """Give what is to be shown now, if libcurl does it."""
        return None if self.talks else self.login

    @property
    def talks(self) -> bool:
        """Tell whether what is to be shown now takes a dialogue."""
        return bool(self.login and self.login.dialogue)

    @property
    def pending(self) -> bool:
        """Tell whether the message that was taken last is not the whole dialogue."""
        return self._dialogue is not None and not self._dialogue.complete

    def aim(self, logins: list[Login], host: str) -> None:
        """Begin anew, with a host and what may be shown to it."""
        self.logins, self._host = logins, host
        self._dialogue = self._message = self.opening = None
        self._unable = False
        self._begun = 0

    def open(self) -> None:
        """Begin the dialogue without being asked."""
        if self.talks and self._message is None and self.opening is None:
            self._dialogue = None
            self._invited = False
            self._answer(b"")

    def opened(self, message: str) -> bool:
        """Take the first message, empty if it cannot be made; False if what was asked for cannot be shown then."""
        self._dialogue, self.opening = self.opening if message else None, None
        self._message, self._unable = message or None, not message
        return bool(message) or not self._invited

    def take(self) -> str | None:
        """Give the message to send, None if the next request has none: then a dialogue begins at its beginning."""
        message, self._message = self._message, None
        if message is None:
            self._dialogue = None
        return message

    def goes_on(self, response: Response) -> bool:
        """Tell whether the dialogue has another message for who refused, and take that."""
        return self.talks and self._goes_on(response)

    def another(self, response: Response | None) -> bool:
        """Tell whether there is something else to show to who refused, and take that."""
        if response and self.goes_on(response):
            return True
        if len(self.logins) < 2:
            return False
        del self.logins[0]
        self._dialogue, self._unable = None, False
        return True

    def _goes_on(self, response: Response) -> bool:
        """Take the dialogue one message further; False when it has come to its end."""
        login = self.login
        challenge = offered(login.dialogue if login else "", response.fields.get(self._field, ""))
        self._invited = True
        return challenge is not None and self._answer(challenge)

    def _answer(self, challenge: bytes) -> bool:
        login = self.login
        if self._dialogue is None:
            if login is None or self._unable or self._begun >= _MAX_DIALOGUES:
                return False
            self._begun += 1
            try:
                self._dialogue = Dialogue(login.dialogue, login.user or "", login.password or "", self._host)
            except Exception:  # noqa: BLE001  the library may have been removed since, or refuse what it is given
                return False
            if self._dialogue.may_wait and not challenge:
                self._dialogue, self.opening = None, self._dialogue
                return True
        self._message = self._dialogue.message(challenge)
        return self._message is not None
