"""Which ways of authentication the libcurl at hand has: asked when it is needed, never assumed."""

from __future__ import annotations

from functools import cache

import pycurl

from pybits.domain.credentials import AuthScheme, Credential
from pybits.domain.hresult import E_NOTIMPL, BitsError
from pybits.transfer.logins import dialogue

BITS = {
    AuthScheme.BASIC: pycurl.HTTPAUTH_BASIC,
    AuthScheme.DIGEST: pycurl.HTTPAUTH_DIGEST,
    AuthScheme.NTLM: pycurl.HTTPAUTH_NTLM,
    AuthScheme.NEGOTIATE: pycurl.HTTPAUTH_GSSNEGOTIATE,
}


@cache
def has_scheme(scheme: AuthScheme) -> bool:
    """Tell whether libcurl can present credentials in this way."""
    curl = pycurl.Curl()
    try:
        curl.setopt(pycurl.HTTPAUTH, BITS[scheme])
    except (KeyError, pycurl.error):
        return False
    finally:
        curl.close()
    return True


def by_dialogue(scheme: AuthScheme, user: str | None) -> bool:
    """Tell whether a library makes the messages of a scheme: of what libcurl lacks, and of Negotiate with a name."""
    if scheme is AuthScheme.NEGOTIATE:
        return user is not None
    return scheme is AuthScheme.NTLM and not has_scheme(scheme)


def check_scheme(made: Credential) -> None:
    """Refuse credentials that could never be presented (E_NOTIMPL), and say what would help."""
    scheme = made.scheme
    if by_dialogue(scheme, made.user):
        _check_dialogue(made)
    elif scheme is AuthScheme.NEGOTIATE and not has_scheme(scheme):
        raise BitsError(
            E_NOTIMPL,
            "The libcurl that pybits uses here has no GSS-API, so no NEGOTIATE. Install pycurl from its wheel: "
            "pip install --force-reinstall --only-binary :all: pycurl",
        )


def _check_dialogue(made: Credential) -> None:
    """Refuse what the library that stands in for libcurl cannot do here."""
    if made.user is None:
        raise BitsError(
            E_NOTIMPL,
            "NTLM needs a user name and a password: a log-on to Unix leaves nothing to show. With a Kerberos ticket "
            "(kinit), NEGOTIATE needs neither.",
        )
    if not dialogue.available():
        raise BitsError(
            E_NOTIMPL,
            f"libcurl has no {made.scheme.name} by name and password here. A library has: pip install 'pybits[ntlm]'",
        )
