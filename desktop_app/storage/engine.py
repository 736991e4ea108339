"""Making and opening the encrypted database of a PC. The only module that knows it is SQLCipher.

The salt in the file's first 16 bytes is derived from the key, so a file says by itself whether it
belongs to a key: what fits the key and cannot be read is damaged, the rest is not ours.
"""

import hmac
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

# sqlcipher3 comes without type stubs; it is the DB-API of sqlite3.
from sqlcipher3 import dbapi2  # pyright: ignore[reportMissingTypeStubs]

from desktop_app.domain.faults import DamagedFile, DiskFull, NewerFile, NotOurFile
from desktop_app.storage import (
    backup,
    clock,
    device_keys,
    migrations,
    record_words,
    unknown_kept,
    worker_index,
)
from desktop_app.storage.errors import fault_of, raise_faults
from desktop_app.storage.store import Store
from desktop_app.storage.triggers import install_triggers, installed_triggers, trigger_sql

KEY_BYTES = 32
APPLICATION_ID = 0x53564C31
"""«SVL1» in the file's header."""
FORMAT = 1
"""Kept as `user_version`; raised when a program that knows only Alembic's revisions must not open
the file."""

sqlcipher: Any = dbapi2

_SALT_BYTES = 16
_BUSY_MS = 5000
_READERS = 4

# temp_store: what SQLite sorts aside must not reach the disk unencrypted.
# recursive_triggers: a REPLACE then fires the triggers that refuse to delete.
_SETTINGS = """
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA secure_delete = ON;
    PRAGMA synchronous = FULL;
    PRAGMA recursive_triggers = ON;
    PRAGMA cache_size = -32000;
"""


def create_database(path: Path, key: bytes) -> None:
    """Make an empty database; the file appears only when it is whole. FileExistsError."""
    if path.exists():
        raise FileExistsError(path.name)
    aside = path.with_name(path.name + ".new")
    _remove(aside)
    aside.touch(mode=0o600)
    engine = _writer(_connector(aside, bytearray(key)))
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {FORMAT}")
            migrations.upgrade(connection)
            install_triggers(connection)
            device_keys.make_device(connection)
    except BaseException:
        engine.dispose()
        _remove(aside)
        raise
    engine.dispose()
    aside.replace(path)


def open_database(path: Path, key: bytes) -> Store:
    """Open a database made by `create_database`, bringing an older one up to date.

    Raises NotOurFile, DamagedFile and NewerFile without changing a byte, FileLocked, DiskFull. An
    older file is first backed up beside it like every day.
    """
    was_cut = path.with_name(path.name + "-wal").exists()  # closing the file folds it in
    revision = _examine(path, key)
    known = bytearray(key)
    connect = _connector(path, known)
    writer = _writer(connect)

    def forget_key() -> None:
        known[:] = bytes(KEY_BYTES)

    def connect_aside(copy: Path | None) -> Any:
        if copy is None:
            return connect()
        return _connect(copy.resolve().as_uri() + "?mode=ro&immutable=1", known)

    store = Store(
        writer=writer,
        readers=_readers(connect),
        connect_aside=connect_aside,
        cipher=lambda purpose: _cipher(known, purpose),
        forget_key=forget_key,
        was_cut=was_cut,
    )
    try:
        if revision != migrations.HEAD:
            with store.aside() as connection:
                backup.write_backup(connection, path.parent, made_at=datetime.now(UTC))
            with writer.begin() as connection:
                migrations.upgrade(connection)
                install_triggers(connection)
                unknown_kept.settle_fields(connection)
                worker_index.rebuild(connection)  # a revision may touch what they are made of
                record_words.rebuild(connection)
        elif not _has_our_triggers(store):
            with writer.begin() as connection:
                install_triggers(connection)
        set_apart(store)
    except BaseException:
        store.close()
        raise
    return store


