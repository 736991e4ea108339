"""What a PC's log still has to send, as tests read it."""

from sqlalchemy import Connection

from desktop_app.domain.changes import Change
from desktop_app.storage import change_log


def unsent_changes(connection: Connection) -> list[Change]:
    """All changes the centre has not acknowledged, in commit order."""
    state = change_log.exchange_state(connection)
    return change_log.changes_between(
        connection, first_dseq=state.acked_dseq + 1, last_dseq=state.last_dseq
    )
