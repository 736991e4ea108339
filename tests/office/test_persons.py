"""Records of one person at the desk: proposed, linked, told as one, taken apart again."""

from dataclasses import replace

from desktop_app.domain.person_links import PersonLink, link_id
from desktop_app.domain.workers import Worker
from desktop_app.office import persons
from desktop_app.office.workers import WorkerCard, correct_worker, worker_card
from desktop_app.storage import records
from tests.office.conftest import Counter


def from_centre(counter: Counter, one: str, other: str, state: str) -> str:
    """A link the centre has made."""
    first, second = sorted((one, other))
    made = PersonLink(
        id=link_id(one, other),
        first=first,
        second=second,
        first_words=f"{first[:4]}, 1990, Tràng Định",
        second_words=f"{second[:4]}, 1990, Tràng Định",
        reason="number",
        state=state,
    )
    with counter.desk.store.write(user="") as transaction:
        records.add(transaction, made)
    return made.id


def card(counter: Counter, worker: Worker) -> WorkerCard:
    return worker_card(counter.desk, worker_id=worker.id)


def test_the_card_tells_the_whole_person_and_taking_apart_restores_it(counter: Counter) -> None:
    mui, binh = counter.registered(), counter.registered(counter.binh())
    before = card(counter, mui), card(counter, binh)
    link = persons.link(counter.desk, one=mui.id, other=binh.id).record_id
    for worker in (mui, binh):
        told = {entry.record_id for entry in card(counter, worker).timeline}
        assert told >= {entry.record_id for each in before for entry in each.timeline}
        assert card(counter, worker).worker.id == worker.id
    (row,) = persons.links_of(counter.desk, worker_id=binh.id)
    assert (row.own.worker_id, row.other.worker_id, row.state) == (binh.id, mui.id, "linked")
    assert row.other.worker == card(counter, mui).worker
    assert row.other.words == "Triệu Thị Mùi, 1995, VP Bắc Sơn"
    assert (row.by_itself, row.decided_by) == (False, counter.desk.user.full_name)
    persons.unlink(counter.desk, link_id=link)
    assert (card(counter, mui), card(counter, binh)) == before
    assert persons.links_of(counter.desk, worker_id=binh.id) == []
    persons.link(counter.desk, one=binh.id, other=mui.id)
    assert len(persons.links_of(counter.desk, worker_id=mui.id)) == 1


def test_saving_goes_to_the_record_that_was_opened(counter: Counter) -> None:
    mui, binh = counter.registered(), counter.registered(counter.binh())
    persons.link(counter.desk, one=mui.id, other=binh.id)
    correct_worker(counter.desk, worker=replace(card(counter, binh).worker, note="Đổi số"))
    assert (card(counter, mui).worker.note, card(counter, binh).worker.note) == ("", "Đổi số")


def test_a_proposal_waits_until_somebody_decides(counter: Counter) -> None:
    mui = counter.registered()
    link = from_centre(counter, mui.id, "worker-elsewhere", "proposed")
    from_centre(counter, "another", "worker-elsewhere", "proposed")  # of nobody here
    (row,) = persons.open_proposals(counter.desk)
    assert (row.id, row.own.worker_id, row.other.worker) == (link, mui.id, None)
    assert row.other.words == "work, 1990, Tràng Định"
    assert row.by_itself
    persons.decide(counter.desk, link_id=link, same=True)
    assert persons.open_proposals(counter.desk) == []
    (row,) = persons.links_of(counter.desk, worker_id=mui.id)
    assert row.state == "linked"
    assert persons.link_row(counter.desk, link_id=link) == row
    persons.keep_apart(counter.desk, link_id=link)
    assert persons.links_of(counter.desk, worker_id=mui.id) == []
