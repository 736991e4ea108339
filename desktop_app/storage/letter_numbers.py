"""The serials of the letters a PC issues: without gaps, and none ever given twice."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, Integer, cast, func, select
from sqlalchemy.dialects.sqlite import insert

from desktop_app.domain.referrals import letter_series
from desktop_app.storage.tables import RECORD_TABLES, letter_serial


@dataclass(frozen=True, slots=True, kw_only=True)
class Serial:
    """The highest serial given of a PC and year."""

    office_code: str
    pc: int
    year: int
    last: int


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


def highest_serials(connection: Connection) -> list[Serial]:
    """The highest given of each PC and year, as they are kept in the journal too."""
    rows = connection.execute(select(letter_serial).order_by(*letter_serial.primary_key))
    return [Serial(**row) for row in rows.mappings()]


def unknown_serials(connection: Connection, serials: Iterable[Serial]) -> list[Serial]:
    """Those that are above what this database has given."""
    known = {(one.office_code, one.pc, one.year): one.last for one in highest_serials(connection)}
    return [one for one in serials if one.last > known.get((one.office_code, one.pc, one.year), 0)]


def raise_serials(connection: Connection, serials: Iterable[Serial]) -> None:
    """Give no serial up to these again."""
    for one in unknown_serials(connection, serials):
        statement = insert(letter_serial).on_conflict_do_update(
            index_elements=["office_code", "pc", "year"], set_={"last": one.last}
        )
        connection.execute(statement, asdict(one))


def _highest_here(connection: Connection, series: str, year: int) -> int:
    letter = RECORD_TABLES["referral"].c
    serial = cast(func.substr(letter.number, len(series) + 1), Integer)
    days = (date(year, 1, 1).isoformat(), date(year, 12, 31).isoformat())
    statement = select(func.max(serial)).where(
        letter.issued_on.between(*days), letter.number.startswith(series, autoescape=True)
    )
    return connection.scalar(statement) or 0
