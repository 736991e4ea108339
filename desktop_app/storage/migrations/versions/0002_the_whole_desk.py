"""Employers and vacancies; drafts, audit and edits; what a restored PC needs.

Written out, not taken from `tables.py`: that file moves on, what this made in the past does not.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the new tables and columns. The triggers are generated afterwards (`triggers.py`)."""
    _make_record_tables()
    _add_to_record_tables()
    _make_local_tables()
    _give_the_office_a_head()


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


def _number(name: str, default: int = 0) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default=sa.text(str(default)))


def _make_record_tables() -> None:
    op.create_table(
        "employer",
        _key("id"),
        _text("name"),
        _text("tax_code"),
        _text("kind"),
        _text("size"),
        _text("sector"),
        _text("commune"),
        _text("address_detail"),
        _text("industrial_zone"),
        _text("phone"),
        _text("email"),
        _text("representative"),
        _text("contact_name"),
        _text("contact_title"),
        _text("contact_phone"),
        _text("contact_email"),
        _moment("registered_on"),
        _text("registered_by"),
        _text("note"),
        _truth("hidden"),
        _json("stamps", "'{}'"),
        _text("stream"),
        _json("extra", "'{}'"),
    )
    op.create_index("ix_employer_phone", "employer", ["phone"])
    op.create_index("ix_employer_tax_code", "employer", ["tax_code"])
    op.create_table(
        "vacancy",
        _key("id"),
        _text("employer_id"),
        _text("title"),
        sa.Column("places", sa.BigInteger(), nullable=True),
        _text("description"),
        _text("occupation"),
        _text("position_level"),
        _text("destination"),
        _text("work_commune"),
        _text("work_address"),
        sa.Column("wage_from", sa.BigInteger(), nullable=True),
        sa.Column("wage_to", sa.BigInteger(), nullable=True),
        _text("wage_band"),
        _text("contract_kind"),
        _text("work_form"),
        _text("work_purpose"),
        _text("general_education"),
        _text("technical_level"),
        _text("trained_field"),
        _text("other_training"),
        _text("skill"),
        _text("skill_grade"),
        _text("languages"),
        _text("computing"),
        _json("soft_skills", "'[]'"),
        _text("experience"),
        _json("extra_requirements", "'[]'"),
        _json("benefits", "'[]'"),
        _text("cond_place"),
        _text("cond_lift"),
        _text("cond_stand"),
        _text("cond_hear"),
        _text("cond_sight"),
        _text("cond_hand"),
        _text("cond_two_hands"),
        _json("priority_groups", "'[]'"),
        _json("recruit_channels", "'[]'"),
        _moment("open_until"),
        _moment("closed_on"),
        _text("contact_name"),
        _text("contact_title"),
        _text("contact_phone"),
        _text("contact_email"),
        _moment("registered_on"),
        _text("registered_by"),
        _text("note"),
        _truth("hidden"),
        _json("stamps", "'{}'"),
        _text("stream"),
        _json("extra", "'{}'"),
    )
    op.create_index("ix_vacancy_employer_id", "vacancy", ["employer_id"])
    op.create_index("ix_vacancy_open_until", "vacancy", ["open_until"])
    op.create_table(
        "place_taken",
        _key("id"),
        _text("vacancy_id"),
        _moment("taken_on"),
        _json("stamps", "'{}'"),
        _text("stream"),
        _json("extra", "'{}'"),
    )
    op.create_index("ix_place_taken_vacancy_id", "place_taken", ["vacancy_id"])


def _add_to_record_tables() -> None:
    op.add_column("visit", _text("employer_id"))
    op.add_column("visit", _truth("withdrawn"))
    op.drop_index("ix_visit_corrects", "visit")
    op.create_index("ix_visit_corrects_withdrawn_id", "visit", ["corrects", "withdrawn", "id"])
    op.create_index("ix_visit_employer_id_at", "visit", ["employer_id", "at"])
    op.add_column("referral", _text("employer_id"))
    op.add_column("referral", _text("vacancy_id"))
    op.create_index("ix_referral_vacancy_id", "referral", ["vacancy_id"])
    op.add_column("referral_event", _text("destination"))
    op.create_index("ix_referral_event_move_happened_on", "referral_event", ["move", "happened_on"])
    parts = ["sex", "birth_date", "ethnicity", "area", "technical_level", "benefit_status"]
    op.create_index("ix_worker_parts", "worker", ["id", *parts])


def _make_local_tables() -> None:
    op.create_table(
        "log_epoch",
        sa.Column("epoch", sa.Integer(), primary_key=True, autoincrement=False),
        _number("first_dseq", 1),
    )
    op.execute("INSERT INTO log_epoch (epoch, first_dseq) SELECT epoch, 1 FROM sync_ctx")
    op.add_column("device", _number("number_due"))
    op.create_table(
        "draft",
        _key("user"),
        _key("screen"),
        _key("record"),
        _text("kind"),
        _text("fields"),
        _text("base"),
        _text("stamps"),
        _text("texts"),
        _text("opened"),
        _text("title"),
        _text("at"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("at"),
        _text("user"),
        _text("act"),
        _text("kind"),
        _text("record"),
        _text("detail"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_record", "audit", ["record"])
    op.create_table(
        "edit",
        _key("record"),
        _key("stamp"),
        _text("kind"),
        _text("user"),
        _text("groups"),
    )
    op.create_table("same_person", _key("worker_id"), _text("person_id"))
    op.create_table(
        "record_words",
        _key("record"),
        _text("kind"),
        _text("sort_key"),
        _text("words"),
    )
    op.create_index("ix_record_words_kind", "record_words", ["kind", "sort_key"])


def _give_the_office_a_head() -> None:
    """Until now everybody was a counsellor. From now on somebody has to let others in and write the
    letterhead: whoever was the first at this PC's office, unless one leads it already."""
    op.execute("""
        UPDATE staff SET role = CASE stream WHEN 'LS' THEN 'centre' ELSE 'head' END
        WHERE id = (
          SELECT min(s.id) FROM staff AS s JOIN sync_ctx AS c ON c.stream = s.stream
          WHERE s.active = 1
          HAVING sum(s.role IN ('head', 'centre')) = 0)
    """)
