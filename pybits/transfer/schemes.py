"""Which ways of authentication the libcurl at hand has: asked when it is needed, never assumed."""

from __future__ import annotations

import pycurl

from pybits.domain.credentials import AuthScheme, Credential
from pybits.domain.hresult import E_NOTIMPL, BitsError

BITS = {
    AuthScheme.BASIC: pycurl.HTTPAUTH_BASIC,
    AuthScheme.DIGEST: pycurl.HTTPAUTH_DIGEST,
    AuthScheme.NTLM: pycurl.HTTPAUTH_NTLM,
    AuthScheme.NEGOTIATE: pycurl.HTTPAUTH_GSSNEGOTIATE,
}


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


def check_scheme(made: Credential) -> None:
    """Refuse credentials that could never be presented (E_NOTIMPL), and say what would help."""
    scheme = made.scheme
    if scheme is AuthScheme.NTLM and not has_scheme(scheme):
        raise BitsError(
            E_NOTIMPL,
            "The libcurl that pybits uses here has no NTLM, which curl is giving up. Use NEGOTIATE with a Kerberos "
            "ticket, or a pycurl that is built on a libcurl with NTLM, such as Debian's python3-pycurl.",
        )
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
