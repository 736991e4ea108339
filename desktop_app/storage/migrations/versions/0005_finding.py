"""Letters found by their number. The words workers are found by are made anew with every revision
(`engine.py`): now with their accents, and with numbers read from the end.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index of numbers; it also has the ids, so that looking through it reads no letter."""
    op.create_index("ix_referral_number_id", "referral", ["number", "id"])
