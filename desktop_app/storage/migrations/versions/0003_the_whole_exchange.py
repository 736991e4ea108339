"""Conflict cards, links between records of one person, handovers; what the whole exchange keeps.

Written out, not taken from `tables.py`: that file moves on, what this made in the past does not.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the new tables and columns. The triggers are generated afterwards (`triggers.py`)."""
    _make_record_tables()
    _let_places_be_given_back()
    _keep_what_a_restore_needs()
    _keep_why_set_aside()
    _make_digest_tables()
    _make_snapshot_tables()
    _make_stick_tables()
    _make_handover_tables()


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), primary_key=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("''"))


def _moment(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=True)


def _json(name: str, empty: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=sa.text(empty))


def _truth(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0"))


def _make_record_tables() -> None:
    op.create_table(
        "conflict",
        _key("id"),
        _text("about_kind"),
        _text("about_record"),
        _text("about_group"),
        _truth("hard"),
        _json("versions", "'[]'"),
        _text("before"),
        _truth("is_open"),
        _text("decided_by"),
        _moment("decided_at"),
        _text("decided_over"),
        _json("stamps", "'{}'"),
        _text("stream"),
        _json("extra", "'{}'"),
    )
    op.create_index("ix_conflict_is_open", "conflict", ["is_open"])
    op.create_index(
        "ix_conflict_about_record_about_group", "conflict", ["about_record", "about_group"]
    )
    op.create_table(
        "person_link",
        _key("id"),
        _text("first"),
        _text("second"),
        _text("first_words"),
        _text("second_words"),
        _text("reason"),
        _text("state"),
        _text("decided_by"),
        _moment("decided_at"),
        _json("stamps", "'{}'"),
        _text("stream"),
        _json("extra", "'{}'"),
    )
    op.create_index("ix_person_link_first", "person_link", ["first"])
    op.create_index("ix_person_link_second", "person_link", ["second"])
    op.create_index("ix_person_link_state", "person_link", ["state"])
    op.create_table(
        "handover",
        _key("id"),
        _text("worker_id"),
        _text("worker_words"),
        _text("from_office"),
        _text("to_office"),
        _text("note"),
        _text("asked_by"),
        _moment("asked_at"),
        _text("state"),
        _text("answered_by"),
        _moment("answered_at"),
        _json("stamps", "'{}'"),
        _text("stream"),
        _json("extra", "'{}'"),
    )
    op.create_index("ix_handover_worker_id", "handover", ["worker_id"])
    op.create_index("ix_handover_state", "handover", ["state"])
    op.add_column("referral_event", _text("corrects"))
    op.create_index("ix_referral_event_corrects", "referral_event", ["corrects"])


def _let_places_be_given_back() -> None:
    op.add_column("place_taken", _text("corrects"))
    op.create_index("ix_place_taken_corrects", "place_taken", ["corrects"])


def _keep_what_a_restore_needs() -> None:
    for name in ("safe_dseq", "refilling", "resent", "broke_epoch"):
        op.add_column("sync_state", _whole_number(name))
    op.add_column("stream_cursor", _text("seen"))
    op.add_column("exchange_round", _text("notice"))


def _whole_number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default=sa.text("0"))


def _keep_why_set_aside() -> None:
    op.add_column("unknown_change", _text("reason"))


def _make_digest_tables() -> None:
    def number(name: str) -> sa.Column[int]:
        return sa.Column(name, sa.BigInteger(), nullable=False)

    def counted(name: str) -> sa.Column[int]:
        return sa.Column(name, sa.BigInteger(), nullable=False, server_default=sa.text("0"))

    op.create_table(
        "record_digest",
        _key("stream"),
        _key("kind"),
        _key("record"),
        sa.Column("bucket", sa.Integer(), nullable=False),
        number("digest"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "digest_sum",
        _key("stream"),
        _key("kind"),
        sa.Column("bucket", sa.Integer(), primary_key=True, nullable=False),
        number("total"),
        number("records"),
        sqlite_with_rowid=False,
    )
    op.create_table("digest_stream", _key("stream"), counted("filled"))
    op.create_table(
        "verification",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("at"),
        *(counted(name) for name in ("whole", "records", "differed", "mended", "lacking")),
    )


def _make_snapshot_tables() -> None:
    op.create_table(
        "snapshot_progress",
        _key("stream"),
        _text("snapshot"),
        _count("seq"),
        _count("next_chunk"),
        _count("chunks"),
        _count("records"),
    )
    op.create_table("waiting_name", _key("sort_key"), _key("worker_id"))
    op.create_table("unknown_state", _key("kind"), _key("record"), _text("stream"), _text("state"))


def _make_stick_tables() -> None:
    op.add_column("device", _text("box_key"))
    op.create_table(
        "stick_sent",
        sa.Column("epoch", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("dseq", sa.Integer(), primary_key=True, autoincrement=False),
        _key("link"),
    )
    op.create_table("stick_read", _key("file"), _text("at"))


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default=sa.text("0"))


def _make_handover_tables() -> None:
    op.create_table("evict_due", _key("worker_id"))
