"""The serials of the letters a PC issues: without gaps, and none ever given twice."""

from datetime import date

from sqlalchemy import Connection, Integer, cast, func, select
from sqlalchemy.dialects.sqlite import insert

from desktop_app.domain.referrals import letter_series
from desktop_app.storage.tables import RECORD_TABLES, letter_serial


def next_serial(connection: Connection, *, office_code: str, pc: int, year: int) -> int:
    """The next serial of this PC and year, from 1. Taken in the transaction that saves the letter:
    when that fails, the serial is free again.

    Letters that are here count too: after a restore, or on the PC that takes a broken one's place,
    the centre brings back letters that this database never numbered.
    """
    row = {"office_code": office_code, "pc": pc, "year": year}
    last = max(
        connection.scalar(select(letter_serial.c.last).filter_by(**row)) or 0,
        _highest_here(connection, letter_series(office_code, pc, year), year),
    )
    statement = insert(letter_serial).on_conflict_do_update(
        index_elements=list(row), set_={"last": last + 1}
    )
    connection.execute(statement, {**row, "last": last + 1})
    return last + 1


def _highest_here(connection: Connection, series: str, year: int) -> int:
    letter = RECORD_TABLES["referral"].c
    serial = cast(func.substr(letter.number, len(series) + 1), Integer)
    days = (date(year, 1, 1).isoformat(), date(year, 12, 31).isoformat())
    statement = select(func.max(serial)).where(
        letter.issued_on.between(*days), letter.number.startswith(series, autoescape=True)
    )
    return connection.scalar(statement) or 0
