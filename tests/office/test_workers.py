"""Tests of desktop_app/office/workers.py on a real database."""

from dataclasses import replace
from datetime import date

import pytest

from desktop_app.domain.faults import Superseded
from desktop_app.domain.id_cards import NotACard
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.problems import Problem, Severity
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Changed, Invalid
from desktop_app.office.follow_ups import due_follow_ups
from desktop_app.office.referrals import open_referrals
from desktop_app.office.workers import (
    CardWarning,
    WorkerRow,
    check_worker,
    correct_worker,
    days_left_words,
    find_workers,
    hide_worker,
    new_worker,
    read_card_text,
    register_worker,
    same_number,
    show_worker,
    worker,
    worker_card,
)
from desktop_app.storage import records
from tests.builders import a_full_worker, a_worker
from tests.office.conftest import Clock, Counter

MUI_CARD = "020195007890||Triệu Thị Mùi|09091995|Nữ|Thôn Hữu Vĩnh, Bắc Sơn, Lạng Sơn|12112024||||"
BINH_CARD = (
    "020090001234|082012345|Nông Văn Bình|05031990|Nam|"
    "Thôn Nà Pài, Quốc Khánh, Tràng Định, Lạng Sơn|15082021"
)
TAKEN = Problem("personal_number", "Số này đã có: Triệu Thị Mùi, sinh 1995")


def names(counter: Counter, text: str) -> list[str]:
    rows = find_workers(counter.desk, text=text, offset=0, limit=50).rows
    return [row.full_name for row in rows]


# --- Registering and correcting ------------------------------------------------------------------


def test_who_registers_and_when_are_known(counter: Counter):
    blank = new_worker(counter.desk)
    assert (blank.registered_on, blank.registered_by) == (date(2026, 11, 23), counter.desk.user.id)
    assert blank == Worker(
        id=blank.id, registered_on=blank.registered_on, registered_by=blank.registered_by
    )


def test_everything_entered_is_kept(counter: Counter):
    entered = a_full_worker(registered_by=counter.desk.user.id)
    changed = register_worker(counter.desk, worker=entered)
    assert changed == Changed(frozenset({"worker"}), entered.id)
    assert worker(counter.desk, worker_id=entered.id) == entered


def test_texts_are_cleaned_before_they_are_kept(counter: Counter):
    typed = a_worker(full_name="  Triê\u0323u  Thi\u0323 Mu\u0300i\x00 ", phone="+84 378.111-204")
    counter.registered(typed)
    kept = worker(counter.desk, worker_id=typed.id)
    assert (kept.full_name, kept.phone) == ("Triệu Thị Mùi", "0378111204")


def test_what_is_wrong_is_said_of_its_field_and_nothing_is_saved(counter: Counter):
    with pytest.raises(Invalid) as refused:
        register_worker(counter.desk, worker=a_worker(personal_number="0201", full_name=""))
    blocking = [p.field for p in refused.value.problems if p.severity is Severity.ERROR]
    assert blocking == ["full_name", "personal_number"]
    assert find_workers(counter.desk, text="", offset=0, limit=9).total == 0


def test_a_warning_does_not_block(counter: Counter):
    odd = a_worker(birth_date=PartialDate(1996, 9, 9))
    assert [p.field for p in check_worker(counter.desk, worker=odd)] == ["birth_date"]
    counter.registered(odd)
    assert names(counter, "") == ["Triệu Thị Mùi"]


def test_the_same_number_again_names_the_person_who_has_it(counter: Counter):
    mui = counter.registered()
    other = counter.binh(personal_number=mui.personal_number, sex="2")
    with pytest.raises(Invalid) as refused:
        register_worker(counter.desk, worker=other)
    assert TAKEN in refused.value.problems
    assert TAKEN in check_worker(counter.desk, worker=other)
    assert check_worker(counter.desk, worker=mui) == []
    found = same_number(counter.desk, personal_number=mui.personal_number)
    assert found == worker(counter.desk, worker_id=mui.id)
    assert same_number(counter.desk, personal_number=mui.personal_number, other_than=mui.id) is None
    assert same_number(counter.desk, personal_number="") is None


def test_a_number_cannot_be_corrected_into_somebody_elses(counter: Counter):
    mui, binh = counter.registered(), counter.registered(counter.binh())
    shown = worker(counter.desk, worker_id=binh.id)
    with pytest.raises(Invalid) as refused:
        correct_worker(counter.desk, worker=replace(shown, personal_number=mui.personal_number))
    assert TAKEN in refused.value.problems


