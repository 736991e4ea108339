"""Finding the records that share a number, a telephone, or name and birth with one being typed.

What is found is candidates: whether two are alike, and how much, is `domain.twins`' to say.
"""

from typing import Any

from sqlalchemy import Connection, Row

from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.twins import Telling, telling_of
from desktop_app.storage.tables import to_json
from desktop_app.storage.worker_index import words_of

MOST_ALIKE = 20
"""A number or a telephone that more records than these have is nobody's (a row of zeros, the
village head's): it tells nothing."""

MOST_WORDS = 12
"""A name has no more words; what was pasted into its field by mistake may."""

_COLUMNS = """
    w.id, w.full_name, w.birth_date, w.personal_number, w.phone,
    w.residence_commune, w.present_commune
"""
_BY_NUMBER = f"SELECT {_COLUMNS} FROM worker AS w WHERE w.personal_number = ? AND w.hidden = 0"  # noqa: S608 - our names
_BY_PHONE = f"SELECT {_COLUMNS} FROM worker AS w WHERE w.phone = ? AND w.hidden = 0"  # noqa: S608 - our names
# CROSS JOIN keeps the order: the words first, they leave the fewest. Hidden people have none.
_BY_NAME = f"""
    SELECT {_COLUMNS}
    FROM worker_words AS f
    CROSS JOIN worker_list AS l ON l.place = f.rowid
    CROSS JOIN worker AS w ON w.id = l.worker_id
    WHERE worker_words MATCH ? AND (
      w.birth_date = ?
      OR w.residence_commune IN (SELECT value FROM json_each(?))
      OR w.present_commune IN (SELECT value FROM json_each(?))
    )
"""  # noqa: S608 - our names


def may_be_alike(connection: Connection, told: Telling) -> dict[str, Telling]:
    """The workers who may be alike, by their ids; nobody hidden."""
    rows = [
        *_sharing(connection, _BY_NUMBER, told.personal_number),
        *_sharing(connection, _BY_PHONE, told.phone),
        *_of_the_name(connection, told),
    ]
    return {row.id: _telling(row) for row in rows}


def _sharing(connection: Connection, sql: str, value: str) -> list[Row[Any]]:
    if not value:
        return []
    found = connection.exec_driver_sql(f"{sql} LIMIT {MOST_ALIKE + 1}", (value,)).all()
    return [*found] if len(found) <= MOST_ALIKE else []


def _of_the_name(connection: Connection, told: Telling) -> list[Row[Any]]:
    """Those with all words of the name and the year of birth, who share the day or a commune."""
    if not told.name or told.birth_date is None:
        return []
    words = [*words_of(told.name)[:MOST_WORDS], str(told.birth_date.year)]
    query = " AND ".join(f'"{word}"' for word in words)
    communes = to_json(sorted(told.communes))
    values = (query, told.birth_date.iso(), communes, communes)
    return [*connection.exec_driver_sql(_BY_NAME, values).all()]


def _telling(row: Row[Any]) -> Telling:
    return telling_of(
        full_name=row.full_name,
        birth_date=PartialDate.from_iso(row.birth_date) if row.birth_date else None,
        personal_number=row.personal_number,
        phone=row.phone,
        communes=(row.residence_commune, row.present_commune),
    )
