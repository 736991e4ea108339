"""A database that has no room left, as on a full disk: SQLite itself says so."""

from collections.abc import Iterator
from contextlib import contextmanager

from desktop_app.office.desk import Desk

MUCH = "Muốn làm gần nhà. " * 2000
"""More than finds room in the pages there are."""


@contextmanager
def a_full_disk(desk: Desk) -> Iterator[None]:
    """No page can be added to the desk's database."""
    with desk.store.write(user=desk.user.id) as transaction:
        pages = transaction.exec_driver_sql("PRAGMA page_count").scalar_one()
        transaction.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    yield
    with desk.store.write(user=desk.user.id) as transaction:
        transaction.exec_driver_sql("PRAGMA max_page_count = 1000000")
