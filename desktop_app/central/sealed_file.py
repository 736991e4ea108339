"""A file that only the holder of a key can read, written and read from front to end: AES-256-GCM in
pieces, so that neither side ever holds more than one of them.

    line of text that says what it is · 32 bytes of salt · pieces (4 bytes length, then ciphertext)

Each file has a key of its own, derived from the salt; a piece's nonce is its number, and the last
one says that it is the last. So pieces cannot be left out, changed round, cut off, or taken from
another file. Not for what is inside: `backup.py` knows that.
"""

import secrets
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PIECE = 1024 * 1024
KEY_BYTES = 32
_SALT_BYTES = 32
_TAG_BYTES = 16


class NotWhole(Exception):  # noqa: N818 - an answer about a file
    """The file is damaged, cut off, or sealed with another key: which of them cannot be told."""


class SealedWriter:
    """Write, then `close`: without it the file has no last piece and nobody takes it."""

    def __init__(self, file: BinaryIO, key: bytes, *, title: bytes) -> None:
        salt = secrets.token_bytes(_SALT_BYTES)
        file.write(title + salt)
        self._file = file
        self._cipher = AESGCM(_file_key(key, salt, title))
        self._waiting = bytearray()
        self._pieces = 0

    def write(self, data: bytes) -> int:
        """Take in bytes, as a file does."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), b"more")
            del self._waiting[:PIECE]
        return len(data)

    def close(self) -> None:
        """Write the last piece. The file itself stays open."""
        self._put(bytes(self._waiting), b"last")

    def _put(self, plain: bytes, place: bytes) -> None:
        sealed = self._cipher.encrypt(_nonce(self._pieces), plain, place)
        self._file.write(len(sealed).to_bytes(4, "big") + sealed)
        self._pieces += 1


class SealedReader:
    """Reads what a SealedWriter wrote, after the title. Raises NotWhole."""

    def __init__(self, file: BinaryIO, key: bytes, *, title: bytes) -> None:
        self._file = file
        self._cipher = AESGCM(_file_key(key, _exactly(file, _SALT_BYTES), title))
        self._plain = b""
        self._pieces = 0
        self._next = file.read(4)

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        while not self._plain and self._next:
            self._take()
        given, self._plain = self._plain[:size], self._plain[size:]
        return given

    def _take(self) -> None:
        length = int.from_bytes(self._next, "big")
        if len(self._next) < 4 or length > PIECE + _TAG_BYTES:
            raise NotWhole
        sealed = _exactly(self._file, length)
        self._next = self._file.read(4)
        place = b"more" if self._next else b"last"
        try:
            self._plain = self._cipher.decrypt(_nonce(self._pieces), sealed, place)
        except InvalidTag:
            raise NotWhole from None
        self._pieces += 1


def _exactly(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise NotWhole
    return data


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _file_key(key: bytes, salt: bytes, title: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=title).derive(key)
