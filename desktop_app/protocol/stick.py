"""The exchange on a USB stick: files sealed to their reader, and the messages in them.

A file is a header that anybody may read, then pieces, each one message sealed by itself, the last
one marked as the last. So neither has to be held whole, and what is cut, flipped or put together
from two files opens nowhere. A request is signed by its PC; an answer is sealed with the centre's
own key as well, so nobody else can have written it. PROTOCOL.md §16.

Not for what is done with the messages: `sync/stick.py` and `central/stick.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO, Literal, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from desktop_app.domain.changes import WIRE
from desktop_app.protocol.encoding import Malformed, TooLarge, pack, to_json, unpack
from desktop_app.protocol.forms import Device, Epoch, Key, Small, Whole, Words

REQUEST = ".guidi"
ANSWER = ".traloi"
"""How the names of the files end: from a PC to the centre, and back."""

MAGIC = b"SVL-USB1"
LARGEST_PIECE = 64 * 1024 * 1024
_LARGEST_HEADER = 4096
_LENGTH = 4
_NONCE = 11
_KEY = 32

T = TypeVar("T")


class StickHeader(Struct, frozen=True, kw_only=True):
    """What anybody may read: no name of a person. `box_key` is the sender's key of this one file,
    `file` its name for ever."""

    what: Literal["request", "answer"]
    file: str
    device: str
    office: str
    pc: int
    made_ms: int
    changes: int
    box_key: str
    wire: int = WIRE


class StickRequest(Struct, frozen=True, kw_only=True):
    """The first message of a request. `code` is set while the PC has not been enrolled; `box_key`
    is what the answer is to be sealed to."""

    device: Device
    public_key: Key
    box_key: Key
    epoch: Epoch
    cursors: dict[str, Whole]
    code: Words = ""
    number_due: bool = False
    wire: Small = WIRE


class StickMessage(Struct, frozen=True, kw_only=True):
    """One message: `name` is the endpoint's, `about` what it is of (a stream, a chunk)."""

    name: str
    about: str = ""
    body: msgspec.Raw


class BadStick(ValueError):  # noqa: N818 - as `Malformed`
    """The file is damaged, or not for whoever opens it."""


class WrongKey(BadStick):
    """Not even the first piece opens: sealed to another key, by another centre, or damaged."""


def derived_box(private_key: bytes) -> X25519PrivateKey:
    """A PC's key to open answers, from the 32 bytes of its Ed25519 key."""
    seed = HKDF(SHA256(), 32, None, b"vieclam-box").derive(private_key)
    return X25519PrivateKey.from_private_bytes(seed)


def public_of(box: X25519PrivateKey) -> str:
    """The public part as it is sent."""
    return box.public_key().public_bytes_raw().hex()


# --- Sealing -------------------------------------------------------------------------------------


class StickWriter:
    """Writes one file: the header at once, then messages, and at the end `close`."""

    def __init__(
        self,
        out: BinaryIO,
        header: StickHeader,
        *,
        one_time: X25519PrivateKey,
        to: str,
        sender: X25519PrivateKey | None = None,
    ) -> None:
        """`one_time` is the private part of the header's key, `to` the reader's public key."""
        self._out = out
        written = to_json(header)
        reader = X25519PublicKey.from_public_bytes(bytes.fromhex(to))
        secrets = [one_time.exchange(reader), *([sender.exchange(reader)] if sender else [])]
        self._cipher = _cipher(secrets, written)
        self._number = 0
        self.digest = sha256()
        self._write(MAGIC + _sized(written))

    def message(self, name: str, body: object, *, about: str = "") -> None:
        """Seal one message. OSError when the stick takes no more."""
        raw = body if isinstance(body, msgspec.Raw) else msgspec.Raw(to_json(body))
        self._piece(pack(StickMessage(name=name, about=about, body=raw)), last=False)

    def close(self) -> None:
        """Mark the end: without it the file counts as cut."""
        self._piece(b"", last=True)

    def _piece(self, plain: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last=last), plain, None)
        self._number += 1
        self._write(_sized(sealed))

    def _write(self, data: bytes) -> None:
        self.digest.update(data)
        self._out.write(data)


