"""The centre's backup: one encrypted file with every row of every table as of one moment.

Inside, packed by zstd, are blocks (4 bytes length, then bytes); an empty block ends a section:

    what it is and which tables with which columns follow (`Head`, JSON)
    the rows of each table, as PostgreSQL's COPY writes them, a section each
    how many rows and which SHA-256 each of them has, and where the devices stood (`Manifest`, JSON)

A file counts only after it has been written aside, forced to the disk, read back and proved. One
that is kept off the machine moves the devices' safe marks on. Putting it back is `restoring.py`'s.
"""

import hashlib
import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

import msgspec
import psycopg
import zstandard
from psycopg import sql
from sqlalchemy import Connection, Engine, Table, or_, select, update

from desktop_app.central import tables
from desktop_app.central.sealed_file import NotWhole, SealedReader, SealedWriter
from desktop_app.central.tables import exchange_metadata
from desktop_app.protocol.versions import WIRE
from desktop_app.storage.tables import record_metadata

_NAME = b"vieclam-central-backup "
_VERSION = 1
TITLE = b"%s%d\n" % (_NAME, _VERSION)
_LONGEST_BLOCK = 64 * 1024 * 1024

T = TypeVar("T")


class BackupProblem(Exception):  # noqa: N818 - the operator reads it as a sentence
    """A file cannot be made or used; `str` is a Vietnamese sentence. Nothing has changed."""


class NotABackup(BackupProblem):
    """Something else than a backup of a centre."""

    def __init__(self) -> None:
        super().__init__("Tệp này không phải bản sao lưu của Trung tâm. Chưa có gì thay đổi.")


class DamagedBackup(BackupProblem):
    """Damaged, cut off, or of another centre: another key."""

    def __init__(self) -> None:
        super().__init__(
            "Bản sao lưu bị hỏng, hoặc được mã hóa bằng khóa khác (tệp keys/backup.key của máy chủ "
            "đã tạo ra nó). Chưa có gì thay đổi."
        )


class NewerBackup(BackupProblem):
    """Made by a newer program, of which this one does not know all tables."""

    def __init__(self) -> None:
        super().__init__(
            "Bản sao lưu do phiên bản mới hơn của chương trình tạo ra. Chưa có gì thay đổi; hãy "
            "cập nhật chương trình rồi khôi phục lại."
        )


class TableHead(msgspec.Struct, frozen=True, kw_only=True):
    """A table of the backup: its name with its schema, and the columns in the order of the rows."""

    name: str
    columns: list[str]


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The beginning of the file."""

    wire: int
    made_ms: int
    server_epoch: str
    tables: list[TableHead]


class TableProof(msgspec.Struct, frozen=True, kw_only=True):
    """What a table's section must turn out to be."""

    rows: int
    sha256: str


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Up to where the backup has the changes of a device."""

    device: str
    epoch: int
    dseq: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The end of the file. `heads` are those of the streams."""

    tables: list[TableProof]
    heads: dict[str, int]
    marks: list[Mark]

    @property
    def rows(self) -> int:
        """How many rows the backup has in all."""
        return sum(table.rows for table in self.tables)


def all_tables() -> list[Table]:
    """Every table of the centre, in a fixed order."""
    both = (*exchange_metadata.sorted_tables, *record_metadata.sorted_tables)
    return sorted(both, key=lambda table: table.fullname)


# --- Making one ----------------------------------------------------------------------------------


def back_up(
    engine: Engine, out: Path, *, key: bytes, now_ms: int, off_machine: bool = False
) -> Manifest:
    """Write a backup to `out`, replacing what is there only when the new one is proved.

    `off_machine` says that the file outlives this machine: what it covers is safe from then on."""
    aside = out.with_name(out.name + ".new")
    try:
        _write(engine, aside, key=key, now_ms=now_ms)
        manifest = prove(aside, key=key)
        aside.replace(out)
    finally:
        aside.unlink(missing_ok=True)
    _force(out.parent, os.O_DIRECTORY)
    if off_machine:
        with engine.begin() as connection:
            _advance_marks(connection, manifest.marks)
    return manifest


def _write(engine: Engine, path: Path, *, key: bytes, now_ms: int) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        sealed = SealedWriter(file, key, title=TITLE)
        packed = zstandard.ZstdCompressor(level=3).stream_writer(
            cast("BinaryIO", sealed), closefd=False
        )
        with packed, _moment(engine) as connection:
            _dump(connection, packed, now_ms=now_ms)
        sealed.close()
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _moment(engine: Engine) -> Generator[Connection]:
    """One consistent view of everything, while the service goes on."""
    with engine.connect() as plain:
        connection = plain.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with connection.begin():
            yield connection


