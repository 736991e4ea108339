"""What the day's work asks for: appointments by their day, and contacts that were a slip.

Written out, not taken from `tables.py`: that file moves on, what this made in the past does not.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the new column and indexes. The triggers are generated afterwards (`triggers.py`)."""
    op.create_index("ix_visit_next_step_on", "visit", ["next_step_on"])
    op.add_column(
        "follow_up_contact",
        sa.Column("corrects", sa.Text(), nullable=False, server_default=sa.text("''")),
    )
    op.create_index("ix_follow_up_contact_corrects", "follow_up_contact", ["corrects"])