def test_two_registered_apart_with_one_number_stay_correctable(counter: Counter):
    mui, twin = counter.registered(), a_worker()
    with counter.desk.store.apply() as transaction:
        records.add_many(transaction, [twin], stream="BS")
    for known in (mui, twin):
        shown = worker(counter.desk, worker_id=known.id)
        correct_worker(counter.desk, worker=replace(shown, phone="0912345678"))
        assert worker(counter.desk, worker_id=known.id).phone == "0912345678"


def test_two_without_a_number_are_two_people(counter: Counter):
    counter.registered(a_worker(personal_number="", personal_number_issued_on=None))
    counter.registered(a_worker(personal_number="", personal_number_issued_on=None))
    assert names(counter, "") == ["Triệu Thị Mùi", "Triệu Thị Mùi"]


def test_saving_over_a_record_that_has_moved_is_refused(counter: Counter):
    mui = counter.registered()
    mine = theirs = worker(counter.desk, worker_id=mui.id)
    correct_worker(counter.desk, worker=replace(theirs, phone="0912345678"))
    with pytest.raises(Superseded) as refused:
        correct_worker(counter.desk, worker=replace(mine, phone="0987654321"))
    assert refused.value.groups == ("phone",)
    assert worker(counter.desk, worker_id=mui.id).phone == "0912345678"
    changed = correct_worker(counter.desk, worker=replace(theirs, phone="0912345678"))
    assert changed.kinds == frozenset()  # the same value again is no change


def test_whoever_was_registered_by_mistake_is_hidden_and_can_come_back(counter: Counter):
    desk, mui = counter.desk, counter.registered()
    letter = counter.issued(mui)
    counter.outcome(letter, "started_work", happened_on=date(2026, 10, 23))
    waiting = counter.issued(mui)
    assert (len(due_follow_ups(desk)), len(open_referrals(desk))) == (1, 1)
    changed = Changed(frozenset({"worker"}), mui.id)
    assert hide_worker(desk, worker_id=mui.id) == changed
    assert hide_worker(desk, worker_id=mui.id).kinds == frozenset()
    assert find_workers(desk, text="", offset=0, limit=9).total == 0
    assert (due_follow_ups(desk), open_referrals(desk)) == ([], [])
    assert worker_card(desk, worker_id=mui.id).open_referrals[0].number == waiting.number
    # The same person can be registered properly.
    counter.registered(a_worker(full_name="Triệu Thị Mùi"))
    assert find_workers(desk, text="mui", offset=0, limit=9).total == 1
    assert show_worker(desk, worker_id=mui.id) == changed
    assert find_workers(desk, text="mui", offset=0, limit=9).total == 2
    assert (len(due_follow_ups(desk)), len(open_referrals(desk))) == (1, 1)


# --- Finding -------------------------------------------------------------------------------------


def test_a_row_shows_no_more_than_a_list_may(counter: Counter):
    mui = counter.registered()
    page = find_workers(counter.desk, text="", offset=0, limit=9)
    assert page.rows == [
        WorkerRow(
            id=mui.id,
            full_name="Triệu Thị Mùi",
            birth_year=1995,
            commune="Bắc Sơn",
            last_four="7890",
            state="seeking",
        )
    ]
    assert page.total == 1


def test_search_needs_no_accents_and_orders_by_given_name(counter: Counter):
    for name in ("Lý Thị Hòa", "Nông Văn Én", "Đặng Mùi Chẳn", "Lí Văn Hoà", "Hoàng Thị Én"):
        counter.registered(a_worker(full_name=name, personal_number=""))
    everybody = ["Đặng Mùi Chẳn", "Hoàng Thị Én", "Nông Văn Én", "Lí Văn Hoà", "Lý Thị Hòa"]
    assert names(counter, "") == everybody
    assert names(counter, "dang chan") == ["Đặng Mùi Chẳn"]
    assert names(counter, "ly hoà") == ["Lí Văn Hoà", "Lý Thị Hòa"]
    assert names(counter, "1995") == everybody
    assert names(counter, "không ai") == []