def _dump(connection: Connection, file: Any, *, now_ms: int) -> None:
    parts = [
        TableHead(name=str(table.fullname), columns=_columns_of(table)) for table in all_tables()
    ]
    epoch = connection.execute(select(tables.server.c.epoch)).scalar_one()
    _put_message(file, Head(wire=WIRE, made_ms=now_ms, server_epoch=epoch, tables=parts))
    proofs = [_dump_table(connection, file, table) for table in all_tables()]
    s, d = tables.stream.c, tables.device.c
    heads = {row.name: row.head for row in connection.execute(select(s.name, s.head))}
    marks = [
        Mark(device=row.id, epoch=row.epoch, dseq=row.next_dseq - 1)
        for row in connection.execute(select(d.id, d.epoch, d.next_dseq))
    ]
    _put_message(file, Manifest(tables=proofs, heads=heads, marks=marks))


def _dump_table(connection: Connection, file: Any, table: Table) -> TableProof:
    driver = cast("psycopg.Connection", connection.connection.driver_connection)
    command = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(
        column_names(_columns_of(table)), table_name(table)
    )
    digest = hashlib.sha256()
    with driver.cursor() as cursor:
        with cursor.copy(command) as rows:
            for block in rows:
                digest.update(block)
                _put(file, bytes(block))
        _put(file, b"")
        return TableProof(rows=cursor.rowcount, sha256=digest.hexdigest())


def _columns_of(table: Table) -> list[str]:
    return [str(column.name) for column in table.columns]  # plain texts, not SQLAlchemy's


def column_names(names: Sequence[str]) -> sql.Composed:
    """Columns as SQL."""
    return sql.SQL(", ").join(map(sql.Identifier, names))


def table_name(table: Table) -> sql.Identifier:
    """A table as SQL."""
    return sql.Identifier(*(part for part in (table.schema, table.name) if part))


def _put(file: Any, block: bytes) -> None:
    file.write(len(block).to_bytes(4, "big") + block)


def _put_message(file: Any, message: msgspec.Struct) -> None:
    _put(file, msgspec.json.encode(message))
    _put(file, b"")


def _force(path: Path, flags: int) -> None:
    descriptor = os.open(path, os.O_RDONLY | flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _advance_marks(connection: Connection, marks: Sequence[Mark]) -> None:
    """Never backwards: what an earlier backup covers stays covered."""
    d = tables.device.c
    for mark in marks:
        further = or_(
            d.safe_epoch < mark.epoch,
            (d.safe_epoch == mark.epoch) & (d.safe_dseq < mark.dseq),
        )
        connection.execute(
            update(tables.device)
            .where(d.id == mark.device, further)
            .values(safe_epoch=mark.epoch, safe_dseq=mark.dseq)
        )


# --- Reading one ---------------------------------------------------------------------------------


class Sections:
    """The sections of a file, one after the other. Raises what `prove` raises."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        _check_title(file)
        sealed = cast("BinaryIO", SealedReader(file, key, title=TITLE))
        self._plain = zstandard.ZstdDecompressor().stream_reader(sealed)

    def blocks(self) -> Iterator[bytes]:
        """The blocks of the next section."""
        while block := self._block():
            yield block

    def message(self, form: type[T]) -> T:
        """The next section, which is JSON."""
        try:
            return msgspec.json.decode(b"".join(self.blocks()), type=form)
        except msgspec.MsgspecError:
            raise DamagedBackup from None

    def end(self) -> None:
        """Nothing may follow, and the last piece must have been read."""
        if self._read(1):
            raise DamagedBackup

    def _block(self) -> bytes:
        length = int.from_bytes(self._exactly(4), "big")
        if length > _LONGEST_BLOCK:
            raise DamagedBackup
        return self._exactly(length)

    def _exactly(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size and (part := self._read(size)):
            parts.append(part)
            size -= len(part)
        if size:
            raise DamagedBackup
        return b"".join(parts)

    def _read(self, size: int) -> bytes:
        try:
            return self._plain.read(size)
        except (NotWhole, zstandard.ZstdError):
            raise DamagedBackup from None


def prove(path: Path, *, key: bytes) -> Manifest:
    """Read all of a backup and compare it with its own manifest. Raises NotABackup, DamagedBackup,
    NewerBackup."""
    with path.open("rb") as file:
        sections = _open(file, key)
        head = read_head(sections)
        found = [_hash_of(sections.blocks()) for _ in head.tables]
        manifest = sections.message(Manifest)
        sections.end()
    if found != [table.sha256 for table in manifest.tables]:
        raise DamagedBackup
    return manifest


def read_head(sections: Sections) -> Head:
    """What the file is. Raises NewerBackup where it has more than this program knows."""
    head = sections.message(Head)
    known = columns_known()
    if head.wire > WIRE or not all(
        set(table.columns) <= known.get(table.name, frozenset()) for table in head.tables
    ):
        raise NewerBackup
    return head


def columns_known() -> Mapping[str, frozenset[str]]:
    """The tables of this program and their columns."""
    return {str(table.fullname): frozenset(_columns_of(table)) for table in all_tables()}


def _open(file: BinaryIO, key: bytes) -> Sections:
    try:
        return Sections(file, key)
    except NotWhole:
        raise DamagedBackup from None


def _check_title(file: BinaryIO) -> None:
    title = file.read(len(TITLE))
    if title == TITLE:
        return
    raise NewerBackup if title.startswith(_NAME) else NotABackup


def _hash_of(blocks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()
