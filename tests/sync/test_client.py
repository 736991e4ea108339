"""The line to the centre: every way in which something else answers, or nothing does."""

import socket
import ssl
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from desktop_app.central.keys import ca_certificate, make_keys, server_tls
from desktop_app.domain.faults import NotTheCentre, Refused, Unreachable
from desktop_app.protocol.encoding import compress
from desktop_app.protocol.messages import (
    HelloAnswer,
    NonceAnswer,
    RefusalAnswer,
    TokenAnswer,
)
from desktop_app.sync.client import LARGEST_ANSWER, CentreClient
from tests.sync.strangers import (
    HANG_UP,
    Answer,
    Asked,
    Stranger,
    a_stranger,
    message,
    page,
)

DEVICE = "0123456789abcdef"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

HELLO = HelloAnswer(
    wire=1,
    oldest_wire=1,
    server_epoch="e1",
    time_ms=1_795_000_000_000,
    next_dseq=1,
    chain="0" * 64,
    heads={"BS": 0, "common": 0},
    safe_dseq=0,
)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The keys of a centre, as `vieclam-central init` makes them."""
    folder = tmp_path_factory.mktemp("keys") / "keys"
    make_keys(folder, hosts=["127.0.0.1"])
    return folder


def a_client(address: str, ca: str, *, silence_s: float = 30.0) -> CentreClient:
    return CentreClient(address, ca, DEVICE, KEY.private_bytes_raw(), silence_s=silence_s)


def as_the_centre(hello: Callable[[], Answer]) -> Callable[[Asked], Answer]:
    """Gives a token for the asking, and answers hello as told."""

    def respond(asked: Asked) -> Answer:
        match asked.path.partition("?")[0]:
            case "/v1/nonce":
                return message(NonceAnswer(nonce="n1"))
            case "/v1/token":
                return message(TokenAnswer(token="t1", expires_ms=0))
            case _:
                return hello()

    return respond


@contextmanager
def hello_answered(
    keys: Path, *answers: Answer, silence_s: float = 30.0
) -> Generator[tuple[CentreClient, Stranger]]:
    """A client of a server with the pinned certificate that gives these answers to hello."""
    waiting = list(answers)
    with ExitStack() as stack:
        respond = as_the_centre(lambda: waiting.pop(0))
        stranger = stack.enter_context(a_stranger(respond, tls=server_tls(keys)))
        client = stack.enter_context(
            a_client(stranger.address, ca_certificate(keys), silence_s=silence_s)
        )
        yield client, stranger


# --- Tokens --------------------------------------------------------------------------------------


def test_a_token_is_asked_for_once_with_a_signed_nonce(keys: Path) -> None:
    with hello_answered(keys, message(HELLO), message(HELLO)) as (client, stranger):
        assert client.hello(epoch=3) == HELLO
        assert client.hello(epoch=3) == HELLO
    assert stranger.paths() == [
        "/v1/nonce",
        "/v1/token",
        "/v1/hello?epoch=3",
        "/v1/hello?epoch=3",
    ]
    request = stranger.asked[1].message
    assert (request["device"], request["nonce"]) == (DEVICE, "n1")
    signed = f"vieclam-token:{DEVICE}:n1".encode()
    KEY.public_key().verify(bytes.fromhex(request["signature"]), signed)
    assert stranger.asked[3].headers["Authorization"] == "Bearer t1"


def test_a_token_that_ran_out_is_replaced_once(keys: Path) -> None:
    out = message(RefusalAnswer(reason="token", sentence="Hết hạn."), status=401)
    with hello_answered(keys, out, message(HELLO)) as (client, stranger):
        assert client.hello(epoch=1) == HELLO
    assert stranger.paths() == ["/v1/nonce", "/v1/token", "/v1/hello?epoch=1"] * 2
    with hello_answered(keys, out, out) as (client, _), pytest.raises(Refused, match="Hết hạn"):
        client.hello(epoch=1)


# --- Somebody else -------------------------------------------------------------------------------


def test_another_certificate_authority_is_told_nothing(keys: Path, tmp_path: Path) -> None:
    make_keys(tmp_path / "other", hosts=[])
    respond = as_the_centre(lambda: message(HELLO))
    with (
        a_stranger(respond, tls=server_tls(tmp_path / "other")) as stranger,
        a_client(stranger.address, ca_certificate(keys)) as client,
        pytest.raises(NotTheCentre),
    ):
        client.hello(epoch=1)
    assert stranger.asked == []


def test_our_certificate_under_another_name_is_told_nothing(keys: Path) -> None:
    with (
        a_stranger(lambda _: page(), tls=server_tls(keys), host="127.0.0.2") as stranger,
        a_client(stranger.address, ca_certificate(keys)) as client,
        pytest.raises(NotTheCentre),
    ):
        client.hello(epoch=1)
    assert stranger.asked == []


def test_a_certificate_out_of_date_asks_to_check_the_clock(tmp_path: Path) -> None:
    tls, ca = an_expired_certificate(tmp_path)
    with (
        a_stranger(lambda _: page(), tls=tls) as stranger,
        a_client(stranger.address, ca) as client,
        pytest.raises(NotTheCentre, match="hãy kiểm tra ngày giờ của máy"),
    ):
        client.hello(epoch=1)


def test_a_redirect_without_tls_is_not_followed(keys: Path) -> None:
    elsewhere = Answer(302, b"", {"Location": "http://127.0.0.1:9/dang-nhap"})
    with a_stranger(lambda _: elsewhere, tls=None) as stranger:
        address = stranger.address.replace("http:", "https:")
        with a_client(address, ca_certificate(keys)) as client, pytest.raises(NotTheCentre):
            client.hello(epoch=1)
    assert stranger.asked == []


@pytest.mark.parametrize(
    "answer",
    [
        page(),
        page(status=404),
        Answer(302, b"", {"Location": "https://127.0.0.1:9/"}),
        Answer(200, b"{}", {"Content-Type": "application/json"}),
        Answer(200, b"\x28\xb5\x2f\xfd\x00", {"Content-Type": "application/json"}),
        Answer(200, b"", {"Content-Type": "application/json"}),
        Answer(204),
        Answer(200, compress(bytes(LARGEST_ANSWER + 1)), {"Content-Type": "application/json"}),
        message(["not", "a", "hello"]),
        message({"reason": "no sentence"}, status=409),
    ],
)
def test_an_answer_that_is_not_ours(keys: Path, answer: Answer) -> None:
    with hello_answered(keys, answer) as (client, _), pytest.raises(NotTheCentre) as caught:
        client.hello(epoch=1)
    assert str(caught.value) == NotTheCentre.sentence


# --- The centre says no, or not now --------------------------------------------------------------


def test_a_refusal_says_why_in_the_centres_words(keys: Path) -> None:
    refusal = RefusalAnswer(reason="revoked", sentence="Trung tâm đã thu hồi quyền của máy này.")
    with (
        hello_answered(keys, message(refusal, status=403)) as (client, _),
        pytest.raises(Refused) as caught,
    ):
        client.hello(epoch=1)
    assert (str(caught.value), caught.value.reason) == (refusal.sentence, "revoked")


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (message(RefusalAnswer(reason="busy", sentence="Bận."), status=503, Retry_After="30"), 30),
        (Answer(429, b"", {"Retry-After": "999999"}), 3600),
        (Answer(503, b"", {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), None),
        (page(status=500), None),
        (page(status=502), None),
    ],
)
def test_not_now_is_tried_again_when_the_centre_asks(
    keys: Path, answer: Answer, seconds: float | None
) -> None:
    with hello_answered(keys, answer) as (client, _), pytest.raises(Unreachable) as caught:
        client.hello(epoch=1)
    assert (caught.value.retry_after_s, caught.value.timed_out) == (seconds, False)


# --- Nobody --------------------------------------------------------------------------------------


def test_nobody_listens(keys: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"https://127.0.0.1:{taken.getsockname()[1]}"
        with a_client(address, ca_certificate(keys)) as client, pytest.raises(Unreachable):
            client.hello(epoch=1)


def test_a_line_that_is_cut_before_the_answer(keys: Path) -> None:
    with hello_answered(keys, HANG_UP) as (client, _), pytest.raises(Unreachable) as caught:
        client.hello(epoch=1)
    assert not caught.value.timed_out


def test_an_answer_cut_in_the_middle(keys: Path) -> None:
    half = Answer(200, b'{"wire', {"Content-Type": "application/json", "Content-Length": "900"})
    with (
        hello_answered(keys, half, silence_s=0.3) as (client, _),
        pytest.raises(Unreachable),
    ):
        client.hello(epoch=1)


def test_a_silent_centre_counts_as_timed_out(keys: Path) -> None:
    heard_enough = threading.Event()

    def keep_silent(_: Asked) -> Answer:
        heard_enough.wait()
        return HANG_UP

    with (
        a_stranger(keep_silent, tls=server_tls(keys)) as stranger,
        a_client(stranger.address, ca_certificate(keys), silence_s=0.2) as client,
    ):
        with pytest.raises(Unreachable) as caught:
            client.hello(epoch=1)
        heard_enough.set()
    assert caught.value.timed_out


@pytest.mark.parametrize("address", ["https://a b", "https://[x", "https://khong-co.invalid"])
def test_a_name_that_nobody_has(keys: Path, address: str) -> None:
    with a_client(address, ca_certificate(keys)) as client, pytest.raises(Unreachable):
        client.hello(epoch=1)


# --- What the enrolment says ---------------------------------------------------------------------


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "", "https://"])
def test_an_address_that_is_none(keys: Path, address: str) -> None:
    with pytest.raises(Unreachable, match="Địa chỉ của Trung tâm không đúng"):
        a_client(address, ca_certificate(keys)).hello(epoch=1)


@pytest.mark.parametrize(
    "ca", ["", "xxx", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_certificate_that_is_none(ca: str) -> None:
    with pytest.raises(NotTheCentre, match="Hãy chọn lại tệp ghi danh"):
        a_client("https://127.0.0.1:1", ca)


def test_proxies_of_the_environment_are_not_used(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    with hello_answered(keys, message(HELLO)) as (client, _):
        assert client.hello(epoch=1) == HELLO


def an_expired_certificate(folder: Path) -> tuple[ssl.SSLContext, str]:
    """A server's TLS, and the authority that vouches for it, until last century."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(1990, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(1999, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.pem").write_bytes(pem + private)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(folder / "server.pem")
    return tls, pem.decode()
