"""Conflicts between PCs of real offices: a card is opened once, seen by all, decided at one desk,
and gone at all; nobody's work is lost on the way."""

from dataclasses import replace
from typing import Any

import pytest

from desktop_app.domain.conflicts import Conflict, versions_of
from desktop_app.domain.faults import Superseded
from desktop_app.domain.referrals import Referral, ReferralEvent
from desktop_app.domain.vacancies import Vacancy
from desktop_app.domain.workers import Worker
from desktop_app.office.conflicts import (
    CardRow,
    ComparedCard,
    compare_card,
    decide,
    decide_event,
    open_cards,
)
from desktop_app.office.desk import Desk
from desktop_app.office.employers import correct_employer, employer, register_employer
from desktop_app.office.referrals import (
    case,
    issue_referral,
    new_outcome,
    new_referral,
    record_outcome,
    referrals_of,
)
from desktop_app.office.vacancies import register_vacancy, vacancy_card
from desktop_app.office.workers import correct_worker, hide_worker, register_worker, worker
from desktop_app.storage import records
from tests.builders import TODAY, a_vacancy, a_worker, an_employer
from tests.sync.pcs import APc, TwoOffices
from tests.sync.test_shared_work import desk_at


class Desks:
    """Two counsellors of Bắc Sơn, one of Tràng Định, and what they do."""

    def __init__(self, offices: TwoOffices) -> None:
        self.offices = offices
        self.hoa = desk_at(offices.first, office="BS", name="Lý Thị Hoa")
        self.binh = desk_at(offices.second, office="BS", name="Vi Văn Bình")
        self.pao = desk_at(offices.other, office="TD", name="Páo")
        self.quiet()

    def quiet(self) -> None:
        """Rounds until everybody has everything."""
        self.offices.exchange_all()
        self.offices.second.well()


@pytest.fixture
def desks(two_offices: TwoOffices) -> Desks:
    return Desks(two_offices)


def mui(desks: Desks) -> Worker:
    """A worker both PCs of Bắc Sơn know."""
    person = a_worker(registered_on=None, phone="0912345678")
    register_worker(desks.hoa, worker=person)
    desks.quiet()
    return person


def phone(desk: Desk, worker_id: str, number: str) -> None:
    known = worker(desk, worker_id=worker_id)
    correct_worker(desk, worker=replace(known, phone=number))


def the_card(desk: Desk) -> tuple[CardRow, ComparedCard]:
    (row,) = open_cards(desk)
    return row, compare_card(desk, card_id=row.id)


def phones(compared: ComparedCard) -> dict[Any, str]:
    return {version.values["phone"]: version.who for version in compared.versions}


def cards_at(pc: APc) -> list[Conflict]:
    with pc.store.read() as connection:
        return records.find(connection, Conflict)


def test_a_card_is_opened_seen_by_both_and_decided_by_one(desks: Desks) -> None:
    person = mui(desks)
    phone(desks.hoa, person.id, "0963000001")
    phone(desks.binh, person.id, "0963000002")
    desks.quiet()
    for desk in (desks.hoa, desks.binh):
        row, compared = the_card(desk)
        assert (row.title, row.what, row.versions, row.hard) == (
            person.full_name,
            "điện thoại",
            2,
            False,
        )
        assert phones(compared) == {"0963000001": "Lý Thị Hoa", "0963000002": "Vi Văn Bình"}
        assert compared.before == {"phone": "0912345678"}
    assert open_cards(desks.pao) == []
    _, seen = the_card(desks.hoa)
    hidden = seen.versions[1]
    decide(desks.hoa, seen=seen, chosen=hidden.key)
    assert open_cards(desks.hoa) == []
    desks.quiet()
    for desk, pc in ((desks.hoa, desks.offices.first), (desks.binh, desks.offices.second)):
        assert open_cards(desk) == []
        assert worker(desk, worker_id=person.id).phone == hidden.values["phone"]
        (card,) = cards_at(pc)
        assert (card.is_open, card.decided_by) == (False, desks.hoa.user.id)


def test_keeping_what_is_shown_is_a_decision_too(desks: Desks) -> None:
    person = mui(desks)
    phone(desks.hoa, person.id, "0963000001")
    phone(desks.binh, person.id, "0963000002")
    desks.quiet()
    _, seen = the_card(desks.binh)
    decide(desks.binh, seen=seen, chosen=seen.versions[0].key)
    desks.quiet()
    assert [card.is_open for card in cards_at(desks.offices.first)] == [False]
    assert worker(desks.hoa, worker_id=person.id).phone == seen.versions[0].values["phone"]


def test_a_counsellors_own_edits_make_no_card(desks: Desks) -> None:
    person = mui(desks)
    for number in ("0963000001", "0963000002", "0963000003"):
        phone(desks.hoa, person.id, number)
        phone(desks.hoa, person.id, number[:-1] + "9")
        desks.offices.first.well()
    desks.quiet()
    assert cards_at(desks.offices.second) == []


