"""The first employers and vacancies while somebody types."""

from datetime import date, timedelta

import pytest

from desktop_app.storage import records
from desktop_app.storage.first_hits import first_employers, first_vacancies
from desktop_app.storage.store import Store
from tests.builders import a_vacancy, an_employer

TODAY = date(2026, 11, 23)


@pytest.fixture
def firms(store: Store) -> Store:
    """Three firms, one of them hidden, and the vacancies of the first."""
    with store.write(user="u1") as transaction:
        for n, (name, hidden) in enumerate((("May B", False), ("May A", False), ("May C", True))):
            records.add(transaction, an_employer(id=f"e{n}", name=name, hidden=hidden))
        for n, (title, until, closed) in enumerate(
            (
                ("Thợ may 1", TODAY - timedelta(days=1), None),
                ("Thợ may 2", None, TODAY),
                ("Thợ may 3", TODAY, None),
                ("Thợ may 4", None, None),
            )
        ):
            vacancy = a_vacancy(
                id=f"v{n}", employer_id="e0", title=title, open_until=until, closed_on=closed
            )
            records.add(transaction, vacancy)
        records.add(transaction, a_vacancy(id="v9", employer_id="e2", title="Thợ may 9"))
    return store


def test_employers_come_by_name(firms: Store) -> None:
    with firms.read() as connection:
        names = [each.name for each in first_employers(connection, text="mày", limit=5)]
        first = first_employers(connection, text="khe ma", limit=1)
        none = first_employers(connection, text="x%", limit=5)
    assert names == ["May A", "May B"]
    assert [(each.id, each.tax_code, each.commune) for each in first] == [
        ("e1", "0100109106", "new:06040")
    ]
    assert none == []


def test_vacancies_that_are_over_come_last(firms: Store) -> None:
    with firms.read() as connection:
        found = first_vacancies(connection, text="tho may", today=TODAY, limit=9)
        first = first_vacancies(connection, text="may b", today=TODAY, limit=1)
    assert [(each.title, each.employer, each.is_over) for each in found] == [
        ("Thợ may 3", "May B", False),
        ("Thợ may 4", "May B", False),
        ("Thợ may 1", "May B", True),
        ("Thợ may 2", "May B", True),
    ]
    assert [each.id for each in first] == ["v2"]
