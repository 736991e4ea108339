"""Note templates, and what the legal forms of registration ask of a worker beside the rest.

Written out, not taken from `tables.py`: that file moves on, what this made in the past does not.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TEXTS = (
    "personal_number_issued_by",
    "second_technical_level",
    "second_trained_field",
    "other_training",
    "skill",
    "skill_grade",
    "languages",
    "computing",
    "strengths",
    "last_position",
    "last_workplace",
    "worked_abroad",
    "contacted_employers",
    "wanted_training_field",
    "wanted_training_level",
    "desired_employer_kind",
    "desired_conditions",
    "insurance_kind",
    "insurance_regime",
)
_LISTS = ("soft_skills", "wanted_counselling", "desired_benefits")
_DATES = ("last_job_from", "last_job_until")


def upgrade() -> None:
    """Add the new table and columns. The triggers are generated afterwards (`triggers.py`)."""
    for name in _TEXTS:
        op.add_column("worker", _text(name))
    for name in _LISTS:
        op.add_column("worker", _json(name, "'[]'"))
    for name in _DATES:
        op.add_column("worker", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("worker", sa.Column("last_wage", sa.BigInteger(), nullable=True))
    op.create_table(
        "note_template",
        sa.Column("id", sa.Text(), primary_key=True),
        _text("name"),
        _text("text"),
        sa.Column("hidden", sa.Integer(), nullable=False, server_default=sa.text("0")),
        _json("stamps", "'{}'"),
        _text("stream"),
        _json("extra", "'{}'"),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("''"))


def _json(name: str, empty: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=sa.text(empty))