def test_different_parts_of_a_record_do_not_meet(desks: Desks) -> None:
    person = mui(desks)
    phone(desks.hoa, person.id, "0963000001")
    known = worker(desks.binh, worker_id=person.id)
    correct_worker(desks.binh, worker=replace(known, experience="3 năm may"))
    desks.quiet()
    assert cards_at(desks.offices.first) == []
    assert worker(desks.hoa, worker_id=person.id).experience == "3 năm may"


def test_a_third_version_on_its_way_opens_the_decided_card_again(
    desks: Desks, two_offices: TwoOffices, enrolled: Any
) -> None:
    third = enrolled("BS")
    sen = desk_at(third, office="BS", name="Sen")
    person = mui(desks)
    third.well()
    phone(desks.hoa, person.id, "0963000001")
    phone(desks.binh, person.id, "0963000002")
    phone(sen, person.id, "0963000003")
    desks.quiet()
    _, seen = the_card(desks.hoa)
    decide(desks.hoa, seen=seen, chosen=seen.versions[1].key)
    third.well()  # arrives before the decision
    two_offices.first.well()
    assert phones(the_card(desks.hoa)[1]).keys() == {
        seen.versions[1].values["phone"],
        "0963000003",
    }
    third.well()
    _, again = the_card(sen)
    decide(sen, seen=again, chosen=again.versions[0].key)
    third.well()
    desks.quiet()
    assert open_cards(desks.hoa) == open_cards(desks.binh) == open_cards(sen) == []
    assert {worker(desk, worker_id=person.id).phone for desk in (desks.hoa, desks.binh, sen)} == {
        again.versions[0].values["phone"]
    }


def test_one_that_arrives_after_the_decision_opens_another(desks: Desks, enrolled: Any) -> None:
    third = enrolled("BS")
    sen = desk_at(third, office="BS", name="Sen")
    person = mui(desks)
    third.well()
    phone(desks.hoa, person.id, "0963000001")
    phone(desks.binh, person.id, "0963000002")
    phone(sen, person.id, "0963000003")
    desks.quiet()
    _, seen = the_card(desks.hoa)
    decide(desks.hoa, seen=seen, chosen=seen.versions[0].key)
    desks.quiet()
    assert open_cards(desks.binh) == []
    third.well()
    desks.quiet()
    decided = seen.versions[0].values["phone"]
    assert phones(the_card(desks.binh)[1]).keys() == {decided, "0963000003"}


def test_two_decide_at_once_differently(desks: Desks) -> None:
    """Neither has seen the other's decision: that is a conflict as well."""
    person = mui(desks)
    phone(desks.hoa, person.id, "0963000001")
    phone(desks.binh, person.id, "0963000002")
    desks.quiet()
    for desk, number in ((desks.hoa, "0963000001"), (desks.binh, "0963000002")):
        _, seen = the_card(desk)
        chosen = next(v.key for v in seen.versions if v.values["phone"] == number)
        decide(desk, seen=seen, chosen=chosen)
    desks.quiet()
    row, seen = the_card(desks.hoa)
    assert phones(seen) == {"0963000001": "Lý Thị Hoa", "0963000002": "Vi Văn Bình"}
    decide(desks.hoa, seen=seen, chosen=seen.versions[0].key)
    desks.quiet()
    assert open_cards(desks.hoa) == open_cards(desks.binh) == []
    assert row.record_id == person.id


def test_what_was_decided_meanwhile_is_not_decided_twice(desks: Desks) -> None:
    person = mui(desks)
    phone(desks.hoa, person.id, "0963000001")
    phone(desks.binh, person.id, "0963000002")
    desks.quiet()
    _, seen = the_card(desks.hoa)
    _, other = the_card(desks.binh)
    decide(desks.binh, seen=other, chosen=other.versions[0].key)
    desks.quiet()
    with pytest.raises(Superseded):
        decide(desks.hoa, seen=seen, chosen=seen.versions[0].key)


@pytest.mark.parametrize("hidden", [True, False])
def test_whether_a_record_stays_hidden_is_decided_for_good(desks: Desks, hidden: bool) -> None:
    person = mui(desks)
    hide_worker(desks.hoa, worker_id=person.id)
    phone(desks.binh, person.id, "0963000002")
    desks.quiet()
    row, seen = the_card(desks.hoa)
    assert (row.what, seen.versions[0].values) == ("ẩn hồ sơ", {"hidden": False})
    chosen = next(v.key for v in seen.versions if v.values["hidden"] is hidden)
    decide(desks.hoa, seen=seen, chosen=chosen)
    desks.quiet()
    for desk in (desks.hoa, desks.binh):
        assert open_cards(desk) == []
        known = worker(desk, worker_id=person.id)
        assert (known.hidden, known.phone) == (hidden, "0963000002")