def test_a_window_of_the_list_knows_how_long_it_is(counter: Counter):
    for name in ("Bế An", "Bế Bình", "Bế Chi"):
        counter.registered(a_worker(full_name=name, personal_number=""))
    page = find_workers(counter.desk, text="be", offset=1, limit=1)
    assert ([row.full_name for row in page.rows], page.total) == (["Bế Bình"], 3)


def test_states_follow_the_record_and_the_letters(counter: Counter):
    states = {"1": "employed", "2": "seeking", "3": "inactive"}
    for status in states:
        counter.registered(a_worker(employment_status=status, personal_number="", sex=status[:1]))
    rows = find_workers(counter.desk, text="", offset=0, limit=9).rows
    assert sorted(row.state for row in rows) == sorted(states.values())
    waiting = counter.registered(counter.binh(employment_status="3"))
    counter.issued(waiting)
    assert [
        row.state for row in find_workers(counter.desk, text="binh", offset=0, limit=9).rows
    ] == ["awaiting"]


# --- The card ------------------------------------------------------------------------------------


def test_a_letter_about_to_end_is_a_warning(counter: Counter, clock: Clock):
    mui = counter.registered()
    letter = counter.issued(mui)
    assert worker_card(counter.desk, worker_id=mui.id).warnings == []
    clock.move(days=11)
    card = worker_card(counter.desk, worker_id=mui.id)
    assert card.warnings == [
        CardWarning(
            icon="warning",
            tone="warning",
            title="Phiếu BS1-2026-00001",
            detail="gửi HTX Hồi Bắc Sơn 23/11, còn 3 ngày, chưa có kết quả.",
            referral_id=letter.id,
        )
    ]
    assert [row.id for row in card.open_referrals] == [letter.id]
    assert card.state == "awaiting"
    clock.move(days=5)
    late = worker_card(counter.desk, worker_id=mui.id).warnings[0]
    assert (late.tone, late.detail) == (
        "problem",
        "gửi HTX Hồi Bắc Sơn 23/11, đã hết hạn 2 ngày, chưa có kết quả.",
    )


def test_days_left_in_words():
    assert [days_left_words(days) for days in (3, 0, -2)] == [
        "còn 3 ngày",
        "hết hạn hôm nay",
        "đã hết hạn 2 ngày",
    ]


def test_drawing_benefit_is_said_and_the_first_refusal_counted(counter: Counter):
    mui = counter.registered(a_worker(benefit_status="dang_huong", benefit_until=date(2027, 3, 1)))
    before = worker_card(counter.desk, worker_id=mui.id).warnings
    assert [(warning.title, warning.tone) for warning in before] == [
        ("Đang hưởng BHTN đến 01/03/2027", "info")
    ]
    counter.outcome(counter.issued(mui), "refused_by_worker", reason="1", justified="2")
    after = worker_card(counter.desk, worker_id=mui.id).warnings
    assert [(warning.tone, warning.detail) for warning in after] == [
        (
            "warning",
            "Đã từ chối 1 lần không có lý do chính đáng; từ chối lần hai có thể chấm dứt hưởng "
            "trợ cấp thất nghiệp.",
        )
    ]


# --- The card scan -------------------------------------------------------------------------------


def test_a_strangers_card_becomes_a_draft(counter: Counter):
    reading = read_card_text(counter.desk, text=BINH_CARD)
    assert (reading.known, reading.story) == (None, "")
    draft = reading.draft
    assert (draft.full_name, draft.birth_date, draft.sex, draft.personal_number) == (
        "Nông Văn Bình",
        PartialDate(1990, 3, 5),
        "1",
        "020090001234",
    )
    assert (draft.old_id_number, draft.personal_number_issued_on, draft.ethnicity) == (
        "082012345",
        date(2021, 8, 15),
        "",
    )
    assert (draft.registered_on, draft.registered_by) == (
        date(2026, 11, 23),
        counter.desk.user.id,
    )


def test_a_known_persons_card_tells_the_last_visit(counter: Counter, clock: Clock):
    mui = counter.registered()
    assert read_card_text(counter.desk, text=MUI_CARD).story == "đăng ký hôm nay"
    counter.visited(mui)
    letter = counter.issued(mui)
    clock.move(days=12)
    reading = read_card_text(counter.desk, text=MUI_CARD)
    assert reading.known == worker(counter.desk, worker_id=mui.id)
    assert reading.story == ("gặp 12 ngày trước, giới thiệu đến HTX Hồi Bắc Sơn, chưa có kết quả")
    counter.outcome(letter, "refused_by_employer", reason="1")
    assert read_card_text(counter.desk, text=MUI_CARD).story == (
        "gặp 12 ngày trước, giới thiệu đến HTX Hồi Bắc Sơn, không được nhận"
    )


