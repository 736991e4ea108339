"""The file that keeps the database's key: wrapped once for each user and once for a recovery code.

The key itself never changes with a password: changing one wraps the same key anew. Beside wrapped
keys the file holds only what the sign-in window shows before anything is open: the names of staff,
and who of them is known to be locked; nothing about workers. Who may sign in is decided by the
database. The names alone `key_names.py` reads, before that window is painted.
"""

import os
import secrets
import time
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop_app.domain.faults import DamagedFile, WrongPassword
from desktop_app.storage.key_names import DAMAGED, FORMAT, VERSION, KeyringUser

KEY_BYTES = 32
LONGEST_WAIT_S = 60.0

_FREE_TRIES = 2
_RECOVERY = "recovery"
_CODE_LETTERS = "ACDEFGHJKMNPQRTVWXY34679"
"""No letter or digit that looks like another on paper; 32 of them are 146 bits."""
_CODE_GROUPS, _CODE_GROUP = 8, 4


class Cost(msgspec.Struct, frozen=True):
    """The work of argon2id; it stands with each lock, so later locks may be dearer."""

    rounds: int
    memory_kib: int
    lanes: int


_PASSWORD_COST = Cost(rounds=4, memory_kib=128 * 1024, lanes=2)
"""About a third of a second on a developer's machine, a second on an old office PC."""
_CODE_COST = Cost(rounds=1, memory_kib=8 * 1024, lanes=1)
"""The recovery code is random and long: nobody guesses it, however cheap a guess is."""


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """The key, wrapped (AES-256-GCM) under what argon2id makes of a password. Hexadecimal texts."""

    cost: Cost
    salt: str
    nonce: str
    wrapped: str


class Entry(msgspec.Struct, kw_only=True):
    """A user's lock, or that of the recovery code, and the wrong tries since the last right one."""

    lock: Lock
    user_id: str = _RECOVERY
    full_name: str = ""
    locked: bool = False
    failures: int = 0
    failed_at: float = 0.0


class KeyFile(msgspec.Struct, kw_only=True):
    """The whole file."""

    format: str = FORMAT
    version: int = VERSION
    users: list[Entry]
    recovery: Entry


def create_keyring(path: Path, *, user_id: str, full_name: str, password: str) -> tuple[bytes, str]:
    """Make a new key and its file. The recovery code is shown once and kept nowhere."""
    if path.exists():
        raise FileExistsError(path.name)
    key = secrets.token_bytes(KEY_BYTES)
    code = _new_code()
    user = Entry(
        user_id=user_id, full_name=full_name, lock=_lock(key, user_id, password, _PASSWORD_COST)
    )
    recovery = Entry(lock=_lock(key, _RECOVERY, _plain_code(code), _CODE_COST))
    _write(path, KeyFile(users=[user], recovery=recovery))
    return key, code


def unlock(path: Path, *, user_id: str, password: str) -> bytes:
    """The key. Raises WrongPassword; after two wrong tries each further one makes the wait longer,
    also across restarts, and during the wait not even the right password opens."""
    file = _read(path)
    return _try(path, file, _entry(file, user_id), password)


def unlock_with_recovery(path: Path, code: str) -> bytes:
    """The key, by the recovery code; capitals, spaces and hyphens do not count. WrongPassword."""
    file = _read(path)
    return _try(path, file, file.recovery, _plain_code(code))


def set_password(path: Path, *, key: bytes, user_id: str, password: str) -> None:
    """Give a user a new password; the wait ends with it. Nobody else's changes."""
    file = _read(path)
    entry = _entry(file, user_id)
    entry.lock, entry.failures = _lock(key, user_id, password, _PASSWORD_COST), 0
    _write(path, file)


def add_user(path: Path, *, key: bytes, user_id: str, full_name: str, password: str) -> None:
    """Let somebody else sign in on this PC."""
    file = _read(path)
    if any(user.user_id == user_id for user in file.users):
        raise ValueError("the user has a password already")
    lock = _lock(key, user_id, password, _PASSWORD_COST)
    file.users.append(Entry(user_id=user_id, full_name=full_name, lock=lock))
    _write(path, file)


