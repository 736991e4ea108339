"""The centre's keys: its own certificate authority, the server's certificate, the token secret, and
what its backups are encrypted with.

PCs trust this authority and nothing else, from the certificate in their enrolment file. What keeps
them safe is that pin, not dates: the clocks of PCs may be years off, so the certificates are valid
from 2000 on and for decades.
"""

import ipaddress
import secrets
import ssl
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from desktop_app.central.place import make_folder, write_private

_FROM = datetime(1970, 1, 1, tzinfo=UTC)
_UNTIL = datetime(2099, 12, 31, tzinfo=UTC)
_ALWAYS_NAMED = ("localhost", "127.0.0.1")


def make_keys(folder: Path, *, hosts: list[str]) -> None:
    """Make what is missing. An authority that is there is kept, for every PC has it pinned; the
    server's certificate is made anew for `hosts` (names and addresses)."""
    make_folder(folder, mode=0o700)
    if not (folder / "ca.pem").exists():
        _make_authority(folder)
    _make_server_certificate(folder, hosts=hosts)
    if not (folder / "token.secret").exists():
        write_private(folder / "token.secret", secrets.token_bytes(32))
    box_key(folder)
    backup_key(folder)


def ca_certificate(folder: Path) -> str:
    """The certificate PCs pin, in PEM."""
    return (folder / "ca.pem").read_text()


def token_secret(folder: Path) -> bytes:
    """What nonces and tokens are authenticated with."""
    return (folder / "token.secret").read_bytes()


def box_key(folder: Path) -> X25519PrivateKey:
    """What the sticks of the PCs are sealed to. Keys made before there was one get it now."""
    path = folder / "box.key"
    if not path.exists():
        write_private(path, X25519PrivateKey.generate().private_bytes_raw())
    return X25519PrivateKey.from_private_bytes(path.read_bytes())


def backup_key(folder: Path) -> bytes:
    """What backups are encrypted with; made where a centre set up by an older program has none."""
    file = folder / "backup.key"
    if not file.exists():
        write_private(file, secrets.token_bytes(32))
    return file.read_bytes()


def server_tls(folder: Path) -> ssl.SSLContext:
    """TLS 1.2 or newer with the server's certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return context


def _make_authority(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Trung tâm Dịch vụ việc làm tỉnh Lạng Sơn")
    public_key = key.public_key()
    certificate = (
        _certificate(name, public_key, issuer=name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(folder / "ca.key", key)
    write_private(folder / "ca.pem", certificate.public_bytes(Encoding.PEM))


def _make_server_certificate(folder: Path, *, hosts: list[str]) -> None:
    ca_key = load_pem_private_key((folder / "ca.key").read_bytes(), password=None)
    if not isinstance(ca_key, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is of another kind")
    ca = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
    ca_id = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())
    key = ec.generate_private_key(ec.SECP256R1())
    names = [_general_name(host) for host in dict.fromkeys((*_ALWAYS_NAMED, *hosts))]
    certificate = (
        _certificate(_name("vieclam-central"), key.public_key(), issuer=ca.subject)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ca_id), critical=False
        )
        .sign(ca_key, hashes.SHA256())
    )
    _write_key(folder / "server.key", key)
    write_private(folder / "server.pem", certificate.public_bytes(Encoding.PEM))


def _certificate(
    subject: x509.Name, public_key: ec.EllipticCurvePublicKey, *, issuer: x509.Name
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    write_private(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
