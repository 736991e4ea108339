"""All tables: those of the records, alike on a PC (SQLite) and at the centre (PostgreSQL), and
those only a PC has. Also how a field's value is written in SQL and in the JSON of a change.

Not here: triggers and full-text search (`triggers.py`, `worker_index.py`), which only SQLite has.

Rules of record tables, which triggers and merging rely on and tests check: no UNIQUE on what people
enter (two PCs may enter the same), no foreign keys (records arrive in any order), nothing NOT NULL
without a default (an older program does not know the newer one's columns).
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal, get_type_hints

import msgspec
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeEngine

from desktop_app.domain.changes import Fields
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.records import Kind, Record

# --- How a value is written ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Form:
    """How the values of one type are written: `encode` and `decode` stand between the record and
    JSON, `to_sql` and `from_sql` between JSON and the column. `json` says what a trigger makes of
    the column for JSON, where it is not the value itself."""

    sql_type: type[TypeEngine[Any]]
    nullable: bool
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]
    to_sql: Callable[[Any], Any]
    from_sql: Callable[[Any], Any]
    json: Literal["", "list", "bool"] = ""


def _same(value: Any) -> Any:
    return value


def _or_none(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def converted(value: Any) -> Any:
        return None if value is None else convert(value)

    return converted


def write_time(at: datetime) -> str:
    """A time as it stands in JSON and in columns, to the second: `2026-11-23T02:52:07Z`."""
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def to_json(value: Any) -> str:
    """JSON text as it stands in a column."""
    return msgspec.json.encode(value).decode()


def _text_form(encode: Callable[[Any], str], decode: Callable[[str], Any]) -> Form:
    return Form(Text, True, _or_none(encode), _or_none(decode), _same, _same)


_LIST = Form(Text, False, list, tuple, to_json, msgspec.json.decode, "list")
_FORMS: dict[object, Form] = {
    str: Form(Text, False, _same, _same, _same, _same),
    bool: Form(Integer, False, _same, _same, int, bool, "bool"),
    bool | None: Form(Integer, True, _same, _same, _or_none(int), _or_none(bool), "bool"),
    int | None: Form(BigInteger, True, _same, _same, _same, _same),
    date | None: _text_form(date.isoformat, date.fromisoformat),
    datetime | None: _text_form(write_time, datetime.fromisoformat),
    PartialDate | None: _text_form(PartialDate.iso, PartialDate.from_iso),
    tuple[str, ...]: _LIST,
}


@cache
def forms_of(kind_name: str) -> Mapping[str, Form]:
    """The form of each field of a kind, in the order of the record."""
    kind = _KIND_BY_NAME[kind_name]
    hints = get_type_hints(kind.record)
    return {field.name: _FORMS[hints[field.name]] for field in fields(kind.record) if _own(field)}


def _own(field: Any) -> bool:
    return field.name not in {"id", "stamps"}


_KIND_BY_NAME = {kind.name: kind for kind in KINDS}


def encode_fields(kind: Kind, record: Record) -> Fields:
    """All fields of a record as JSON values."""
    return {name: form.encode(getattr(record, name)) for name, form in forms_of(kind.name).items()}


def to_columns(kind: Kind, values: Fields) -> dict[str, Any]:
    """JSON values as the columns take them. KeyError for a field the kind does not have."""
    forms = forms_of(kind.name)
    return {name: forms[name].to_sql(value) for name, value in values.items()}


def from_columns(kind: Kind, row: Mapping[Any, Any]) -> Fields:
    """All fields of a row as JSON values."""
    return {name: form.from_sql(row[name]) for name, form in forms_of(kind.name).items()}


def decode_record(kind: Kind, row: Mapping[Any, Any]) -> Record:
    """The record a row holds, with its stamps."""
    values = {
        name: form.decode(form.from_sql(row[name])) for name, form in forms_of(kind.name).items()
    }
    return kind.record(id=row["id"], stamps=decode_stamps(row["stamps"]), **values)


def decode_stamps(written: str) -> dict[str, str]:
    """The stamps of a row's field groups."""
    return msgspec.json.decode(written, type=dict[str, str])


# --- Tables of the records -----------------------------------------------------------------------

record_metadata = MetaData()

_INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "worker": (("personal_number",), ("old_id_number",), ("phone",), ("registered_on",)),
    "employer": (("tax_code",), ("phone",)),
    "vacancy": (("employer_id",), ("open_until",)),
    "place_taken": (("vacancy_id",), ("corrects",)),
    "visit": (
        ("worker_id", "at"),
        ("employer_id", "at"),
        ("at",),
        ("corrects", "withdrawn", "id"),
        ("next_step_on",),
    ),
    "referral": (
        ("worker_id",),
        ("issued_on",),
        ("valid_until",),
        ("vacancy_id",),
        ("number", "id"),
    ),
    "referral_event": (
        ("referral_id", "move"),
        ("worker_id",),
        ("at",),
        ("move", "happened_on"),
        ("corrects",),
    ),
    "follow_up_task": (("done_by", "due_on"), ("worker_id",), ("referral_id",)),
    "follow_up_contact": (("worker_id", "at"), ("task_id",), ("at",), ("corrects",)),
    "conflict": (("is_open",), ("about_record", "about_group")),
    "person_link": (("first",), ("second",), ("state",)),
    "handover": (("worker_id",), ("state",)),
}


def _record_table(kind: Kind) -> Table:
    """`stamps`: JSON, field group -> stamp. `stream`: the office's code or `common`. `extra`: JSON,
    fields of a newer program, kept until this one knows them."""
    defaults = {field.name: field.default for field in fields(kind.record)}
    columns = [
        Column(
            name,
            form.sql_type,
            nullable=form.nullable,
            server_default=None if form.nullable else _default(form, defaults[name]),
        )
        for name, form in forms_of(kind.name).items()
    ]
    table = Table(
        kind.name,
        record_metadata,
        Column("id", Text, primary_key=True),
        *columns,
        Column("stamps", Text, nullable=False, server_default=text("'{}'")),
        Column("stream", Text, nullable=False, server_default=text("''")),
        Column("extra", Text, nullable=False, server_default=text("'{}'")),
    )
    for names in _INDEXES.get(kind.name, ()):
        Index(f"ix_{kind.name}_{'_'.join(names)}", *(table.c[name] for name in names))
    return table


def _default(form: Form, value: Any) -> Any:
    if value is MISSING:
        raise TypeError("a field of a record needs a default")
    written = form.to_sql(form.encode(value))
    return text(str(written) if isinstance(written, int) else f"'{written}'")


RECORD_TABLES: dict[str, Table] = {kind.name: _record_table(kind) for kind in KINDS}

# What figures of people are divided by: far smaller than the rows, which lie all over the file.
_PARTS = ("sex", "birth_date", "ethnicity", "area", "technical_level", "benefit_status")
Index("ix_worker_parts", *(RECORD_TABLES["worker"].c[name] for name in ("id", *_PARTS)))


def blank(kind: Kind, name: str) -> str:
    """A field of a blank record, as SQL."""
    form, default = forms_of(kind.name)[name], getattr(kind.record, name, None)
    return "NULL" if form.nullable else str(_default(form, default))


@cache
def blank_columns(kind_name: str) -> Mapping[str, Any]:
    """The columns of the fields of a blank record, as an `INSERT` that does not name them has
    them."""
    record = _KIND_BY_NAME[kind_name].record
    defaults = {field.name: field.default for field in fields(record)}
    return {
        name: None if form.nullable else form.to_sql(form.encode(defaults[name]))
        for name, form in forms_of(kind_name).items()
    }


def table_of(kind: Kind) -> Table:
    """The table of a kind."""
    return RECORD_TABLES[kind.name]


# --- Tables only a PC has ------------------------------------------------------------------------

local_metadata = MetaData()


def _text(name: str, **more: Any) -> Column[str]:
    return Column(name, Text, nullable=False, server_default=text("''"), **more)


def _number(name: str, default: int = 0, **more: Any) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default=text(str(default)), **more)


sync_ctx = Table(
    "sync_ctx",
    local_metadata,
    # What the triggers know: who writes, in which transaction, on which device, and the clock.
    # While `applying` is 1, foreign changes are being written and nothing is logged.
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    _number("applying"),
    _text("user"),
    _text("tx"),
    _text("device"),
    _number("epoch", 1),
    _number("ms"),
    _number("counter"),
    _number("offset_ms"),
    _text("stream"),
)

change_log = Table(
    "change_log",
    local_metadata,
    # Immutable entries in commit order; `groups` and `base` are JSON (see `domain.changes`).
    Column("dseq", Integer, primary_key=True),
    _text("device"),
    _number("epoch"),
    _text("tx"),
    _text("kind"),
    _text("record"),
    _text("op"),
    _text("stamp"),
    _text("user"),
    _number("wire"),
    _text("groups"),
    _text("base"),
    sqlite_autoincrement=True,
)

