"""Credentials: where a password comes from that must not be on the command line, and what is said about it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from pybits.cli.context import Context
from pybits.cli.views import Assigned, Changed, Note, View
from pybits.domain.credentials import (
    IMPLICIT,
    PASSWORD_LIMIT,
    AuthScheme,
    AuthTarget,
    Credential,
    check_credential,
    parse_scheme,
    parse_target,
)
from pybits.domain.hresult import (
    E_ACCESSDENIED,
    E_INVALIDARG,
    E_NOTIMPL,
    ERROR_FILE_NOT_FOUND,
    S_FALSE,
    S_OK,
    BitsError,
)
from pybits.domain.job import Job
from pybits.domain.properties import BY_NAME

_SEEN = "A password on the command line can be seen by every user of this machine while the command runs."


def assign(  # noqa: PLR0913, PLR0917  the words and options of the verb
    ctx: Context,
    job: str,
    target: str,
    scheme: str,
    user: str | None,
    password: str | None = None,
    password_stdin: bool = False,
    keyring: str | None = None,
    netrc: bool = False,
    netrc_file: str | None = None,
) -> Iterator[View]:
    """Keep credentials; the words are checked before anything is asked for."""
    if sum(map(bool, (password_stdin, keyring, netrc, netrc_file))) > 1:
        raise BitsError(E_INVALIDARG, "Give one of --password-stdin, --keyring, --netrc and --netrc-file.")
    made = Credential(parse_target(target), parse_scheme(scheme), _null(user), _null(password))
    found = ctx.manager.find(job)
    if netrc or netrc_file:
        made = _from_netrc(ctx, made, netrc_file or "~/.netrc")
    elif not ctx.slash and (made.user is not None or made.scheme not in IMPLICIT):
        if made.user is None:
            raise BitsError(E_INVALIDARG, f"{made.scheme.name} needs a USERNAME.")
        check_credential(made._replace(password=""))
        made = made._replace(password=_password(ctx, made, password_stdin, keyring))
    changed = ctx.manager.set_credentials(found.guid, made)
    yield Changed(changed, S_OK, f"Credentials set for the {made.target.name.lower()} ({made.scheme.name}).")
    if ctx.slash and made.password:
        yield Note(f"{_SEEN} 'pybits setcredentials' asks for it instead.")
    if made.netrc and os.stat(made.netrc).st_mode & 0o077:
        yield Note(f"Other users may read {made.netrc}. Try: chmod 600 {made.netrc}")


def remove(ctx: Context, job: str, target: str, scheme: str) -> View:
    """Forget credentials; S_FALSE, which is no failure, if there were none."""
    wanted = parse_target(target), parse_scheme(scheme)
    found = ctx.manager.find(job)
    there = ctx.manager.remove_credentials(found.guid, *wanted)
    text = f"Credentials removed for the {wanted[0].name.lower()} ({wanted[1].name})."
    return Changed(found, S_OK if there else S_FALSE, text if there else "There were no such credentials.")


def certificate_by_id(ctx: Context, job: str, location: str, store: str, thumbprint: str) -> View:
    """Choose a client certificate by its hash."""
    found = ctx.manager.find(job)
    return _chosen(ctx.manager.set_client_certificate_by_id(found.guid, location, store, thumbprint))


def certificate_by_name(ctx: Context, job: str, location: str, store: str, subject: str) -> View:
    """Choose a client certificate by its subject."""
    found = ctx.manager.find(job)
    return _chosen(ctx.manager.set_client_certificate_by_name(found.guid, location, store, subject))


def certificate(
    ctx: Context, job: str, cert: str | None = None, key: str | None = None, password_stdin: bool = False
) -> View:
    """Take a client certificate from files."""
    found = ctx.manager.find(job)
    files = [os.path.join(ctx.cwd(), os.path.expanduser(path)) if path else "" for path in (cert, key)]
    password = ctx.read_secret(2 * PASSWORD_LIMIT) if password_stdin and cert else None
    return _chosen(ctx.manager.set_client_certificate(found.guid, files[0], files[1], password))


def no_certificate(ctx: Context, job: str) -> View:
    """Choose none; S_FALSE, which is no failure, if there was none."""
    found = ctx.manager.find(job)
    there = ctx.manager.remove_client_certificate(found.guid)
    return Changed(found, S_OK if there else S_FALSE, f"Client certificate {'removed' if there else 'not set'}.")


def _chosen(changed: Job) -> View:
    return Assigned(changed, BY_NAME["clientcertificate"], changed.client_certificate)


def _null(word: str | None) -> str | None:
    return None if word is None or word.upper() == "NULL" else word


def _password(ctx: Context, made: Credential, from_stdin: bool, keyring: str | None) -> str:
    if from_stdin:
        return ctx.read_secret(2 * PASSWORD_LIMIT)
    if keyring:
        return _from_keyring(keyring, str(made.user))
    return ctx.ask_secret(f"Password of {made.user} for the {made.target.name.lower()}: ")


def _from_keyring(service: str, user: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise BitsError(E_NOTIMPL, "The keyring needs a library. Try: pip install 'pybits[keyring]'") from None
    try:
        password = keyring.get_password(service, user)
    except KeyringError as error:
        raise BitsError(E_ACCESSDENIED, f"The keyring cannot be read: {error}.") from None
    if password is None:
        raise BitsError(
            E_INVALIDARG,
            f"The keyring has no password of {user} for {service}. Try: keyring set {service} {user}",
            usage=False,
        )
    return str(password)


def netrc_logins(ctx: Context) -> tuple[Credential, ...]:
    """Give what has a server asked with the names and passwords of ~/.netrc, whichever of its two ways it wants."""
    schemes = (AuthScheme.BASIC, AuthScheme.DIGEST)
    return tuple(_from_netrc(ctx, Credential(AuthTarget.SERVER, scheme), "~/.netrc") for scheme in schemes)


def _from_netrc(ctx: Context, made: Credential, path: str) -> Credential:
    """Refer to a file, which the transfer reads each time: a password that changes there is the new one here."""
    if made.user is not None or made.target is AuthTarget.PROXY:
        raise BitsError(E_INVALIDARG, "A netrc file has names and passwords of servers; it goes with nothing else.")
    path = os.path.join(ctx.cwd(), os.path.expanduser(path))
    if not os.path.isfile(path):
        raise BitsError(ERROR_FILE_NOT_FOUND, f"There is no file {path}.")
    if not os.access(path, os.R_OK):
        raise BitsError(E_ACCESSDENIED, f"The file {path} is not readable for you.")
    return made._replace(netrc=path)
