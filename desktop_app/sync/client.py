"""Talking to the centre: one method per endpoint of PROTOCOL.md, over TLS with its own CA only.

Every way in which talking can fail becomes Unreachable, NotTheCentre or Refused, so that whoever
calls has three cases. Nothing is repeated here, except that a token that has run out is renewed.
What is said, and when, `round.py` decides; nothing here touches a database.
"""

import ssl
import time
from collections.abc import Generator
from contextlib import contextmanager
from types import TracebackType
from typing import Self, TypeVar

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.domain.faults import NotTheCentre, Refused, Unreachable
from desktop_app.protocol.encoding import Malformed, pack, unpack
from desktop_app.protocol.messages import (
    ChunkRequest,
    EnrolAnswer,
    EnrolRequest,
    HelloAnswer,
    LackingAnswer,
    LackingRequest,
    NonceAnswer,
    NumberAnswer,
    NumberRequest,
    OfferAnswer,
    OfferRequest,
    PullAnswer,
    PullRequest,
    Push,
    PushAnswer,
    RefusalAnswer,
    SnapshotAnswer,
    SnapshotRequest,
    TokenAnswer,
    TokenRequest,
    VerifyAnswer,
    VerifyRequest,
)
from desktop_app.protocol.versions import WIRE
from desktop_app.sync.snapshot import SealedChunk

T = TypeVar("T")

CONNECT_S = 10.0
SILENCE_S = 30.0
ANSWER_S = 60.0
"""How long one request may take in all; a batch that needs longer is halved."""

LARGEST_ANSWER = 64 * 1024 * 1024
LONGEST_RETRY_AFTER_S = 3600.0
_TOKEN_USED_S = 14 * 60.0  # a token is good for 15 minutes from when it was given

_WRONG_DATES = (9, 10)  # OpenSSL: X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED
_CHECK_CLOCK = (
    "Chứng thư của Trung tâm không đúng thời hạn theo đồng hồ của máy này. Chưa gửi gì; "
    "hãy kiểm tra ngày giờ của máy, chương trình sẽ tự thử lại."
)
_BAD_CERTIFICATE = (
    "Chứng thư của Trung tâm lưu trên máy này không đọc được nên chưa liên lạc. "
    "Hãy chọn lại tệp ghi danh trong Thiết lập."
)
_BAD_ADDRESS = "Địa chỉ của Trung tâm không đúng. Hãy kiểm tra lại trong Thiết lập."