def set_apart(store: Store) -> None:
    """A file that is opened may be one of an earlier day put back by hand, or the copy of another
    PC's: under a clock that stands ahead it would count on where the other one did, and give the
    same stamps to other changes. On a full disk it opens all the same."""
    with store.read() as connection:
        ahead = clock.is_ahead(connection)
    if ahead:
        with suppress(DiskFull), store.apply() as transaction:
            clock.move_on(transaction)


# --- Before opening ------------------------------------------------------------------------------


def _examine(path: Path, key: bytes) -> str:
    """The file's revision, read without writing; raises what keeps it from being opened."""
    if not path.exists():
        raise DamagedFile(
            "Không tìm thấy tệp dữ liệu. Hãy kiểm tra lại thư mục dữ liệu hoặc khôi phục từ bản "
            "sao lưu gần nhất."
        )
    with path.open("rb") as file:
        header = file.read(_SALT_BYTES)
    if not header:
        raise DamagedFile
    fits_key = header == _salt(key)
    address = path.resolve().as_uri() + "?mode=ro"
    if not path.with_name(path.name + "-wal").exists():
        address += "&immutable=1"  # otherwise even a reader would leave an empty WAL behind
    try:
        with closing(_connect(address, bytearray(key))) as connection:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            file_format = connection.execute("PRAGMA user_version").fetchone()[0]
            revision = _revision(connection)
    except sqlcipher.Error as error:
        fault = fault_of(error)
        if isinstance(fault, DamagedFile) and not fits_key:
            raise NotOurFile from error
        raise fault or error from error
    if application != APPLICATION_ID:
        raise NotOurFile
    if not fits_key or not revision:
        raise DamagedFile
    if file_format > FORMAT or not migrations.is_known(revision):
        raise NewerFile
    return revision


def _revision(connection: Any) -> str:
    has_table = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    if not connection.execute(has_table).fetchone():
        return ""
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return row[0] if row else ""


# --- Bringing up to date -------------------------------------------------------------------------


def _has_our_triggers(store: Store) -> bool:
    with store.read() as connection:
        return installed_triggers(connection) == dict(trigger_sql())


# --- Connections ---------------------------------------------------------------------------------


def _salt(key: bytes | bytearray) -> bytes:
    return hmac.digest(key, b"so-viec-lam database", "sha256")[:_SALT_BYTES]


def _cipher(key: bytearray, purpose: str) -> AESGCM:
    if not any(key):
        raise ValueError("the key has been forgotten")
    derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=f"so-viec-lam {purpose}".encode())
    return AESGCM(derived.derive(bytes(key)))


def _connect(database: str, key: bytearray) -> Any:
    connection = sqlcipher.connect(
        database, isolation_level=None, check_same_thread=False, uri=True
    )
    connection.execute(f"PRAGMA key = \"x'{key.hex()}{_salt(key).hex()}'\"")
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    connection.executescript(_SETTINGS)
    connection.create_function("folded", 1, worker_index.folded, deterministic=True)
    return connection


def _connector(path: Path, key: bytearray) -> Callable[[], Any]:
    address = path.resolve().as_uri() + "?mode=rw"  # a file moved away is not made anew, empty

    def connect() -> Any:
        connection = _connect(address, key)
        connection.execute("PRAGMA journal_mode = WAL")
        return connection

    return connect


def _writer(connect: Callable[[], Any]) -> Engine:
    """One connection: SQLite has one writer, and waiting for it in the pool costs nothing."""
    return _engine(connect, begin="BEGIN IMMEDIATE", size=1, writes=True)


def _readers(connect: Callable[[], Any]) -> Engine:
    def connect_to_read() -> Any:
        connection = connect()
        connection.execute("PRAGMA query_only = ON")
        return connection

    return _engine(connect_to_read, begin="BEGIN", size=_READERS, writes=False)


def _engine(connect: Callable[[], Any], *, begin: str, size: int, writes: bool) -> Engine:
    """The driver stands in autocommit, so transactions begin exactly as said here. Parameters are
    hidden from error texts: they are personal data."""
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=connect,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_use_lifo=True,
        hide_parameters=True,
    )

    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "begin", begin_transaction)
    raise_faults(engine, writes=writes)
    return engine


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
