"""The centre's own tables: offices, devices, the streams and what lies beside them.

They have a schema of their own, `exchange`. The records themselves lie in the tables of
`storage/tables.py`, the same as on a PC, in the default schema.

To let the centre grow by configuration alone, nothing here needs more than plain PostgreSQL tables:
no sequence, no foreign key, no exclusion constraint; rows are numbered by the counter in `stream`.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

from desktop_app.storage.tables import digest_tables

SCHEMA = "exchange"
exchange_metadata = MetaData(schema=SCHEMA)


def _text(name: str, **more: Any) -> Column[str]:
    return Column(name, Text, nullable=False, **more)


def _number(name: str, **more: Any) -> Column[int]:
    return Column(name, BigInteger, nullable=False, **more)


server = Table(
    "server",
    exchange_metadata,
    # One row. A new epoch tells the PCs that the centre was restored.
    Column("id", Integer, primary_key=True, autoincrement=False),
    _text("epoch"),
    _number("tables_version"),
)

office = Table(
    "office",
    exchange_metadata,
    _text("code", primary_key=True),
    _text("name"),
    Column("sees_all", Boolean, nullable=False),
)

device = Table(
    "device",
    exchange_metadata,
    # `next_dseq` and `chain` are of `epoch`; `last_stamp` is the last effective stamp given to it.
    _text("id", primary_key=True),
    _text("office"),
    _number("pc"),
    _text("public_key"),
    _number("epoch"),
    _number("next_dseq"),
    _text("chain"),
    _text("last_stamp"),
    Column("revoked", Boolean, nullable=False),
    _number("enrolled_ms"),
    # Up to where a backup off this machine has its changes.
    _number("safe_epoch", server_default="0"),
    _number("safe_dseq", server_default="0"),
)

enrolment = Table(
    "enrolment",
    exchange_metadata,
    # One-time codes, of which only the SHA-256 is kept. `device` is "" until one has used it.
    # Also the numbers given to restored PCs, under `number:<device>:<epoch>`: all numbers ever
    # given stand here.
    _text("code_hash", primary_key=True),
    _text("office"),
    _number("pc"),
    _number("expires_ms"),
    _text("device"),
)

stream = Table(
    "stream",
    exchange_metadata,
    # `head` is the counter every push takes last of all. `hash` chains the links of the batches
    # that added to the stream: SHA-256 over the two hexadecimal texts, old hash and link.
    _text("name", primary_key=True),
    _number("head"),
    _text("hash"),
)

also_in = Table(
    "also_in",
    exchange_metadata,
    # Streams beside its own that a record's changes go into as well (`carried`), or whose office
    # may still write it although it has handed it over.
    _text("kind", primary_key=True),
    _text("record", primary_key=True),
    _text("stream", primary_key=True),
    Column("carried", Boolean, nullable=False),
)

number_guard = Table(
    "number_guard",
    exchange_metadata,
    # Locked by whoever looks for others with a personal number (see `persons.py`); says nothing.
    _text("bucket", primary_key=True),
)

_ENVELOPE = (
    ("device", Text),
    ("epoch", BigInteger),
    ("dseq", BigInteger),
    ("tx", Text),
    ("kind", Text),
    ("record", Text),
    ("op", Text),
    ("stamp", Text),
    ("user", Text),
    ("wire", BigInteger),
)


def _envelope() -> list[Column[Any]]:
    return [Column(name, form, nullable=False) for name, form in _ENVELOPE]


change = Table(
    "change",
    exchange_metadata,
    # The envelopes, kept for ever. `stamp` is the effective one, with the original if it differs.
    _text("stream", primary_key=True),
    _number("seq", primary_key=True, autoincrement=False),
    *_envelope(),
    _number("received_ms"),
)
Index("ix_change_device", change.c.device, change.c.epoch, change.c.dseq)
Index("ix_change_record", change.c.record)

payload = Table(
    "payload",
    exchange_metadata,
    # What can be erased: `data` (the field groups) and `base`, both canonical JSON.
    _text("stream", primary_key=True),
    _number("seq", primary_key=True, autoincrement=False),
    _text("data"),
    _text("base"),
)

link = Table(
    "link",
    exchange_metadata,
    # The links of each device's hash chain, with all that is needed to check them after an erasure.
    _text("device", primary_key=True),
    _number("epoch", primary_key=True, autoincrement=False),
    _number("last_dseq", primary_key=True, autoincrement=False),
    _number("first_dseq"),
    _text("previous"),
    _text("salt"),
    _text("payloads_hash"),
    _text("hash"),
    _number("received_ms"),
)

losing_value = Table(
    "losing_value",
    exchange_metadata,
    # Values (`lost`, JSON) not shown although their writers had not seen the one that is.
    _text("kind", primary_key=True),
    _text("record", primary_key=True),
    _text("field_group", primary_key=True),
    _text("stamp", primary_key=True),
    _text("against", primary_key=True),
    _text("base"),
    _text("lost"),
    _text("stream"),
    _number("kept_ms"),
)

quarantine = Table(
    "quarantine",
    exchange_metadata,
    # Acked changes that could not be applied, whole; `reason` is a word of PROTOCOL.md.
    *(
        Column(name, form, primary_key=name in {"device", "epoch", "dseq"}, nullable=False)
        for name, form in _ENVELOPE
    ),
    _text("data"),
    _text("base"),
    _text("reason"),
    _number("received_ms"),
)
Index("ix_quarantine_record", quarantine.c.record)

earlier_life = Table(
    "earlier_life",
    exchange_metadata,
    # The epochs the server had before this one; each ended with a restore.
    _text("epoch", primary_key=True),
)

restored_head = Table(
    "restored_head",
    exchange_metadata,
    # Up to where a stream is what it was in every earlier life: the lowest head it came back with.
    _text("stream", primary_key=True),
    _number("head"),
)

record_digest, digest_sum = digest_tables(exchange_metadata, schema=SCHEMA)

digest_state = Table(
    "digest_state",
    exchange_metadata,
    # Up to which number of its stream the digests are of what the rows hold.
    _text("stream", primary_key=True),
    _number("seq"),
)

snapshot = Table(
    "snapshot",
    exchange_metadata,
    # What a stream held as a whole at `seq`, for new PCs. While it is not `ready` it is being made:
    # up to the record `after` of `kind`.
    _text("stream", primary_key=True),
    _number("number", primary_key=True, autoincrement=False),
    _text("id"),
    _number("seq"),
    Column("ready", Boolean, nullable=False),
    _text("kind"),
    _text("after"),
)

snapshot_chunk = Table(
    "snapshot_chunk",
    exchange_metadata,
    # `data` is a `ChunkAnswer` in JSON, compressed; made once, so that all get the same bytes.
    _text("snapshot", primary_key=True),
    _number("chunk", primary_key=True, autoincrement=False),
    _text("kind"),
    _number("records"),
    _text("sha256"),
    Column("data", LargeBinary, nullable=False),
)
