"""What several desks see of each other's work: employers and vacancies are everybody's, the places
taken are counted by all, and an edit is told with the name of who made it, on whichever PC."""

from dataclasses import replace

from desktop_app.domain.ids import new_id
from desktop_app.domain.offices import Office
from desktop_app.domain.staff import Staff
from desktop_app.domain.vacancies import PlaceTaken
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Desk
from desktop_app.office.employers import (
    correct_employer,
    employer,
    employer_card,
    find_employers,
    register_employer,
)
from desktop_app.office.referrals import issue_referral, new_outcome, new_referral, record_outcome
from desktop_app.office.vacancies import find_vacancies, register_vacancy
from desktop_app.office.visits import new_visit, recent_visits, record_visit, withdraw_visit
from desktop_app.office.workers import (
    correct_worker,
    find_workers,
    hide_worker,
    register_worker,
    worker,
    worker_card,
)
from desktop_app.storage import edits, records
from tests.builders import NOW, TODAY, a_vacancy, a_worker, an_employer, the_catalogues
from tests.sync.pcs import APc, TwoOffices


def desk_at(pc: APc, *, office: str, name: str) -> Desk:
    """Somebody who has just begun to work at a PC."""
    member = Staff(id=new_id(), full_name=name, role="counsellor")
    pc.add(member)
    return Desk(
        store=pc.store,
        folder=pc.path.parent,
        user=member,
        office=Office(id=f"office-{office}", code=office),
        pc=1,
        catalogues=the_catalogues(),
        now=lambda: NOW,
    )


def names(desk: Desk, text: str = "") -> list[str]:
    return [row.name for row in find_employers(desk, text=text, offset=0, limit=9).rows]


def test_an_employer_registered_at_one_office_is_found_at_the_other(
    two_offices: TwoOffices,
) -> None:
    bac_son = desk_at(two_offices.first, office="BS", name="Hoa")
    trang_dinh = desk_at(two_offices.other, office="TD", name="Páo")
    firm = an_employer(registered_on=TODAY, registered_by=bac_son.user.id)
    register_employer(bac_son, employer=firm)
    wanted = a_vacancy(employer_id=firm.id, registered_by=bac_son.user.id)
    register_vacancy(bac_son, vacancy=wanted)
    two_offices.exchange_all()
    assert employer(trang_dinh, employer_id=firm.id) == firm
    assert names(trang_dinh, "may that khe") == [firm.name]
    (card_row,) = employer_card(trang_dinh, employer_id=firm.id).vacancies
    assert (card_row.title, card_row.left) == (wanted.title, 10)

    known = employer(trang_dinh, employer_id=firm.id)
    correct_employer(trang_dinh, employer=replace(known, name="Công ty May Tràng Định"))
    two_offices.exchange_all()
    assert (names(bac_son, "trang dinh"), names(bac_son, "that khe cong")) == (
        ["Công ty May Tràng Định"],
        ["Công ty May Tràng Định"],  # the commune stays
    )
    (row,) = find_vacancies(bac_son, text="trang dinh", only_open=True, offset=0, limit=9).rows
    assert row.employer == "Công ty May Tràng Định"


def test_places_taken_at_one_office_are_counted_at_the_other_and_name_nobody(
    two_offices: TwoOffices,
) -> None:
    bac_son = desk_at(two_offices.first, office="BS", name="Hoa")
    trang_dinh = desk_at(two_offices.other, office="TD", name="Páo")
    firm, mui = an_employer(), a_worker()
    wanted = a_vacancy(employer_id=firm.id, places=1)
    register_employer(bac_son, employer=firm)
    register_vacancy(bac_son, vacancy=wanted)
    two_offices.exchange_all()

    register_worker(trang_dinh, worker=mui)
    letter = new_referral(trang_dinh, worker_id=mui.id, vacancy_id=wanted.id)
    letter = issue_referral(trang_dinh, referral=letter).referral
    event = new_outcome(trang_dinh, referral_id=letter.id, move="started_work")
    assert event.destination == "1"  # Thất Khê lies within the area of Tràng Định
    record_outcome(trang_dinh, event=event)
    two_offices.exchange_all()

    def row(desk: Desk) -> tuple[int, int, str]:
        page = find_vacancies(desk, text="", only_open=False, offset=0, limit=9)
        return page.rows[0].taken, page.rows[0].left, page.rows[0].state

    assert row(bac_son) == row(trang_dinh) == (1, 0, "full")
    assert two_offices.first.states(Worker) == {}
    (place,) = two_offices.first.states(PlaceTaken).values()
    assert place[0] == {"vacancy_id": wanted.id, "taken_on": "2026-11-23", "corrects": ""}


