"""Tests of desktop_app/office/referrals.py on a real database."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pdfplumber
import pytest

from desktop_app.domain.problems import Problem, Severity
from desktop_app.domain.referrals import allowed_moves
from desktop_app.domain.vacancies import PlaceTaken, Vacancy, place_taken
from desktop_app.office.desk import Invalid
from desktop_app.office.follow_ups import due_follow_ups
from desktop_app.office.office_settings import letterhead, save_letterhead
from desktop_app.office.referrals import (
    ConsentMissing,
    ReferralRow,
    case,
    issue_referral,
    new_referral,
    open_referrals,
    outcome_warning,
    recent_referrals,
    record_outcome,
    record_result,
    referral_letter,
    referral_warnings,
    referrals_of,
    take_back_result,
)
from desktop_app.office.vacancies import close_vacancy, correct_vacancy, vacancy
from desktop_app.office.workers import worker, worker_card
from desktop_app.storage import records
from desktop_app.storage.setting_rows import set_setting
from desktop_app.storage.vacancy_queries import vacancy_line
from tests.builders import a_referral, a_vacancy, a_worker
from tests.office.conftest import Clock, Counter

SECOND_REFUSAL = (
    "Từ chối lần hai không có lý do chính đáng: có thể chấm dứt hưởng trợ cấp thất nghiệp"
)


def test_a_letter_to_a_vacancy_says_where_to(counter: Counter):
    firm = counter.an_employer(industrial_zone="Cụm công nghiệp số 1")
    wanted = counter.a_vacancy(firm)
    letter = new_referral(counter.desk, worker_id=counter.registered().id, vacancy_id=wanted.id)
    assert (letter.vacancy_id, letter.employer_id) == (wanted.id, firm.id)
    assert (letter.employer, letter.position) == (firm.name, wanted.title)
    assert letter.employer_address == "Khu 2, Cụm công nghiệp số 1, xã Thất Khê, tỉnh Lạng Sơn"
    issue_referral(counter.desk, referral=letter)
    orphan = a_vacancy()
    with counter.desk.store.write(user="u1") as transaction:
        records.add(transaction, orphan)
    letter = new_referral(counter.desk, worker_id=letter.worker_id, vacancy_id=orphan.id)
    assert (letter.employer_id, letter.employer, letter.position) == ("", "", orphan.title)


def test_a_letter_to_a_vacancy_that_takes_nobody_is_warned_of(counter: Counter, clock: Clock):
    desk, firm = counter.desk, counter.an_employer()
    mui, binh = counter.registered(), counter.registered(counter.binh())
    wanted = counter.a_vacancy(firm, places=1)
    letter = new_referral(desk, worker_id=binh.id, vacancy_id=wanted.id)

    def said() -> list[str]:
        problems = referral_warnings(desk, referral=letter)
        assert {(one.field, one.severity) for one in problems} <= {("position", Severity.WARNING)}
        return [problem.message for problem in problems]

    assert said() == []
    counter.outcome(counter.letter_to(mui, wanted), "started_work")
    assert said() == ["Vị trí này đã đủ người (1/1)"]
    correct_vacancy(desk, vacancy=replace(vacancy(desk, vacancy_id=wanted.id), places=2))
    assert said() == []
    clock.move(days=40)
    assert said() == ["Vị trí này đã hết hạn tuyển ngày 31/12/2026"]
    close_vacancy(desk, vacancy_id=wanted.id)
    assert said() == ["Vị trí này đã ngừng tuyển từ ngày 02/01/2027"]
    issue_referral(desk, referral=replace(letter, valid_until=date(2027, 1, 20)))
    assert referral_warnings(desk, referral=replace(letter, vacancy_id="")) == []
    assert referral_warnings(desk, referral=replace(letter, vacancy_id="v0")) == []


# --- Issuing -------------------------------------------------------------------------------------


def test_a_new_letter_knows_all_but_where_to(counter: Counter):
    mui = counter.registered()
    letter = new_referral(counter.desk, worker_id=mui.id)
    assert (letter.number, letter.employer, letter.position) == ("", "", "")
    assert (letter.experience, letter.counsellor_id) == (mui.experience, counter.desk.user.id)
    assert (letter.issued_on, letter.valid_until) == (date(2026, 11, 23), date(2026, 12, 7))


def test_numbers_have_no_gaps_and_are_never_given_twice(counter: Counter, clock: Clock):
    mui = counter.registered()
    first = counter.issued(mui)
    with pytest.raises(Invalid):
        counter.issued(mui, employer="")
    counter.outcome(first, "void", note="Ghi nhầm đơn vị")
    second = counter.issued(mui)
    # The letter that breaks on its way to the database takes no number with it.
    with pytest.raises(Exception, match="never replaced"):
        issue_referral(counter.desk, referral=replace(second, employer="Công ty khác"))
    third = counter.issued(mui)
    clock.move(days=60)
    assert [letter.number for letter in (first, second, third, counter.issued(mui))] == [
        "BS1-2026-00001",
        "BS1-2026-00002",
        "BS1-2026-00003",
        "BS1-2027-00001",
    ]


def test_a_new_number_of_the_pc_counts_from_the_next_letter_on(counter: Counter):
    mui = counter.registered()
    counter.issued(mui)
    with counter.desk.store.write(user=counter.desk.user.id) as transaction:
        set_setting(transaction, "pc", "2")
    assert counter.issued(mui).number == "BS2-2026-00001"


def test_without_consent_the_letter_asks_once_and_records_it(counter: Counter):
    mui = counter.registered(a_worker(consent_on=None, consent_method=""))
    letter = counter.a_letter(mui)
    with pytest.raises(ConsentMissing) as asked:
        issue_referral(counter.desk, referral=letter)
    assert asked.value.worker_id == mui.id
    assert open_referrals(counter.desk) == []
    issued = issue_referral(counter.desk, referral=letter, consent_method="1")
    assert issued.referral.number == "BS1-2026-00001"
    assert issued.changed.kinds == {"worker", "referral", "referral_event"}
    kept = worker(counter.desk, worker_id=mui.id)
    assert (kept.consent_on, kept.consent_method) == (date(2026, 11, 23), "1")
    again = issue_referral(counter.desk, referral=counter.a_letter(mui))
    assert again.changed.kinds == {"referral", "referral_event"}


def test_withdrawn_consent_is_none(counter: Counter):
    mui = counter.registered(a_worker(consent_withdrawn_on=date(2026, 11, 23)))
    with pytest.raises(ConsentMissing):
        counter.issued(mui)
    issue_referral(counter.desk, referral=counter.a_letter(mui), consent_method="2")
    kept = worker(counter.desk, worker_id=mui.id)
    assert (kept.consent_method, kept.consent_withdrawn_on) == ("2", None)


def test_a_letter_without_employer_is_refused_under_the_field(counter: Counter):
    with pytest.raises(Invalid) as refused:
        counter.issued(counter.registered(), employer=" ")
    assert [problem.field for problem in refused.value.problems] == ["employer"]


# --- Outcomes ------------------------------------------------------------------------------------


def test_only_what_the_table_allows_can_follow(counter: Counter):
    letter = counter.issued(counter.registered())
    assert allowed_moves(case(counter.desk, referral_id=letter.id).state) == (
        "attended",
        "passed",
        "started_work",
        "refused_by_worker",
        "refused_by_employer",
        "void",
    )
    counter.outcome(letter, "started_work")
    with pytest.raises(Invalid) as refused:
        counter.outcome(letter, "refused_by_employer", reason="1")
    assert list(refused.value.problems) == [
        Problem("move", "Phiếu này đang ở trạng thái «Đã nhận việc», không ghi được kết quả này.")
    ]


def test_a_refusal_without_its_reason_is_refused_under_the_field(counter: Counter):
    letter = counter.issued(counter.registered())
    with pytest.raises(Invalid) as refused:
        counter.outcome(letter, "refused_by_worker")
    assert [problem.field for problem in refused.value.problems] == ["reason", "justified"]


def test_who_starts_work_is_employed(counter: Counter):
    mui = counter.registered()
    changed = record_outcome(
        counter.desk, event=counter.an_outcome(counter.issued(mui), "started_work")
    )
    assert changed.kinds == {"referral_event", "follow_up_task", "worker"}
    kept = worker(counter.desk, worker_id=mui.id)
    assert (kept.employment_status, kept.unemployed_kind) == ("1", "")


@pytest.mark.parametrize(
    ("workplace", "destination"),
    [
        ({}, "2"),
        ({"work_commune": "new:06325"}, "1"),  # within the area of Bắc Sơn
        ({"work_commune": "", "destination": "5"}, "5"),
    ],
)
def test_who_starts_work_takes_a_place_and_goes_where_it_is(
    counter: Counter, workplace: dict[str, str], destination: str
):
    wanted = counter.a_vacancy(counter.an_employer(), **workplace)
    letter = counter.letter_to(counter.registered(), wanted)
    event = counter.an_outcome(letter, "started_work")
    assert event.destination == destination
    changed = record_outcome(counter.desk, event=event)
    assert changed.kinds == {"referral_event", "worker", "follow_up_task", "place_taken"}
    with counter.desk.store.read() as connection:
        places = records.find(connection, PlaceTaken)
    assert places == [
        place_taken(referral_id=letter.id, vacancy_id=wanted.id, on=counter.desk.today())
    ]


def test_only_started_work_leads_somewhere(counter: Counter):
    wanted = counter.a_vacancy(counter.an_employer())
    letter = counter.letter_to(counter.registered(), wanted)
    event = counter.outcome(letter, "attended")
    kept = case(counter.desk, referral_id=letter.id).events[-1]
    assert (event.destination, kept.destination) == ("2", "")
    typed = counter.issued(counter.registered(counter.binh()))
    assert counter.an_outcome(typed, "started_work").destination == ""
    counter.outcome(typed, "started_work", destination="3")
    assert case(counter.desk, referral_id=typed.id).events[-1].destination == "3"
    with counter.desk.store.read() as connection:
        assert records.find(connection, PlaceTaken) == []


def test_the_second_refusal_without_good_reason_is_said_before_it_is_saved(counter: Counter):
    mui = counter.registered(a_worker(benefit_status="dang_huong"))
    refusal = {"reason": "3", "justified": "2"}
    first = counter.an_outcome(counter.issued(mui), "refused_by_worker", **refusal)
    assert outcome_warning(counter.desk, event=first) == ""
    record_outcome(counter.desk, event=first)
    second = counter.an_outcome(counter.issued(mui), "refused_by_worker", **refusal)
    assert outcome_warning(counter.desk, event=second) == SECOND_REFUSAL
    assert outcome_warning(counter.desk, event=replace(second, justified="1")) == ""
    record_outcome(counter.desk, event=second)  # said, not forbidden


def test_nobody_but_a_claimant_is_warned(counter: Counter):
    mui = counter.registered()
    refusal = {"reason": "3", "justified": "2"}
    counter.outcome(counter.issued(mui), "refused_by_worker", **refusal)
    second = counter.an_outcome(counter.issued(mui), "refused_by_worker", **refusal)
    assert outcome_warning(counter.desk, event=second) == ""


# --- Lists ---------------------------------------------------------------------------------------


def test_the_letters_still_open_stand_by_the_day_they_end(counter: Counter):
    mui, binh = counter.registered(), counter.registered(counter.binh())
    later = counter.issued(mui)
    sooner = counter.issued(
        binh, employer="Công ty Gỗ", position="Thợ mộc", valid_until=date(2026, 11, 25)
    )
    ended = counter.issued(binh)
    counter.outcome(ended, "refused_by_employer", reason="1")
    rows = open_referrals(counter.desk)
    assert [row.id for row in rows] == [sooner.id, later.id]
    assert rows[0] == ReferralRow(
        id=sooner.id,
        number="BS1-2026-00002",
        worker_id=binh.id,
        worker_name="Nông Văn Bình",
        birth_year=1990,
        phone="0963 118 254",
        employer="Công ty Gỗ",
        position="Thợ mộc",
        issued_on=date(2026, 11, 23),
        valid_until=date(2026, 11, 25),
        days_left=2,
        state="issued",
    )
    assert [row.state for row in referrals_of(counter.desk, worker_id=binh.id)] == [
        "refused_by_employer",
        "issued",
    ]


def test_a_letter_that_arrived_before_its_worker_waits_for_him(counter: Counter):
    letter = a_referral()
    with counter.desk.store.apply() as transaction:
        records.add_many(transaction, [letter], stream="BS")
    assert open_referrals(counter.desk) == []
    assert recent_referrals(counter.desk, offset=0, limit=9).rows == []


def test_a_move_of_a_newer_program_is_shown_and_changes_nothing(counter: Counter):
    mui = counter.registered()
    letter = counter.issued(mui)
    strange = counter.an_outcome(letter, "interviewed")
    with counter.desk.store.apply() as transaction:
        records.add_many(transaction, [strange], stream="BS")
    assert [row.state for row in open_referrals(counter.desk)] == ["issued"]
    titles = [entry.title for entry in worker_card(counter.desk, worker_id=mui.id).timeline]
    assert titles[0] == "Diễn biến do chương trình mới hơn ghi: HTX Hồi Bắc Sơn"


# --- The paper -----------------------------------------------------------------------------------


def words(pdf_bytes: bytes) -> str:
    with pdfplumber.open(BytesIO(pdf_bytes)) as pdf:
        page = pdf.pages[0]
        half = page.crop((page.width / 2, 0, page.width, page.height))
        return " ".join(half.extract_text().split())


def test_the_letter_says_what_the_records_say(counter: Counter):
    mui = counter.registered()
    office = letterhead(counter.desk)
    save_letterhead(counter.desk, office=replace(office, place_name="Xã Bắc Sơn"))
    text = words(referral_letter(counter.desk, referral=counter.issued(mui)).pdf)
    for said in (
        "SỞ NỘI VỤ TỈNH LẠNG SƠN",
        "Xã Bắc Sơn, ngày 23 tháng 11 năm 2026",
        "Kính gửi: HTX Hồi Bắc Sơn",
        "Ông/bà: TRIỆU THỊ MÙI Sinh ngày 09/09/1995",
        "Số định danh cá nhân: 020195007890 Ngày cấp 12/11/2024",
        "Điện thoại: 0378 111 204",
        "Nơi thường trú: Thôn Hữu Vĩnh, xã Bắc Sơn, tỉnh Lạng Sơn",
        "Nơi ở hiện nay: Thôn Hữu Vĩnh, xã Bắc Sơn, tỉnh Lạng Sơn",
        "Trình độ giáo dục phổ thông: Tốt nghiệp THCS",
        "Trình độ chuyên môn kỹ thuật: Sơ cấp, nghề may công nghiệp",
        "Kinh nghiệm làm việc: 6 tháng may công nghiệp",
        "Vị trí dự tuyển: Sơ chế hoa hồi",
        "có giá trị hết ngày 07/12/2026",
        "Lý Thị Hoa",
        "BS1-2026-00001",
    ):
        assert said in text


def test_a_letter_can_be_seen_before_it_has_a_number(counter: Counter):
    mui = counter.registered(a_worker(present_detail="Số 5, phố Trần Phú, Hà Nội"))
    letter = counter.a_letter(mui)
    text = words(referral_letter(counter.desk, referral=letter).pdf)
    assert "chưa cấp" in text
    assert "Nơi ở hiện nay: Số 5, phố Trần Phú, Hà Nội" in text
    assert open_referrals(counter.desk) == []
    with pytest.raises(Invalid) as refused:
        referral_letter(counter.desk, referral=replace(letter, valid_until=None))
    assert [problem.field for problem in refused.value.problems] == ["valid_until"]


def test_the_letter_is_filed_on_the_timeline(counter: Counter):
    mui = counter.registered()
    letter = counter.issued(mui)
    first = worker_card(counter.desk, worker_id=mui.id).timeline[0]
    assert (first.record_id, first.tone, first.title, first.detail) == (
        letter.id,
        "warning",
        "Giới thiệu đến HTX Hồi Bắc Sơn, sơ chế hoa hồi",
        "Phiếu BS1-2026-00001, hết ngày 07/12. Chưa có kết quả",
    )
    counter.outcome(letter, "refused_by_worker", reason="3", justified="1")
    newest, filed, _ = worker_card(counter.desk, worker_id=mui.id).timeline
    assert (newest.title, newest.detail) == (
        "Người lao động từ chối: HTX Hồi Bắc Sơn",
        "Xa nhà, không có chỗ ở · Có lý do chính đáng · Phiếu BS1-2026-00001",
    )
    assert filed.detail == "Phiếu BS1-2026-00001, hết ngày 07/12. Người lao động từ chối"


# --- an outcome recorded by its move alone -------------------------------------------------------


def test_an_outcome_that_needs_no_more_is_recorded_as_of_today(counter: Counter):
    letter = counter.issued(counter.registered())
    event = record_result(counter.desk, referral_id=letter.id, move="attended").event
    assert (event.move, event.happened_on) == ("attended", counter.desk.today())
    assert case(counter.desk, referral_id=letter.id).state == "attended"


@pytest.mark.parametrize(
    ("move", "missing"),
    [
        ("started_work", ["destination"]),
        ("refused_by_worker", ["reason", "justified"]),
        ("refused_by_employer", ["reason"]),
        ("void", ["note"]),
        ("issued", ["move"]),
    ],
)
def test_an_outcome_that_needs_more_is_refused(counter: Counter, move: str, missing: list[str]):
    letter = counter.issued(counter.registered())
    with pytest.raises(Invalid) as refused:
        record_result(counter.desk, referral_id=letter.id, move=move)
    assert [problem.field for problem in refused.value.problems] == missing
    assert case(counter.desk, referral_id=letter.id).state == "issued"


def places_taken(counter: Counter, wanted: Vacancy) -> int:
    """How many places of a vacancy are taken."""
    with counter.desk.store.read() as connection:
        line = vacancy_line(connection, wanted.id)
    assert line is not None
    return line.taken


def test_started_work_taken_back_gives_back_the_place_and_the_calls(counter: Counter, clock: Clock):
    wanted = counter.a_vacancy(counter.an_employer())
    mui = counter.registered()
    before = worker(counter.desk, worker_id=mui.id)
    letter = counter.letter_to(mui, wanted)
    for _ in range(2):
        recorded = record_result(counter.desk, referral_id=letter.id, move="started_work")
        assert places_taken(counter, wanted) == 1
        assert worker(counter.desk, worker_id=mui.id).employment_status == "1"
        take_back_result(counter.desk, recorded=recorded)
        assert case(counter.desk, referral_id=letter.id).state == "issued"
        assert places_taken(counter, wanted) == 0
        assert worker(counter.desk, worker_id=mui.id) == before
    clock.move(days=31)
    assert due_follow_ups(counter.desk) == []
    record_result(counter.desk, referral_id=letter.id, move="started_work")
    assert places_taken(counter, wanted) == 1
