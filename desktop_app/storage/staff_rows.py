"""Which office a member of staff belongs to: the stream of the record, which no record carries."""

from sqlalchemy import Connection, select

from desktop_app.domain.staff import STAFF
from desktop_app.storage.tables import table_of


def offices_of_staff(connection: Connection) -> dict[str, str]:
    """The code of the office of each member of staff, by id. The centre's PCs know all offices'."""
    table = table_of(STAFF)
    return {row.id: row.stream for row in connection.execute(select(table.c.id, table.c.stream))}
