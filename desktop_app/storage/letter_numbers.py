"""The serials of the letters a PC issues: without gaps, and none ever given twice."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from desktop_app.storage.tables import letter_serial


def next_serial(connection: Connection, *, office_code: str, pc: int, year: int) -> int:
    """The next serial of this PC and year, from 1. Taken in the transaction that saves the letter:
    when that fails, the serial is free again."""
    row = {"office_code": office_code, "pc": pc, "year": year}
    last = connection.scalar(select(letter_serial.c.last).filter_by(**row)) or 0
    statement = insert(letter_serial).on_conflict_do_update(
        index_elements=list(row), set_={"last": last + 1}
    )
    connection.execute(statement, {**row, "last": last + 1})
    return last + 1