def test_a_card_whose_commune_was_divided_asks_which_part(counter: Counter):
    card = "020301004567||Hoàng Thị Én|21112001|Nữ|Nà Lừa, Bính Xá, Đình Lập, Lạng Sơn|03092021"
    reading = read_card_text(counter.desk, text=card)
    assert (reading.draft.residence_commune, reading.communes) == ("", ("new:06613", "new:06625"))


def test_a_damaged_card_tells_what_to_ask_of_name_and_detail(counter: Counter):
    card = "020301004567||Hoàng Th? Én|21112001|Nữ|Nà L?a, Thất Khê, Tràng ??nh, Lạng Sơn|03092021"
    reading = read_card_text(counter.desk, text=card)
    assert (reading.draft.full_name, reading.draft.residence_detail) == ("Hoàng Th? Én", "Nà L?a")
    assert (reading.residence.commune, reading.residence.province) == ("new:06040", "Lạng Sơn")
    assert [(each.field, each.start, each.length) for each in reading.doubts] == [
        ("full_name", 8, 1),
        ("address", 4, 1),
    ]


def test_a_card_that_contradicts_its_number_warns_and_does_not_block(counter: Counter):
    card = "021301004567||Hoàng Thị Én|21112002|Nam|Khu 2, Thất Khê, Tràng Định, Lạng Sơn|03092021"
    found = check_worker(counter.desk, worker=read_card_text(counter.desk, text=card).draft)
    assert [(each.field, each.message) for each in found if each.severity is Severity.WARNING] == [
        ("personal_number", "Không có mã tỉnh 021"),
        ("sex", "Số định danh không khớp giới tính: số ghi Nữ"),
        ("birth_date", "Số định danh không khớp năm sinh: số ghi 2001"),
    ]


def test_something_else_than_a_card_is_refused_with_a_sentence(counter: Counter):
    with pytest.raises(NotACard):
        read_card_text(counter.desk, text="https://example.com")


# --- narrowing the list --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"name": "mui"}, ["Đặng Mùi Én", "Triệu Thị Mùi"]),
        ({"name": "thi m"}, ["Triệu Thị Mùi"]),
        ({"name": "bac"}, []),  # a commune is no name
        ({"birth_year": "199"}, ["Đặng Mùi Én", "Triệu Thị Mùi"]),
        ({"last_four": "…78"}, ["Triệu Thị Mùi", "Nông Văn Thắng"]),
        ({"commune": "vu le"}, ["Nông Văn Thắng"]),
        ({"commune": "không có"}, []),
        ({"state": "cho ket qua"}, ["Đặng Mùi Én"]),
        ({"state": "lam"}, ["Triệu Thị Mùi"]),
        ({"state": "tim"}, ["Nông Văn Thắng"]),
        ({"state": "lam", "name": "thi"}, ["Triệu Thị Mùi"]),
        ({"state": "lam", "name": "van"}, []),
    ],
)
def test_the_list_is_narrowed_down_by_all_its_filters(
    counter: Counter, filters: dict[str, str], names: list[str]
):
    vu_le = next(
        key
        for key, commune in counter.desk.catalogues.places.communes.items()
        if commune.short_name == "Vũ Lễ" and commune.is_new
    )
    mui = a_worker(full_name="Triệu Thị Mùi", personal_number="020195007890")
    en = a_worker(full_name="Đặng Mùi Én", personal_number="020195001234")
    thang = a_worker(
        full_name="Nông Văn Thắng",
        personal_number="020083007812",
        birth_date=PartialDate(1983),
        residence_commune=vu_le,
    )
    for person, status in ((mui, "1"), (en, "1"), (thang, "2")):
        counter.registered(replace(person, employment_status=status, registered_on=None))
    counter.issued(en)
    pages = [
        find_workers(
            counter.desk, text="", offset=0, limit=10, filters=filters, descending=descending
        )
        for descending in (False, True)
    ]
    found = [[row.full_name for row in page.rows] for page in pages]
    assert (found, pages[0].total) == ([names, names[::-1]], len(names))
