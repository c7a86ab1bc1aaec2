"""The client certificate of a job: chosen from a store or from files, removed, and told of."""

from __future__ import annotations

from ...domain.hresult import E_INVALIDARG, BitsError
from ...domain.job import ClientCertificate, Job
from .credentials import Credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...storage.job_store import JobStore

_WHAT = "The client certificate is"


class Certificates(Credentials):
    """The part of the manager that is about who a job is to servers that want a certificate."""

    def set_client_certificate_by_id(self, guid: str, location: str, store: str, thumbprint: str) -> Job:
        """Choose the certificate with a SHA-1 hash from a store (SetClientCertificateByID). The owner's alone.

        E_NOTIMPL for the location, ERROR_FILE_NOT_FOUND for the store, RPC_X_BAD_STUB_DATA, CRYPT_E_NOT_FOUND.
        """
        from ...domain.certificate_words import check_store, parse_location, parse_thumbprint
        from ...storage.certificate_store import by_thumbprint

        self._check_own(guid)
        chosen = by_thumbprint(parse_location(location), check_store(store), parse_thumbprint(thumbprint))
        return self._choose(guid, chosen)

    def set_client_certificate_by_name(self, guid: str, location: str, store: str, subject: str) -> Job:
        """Choose the first certificate with words in its subject (SetClientCertificateByName). The owner's alone."""
        from ...domain.certificate_words import check_store, check_subject, parse_location
        from ...storage.certificate_store import by_subject

        self._check_own(guid)
        return self._choose(guid, by_subject(parse_location(location), check_store(store), check_subject(subject)))

    def set_client_certificate(self, guid: str, certificate: str, key: str = "", password: str | None = None) -> Job:
        """Take certificate and key from files: PEM, or PKCS#12 by its suffix. The password is kept apart."""
        from ...storage.certificate_store import from_files

        self._check_own(guid)
        if not certificate:
            raise BitsError(E_INVALIDARG, "Name the certificate's file, in the click face with --cert.")
        return self._choose(guid, from_files(certificate, key, password), password)

    def remove_client_certificate(self, guid: str) -> bool:
        """Choose none (RemoveClientCertificate); False if there was none."""
        with self._at(guid) as store:
            there = store.read(guid).client_certificate is not None
        self._choose(guid, None)
        return there

    def _check_own(self, guid: str) -> None:
        with self._at(guid) as store:
            self._check_owner(store.read(guid).staying(), _WHAT)

    def _choose(self, guid: str, chosen: ClientCertificate | None, password: str | None = None) -> Job:
        from .kept_secrets import keep_key_password

        def change(store: JobStore, job: Job) -> Job:
            keep_key_password(store, job, password)
            return job._replace(client_certificate=chosen)

        note = "client certificate set" if chosen else "client certificate removed"
        return self._change_requests(guid, change, note, what=_WHAT)
