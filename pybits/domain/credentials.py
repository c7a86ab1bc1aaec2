"""Credentials: whom they are for, how they are presented, what BITS allows, and what a job keeps secret."""

from __future__ import annotations

from enum import IntEnum

from .frozen import NamedTuple
from .hresult import (
    BG_E_INVALID_AUTH_SCHEME,
    BG_E_INVALID_AUTH_TARGET,
    BG_E_PASSWORD_TOO_LARGE,
    BG_E_USERNAME_TOO_LARGE,
    E_INVALIDARG,
    E_NOTIMPL,
    BitsError,
)

USER_LIMIT = 300
PASSWORD_LIMIT = 65_535  # where Microsoft's pages disagree, the smaller


class AuthTarget(IntEnum):
    """BG_AUTH_TARGET: who asks for the credentials."""

    SERVER = 1
    PROXY = 2


class AuthScheme(IntEnum):
    """BG_AUTH_SCHEME: how the credentials are presented."""

    BASIC = 1
    DIGEST = 2
    NTLM = 3
    NEGOTIATE = 4
    PASSPORT = 5


# What can do with no name and password: the logged-on user's own (a Kerberos ticket) serve.
IMPLICIT = frozenset({AuthScheme.NTLM, AuthScheme.NEGOTIATE})
BY_NAME_AND_PASSWORD = frozenset({AuthScheme.BASIC, AuthScheme.DIGEST})


class Credential(NamedTuple):
    """What is shown to a server or proxy that asks for it; its password is never printed.

    No user: the logged-on user's own. `netrc`: name and password are looked up in this file for the server's host.
    `origin` ("https://host:port") binds it to one server or proxy; empty: every one that the job names.
    """

    target: AuthTarget
    scheme: AuthScheme
    user: str | None = None
    password: str | None = None
    netrc: str = ""
    origin: str = ""

    def __repr__(self) -> str:
        return f"<{self.title}>"

    @property
    def title(self) -> str:
        """Name it by what may be shown: target, scheme, and the server that it is bound to."""
        title = f"{self.target.name} {self.scheme.name}"
        return f"{title} {self.origin}" if self.origin else title

    @property
    def slot(self) -> tuple[AuthTarget, AuthScheme, str]:
        """Give what there can be one of: another credential with the same replaces it."""
        return self.target, self.scheme, self.origin


class Secrets(NamedTuple):
    """What a job keeps beside its record: write-only headers (None: there are none), credentials, a key's password."""

    headers: tuple[str, ...] | None = None
    credentials: tuple[Credential, ...] = ()
    key_password: str | None = None

    def __repr__(self) -> str:
        return "<secrets>"


def parse_target(word: str) -> AuthTarget:
    """Read SERVER or PROXY; BG_E_INVALID_AUTH_TARGET for another word."""
    try:
        return AuthTarget[word.upper() if word.isascii() else ""]
    except KeyError:
        raise BitsError(BG_E_INVALID_AUTH_TARGET, f"TARGET must be SERVER or PROXY, not '{word}'.") from None


def parse_scheme(word: str) -> AuthScheme:
    """Read the name of a scheme; BG_E_INVALID_AUTH_SCHEME for another word."""
    try:
        return AuthScheme[word.upper() if word.isascii() else ""]
    except KeyError:
        names = ", ".join(scheme.name for scheme in AuthScheme)
        raise BitsError(BG_E_INVALID_AUTH_SCHEME, f"SCHEME must be one of {names}, not '{word}'.") from None


def check_credential(made: Credential) -> Credential:
    """Refuse what BITS refuses; no message has a word of the password.

    BG_E_USERNAME_TOO_LARGE, BG_E_PASSWORD_TOO_LARGE; E_INVALIDARG for a name without a password and for neither with
    BASIC or DIGEST; E_NOTIMPL for PASSPORT.
    """
    if made.scheme is AuthScheme.PASSPORT:
        raise BitsError(E_NOTIMPL, "Passport was a service of Microsoft's that there is no longer. Use another scheme.")
    if made.netrc:
        if made.target is not AuthTarget.SERVER or made.scheme not in BY_NAME_AND_PASSWORD:
            raise BitsError(E_INVALIDARG, "A netrc file has names and passwords of servers, for BASIC and DIGEST.")
        return made
    if made.user is None and made.password is None:
        if made.scheme not in IMPLICIT:
            raise BitsError(E_INVALIDARG, f"{made.scheme.name} needs a user name and a password.")
        return made
    if not made.user or made.password is None:
        raise BitsError(E_INVALIDARG, "A user name and a password are needed, or neither (NULL NULL).")
    check_login(made.user, made.password)
    if made.scheme is AuthScheme.BASIC and ":" in made.user:
        raise BitsError(E_INVALIDARG, "A user name for BASIC cannot contain a colon: it ends there.")
    return made


def check_login(user: str, password: str) -> None:
    """Refuse a name or password that is too long, or that would be more than one line of a protocol like FTP."""
    if len(user) > USER_LIMIT:
        raise BitsError(BG_E_USERNAME_TOO_LARGE, f"The user name has {len(user)} characters; at most {USER_LIMIT}.")
    if len(password) > PASSWORD_LIMIT:
        raise BitsError(BG_E_PASSWORD_TOO_LARGE, f"The password has more than {PASSWORD_LIMIT} characters.")
    for what, word in (("user name", user), ("password", password)):
        if any(map(_control, word)):
            raise BitsError(E_INVALIDARG, f"The {what} must not contain control characters.")


def _control(char: str) -> bool:
    return char < " " or char == "\x7f" or "\ud800" <= char <= "\udfff"


def with_credential(kept: tuple[Credential, ...], new: Credential) -> tuple[Credential, ...]:
    """Add a credential, in the place of the one that it replaces."""
    return (*(old for old in kept if old.slot != new.slot), new)


def split_login(url: str) -> tuple[str, str | None, str]:
    """Take user and password out of an http or https URL: what is left, the user (None: there was none), the password.

    What is not well formed is given back as it is, for others to refuse.
    """
    scheme, mark, rest = url.partition("://")
    cut = min((rest.find(char) for char in "/?#\\" if char in rest), default=len(rest))
    login, at, place = rest[:cut].rpartition("@")
    if not mark or not at or not place:
        return url, None, ""
    from urllib.parse import unquote

    user, _, password = login.partition(":")
    return f"{scheme}://{place}{rest[cut:]}", unquote(user), unquote(password)


def origin_of(url: str) -> str:
    """Give what tells a server from another: the scheme, the host in lower case, the port if it is named."""
    scheme, _, rest = url.partition("://")
    cut = min((rest.find(char) for char in "/?#\\" if char in rest), default=len(rest))
    return f"{scheme}://{rest[:cut].rpartition('@')[2]}".lower()
