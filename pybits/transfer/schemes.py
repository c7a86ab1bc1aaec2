"""Which ways of authentication the libcurl at hand has: asked when it is needed, never assumed."""

from __future__ import annotations

from functools import cache

import pycurl

from pybits.domain.credentials import AuthScheme, AuthTarget, Credential
from pybits.domain.hresult import E_NOTIMPL, BitsError
from pybits.transfer import ntlm

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


def check_scheme(made: Credential, *, upload: bool) -> None:
    """Refuse credentials that could never be presented (E_NOTIMPL), and say what would help."""
    scheme = made.scheme
    if scheme is AuthScheme.NTLM and not has_scheme(scheme):
        _check_ntlm(made, upload=upload)
    if scheme is AuthScheme.NEGOTIATE:
        if not has_scheme(scheme):
            raise BitsError(
                E_NOTIMPL,
                "The libcurl that pybits uses here has no GSS-API, so no NEGOTIATE. Install pycurl from its wheel: "
                "pip install --force-reinstall --only-binary :all: pycurl",
            )
        if made.user is not None:
            raise BitsError(
                E_NOTIMPL,
                "NEGOTIATE shows the Kerberos ticket that you have; libcurl takes no name and password for it. Get one "
                "with 'kinit', and leave both out (NULL NULL).",
            )


def _check_ntlm(made: Credential, *, upload: bool) -> None:
    """Refuse what the library that stands in for libcurl cannot do."""
    if made.target is AuthTarget.PROXY or upload or made.user is None:
        raise BitsError(
            E_NOTIMPL,
            "The libcurl that pybits uses here has no NTLM: it is there for downloads from servers, by name and "
            "password. For all else use NEGOTIATE, or a pycurl that has it, such as Debian's python3-pycurl.",
        )
    if not ntlm.available():
        raise BitsError(
            E_NOTIMPL, "The libcurl that pybits uses here has no NTLM. A library does it: pip install 'pybits[ntlm]'"
        )