def keep_in_step(path: Path, labels: Sequence[KeyringUser]) -> None:
    """Take over names and locks as the database has them. Nobody gets or loses a password."""
    wanted = {label.user_id: label for label in labels}
    file = _read(path)
    moved = False
    for entry in file.users:
        label = wanted.get(entry.user_id)
        if label is not None and label != _label(entry):
            entry.full_name, entry.locked, moved = label.full_name, label.locked, True
    if moved:
        _write(path, file)


def _label(entry: Entry) -> KeyringUser:
    return KeyringUser(entry.user_id, entry.full_name, entry.locked)


# --- Trying --------------------------------------------------------------------------------------


def _try(path: Path, file: KeyFile, entry: Entry, secret: str) -> bytes:
    left = _wait_left(entry)
    if left > 0:
        raise WrongPassword(left)
    key = _open(entry.lock, entry.user_id, secret)
    if key is None:
        entry.failures += 1
        entry.failed_at = time.time()
        _note(path, file)
        raise WrongPassword(_wait(entry.failures))
    if entry.failures:
        entry.failures = 0
        _note(path, file)
    return key


def _note(path: Path, file: KeyFile) -> None:
    with suppress(OSError):  # a full disk must not lock anybody out
        _write(path, file)


def _wait(failures: int) -> float:
    """0, 0, 1, 2, 4, 8 … seconds after the first, second, third … wrong try."""
    if failures <= _FREE_TRIES:
        return 0.0
    return min(LONGEST_WAIT_S, 2.0 ** (min(failures, 100) - _FREE_TRIES - 1))


def _wait_left(entry: Entry) -> float:
    """Never more than the whole wait, should the clock have been set back since."""
    wait = _wait(entry.failures)
    return min(wait, entry.failed_at + wait - time.time())


# --- Locks ---------------------------------------------------------------------------------------


def _lock(key: bytes, owner: str, secret: str, cost: Cost) -> Lock:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    wrapped = AESGCM(_stretched(secret, salt, cost)).encrypt(nonce, key, owner.encode())
    return Lock(cost=cost, salt=salt.hex(), nonce=nonce.hex(), wrapped=wrapped.hex())


def _open(lock: Lock, owner: str, secret: str) -> bytes | None:
    """The key, None for a wrong secret; DamagedFile when the lock is none we have written."""
    try:
        stretched = _stretched(secret, bytes.fromhex(lock.salt), lock.cost)
        wrapped = bytes.fromhex(lock.wrapped)
        return AESGCM(stretched).decrypt(bytes.fromhex(lock.nonce), wrapped, owner.encode())
    except InvalidTag:
        return None
    except (ValueError, OverflowError, HashingError) as error:
        raise DamagedFile(DAMAGED) from error


def _stretched(secret: str, salt: bytes, cost: Cost) -> bytes:
    """NFC first: keyboards write the same accented password in more than one way."""
    return hash_secret_raw(
        unicodedata.normalize("NFC", secret).encode(),
        salt,
        time_cost=cost.rounds,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _new_code() -> str:
    letters = (
        "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_GROUP))
        for _ in range(_CODE_GROUPS)
    )
    return "-".join(letters)


def _plain_code(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())


# --- The file ------------------------------------------------------------------------------------


def _entry(file: KeyFile, user_id: str) -> Entry:
    found = [user for user in file.users if user.user_id == user_id]
    if not found:
        raise LookupError("this user has no password on this PC")
    return found[0]


def _read(path: Path) -> KeyFile:
    try:
        file = msgspec.json.decode(path.read_bytes(), type=KeyFile)
    except msgspec.DecodeError as error:
        raise DamagedFile(DAMAGED) from error
    if (file.format, file.version) != (FORMAT, VERSION):
        raise DamagedFile(DAMAGED)
    return file


def keep_copy(path: Path) -> None:
    """Keep a second copy in `backups/`, for when this file is lost: without it no key is left.

    Called when the file has just proved good; one that cannot be written is no reason to stop.
    """
    copy = path.parent / "backups" / path.name
    with suppress(OSError):
        copy.parent.mkdir(mode=0o700, exist_ok=True)
        _write(copy, _read(path))


def _write(path: Path, file: KeyFile) -> None:
    """Cut at any moment, the old file or the new one is there, whole."""
    aside = path.with_name(path.name + ".new")
    with open(aside, "wb", opener=_for_owner_only) as out:
        out.write(msgspec.json.format(msgspec.json.encode(file)))
        out.flush()
        os.fsync(out.fileno())
    aside.replace(path)


def _for_owner_only(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
