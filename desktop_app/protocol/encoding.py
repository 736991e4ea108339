"""Messages to bytes and back, and the hash chain over them, as PROTOCOL.md §3 and §4 fix it.

Not for meaning: what a change does is decided by `merging`, whether it is allowed by the centre.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
import zstandard

from desktop_app.domain.changes import Change
from desktop_app.protocol.messages import Push

START = "0" * 64
"""What the chain of a device stands at when an epoch begins."""

SALT_BYTES = 16
_LEVEL = 3
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_WIDEST_WINDOW = 8 * 1024 * 1024  # level 3 needs 2 MiB; a frame may ask for gigabytes

T = TypeVar("T")


class Malformed(ValueError):  # noqa: N818 - what it is called in PROTOCOL.md
    """The bytes are no message of this type. Says nothing of what was in them."""


class TooLarge(Malformed):
    """The message is larger than the reader is ready to hold."""


def pack(message: object) -> bytes:
    """A message as zstd-compressed JSON."""
    return compress(to_json(message))


def to_json(message: object) -> bytes:
    """A message as plain JSON in UTF-8."""
    return msgspec.json.encode(message)


def compress(data: bytes) -> bytes:
    """One zstd frame."""
    return zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress(data)


def unpack(data: bytes, type: type[T], *, max_bytes: int) -> T:
    """A message from JSON, plain or in one zstd frame (known by its magic number).

    `max_bytes` bounds the JSON, not what was received. Raises Malformed or TooLarge.
    """
    written = decompress(data, max_bytes=max_bytes)
    try:
        return msgspec.json.decode(written, type=type)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(error.__class__.__name__) from None


def decompress(data: bytes, *, max_bytes: int) -> bytes:
    """The plain bytes, or Malformed, or TooLarge before more than `max_bytes` are held."""
    if not data.startswith(_ZSTD_MAGIC):
        if len(data) > max_bytes:
            raise TooLarge
        return data
    reader = zstandard.ZstdDecompressor(max_window_size=_WIDEST_WINDOW).stream_reader(
        data, read_across_frames=False
    )
    try:
        plain = reader.read(max_bytes + 1)
    except zstandard.ZstdError as error:
        raise Malformed(error.__class__.__name__) from None
    if len(plain) > max_bytes:
        raise TooLarge
    return plain


def canonical(value: Any) -> bytes:
    """The one way to write a value as bytes to be hashed: PROTOCOL.md §4."""
    return msgspec.json.encode(value, order="sorted")


def envelopes(changes: Sequence[Change]) -> bytes:
    """The canonical bytes of what stays in the log for ever."""
    return canonical(
        [
            [c.device, c.epoch, c.dseq, c.tx, c.kind, c.record, c.op, c.stamp, c.user, c.wire]
            for c in changes
        ]
    )


def payloads_hash(changes: Sequence[Change], *, salt: str) -> str:
    """What stands for the payloads in a link, so that they can be erased and the link still hold.

    `salt` is 16 bytes in hexadecimal; ValueError if it is not.
    """
    payloads = canonical([[c.groups, c.base] for c in changes])
    return hashlib.sha256(_unhex(salt, SALT_BYTES) + payloads).hexdigest()


def seal(*, previous: str, changes: Sequence[Change], salt: str) -> str:
    """The link that closes a batch after the link `previous`."""
    digest = bytes.fromhex(payloads_hash(changes, salt=salt))
    return hashlib.sha256(_unhex(previous, 32) + envelopes(changes) + digest).hexdigest()


def link_holds(push: Push) -> bool:
    """Whether a batch is what its sender sealed."""
    try:
        return seal(previous=push.previous, changes=push.changes, salt=push.salt) == push.link
    except ValueError:
        return False


def _unhex(text: str, length: int) -> bytes:
    """Only lower case without spaces: one link has one spelling."""
    value = bytes.fromhex(text)
    if len(value) != length or value.hex() != text:
        raise ValueError("not hexadecimal of the expected length")
    return value