def test_an_employer_is_decided_by_an_office_that_wrote(desks: Desks) -> None:
    firm = an_employer(registered_on=None)
    register_employer(desks.hoa, employer=firm)
    desks.quiet()
    for desk, name in ((desks.hoa, "Công ty Mẫu A"), (desks.pao, "Công ty Mẫu B")):
        known = employer(desk, employer_id=firm.id)
        correct_employer(desk, employer=replace(known, name=name))
    desks.quiet()
    for desk in (desks.hoa, desks.binh, desks.pao):
        row, seen = the_card(desk)
        assert (row.what, {v.values["name"] for v in seen.versions}) == (
            "tên",
            {"Công ty Mẫu A", "Công ty Mẫu B"},
        )
    chosen = next(v.key for v in seen.versions if v.values["name"] == "Công ty Mẫu A")
    decide(desks.pao, seen=seen, chosen=chosen)
    desks.quiet()
    for desk in (desks.hoa, desks.binh, desks.pao):
        assert open_cards(desk) == []
        assert employer(desk, employer_id=firm.id).name == "Công ty Mẫu A"


# --- Letters -------------------------------------------------------------------------------------


def two_outcomes(desks: Desks) -> tuple[Worker, Vacancy, Referral]:
    """Hoa records that somebody has begun work, Bình that the same person was refused."""
    firm = an_employer(registered_on=None)
    register_employer(desks.hoa, employer=firm)
    wanted = a_vacancy(registered_on=None, employer_id=firm.id, places=3)
    register_vacancy(desks.hoa, vacancy=wanted)
    person = a_worker(registered_on=None)
    register_worker(desks.hoa, worker=person)
    letter = new_referral(desks.hoa, worker_id=person.id, vacancy_id=wanted.id)
    issued = issue_referral(desks.hoa, referral=letter).referral
    desks.quiet()
    for desk, move, reason in (
        (desks.hoa, "started_work", ""),
        (desks.binh, "refused_by_employer", "1"),
    ):
        event = new_outcome(desk, referral_id=issued.id, move=move)
        record_outcome(desk, event=replace(event, reason=reason))
    desks.quiet()
    return person, wanted, issued


@pytest.mark.parametrize("holds", ["started_work", "refused_by_employer"])
def test_two_outcomes_make_a_hard_card_and_one_is_chosen(desks: Desks, holds: str) -> None:
    person, wanted, letter = two_outcomes(desks)
    for desk in (desks.hoa, desks.binh):
        row, seen = the_card(desk)
        assert (row.hard, row.what) == (True, "kết quả giới thiệu")
        assert row.title == f"{person.full_name} · phiếu {letter.number}"
        assert {v.values["move"]: v.who for v in seen.versions} == {
            "started_work": "Lý Thị Hoa",
            "refused_by_employer": "Vi Văn Bình",
        }
    chosen = next(v.key for v in seen.versions if v.values["move"] == holds)
    decide_event(desks.binh, seen=seen, holds=chosen)
    assert open_cards(desks.binh) == []
    desks.quiet()
    taken = 1 if holds == "started_work" else 0
    for desk, pc in (
        (desks.hoa, desks.offices.first),
        (desks.binh, desks.offices.second),
    ):
        assert open_cards(desk) == []
        assert [card.is_open for card in cards_at(pc)] == [False]
        assert case(desk, referral_id=letter.id).state == holds
        (row,) = referrals_of(desk, worker_id=person.id)
        assert row.state == holds
        assert vacancy_card(desk, vacancy_id=wanted.id).row.taken == taken
        with pc.store.read() as connection:
            events = records.find(connection, ReferralEvent, referral_id=(letter.id,))
        assert len(events) == 4  # both outcomes stay
    assert vacancy_card(desks.pao, vacancy_id=wanted.id).row.taken == taken


def test_both_decide_the_letter_alike(desks: Desks) -> None:
    _, _, letter = two_outcomes(desks)
    for desk in (desks.hoa, desks.binh):
        _, seen = the_card(desk)
        chosen = next(v.key for v in seen.versions if v.values["move"] == "started_work")
        decide_event(desk, seen=seen, holds=chosen)
    desks.quiet()
    (card,) = cards_at(desks.offices.first)
    assert not card.is_open
    assert len(versions_of(card)) == 2
    events = case(desks.hoa, referral_id=letter.id).events
    assert [event.move for event in events].count("set_aside") == 1


def test_a_place_given_back_can_be_taken_again(desks: Desks) -> None:
    """Both set aside what the other chose: the letter is open again, and is settled anew."""
    _, wanted, letter = two_outcomes(desks)
    for desk, move in ((desks.hoa, "started_work"), (desks.binh, "refused_by_employer")):
        _, seen = the_card(desk)
        chosen = next(v.key for v in seen.versions if v.values["move"] == move)
        decide_event(desk, seen=seen, holds=chosen)
    desks.quiet()
    assert case(desks.hoa, referral_id=letter.id).state == "issued"
    assert vacancy_card(desks.hoa, vacancy_id=wanted.id).row.taken == 0
    again = new_outcome(desks.hoa, referral_id=letter.id, move="started_work")
    record_outcome(desks.hoa, event=replace(again, happened_on=TODAY))
    desks.quiet()
    assert case(desks.binh, referral_id=letter.id).state == "started_work"
    assert vacancy_card(desks.pao, vacancy_id=wanted.id).row.taken == 1
