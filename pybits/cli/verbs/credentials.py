"""The verbs about who a job is to servers and proxies."""

from __future__ import annotations

from ..verb import CHANGE, JOB, PROPERTY, Option, Param, Verb

_TARGET = Param("target", "TARGET", words=("server", "proxy"))
_SCHEME = Param("scheme", "SCHEME", words=("basic", "digest", "ntlm", "negotiate", "passport"))

_LOCATION = Param("location", "STORE_LOCATION", words=("1", "2", "CURRENT_USER", "LOCAL_MACHINE"))
_STORE = Param("store", "STORE_NAME", words=("MY", "CA", "ROOT", "SPC"))
_STORES = (
    "A store is a folder of PEM and PKCS#12 files: ~/.config/pybits/certificates/STORE_NAME for STORE_LOCATION 1 "
    "(CURRENT_USER), /etc/xdg/pybits/certificates/STORE_NAME for 2 (LOCAL_MACHINE). The key is in the certificate's "
    "file, or beside it with the suffix .key."
)

ROWS: tuple[Verb, ...] = (
    Verb(
        "setcredentials",
        "Keep a user name and password for a server or proxy.",
        "credentials:assign",
        "set the credentials",
        PROPERTY,
        params=(
            JOB,
            _TARGET,
            _SCHEME,
            Param("user", "USERNAME", optional=True),
            Param("password", "PASSWORD", optional=True, slash=True),
        ),
        options=(
            Option("password_stdin", "Read the password from standard input."),
            Option("keyring", "Take the password from the keyring, where SERVICE and USERNAME have it.", "SERVICE"),
            Option("netrc", "Look names and passwords up in ~/.netrc."),
            Option("netrc_file", "Look names and passwords up in this file.", "FILE"),
        ),
        examples=(
            "pybits setcredentials nightly server basic alice",
            "pybits setcredentials nightly server digest alice --password-stdin <f",
            "pybits setcredentials nightly server basic --netrc",
            "pybits setcredentials nightly proxy negotiate",
        ),
        exits=CHANGE,
        syntax="/SETCREDENTIALS <job> <target> <scheme> <username> <password>",
        details=(
            "TARGET is server or proxy; SCHEME is basic, digest, negotiate or ntlm. A terminal is asked for the "
            "password. It is kept in a file that only you can read and that goes with the job; nothing shows it "
            "again. It goes to the servers of the job's URLs when they ask for it, and to no other when they "
            "redirect. Without USERNAME (NULL NULL in bitsadmin's syntax) negotiate shows your Kerberos ticket; "
            "negotiate with one, and ntlm where libcurl has none, are done by a library (pip install 'pybits[ntlm]'; "
            "'pybits[kerberos]' for the password of a Kerberos realm). "
            "What was set before for the same target and scheme is replaced; a job in "
            "ERROR because of it goes on when it is resumed. A password in bitsadmin's syntax can be seen by other "
            "users while the command runs."
        ),
    ),
    Verb(
        "removecredentials",
        "Forget a user name and password.",
        "credentials:remove",
        "remove the credentials",
        PROPERTY,
        params=(JOB, _TARGET, _SCHEME),
        examples=("pybits removecredentials nightly server basic",),
        exits=CHANGE,
        syntax="/REMOVECREDENTIALS <job> <target> <scheme>",
        details="Those that came with a URL or with the environment's proxies are among them.",
    ),
    Verb(
        "setclientcertificatebyid",
        "Choose a client certificate by its SHA-1 hash.",
        "credentials:certificate_by_id",
        "set the client certificate",
        PROPERTY,
        params=(JOB, _LOCATION, _STORE, Param("thumbprint", "HASH")),
        examples=("pybits setclientcertificatebyid nightly 1 MY 36d6a5c95e1d3b0b4d64e5d9e7f0a0a1b2c3d4e5",),
        exits=CHANGE,
        syntax="/SETCLIENTCERTIFICATEBYID <job> <store_location> <store_name> <hex_cert_id>",
        details=_STORES,
    ),
    Verb(
        "setclientcertificatebyname",
        "Choose a client certificate by its subject.",
        "credentials:certificate_by_name",
        "set the client certificate",
        PROPERTY,
        params=(JOB, _LOCATION, _STORE, Param("subject", "SUBJECT")),
        examples=('pybits setclientcertificatebyname nightly 1 MY "Alice Liddell"',),
        exits=CHANGE,
        syntax="/SETCLIENTCERTIFICATEBYNAME <job> <store_location> <store_name> <subject_name>",
        details=(
            f"{_STORES} The first is taken that is for clients, valid now, and has SUBJECT in its subject. It needs a "
            "library: pip install 'pybits[certificates]'."
        ),
    ),
    Verb(
        "setclientcertificate",
        "Take a client certificate and its key from files.",
        "credentials:certificate",
        "set the client certificate",
        PROPERTY,
        params=(JOB,),
        options=(
            Option("cert", "The certificate: PEM, or PKCS#12 if its name ends with .p12 or .pfx.", "FILE"),
            Option("key", "The key in PEM, if it is in another file.", "FILE"),
            Option("password_stdin", "Read the key's password from standard input."),
        ),
        examples=("pybits setclientcertificate nightly --cert alice.pem --key alice.key",),
        exits=CHANGE,
        details=(
            "The files are read again for each transfer, so a certificate that is renewed in its place is the new "
            "one. A password is kept in a file that only you can read. PKCS#12 needs a library: pip install "
            "'pybits[certificates]'."
        ),
    ),
    Verb(
        "removeclientcertificate",
        "Show no client certificate any more.",
        "credentials:no_certificate",
        "remove the client certificate",
        PROPERTY,
        params=(JOB,),
        examples=("pybits removeclientcertificate nightly",),
        exits=CHANGE,
        syntax="/REMOVECLIENTCERTIFICATE <job>",
    ),
)
