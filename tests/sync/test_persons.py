"""One person at two offices, over real PCs: linked, proposed, decided, and nothing else told."""

from dataclasses import replace

from desktop_app.domain.ids import new_id
from desktop_app.domain.person_links import link_id
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker
from desktop_app.office import persons
from desktop_app.office.workers import worker_card
from desktop_app.storage.same_person import records_of
from tests.builders import NOW, a_worker
from tests.sync.pcs import APc, TwoOffices
from tests.sync.test_shared_work import desk_at


def person(pc: APc, worker_id: str) -> set[str]:
    with pc.store.read() as connection:
        return {*records_of(connection, worker_id)}


def test_both_offices_know_of_the_other_record_and_of_nothing_in_it(
    two_offices: TwoOffices,
) -> None:
    here, there = a_worker(), a_worker(note="Chỉ Tràng Định biết")
    two_offices.first.add(here)
    two_offices.other.add(there, Visit(id=new_id(), worker_id=there.id, at=NOW))
    two_offices.exchange_all()
    two_offices.exchange_all()
    for pc, own, other in (
        (two_offices.first, here, there),
        (two_offices.second, here, there),
        (two_offices.other, there, here),
    ):
        assert person(pc, own.id) == {here.id, there.id}
        assert pc.get(Worker, other.id) is None
    assert two_offices.first.states(Visit) == {}
    desk = desk_at(two_offices.first, office="BS", name="Hoa")
    (link,) = persons.links_of(desk, worker_id=here.id)
    assert (link.other.worker, link.other.words) == (None, "Triệu Thị Mùi, 1995, VP Tràng Định")
    assert link.by_itself


def test_two_records_of_one_office_are_told_as_one_until_somebody_takes_them_apart(
    two_offices: TwoOffices,
) -> None:
    one, other = a_worker(), a_worker()
    visit = Visit(id=new_id(), worker_id=other.id, at=NOW)
    two_offices.first.add(one)
    two_offices.second.add(other, visit)
    two_offices.exchange_all()
    two_offices.exchange_all()
    desk = desk_at(two_offices.first, office="BS", name="Hoa")

    def told() -> set[str]:
        return {entry.record_id for entry in worker_card(desk, worker_id=one.id).timeline}

    assert told() == {one.id, other.id, visit.id}
    persons.unlink(desk, link_id=link_id(one.id, other.id))
    assert told() == {one.id}
    two_offices.exchange_all()
    assert person(two_offices.second, one.id) == {one.id}


def test_a_decision_of_one_office_holds_at_the_other(two_offices: TwoOffices) -> None:
    here = a_worker()
    there = a_worker(full_name="Triệu Thị Mùi Sao")
    two_offices.first.add(here)
    two_offices.other.add(there)
    two_offices.exchange_all()
    two_offices.exchange_all()
    desk = desk_at(two_offices.first, office="BS", name="Hoa")
    elsewhere = desk_at(two_offices.other, office="TD", name="Páo")
    (proposal,) = persons.open_proposals(elsewhere)
    assert person(two_offices.first, here.id) == {here.id}
    persons.decide(elsewhere, link_id=proposal.id, same=True)
    two_offices.exchange_all()
    assert persons.open_proposals(desk) == []
    assert person(two_offices.first, here.id) == {here.id, there.id}
    stored = two_offices.first.one(Worker, here.id)
    two_offices.first.save(replace(stored, full_name="Triệu Thị Mùi Lớn"))
    two_offices.exchange_all()
    assert person(two_offices.other, there.id) == {here.id, there.id}
