"""Offering a person to another office, and answering, at the desk."""

from dataclasses import replace

import pytest

from desktop_app.domain.changes import Change
from desktop_app.domain.faults import HandedOver
from desktop_app.domain.handovers import Handover
from desktop_app.office import handovers
from desktop_app.office.desk import Desk
from desktop_app.office.follow_ups import record_contact
from desktop_app.office.handovers import AlreadyAnswered, AlreadyOffered
from desktop_app.office.referrals import issue_referral, new_outcome, record_outcome
from desktop_app.office.visits import record_visit
from desktop_app.office.workers import correct_worker, worker, worker_card
from desktop_app.storage import records
from tests.builders import NOW, a_contact
from tests.office.conftest import Counter
from tests.office.handed_over import gone_to
from tests.unsent import unsent_changes


def stored(counter: Counter, handover_id: str) -> Handover:
    with counter.desk.store.read() as connection:
        (found,) = records.find(connection, Handover, id=(handover_id,))
    return found


def offered_to_us(counter: Counter) -> str:
    """An offer that has come from Tràng Định; the person has not."""
    offer = Handover(
        id="offer-1",
        worker_id="worker-elsewhere",
        worker_words="Hoàng Thị Mẫu, sinh 1990",
        from_office="TD",
        to_office="BS",
        note="Đã chuyển nhà về Bắc Sơn",
        asked_at=NOW,
        state="offered",
    )
    with counter.desk.store.apply() as transaction:
        records.add(transaction, offer)
    return offer.id


def test_an_offer_says_who_and_to_whom(counter: Counter) -> None:
    mui = counter.registered()
    assert handovers.other_offices(counter.desk, worker_id=mui.id) == [
        ("HL", "Hữu Lũng"),
        ("LS", "Trung tâm"),
        ("TD", "Tràng Định"),
    ]
    made = handovers.hand_over(counter.desk, worker_id=mui.id, to_office="TD", note="Chuyển nhà")
    offer = stored(counter, made.record_id)
    assert (offer.worker_words, offer.from_office, offer.to_office, offer.state) == (
        "Triệu Thị Mùi, sinh 1995",
        "BS",
        "TD",
        "offered",
    )
    (row,) = handovers.open_offers(counter.desk, worker_id=mui.id)
    assert (row.id, row.to_office, row.note, row.to_us) == (
        offer.id,
        "Tràng Định",
        "Chuyển nhà",
        False,
    )
    with pytest.raises(AlreadyOffered):
        handovers.hand_over(counter.desk, worker_id=mui.id, to_office="HL")
    handovers.withdraw(counter.desk, handover_id=offer.id)
    assert handovers.open_offers(counter.desk) == []
    handovers.hand_over(counter.desk, worker_id=mui.id, to_office="HL")


@pytest.mark.parametrize(
    ("verb", "state"), [(handovers.accept, "accepted"), (handovers.decline, "declined")]
)
def test_an_offer_to_us_is_answered_once(counter: Counter, verb, state: str) -> None:
    offer = offered_to_us(counter)
    (row,) = handovers.open_offers(counter.desk)
    assert (row.words, row.from_office, row.note, row.to_us) == (
        "Hoàng Thị Mẫu, sinh 1990",
        "Tràng Định",
        "Đã chuyển nhà về Bắc Sơn",
        True,
    )
    verb(counter.desk, handover_id=offer)
    answered = stored(counter, offer)
    assert (answered.state, answered.answered_by) == (state, counter.desk.user.id)
    with pytest.raises(AlreadyAnswered):
        handovers.withdraw(counter.desk, handover_id=offer)


@pytest.mark.parametrize(
    ("office", "named"), [("TD", "Văn phòng Tràng Định"), ("HL", "Văn phòng Hữu Lũng")]
)
def test_nothing_is_saved_for_somebody_who_has_gone_and_the_office_is_named(
    counter: Counter, office: str, named: str
) -> None:
    mui = counter.registered()
    visit = replace(counter.visited(mui), id="visit-2")
    letter, issued = counter.a_letter(mui), counter.issued(mui)
    event = counter.an_outcome(issued, "void", note="Ghi nhầm vị trí")
    contact = a_contact(worker_id=mui.id, at=counter.desk.moment())
    known = worker(counter.desk, worker_id=mui.id)
    gone_to(counter.desk, office, mui.id)
    desk, written = counter.desk, unsent(counter.desk)
    for verb in (
        lambda: correct_worker(desk, worker=replace(known, phone="0963000009")),
        lambda: record_visit(desk, visit=visit),
        lambda: issue_referral(desk, referral=letter, consent_method="1"),
        lambda: record_outcome(desk, event=event),
        lambda: record_contact(desk, contact=contact),
        lambda: worker_card(desk, worker_id=mui.id),
    ):
        with pytest.raises(HandedOver) as told:
            verb()
        assert f"đã được chuyển sang {named} nên" in str(told.value)
    with pytest.raises(HandedOver):  # whose letter it was is not known here any more
        new_outcome(desk, referral_id=issued.id)
    assert unsent(desk) == written


def unsent(desk: Desk) -> list[Change]:
    with desk.store.read() as connection:
        return unsent_changes(connection)
