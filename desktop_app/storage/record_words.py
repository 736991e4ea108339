"""What employers and vacancies are found by, and their order. Derived from their rows, local.

There are thousands of them, not hundreds of thousands: a search reads all the words of a kind.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, insert, or_, select

from desktop_app.domain.employers import EMPLOYER
from desktop_app.domain.names import text_key
from desktop_app.domain.records import Kind
from desktop_app.domain.vacancies import VACANCY
from desktop_app.storage.tables import RECORD_TABLES, record_words
from desktop_app.storage.worker_index import commune_names, typed_words, words_of

GROUPS = {
    EMPLOYER.name: frozenset({"name", "tax_code", "address", "hidden"}),
    VACANCY.name: frozenset({"job", "employer", "workplace", "hidden"}),
}
"""The field groups that words and order are made of."""

_Listed = Select[str, str, str, str]
"""Id, name, what else is searched, and the commune."""

_employer = RECORD_TABLES["employer"]
_vacancy = RECORD_TABLES["vacancy"]


def put_many(connection: Connection, kind: Kind, record_ids: Sequence[str]) -> None:
    """List records as their rows are now; hidden ones are not listed. The vacancies of an employer
    carry its name and are not offered when it is hidden: they follow."""
    if kind is EMPLOYER:
        _list(connection, EMPLOYER, _employers().where(_employer.c.id.in_(record_ids)), record_ids)
        of_them = _vacancy.c.employer_id.in_(record_ids)
        ids = list(connection.execute(select(_vacancy.c.id).where(of_them)).scalars())
        _list(connection, VACANCY, _vacancies().where(of_them), ids)
    else:
        _list(connection, VACANCY, _vacancies().where(_vacancy.c.id.in_(record_ids)), record_ids)


def rebuild(connection: Connection) -> None:
    """List all of them anew."""
    connection.execute(delete(record_words))
    _list(connection, EMPLOYER, _employers(), ())
    _list(connection, VACANCY, _vacancies(), ())


def fits(text: str) -> ColumnElement[bool]:
    """That every word typed begins one of the words; true of all for no word."""
    return and_(True, *(record_words.c.words.like(f"% {word}%") for word in typed_words(text)))


def _list(connection: Connection, kind: Kind, listed: _Listed, instead_of: Sequence[str]) -> None:
    if instead_of:
        connection.execute(delete(record_words).where(record_words.c.record.in_(instead_of)))
    rows = [_row(kind, row) for row in connection.execute(listed)]
    if rows:
        connection.execute(insert(record_words), rows)


def _employers() -> _Listed:
    names = (_employer.c.id, _employer.c.name.label("title"), _employer.c.tax_code.label("more"))
    return select(*names, _employer.c.commune).where(_employer.c.hidden == 0)


def _vacancies() -> _Listed:
    """Also those whose employer has not arrived yet: the exchange brings records in any order."""
    return (
        select(
            _vacancy.c.id,
            _vacancy.c.title,
            _employer.c.name.label("more"),
            _vacancy.c.work_commune.label("commune"),
        )
        .outerjoin(_employer, _employer.c.id == _vacancy.c.employer_id)
        .where(_vacancy.c.hidden == 0, or_(_employer.c.hidden.is_(None), _employer.c.hidden == 0))
    )


def _row(kind: Kind, row: Row[str, str, str, str]) -> dict[str, str]:
    parts = (row.title, row.more or "", commune_names().get(row.commune, ""))
    words = dict.fromkeys(words_of(" ".join(parts)))
    return {
        "record": row.id,
        "kind": kind.name,
        "sort_key": text_key(row.title),
        "words": "".join(f" {word}" for word in words),
    }