def test_an_edit_made_at_another_pc_is_told_with_its_author(two_offices: TwoOffices) -> None:
    hoa = desk_at(two_offices.first, office="BS", name="Hoa")
    dat = desk_at(two_offices.second, office="BS", name="Đạt")
    mui = a_worker()
    register_worker(hoa, worker=mui)
    two_offices.exchange_all()
    two_offices.second.well()
    seen = worker(dat, worker_id=mui.id)
    correct_worker(dat, worker=replace(seen, phone="0963118254", note="Gọi buổi tối"))
    hide_worker(dat, worker_id=mui.id)
    two_offices.exchange_all()

    def told(desk: Desk) -> list[tuple[str, str]]:
        timeline = worker_card(desk, worker_id=mui.id).timeline
        return [(entry.title, entry.staff) for entry in timeline if entry.subject == "edit"]

    assert told(hoa) == [
        ("Xóa hồ sơ khỏi danh sách", "Đạt"),
        ("Sửa hồ sơ: điện thoại, ghi chú", "Đạt"),
    ]
    assert told(dat) == told(hoa)
    assert find_workers(hoa, text="", offset=0, limit=9).total == 0
    with two_offices.first.store.read() as here, two_offices.second.store.read() as there:
        assert edits.edits_of(here, (mui.id,)) == edits.edits_of(there, (mui.id,))


def test_what_a_letter_changed_elsewhere_is_not_told_twice(two_offices: TwoOffices) -> None:
    hoa = desk_at(two_offices.first, office="BS", name="Hoa")
    dat = desk_at(two_offices.second, office="BS", name="Đạt")
    mui = a_worker(consent_on=None, consent_method="")
    register_worker(hoa, worker=mui)
    letter = replace(
        new_referral(hoa, worker_id=mui.id), employer="HTX Hồi Bắc Sơn", position="Sơ chế"
    )
    letter = issue_referral(hoa, referral=letter, consent_method="1").referral
    record_outcome(hoa, event=new_outcome(hoa, referral_id=letter.id, move="started_work"))
    two_offices.exchange_all()
    two_offices.second.well()
    subjects = [entry.subject for entry in worker_card(dat, worker_id=mui.id).timeline]
    assert subjects == ["referral", "referral", "registration"]


def test_a_visit_withdrawn_at_one_pc_is_gone_at_the_other(two_offices: TwoOffices) -> None:
    hoa = desk_at(two_offices.first, office="BS", name="Hoa")
    dat = desk_at(two_offices.second, office="BS", name="Đạt")
    mui = a_worker()
    register_worker(hoa, worker=mui)
    visit = replace(new_visit(hoa, worker_id=mui.id), channel="1", topics=("vl",), next_step="4")
    record_visit(hoa, visit=visit)
    two_offices.exchange_all()
    two_offices.second.well()
    assert recent_visits(dat, offset=0, limit=9).total == 1
    withdraw_visit(dat, visit_id=visit.id)
    two_offices.exchange_all()
    assert recent_visits(hoa, offset=0, limit=9).total == 0
    with two_offices.first.store.read() as connection:
        assert len(records.find(connection, Visit)) == 2
