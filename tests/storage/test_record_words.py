"""The words employers and vacancies are found by, in step with every way of writing."""

from dataclasses import replace

from sqlalchemy import select

from desktop_app.domain.employers import EMPLOYER, Employer
from desktop_app.domain.names import text_key
from desktop_app.domain.vacancies import VACANCY, Vacancy
from desktop_app.storage import record_words, records
from desktop_app.storage import tables as t
from desktop_app.storage.store import Store

STAMP = "0aa206fccd3b-0000-00000000000000aa"


def words(store: Store) -> dict[str, str]:
    with store.read() as connection:
        rows = connection.execute(select(t.record_words).order_by(t.record_words.c.record))
        return {row.record: row.words for row in rows}


def test_words_are_folded_each_after_a_space(store: Store) -> None:
    with store.write(user="u1") as transaction:
        records.add(
            transaction,
            Employer(
                id="e1",
                name="Công ty TNHH Gỗ Tân Thành",
                tax_code="0100109106-001",
                commune="new:06325",
            ),
        )
        row = transaction.execute(select(t.record_words)).one()
    assert row.words == " cong ti tnhh go tan thanh 0100109106 001 bac son"
    assert (row.kind, row.sort_key) == ("employer", text_key("Công ty TNHH Gỗ Tân Thành"))


def test_a_vacancy_is_found_by_its_employer_whichever_arrives_first(store: Store) -> None:
    with store.apply() as transaction:
        fields = {"title": "Thợ mộc", "employer_id": "e1", "work_commune": "new:06325"}
        stamps = {"job": STAMP, "employer": STAMP, "workplace": STAMP}
        records.write_foreign(transaction, VACANCY, "v1", fields, stamps, "common")
    assert words(store) == {"v1": " tho moc bac son"}
    with store.apply() as transaction:
        fields = {"name": "Gỗ Tân Thành", "commune": "", "hidden": False}
        records.write_foreign(transaction, EMPLOYER, "e1", fields, {"name": STAMP}, "common")
    assert words(store)["v1"] == " tho moc go tan thanh bac son"
    with store.write(user="u1") as transaction:
        employer = records.get(transaction, Employer, "e1")
        assert employer
        records.save(transaction, replace(employer, name="Gỗ Vân Nham"))
    assert words(store) == {"e1": " go van nham", "v1": " tho moc go van nham bac son"}
    with store.write(user="u1") as transaction:
        employer = records.get(transaction, Employer, "e1")
        assert employer
        records.save(transaction, replace(employer, hidden=True))
    assert words(store) == {}


def test_made_anew_they_are_the_same(store: Store) -> None:
    with store.apply() as transaction:
        records.add_many(
            transaction,
            [
                Vacancy(id="v1", title="Thợ mộc", employer_id="e1"),
                Vacancy(id="v2", title="Bảo vệ", employer_id="e2"),
                Vacancy(id="v3", title="Lái xe", hidden=True),
                Employer(id="e1", name="Gỗ Tân Thành"),
                Employer(id="e2", name="Siêu thị", hidden=True),
            ],
            stream="BS",
        )
    made = words(store)
    assert made == {"e1": " go tan thanh", "v1": " tho moc go tan thanh"}
    with store.apply() as transaction:
        record_words.rebuild(transaction)
    assert words(store) == made


def test_what_words_are_not_made_of_leaves_them_alone(store: Store) -> None:
    with store.write(user="u1") as transaction:
        records.add(transaction, Employer(id="e1", name="Gỗ Tân Thành"))
        transaction.execute(t.record_words.update().values(words=" x"))
        employer = records.get(transaction, Employer, "e1")
        assert employer
        records.save(transaction, replace(employer, note="gọi trước"))
    assert words(store) == {"e1": " x"}