log_epoch = Table(
    "log_epoch",
    local_metadata,
    # The lives of this PC's log: the first entry of each. On the wire an entry has the number it
    # has within its epoch.
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    _number("first_dseq", 1),
)

sync_state = Table(
    "sync_state",
    local_metadata,
    # One row: how far the centre has acknowledged, its last link of the hash chain, and how far a
    # backup of the centre goes. From when the centre is found restored until it has got everything
    # back `refilling` is 1, and `resent` counts what is sent to it again. `broke_epoch` is the
    # epoch this PC began because its file did not continue what the centre has.
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    _number("acked_dseq"),
    _text("chain"),
    _text("server_epoch"),
    _number("safe_dseq"),
    _number("refilling"),
    _number("resent"),
    _number("broke_epoch"),
)

stream_cursor = Table(
    "stream_cursor",
    local_metadata,
    # `seen` names the change at the cursor, so that the centre can tell whether it is still there.
    Column("stream", Text, primary_key=True),
    _number("seq"),
    _text("seen"),
)

sealed_batch = Table(
    "sealed_batch",
    local_metadata,
    # A batch as it was sealed, so that sending it again sends the same bytes.
    Column("last_dseq", Integer, primary_key=True, autoincrement=False),
    _number("first_dseq"),
    _number("epoch"),
    _text("previous"),
    _text("salt"),
    _text("link"),
)

held_change = Table(
    "held_change",
    local_metadata,
    # Acknowledged, but kept in the centre's quarantine for this reason.
    Column("dseq", Integer, primary_key=True, autoincrement=False),
    _text("reason"),
)

