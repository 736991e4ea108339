"""The centre's certificates: who trusts them, who does not, and who may read the keys."""

import ssl
import stat
from pathlib import Path

import httpx
import pytest

from desktop_app.central.keys import ca_certificate, make_keys, server_tls, token_secret
from tests.central_builder import ACentre


def ask(address: str, context: ssl.SSLContext) -> int:
    with httpx.Client(verify=context, trust_env=False) as client:
        return client.get(f"{address}/v1/nonce").status_code


def trusting(certificate: str) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=certificate)


def test_who_pins_the_centres_authority_gets_through(central: ACentre) -> None:
    context = trusting(central.ca_certificate)
    context.verify_flags |= ssl.VERIFY_X509_STRICT  # as later Pythons do by default
    assert ask(central.address, context) == 200
    assert ask(f"https://127.0.0.1:{central.port}", context) == 200


def test_who_trusts_another_authority_does_not(central: ACentre, tmp_path: Path) -> None:
    make_keys(tmp_path / "other", hosts=[])
    for context in (
        trusting(ca_certificate(tmp_path / "other")),
        ssl.create_default_context(),
    ):
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            ask(central.address, context)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_tls_is_refused(central: ACentre) -> None:
    context = trusting(central.ca_certificate)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(httpx.ConnectError):
        ask(central.address, context)


def test_only_the_owner_reads_the_keys(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    make_keys(folder, hosts=[])
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == dict.fromkeys(
        (
            "backup.key",
            "box.key",
            "ca.key",
            "ca.pem",
            "server.key",
            "server.pem",
            "token.secret",
        ),
        0o600,
    )
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_authority_and_the_secret_stay_when_names_are_added(tmp_path: Path) -> None:
    make_keys(tmp_path / "keys", hosts=[])
    before = ca_certificate(tmp_path / "keys"), token_secret(tmp_path / "keys")
    make_keys(tmp_path / "keys", hosts=["sovieclam.example.vn", "10.0.0.7"])
    assert (ca_certificate(tmp_path / "keys"), token_secret(tmp_path / "keys")) == before


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "sovieclam.example.vn", "10.0.0.7"])
def test_the_certificate_names_the_hosts(tmp_path: Path, name: str) -> None:
    make_keys(tmp_path / "keys", hosts=["sovieclam.example.vn", "10.0.0.7"])
    server = server_tls(tmp_path / "keys")
    client = trusting(ca_certificate(tmp_path / "keys"))
    assert handshake(server, client, name)
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(server, client, "10.0.0.8" if name[0].isdigit() else f"x.{name}")


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> bool:
    """Both ends in memory, so that any name can be asked for."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (
        client.wrap_bio(to_client, to_server, server_hostname=name),
        server.wrap_bio(to_server, to_client, server_side=True),
    )
    done: set[int] = set()
    for _ in range(10):
        for number, end in enumerate(ends):
            try:
                end.do_handshake()
                done.add(number)
            except ssl.SSLWantReadError:
                continue
    return len(done) == len(ends)
