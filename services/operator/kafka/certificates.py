"""Certificates for mutual TLS between brokers and their clients: one authority, one certificate per principal.

A certificate's subject is one common name and nothing else, which the brokers take as the principal (`User:<name>`, see
`ops/kafka/README.md`). Keys are EC P-256, profiles those of RFC 5280. A principal's file holds its private key (PKCS#8,
without passphrase) and then its chain, as brokers want a PEM keystore and as clients take it for certificate and key.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec import Struct

from streams.durability import make_folder_durably, write_durably

AUTHORITY: Final = "authority.pem"
AUTHORITY_KEY: Final = "authority.key"
AUTHORITY_DAYS: Final = 3650
PRINCIPAL_DAYS: Final = 365
RENEW_DAYS: Final = 30
SKEW: Final = timedelta(minutes=5)
COMMON_NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""What the brokers' rule takes as a principal; 64 characters are the most that RFC 5280 allows (ub-common-name)."""

_CLIENT: Final = (ExtendedKeyUsageOID.CLIENT_AUTH,)
_BROKER: Final = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH)


class CertificatesFailed(Exception):
    """A certificate cannot be made or read; the text says what to do."""


class Held(Struct, frozen=True):
    """A certificate in the folder. `principal` is empty for the authority itself."""

    principal: str
    file: str
    serial: str
    valid_from: datetime
    valid_until: datetime
    hosts: tuple[str, ...]

    def is_due(self, at: datetime, days: int = RENEW_DAYS) -> bool:
        """Whether it ends within that many days."""
        return self.valid_until - at <= timedelta(days=days)


class CertificateFolder:
    """A folder of the authority and its certificates, readable by its owner alone.

    `authority.key` is needed only to issue: keep it away from the brokers, and best off the machine.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.authority = folder / AUTHORITY

    def keystore(self, principal: str) -> Path:
        """The file of a principal's key and chain."""
        return self.folder / f"{principal}.pem"

    def create_authority(self, name: str, at: datetime, days: int = AUTHORITY_DAYS) -> Held:
        """Make the authority. `CertificatesFailed` where there is one: a second would shut every client out."""
        if self.authority.exists() or (self.folder / AUTHORITY_KEY).exists():
            raise CertificatesFailed(f"`{self.folder}` has an authority already: use it, or name another folder")
        make_folder_durably(self.folder, "certificates")
        self.folder.chmod(0o700)
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = (
            _begun(subject, subject, key.public_key(), key.public_key(), at, days)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(authority=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        self._write(AUTHORITY_KEY, _private(key))
        self._write(AUTHORITY, certificate.public_bytes(serialization.Encoding.PEM))
        return _held("", AUTHORITY, certificate)

    def issue(self, principal: str, hosts: Sequence[str], at: datetime, days: int = PRINCIPAL_DAYS) -> Held:
        """Give a principal a fresh key and certificate, in place of any that it has. A principal with `hosts` (names
        and addresses under which it is reached) is a broker, and may serve; others may only connect."""
        if not COMMON_NAME.fullmatch(principal):
            raise CertificatesFailed(
                f"`{principal}` cannot be a principal: take 1 to 64 letters, digits, dots, hyphens and underscores"
            )
        authority, authority_key = self._authority()
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, principal)])
        certificate = (
            _begun(subject, authority.subject, key.public_key(), authority_key.public_key(), at, days)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(authority=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage(_BROKER if hosts else _CLIENT), critical=False)
            .add_extension(x509.SubjectAlternativeName([_name(host) for host in hosts or (principal,)]), critical=False)
            .sign(authority_key, hashes.SHA256())
        )
        if certificate.not_valid_after_utc > authority.not_valid_after_utc:
            until = f"{authority.not_valid_after_utc:%d %B %Y}"
            raise CertificatesFailed(f"the authority itself ends on {until}: make a new one in another folder")
        chain = certificate.public_bytes(serialization.Encoding.PEM)
        self._write(self.keystore(principal).name, _private(key) + chain + self.authority.read_bytes())
        return _held(principal, self.keystore(principal).name, certificate)

    def held(self) -> tuple[Held, ...]:
        """The authority, then every principal by name. `CertificatesFailed` where a file is none, or not of it."""
        authority = _read(self.authority)
        found = [_held("", AUTHORITY, authority)]
        for path in sorted(self.folder.glob("*.pem")):
            if path.name == AUTHORITY:
                continue
            certificate = _read(path)
            try:
                certificate.verify_directly_issued_by(authority)
            except (ValueError, TypeError, InvalidSignature):
                raise CertificatesFailed(f"`{path}` is not of this folder's authority: issue it again") from None
            found.append(_held(path.stem, path.name, certificate))
        return tuple(found)

    def _authority(self) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        path = self.folder / AUTHORITY_KEY
        try:
            key = serialization.load_pem_private_key(path.read_bytes(), None)
        except FileNotFoundError:
            raise CertificatesFailed(f"`{path}` is missing: bring the authority's key back to issue with it") from None
        except (ValueError, TypeError):
            raise CertificatesFailed(f"`{path}` is no private key in PEM without passphrase: restore it") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise CertificatesFailed(f"`{path}` is no EC key: restore the one that was made with the authority")
        return _read(self.authority), key

    def _write(self, name: str, data: bytes) -> None:
        write_durably(self.folder / name, data, "certificates", mode=0o600)


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer_key: ec.EllipticCurvePublicKey,
    at: datetime,
    days: int,
) -> x509.CertificateBuilder:
    """What certificate and authority have in common."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - SKEW)
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _read(path: Path) -> x509.Certificate:
    """The first certificate of a file."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())[0]
    except FileNotFoundError:
        raise CertificatesFailed(f"there is no `{path}`: make it with `firstbell kafka certificates`") from None
    except ValueError:
        raise CertificatesFailed(f"`{path}` holds no certificate in PEM: issue it again") from None


def _held(principal: str, file: str, certificate: x509.Certificate) -> Held:
    hosts: tuple[str, ...] = ()
    usages = certificate.extensions
    if principal and ExtendedKeyUsageOID.SERVER_AUTH in usages.get_extension_for_class(x509.ExtendedKeyUsage).value:
        names = usages.get_extension_for_class(x509.SubjectAlternativeName).value
        addresses = (str(address) for address in names.get_values_for_type(x509.IPAddress))
        hosts = (*addresses, *names.get_values_for_type(x509.DNSName))
    return Held(
        principal=principal,
        file=file,
        serial=f"{certificate.serial_number:x}",
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        hosts=hosts,
    )