unknown_change = Table(
    "unknown_change",
    local_metadata,
    # Changes of kinds this program does not know, kept whole (JSON) until it does; with a reason,
    # those that could not be merged.
    Column("stream", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    _text("change"),
    _text("reason"),
)

exchange_round = Table(
    "exchange_round",
    local_metadata,
    Column("id", Integer, primary_key=True),
    _text("at"),
    _number("sent"),
    _number("received"),
    _number("held"),
    _text("fault"),
    _text("notice"),
)

device = Table(
    "device",
    local_metadata,
    # One row: this PC's own keys, and how it reaches the centre once it has an enrolment.
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    _text("device"),
    Column("private_key", LargeBinary, nullable=False),
    _text("address"),
    _text("ca_certificate"),
    _text("office"),
    _text("office_name"),
    _number("pc"),
    _text("code"),
    _number("expires_ms"),
    _number("enrolled"),
    # 1 after a restore, until the centre has given this PC another number for its letters.
    _number("number_due"),
    # The centre's key that USB sticks are sealed to.
    _text("box_key"),
)

letter_serial = Table(
    "letter_serial",
    local_metadata,
    # The highest serial given, so that none is given twice.
    Column("office_code", Text, primary_key=True),
    Column("pc", Integer, primary_key=True),
    Column("year", Integer, primary_key=True),
    _number("last"),
)

setting = Table(
    "setting",
    local_metadata,
    Column("key", Text, primary_key=True),
    _text("value"),
)

draft = Table(
    "draft",
    local_metadata,
    # What is being typed and not saved yet, all JSON: `fields` are the values of the record, `base`
    # those it was opened with and `stamps` theirs, `texts` what stands in fields that cannot be
    # read, `opened` what the screen was opened with.
    Column("user", Text, primary_key=True),
    Column("screen", Text, primary_key=True),
    Column("record", Text, primary_key=True),
    _text("kind"),
    _text("fields"),
    _text("base"),
    _text("stamps"),
    _text("texts"),
    _text("opened"),
    _text("title"),
    _text("at"),
)

audit = Table(
    "audit",
    local_metadata,
    # Who looked at, printed or exported whose data, when. Append-only: triggers see to it.
    Column("id", Integer, primary_key=True),
    _text("at"),
    _text("user"),
    _text("act"),
    _text("kind"),
    _text("record"),
    _text("detail"),
    sqlite_autoincrement=True,
)
Index("ix_audit_record", audit.c.record)

edit = Table(
    "edit",
    local_metadata,
    # Who changed which field groups (JSON list) of a record, here or elsewhere; when, the stamp
    # tells.
    Column("record", Text, primary_key=True),
    Column("stamp", Text, primary_key=True),
    _text("kind"),
    _text("user"),
    _text("groups"),
)

same_person = Table(
    "same_person",
    local_metadata,
    # Derived: records that people have linked -> the record that stands for the person. Whoever is
    # not in it stands for himself.
    Column("worker_id", Text, primary_key=True),
    _text("person_id"),
)

record_words = Table(
    "record_words",
    local_metadata,
    # Derived: what employers and vacancies are found by. `words` are folded, each after a space.
    Column("record", Text, primary_key=True),
    _text("kind"),
    _text("sort_key"),
    _text("words"),
)
Index("ix_record_words_kind", record_words.c.kind, record_words.c.sort_key)

worker_list = Table(
    "worker_list",
    local_metadata,
    # The list of workers in its order, derived from `worker`: `place` rises with (sort_key,
    # worker_id), so reading by place is reading by name. See `worker_index.py`.
    Column("place", Integer, primary_key=True),
    _text("worker_id"),
    _text("sort_key"),
)
# Far smaller than the rows: what scrolling to the end of the list and counting it read.
Index("ix_worker_list_place", worker_list.c.place)
Index("ix_worker_list_worker_id", worker_list.c.worker_id, unique=True)
Index("ix_worker_list_sort_key", worker_list.c.sort_key, worker_list.c.worker_id)


def _digest(name: str, **more: Any) -> Column[int]:
    """64 bits as a signed number: SQL knows no other."""
    return Column(name, BigInteger, nullable=False, **more)


def digest_tables(metadata: MetaData, *, schema: str | None = None) -> tuple[Table, Table]:
    """The digests of a stream's records, and their sums and numbers by bucket (0 to 255). Both
    sides keep them, so as to find out quickly whether they have the same."""
    key: dict[str, Any] = {"primary_key": True, "nullable": False}
    return Table(
        "record_digest",
        metadata,
        Column("stream", Text, **key),
        Column("kind", Text, **key),
        # In the order of ids, as records are made: in that of buckets each new one would cost the
        # encryption of a page of its own.
        Column("record", Text, **key),
        # Bucket and sub-bucket: 0 to 65535.
        Column("bucket", Integer, nullable=False),
        _digest("digest"),
        schema=schema,
        sqlite_with_rowid=False,
    ), Table(
        "digest_sum",
        metadata,
        Column("stream", Text, **key),
        Column("kind", Text, **key),
        Column("bucket", Integer, **key),
        _digest("total"),
        _digest("records"),
        schema=schema,
        sqlite_with_rowid=False,
    )


record_digest, digest_sum = digest_tables(local_metadata)

digest_stream = Table(
    "digest_stream",
    local_metadata,
    # The streams in which records have digests. Where `filled` is 0, there are records received
    # before digests were kept: those are still to be taken.
    Column("stream", Text, primary_key=True),
    _number("filled"),
)

verification = Table(
    "verification",
    local_metadata,
    # What comparing with the centre has come to. `whole`: all records were read anew.
    Column("id", Integer, primary_key=True),
    _text("at"),
    _number("whole"),
    _number("records"),
    _number("differed"),
    _number("mended"),
    _number("lacking"),
)

snapshot_progress = Table(
    "snapshot_progress",
    local_metadata,
    # The snapshot of a stream that is being received: its chunks before `next_chunk` are written.
    Column("stream", Text, primary_key=True),
    _text("snapshot"),
    _number("seq"),
    _number("next_chunk"),
    _number("chunks"),
    _number("records"),
)

waiting_name = Table(
    "waiting_name",
    local_metadata,
    # Workers received as a whole that are not in `worker_list` yet, in its order.
    Column("sort_key", Text, primary_key=True),
    Column("worker_id", Text, primary_key=True),
)

unknown_state = Table(
    "unknown_state",
    local_metadata,
    # Records of kinds this program does not know, kept whole (JSON) until it does.
    Column("kind", Text, primary_key=True),
    Column("record", Text, primary_key=True),
    _text("stream"),
    _text("state"),
)

stick_sent = Table(
    "stick_sent",
    local_metadata,
    # The links of what was written to USB sticks, which an answer may acknowledge.
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("dseq", Integer, primary_key=True, autoincrement=False),
    Column("link", Text, primary_key=True),
)

stick_read = Table(
    "stick_read",
    local_metadata,
    # The answers read from USB sticks, by the name in their header.
    Column("file", Text, primary_key=True),
    _text("at"),
)
evict_due = Table(
    "evict_due",
    local_metadata,
    # People handed over to another office who are still here: there is unsent work about them.
    Column("worker_id", Text, primary_key=True),
)