class CentreClient:
    """One PC's conversation with the centre. Not for several threads at once.

    Proxies and certificates from the environment are ignored: the pinned CA is the only one that
    may vouch for the centre, and a proxy that reads along could not present it anyway.
    """

    def __init__(
        self,
        address: str,
        ca_pem: str,
        device: str,
        private_key: bytes,
        *,
        silence_s: float = SILENCE_S,
    ) -> None:
        """`address` is `https://host:port`, `private_key` the 32 raw bytes of an Ed25519 key,
        `silence_s` how long the centre may keep silent before an answer counts as timed out.

        Raises NotTheCentre when `ca_pem` holds no certificate, Unreachable for another address.
        """
        if not address.startswith("https://"):
            raise Unreachable(_BAD_ADDRESS)
        self._address = address.rstrip("/")
        self._device = device
        self._key = Ed25519PrivateKey.from_private_bytes(private_key)
        self._token = ""
        self._token_until = 0.0
        self._http = httpx.Client(
            verify=_pinned(ca_pem),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(silence_s, connect=CONNECT_S),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def enrol(self, code: str) -> EnrolAnswer:
        """Present the one-time code and this PC's public key."""
        public_key = self._key.public_key().public_bytes_raw().hex()
        request = EnrolRequest(code=code, device=self._device, public_key=public_key, wire=WIRE)
        return self._ask("POST", "enrol", EnrolAnswer, message=request)

    def hello(self, *, epoch: int) -> HelloAnswer:
        """Where the centre stands with this epoch of this PC."""
        return self._ask_known("GET", "hello", HelloAnswer, parameters={"epoch": epoch})

    def number(self, *, epoch: int) -> NumberAnswer:
        """Another number for this PC, which was restored and has begun this epoch."""
        return self._ask_known("POST", "number", NumberAnswer, message=NumberRequest(epoch=epoch))

    def push(self, batch: Push) -> PushAnswer:
        """Hand over a sealed batch; the same batch may be sent as often as needed."""
        return self._ask_known("POST", "push", PushAnswer, message=batch)

    def pull(
        self, cursors: dict[str, int], *, limit: int, seen: dict[str, str] | None = None
    ) -> PullAnswer:
        """The next changes of every stream this PC may see, at most `limit` of each. `seen` names
        the change it has at a cursor."""
        request = PullRequest(cursors=cursors, limit=limit, seen=seen or {})
        return self._ask_known("POST", "pull", PullAnswer, message=request)

    def lacking(self, request: LackingRequest) -> LackingAnswer:
        """Which of these records the centre lacks."""
        return self._ask_known("POST", "lacking", LackingAnswer, message=request)

    def offer(self, request: OfferRequest) -> OfferAnswer:
        """Give the centre records as they stand here."""
        return self._ask_known("POST", "offer", OfferAnswer, message=request)

    def verify(self, question: VerifyRequest) -> VerifyAnswer:
        """One step of comparing what this PC has with what the centre has."""
        return self._ask_known("POST", "verify", VerifyAnswer, message=question)

    def snapshot(self, stream: str) -> SnapshotAnswer:
        """What a stream holds as a whole, ready to be fetched or still being made."""
        request = SnapshotRequest(stream=stream)
        return self._ask_known("POST", "snapshot", SnapshotAnswer, message=request)

    def chunk(self, stream: str, snapshot: str, number: int) -> bytes:
        """The records of one chunk, the JSON of their list as the centre sent it."""
        request = ChunkRequest(stream=stream, snapshot=snapshot, chunk=number)
        return bytes(self._ask_known("POST", "chunk", SealedChunk, message=request).records)

    # --- Who we are ------------------------------------------------------------------------------

    def _ask_known(
        self,
        method: str,
        name: str,
        answer: type[T],
        *,
        message: object = None,
        parameters: dict[str, int] | None = None,
    ) -> T:
        """Ask with a token; one that the centre does not take any more is replaced once."""
        for may_renew in (True, False):
            try:
                return self._ask(
                    method,
                    name,
                    answer,
                    message=message,
                    parameters=parameters,
                    headers={"Authorization": f"Bearer {self._valid_token()}"},
                )
            except Refused as refused:
                if not (may_renew and refused.reason == "token"):
                    raise
                self._token = ""
        raise AssertionError("the second time answers or raises")

    def _valid_token(self) -> str:
        """The time it is good for is measured here, because the PC's calendar may be wrong."""
        if not self._token or time.monotonic() > self._token_until:
            asked = time.monotonic()
            nonce = self._ask("GET", "nonce", NonceAnswer).nonce
            signature = self._key.sign(f"vieclam-token:{self._device}:{nonce}".encode()).hex()
            request = TokenRequest(device=self._device, nonce=nonce, signature=signature)
            self._token = self._ask("POST", "token", TokenAnswer, message=request).token
            self._token_until = asked + _TOKEN_USED_S
        return self._token

    # --- Question and answer ---------------------------------------------------------------------

    def _ask(
        self,
        method: str,
        name: str,
        answer: type[T],
        *,
        message: object = None,
        parameters: dict[str, int] | None = None,
        headers: dict[str, str] | None = None,
    ) -> T:
        sent = {"Accept": "application/json", "Accept-Encoding": "zstd", **(headers or {})}
        body = None
        if message is not None:
            body = pack(message)
            sent |= {"Content-Type": "application/json", "Content-Encoding": "zstd"}
        with (
            _faults_of_the_line(),
            self._http.stream(
                method,
                f"{self._address}/v1/{name}",
                params=parameters,
                content=body,
                headers=sent,
            ) as response,
        ):
            received = _read(response)
        if response.status_code != 200:
            raise _refusal(response, received)
        return _decode(response, received, answer)


def _pinned(ca_pem: str) -> ssl.SSLContext:
    """TLS 1.2 or newer, for servers whose name is vouched for by this one authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_verify_locations(cadata=ca_pem)
    except (ssl.SSLError, ValueError) as error:
        raise NotTheCentre(_BAD_CERTIFICATE) from error
    return context


@contextmanager
def _faults_of_the_line() -> Generator[None]:
    """What httpx raises, as faults."""
    try:
        yield
    except (httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise Unreachable from error
    except httpx.TimeoutException as error:
        raise Unreachable(timed_out=True) from error
    except httpx.TransportError as error:
        raise _fault_of(error) from error
    except (httpx.InvalidURL, UnicodeError) as error:  # the name may be no name of a host at all
        raise Unreachable(_BAD_ADDRESS) from error


def _fault_of(error: httpx.TransportError) -> NotTheCentre | Unreachable:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return NotTheCentre(_CHECK_CLOCK if cause.verify_code in _WRONG_DATES else "")
        # The line was cut during the handshake; Python's earlier 3.11 say so by the second.
        if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return Unreachable()
        if isinstance(cause, ssl.SSLError):
            return NotTheCentre()
        cause = cause.__cause__ or cause.__context__
    return Unreachable(_BAD_ADDRESS if isinstance(error, httpx.UnsupportedProtocol) else "")


def _read(response: httpx.Response) -> bytes:
    """The body as it came, within the limits of size and time."""
    started = time.monotonic()
    received = bytearray()
    for part in response.iter_raw():
        received += part
        if len(received) > LARGEST_ANSWER:
            raise NotTheCentre
        if time.monotonic() - started > ANSWER_S:
            raise Unreachable(timed_out=True)
    return bytes(received)


def _decode(response: httpx.Response, received: bytes, message: type[T]) -> T:
    if not response.headers.get("Content-Type", "").startswith("application/json"):
        raise NotTheCentre
    try:
        return unpack(received, message, max_bytes=LARGEST_ANSWER)
    except Malformed as error:
        raise NotTheCentre from error


def _refusal(response: httpx.Response, received: bytes) -> NotTheCentre | Refused | Unreachable:
    """What an answer that is no success means."""
    try:
        answer = _decode(response, received, RefusalAnswer)
    except NotTheCentre as fault:
        answer = fault
    if response.status_code >= 500 or response.status_code in {408, 429}:
        sentence = "" if isinstance(answer, NotTheCentre) else answer.sentence
        return Unreachable(sentence, retry_after_s=_retry_after_s(response))
    if response.status_code < 400:
        return NotTheCentre()
    if isinstance(answer, NotTheCentre):
        return answer
    return Refused(answer.sentence, reason=answer.reason)


def _retry_after_s(response: httpx.Response) -> float | None:
    """Only seconds are understood: our centre sends no dates, and the PC's may be wrong."""
    asked = response.headers.get("Retry-After", "")
    if not (asked.isascii() and asked.isdigit()):
        return None
    return min(float(asked), LONGEST_RETRY_AFTER_S)