@dataclass(frozen=True, slots=True)
class Piece:
    """Where a message lies in its file. `digest` is over all that comes before it."""

    name: str
    about: str
    at: int
    number: int
    digest: bytes


class StickFile:
    """A file whose every piece has been opened once. Raises BadStick."""

    def __init__(self, file: BinaryIO, *, box: X25519PrivateKey, sender: str = "") -> None:
        """`box` is the reader's, `sender` the public key of who must have sealed it."""
        self._file = file
        file.seek(0)
        self.header, written = _read_header(file)
        self._cipher = _cipher(_secrets(box, self.header.box_key, sender), written)
        self.pieces = list(self._look_through())

    def read(self, piece: Piece, type: type[T]) -> T:
        """The body of a message."""
        self._file.seek(piece.at)
        message = self._open(piece.number, last=False)
        return self._unpack(message.body, type)

    def _look_through(self) -> Iterator[Piece]:
        digest = sha256()
        self._file.seek(0)
        digest.update(self._file.read(len(MAGIC)))
        digest.update(_sized(_take(self._file, _LARGEST_HEADER)))
        number = 0
        while True:
            at = self._file.tell()
            sealed = _take(self._file, LARGEST_PIECE)
            if self._file.read(1) == b"":
                self._decrypt(number, sealed, last=True)
                return
            self._file.seek(-1, 1)
            message = self._unpack(self._decrypt(number, sealed, last=False), StickMessage)
            yield Piece(message.name, message.about, at, number, digest.digest())
            digest.update(_sized(sealed))
            number += 1

    def _open(self, number: int, *, last: bool) -> StickMessage:
        plain = self._decrypt(number, _take(self._file, LARGEST_PIECE), last=last)
        return self._unpack(plain, StickMessage)

    def _decrypt(self, number: int, sealed: bytes, *, last: bool) -> bytes:
        try:
            return self._cipher.decrypt(_nonce(number, last=last), sealed, None)
        except InvalidTag as error:
            raise (BadStick if number else WrongKey) from error

    def _unpack(self, plain: bytes | msgspec.Raw, type: type[T]) -> T:
        try:
            return unpack(bytes(plain), type, max_bytes=LARGEST_PIECE)
        except (Malformed, TooLarge) as error:
            raise BadStick from error


def read_header(file: BinaryIO) -> StickHeader:
    """What anybody may read of a file, not vouched for yet. Raises BadStick."""
    return _read_header(file)[0]


def _read_header(file: BinaryIO) -> tuple[StickHeader, bytes]:
    if file.read(len(MAGIC)) != MAGIC:
        raise BadStick
    written = _take(file, _LARGEST_HEADER)
    try:
        return unpack(written, StickHeader, max_bytes=_LARGEST_HEADER), written
    except Malformed as error:
        raise BadStick from error


def _take(file: BinaryIO, most: int) -> bytes:
    size = int.from_bytes(file.read(_LENGTH))
    if not 0 < size <= most:
        raise BadStick
    data = file.read(size)
    if len(data) != size:
        raise BadStick
    return data


def _sized(data: bytes) -> bytes:
    return len(data).to_bytes(_LENGTH) + data


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_NONCE) + bytes([last])


def _secrets(box: X25519PrivateKey, one_time: str, sender: str) -> list[bytes]:
    try:
        keys = [
            X25519PublicKey.from_public_bytes(bytes.fromhex(one))
            for one in (one_time, sender)
            if one
        ]
        return [box.exchange(key) for key in keys]
    except ValueError as error:
        raise BadStick from error


def _cipher(secrets: list[bytes], header: bytes) -> ChaCha20Poly1305:
    """The header is part of the key: changed, nothing opens."""
    info = b"vieclam-usb" + sha256(header).digest()
    return ChaCha20Poly1305(HKDF(SHA256(), _KEY, None, info).derive(b"".join(secrets)))


def to_sign(digest: bytes) -> bytes:
    """What a PC signs at the end of a request: all that lies before."""
    return b"vieclam-usb:" + digest.hex().encode()
