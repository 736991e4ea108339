"""The file of a journal: unsent entries of the change log, encrypted, beside or away from the
database. What goes into it, and what is done with what it holds, is `office/journals.py`'s.

A file is a row of pieces, each sealed by itself (AES-256-GCM), so that what is damaged takes
nothing else with it. Pieces are only appended; when nothing in the file is needed any more, another
is written aside and put in its place. Cut at any moment the file has all its whole pieces still:
the half-written last one is passed over, and the next one is written in its place.
"""

import os
import secrets
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop_app.domain.changes import Change
from desktop_app.storage.data_files import for_owner_only, sync_folder
from desktop_app.storage.letter_numbers import Serial

PURPOSE = "journal"
"""What the key of a journal is derived for."""

_PREFIX, _SUFFIX = "so-viec-lam-", ".nhatky"
_MARK = b"\x8bSVLNK1\n"
_LENGTH_BYTES = 4
_NONCE_BYTES = 12
_HEAD_BYTES = len(_MARK) + _LENGTH_BYTES


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """Entries as they stand in the log, the highest serials given by then, and how far the log had
    come: the number `last` within `epoch`. A piece without entries tells only that."""

    epoch: int
    last: int
    changes: list[Change] = field(default_factory=list[Change])
    serials: list[Serial] = field(default_factory=list[Serial])


@dataclass(frozen=True, slots=True)
class JournalFile:
    """What a file has: its pieces as they are sealed, oldest first, and where the last whole one
    ends."""

    sealed: tuple[bytes, ...]
    end: int


def name_of(device: str) -> str:
    """What the journal of a PC is called: nothing of a person, and no other PC's."""
    return f"{_PREFIX}{device}{_SUFFIX}"


def read_file(path: Path) -> JournalFile:
    """The pieces of a file; none if there is no such file. Raises OSError."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return JournalFile((), 0)
    sealed: list[bytes] = []
    at, end = content.find(_MARK), 0
    while at >= 0:
        begin = at + _HEAD_BYTES
        behind = begin + int.from_bytes(content[at + len(_MARK) : begin])
        at = content.find(_MARK, begin)
        if behind <= len(content):
            sealed.append(content[begin:behind])
            end = behind
        if at not in (-1, behind):  # a mark or a length is damaged: a piece that nobody can open
            sealed.append(b"")
    return JournalFile(tuple(sealed), end)


def open_piece(cipher: AESGCM, sealed: bytes) -> Piece | None:
    """What a piece holds; None when it is damaged or another key's."""
    packed = _opened(cipher, sealed)
    return None if packed is None else msgspec.json.decode(zlib.decompress(packed), type=Piece)


def is_whole(cipher: AESGCM, sealed: bytes) -> bool:
    """Whether a piece is neither damaged nor another key's."""
    return _opened(cipher, sealed) is not None


def _opened(cipher: AESGCM, sealed: bytes) -> bytes | None:
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _MARK)
    except (InvalidTag, ValueError):  # ValueError: no nonce at all
        return None


def append(path: Path, cipher: AESGCM, pieces: Iterable[Piece], *, at: int) -> int:
    """Write pieces at the end of the whole ones that are there; where they end. They are on the
    disk when this returns. Raises OSError; then the pieces before are as they were."""
    with path.open("r+b") as file:
        file.truncate(at)
        file.seek(at)
        for piece in pieces:
            file.write(_framed(cipher, piece))
        end = file.tell()
        file.flush()
        os.fsync(file.fileno())
    return end


def write_anew(path: Path, cipher: AESGCM, pieces: Iterable[Piece]) -> int:
    """Put a file with just these pieces in the place of what is there; where they end. Cut at any
    moment, the old one or the new one is there, whole. Raises OSError."""
    aside = path.with_name(path.name + ".new")
    with open(aside, "wb", opener=for_owner_only) as file:
        for piece in pieces:
            file.write(_framed(cipher, piece))
        end = file.tell()
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    sync_folder(path.parent)
    return end


def _framed(cipher: AESGCM, piece: Piece) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = nonce + cipher.encrypt(nonce, zlib.compress(msgspec.json.encode(piece)), _MARK)
    return _MARK + len(sealed).to_bytes(_LENGTH_BYTES) + sealed
