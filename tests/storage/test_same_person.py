"""Who is one person, kept in step with the links however they come."""

from dataclasses import replace

from sqlalchemy import select

from desktop_app.domain.person_links import PersonLink, link_id
from desktop_app.storage import records
from desktop_app.storage.same_person import rebuild, records_of
from desktop_app.storage.store import Store
from desktop_app.storage.tables import same_person


def a_link(one: str, other: str, state: str = "linked") -> PersonLink:
    first, second = sorted((one, other))
    return PersonLink(id=link_id(one, other), first=first, second=second, state=state)


def add(store: Store, *links: PersonLink) -> None:
    with store.write(user="u1") as transaction:
        for link in links:
            records.add(transaction, link)


def set_state(store: Store, link: PersonLink, state: str) -> None:
    with store.write(user="u1") as transaction:
        there = records.get(transaction, PersonLink, link.id)
        assert there is not None
        records.save(transaction, replace(there, state=state))


def told(store: Store) -> dict[str, str]:
    with store.read() as connection:
        return {row.worker_id: row.person_id for row in connection.execute(select(same_person))}


def test_only_links_that_hold_make_one_person(store: Store) -> None:
    add(store, a_link("w1", "w2"), a_link("w3", "w4", "proposed"), a_link("w5", "w6", "apart"))
    assert told(store) == {"w1": "w1", "w2": "w1"}
    with store.read() as connection:
        assert records_of(connection, "w2") == ("w2", "w1")
        assert records_of(connection, "w3") == ("w3",)


def test_a_link_joins_two_persons_and_taking_it_back_parts_them(store: Store) -> None:
    bridge = a_link("w2", "w3")
    add(store, a_link("w1", "w2"), a_link("w3", "w4"), a_link("w8", "w9"))
    apart = told(store)
    add(store, bridge)
    assert told(store) == {**dict.fromkeys(("w1", "w2", "w3", "w4"), "w1"), "w8": "w8", "w9": "w8"}
    set_state(store, bridge, "apart")
    assert told(store) == apart
    set_state(store, bridge, "linked")
    together = told(store)
    with store.apply() as transaction:
        rebuild(transaction)
    assert told(store) == together
