"""Settings of this PC, kept in its database: text by key. What they mean the office floor knows."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from desktop_app.storage.tables import setting


def get_setting(connection: Connection, key: str, default: str) -> str:
    """The value, or the default when it was never set."""
    found = connection.scalar(select(setting.c.value).where(setting.c.key == key))
    return default if found is None else found


def set_setting(connection: Connection, key: str, value: str) -> None:
    """Set or replace a value."""
    statement = insert(setting).on_conflict_do_update(index_elements=["key"], set_={"value": value})
    connection.execute(statement, {"key": key, "value": value})
