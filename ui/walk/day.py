"""The day of the walk-through: one counsellor at Bắc Sơn, the line down until the afternoon.

Each step types what a person would type and looks at what a person would see. Everybody in it is
made up.
"""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import Qt

from desktop_app.office.employers import find_employers
from desktop_app.office.referrals import open_referrals, referrals_of
from desktop_app.office.workers import find_workers, worker
from ui.dialogs.first_run import FirstRunWindow
from ui.help.tour import CARDS
from ui.screens.contact_form import ContactForm
from ui.screens.outcome_form import OutcomeForm
from ui.screens.referral_form import ReferralForm
from ui.screens.screen import Screen
from ui.screens.settings import SettingsScreen
from ui.screens.today import TodayScreen
from ui.screens.visit_form import VisitForm
from ui.screens.worker_form import WorkerForm
from ui.walk import at_the_counter, every_screen, two_pcs, whole_desk
from ui.walk.centre import Centre
from ui.walk.hands import HEIGHT, WIDTH, Lost, Walk, screen_of

S = TypeVar("S", bound=Screen)
USER, PASSWORD = "Lý Thị Hoa", "hoa-hoi-bac-son"
EXPERIENCE = "6 tháng may công nghiệp tại khu công nghiệp ở tỉnh Bắc Ninh"
ENTER, F10 = Qt.Key.Key_Return, Qt.Key.Key_F10
FORM_KEYS = {"F4": Qt.Key.Key_F4, "F6": Qt.Key.Key_F6, "F7": Qt.Key.Key_F7}


def a_day(walk: Walk, centre: Centre, cards: Sequence[str]) -> None:
    """The whole day; raises Lost where a step does not get where it should."""
    binh, en, mui = cards
    code = _first_run(walk, centre)
    every_screen.empty(walk)
    at_the_counter.help_at_hand(walk)
    _letterhead(walk)
    at_the_counter.templates(walk)
    whole_desk.firms(walk)
    _register(walk, mui, ethnicity="dao", phone="0378111204", pictures=True)
    _stumble(walk)
    whole_desk.a_draft(walk)
    _meet_again(walk, mui)
    _at_the_counter(walk)
    _forms_of_a_person(walk)
    _counsel(
        walk,
        topics="23",
        notes="Muốn làm gần nhà vì con nhỏ; nhận được ca sáng. ",
        template=True,
    )
    _issue(walk, vacancy="may that khe", consent=True)
    _form_of_a_letter(walk)
    _save_letter(walk)
    _started_work(walk)
    _call(walk)
    whole_desk.two_versions(walk, "Triệu Thị Mùi")
    _register(walk, binh, ethnicity="nung", phone="0963118254", benefit=True)
    _refuse_twice(walk)
    _register(walk, en, ethnicity="tay", phone="0865220917")
    _counsel(walk, topics="1", notes="Hỏi thủ tục đi làm bên Sùng Tả hợp pháp.", again="+1")
    _issue(walk, vacancy="sung ta", consent=True)
    at_the_counter.began_a_month_ago(walk, open_referrals(walk.main.place.desk)[0].id)
    _issue_by_hand(
        walk, employer="Hợp tác xã Hồi Bắc Sơn", position="Sơ chế hoa hồi", consent=False, days="+2"
    )
    at_the_counter.settle_by_digit(walk)
    _lists(walk)
    whole_desk.numbers(walk)
    at_the_counter.wrong_days(walk)
    _exchange(walk, centre, twin_of=en[:12])
    whole_desk.a_colleague(walk, PASSWORD)
    whole_desk.care(walk)
    every_screen.with_a_fault(walk)
    _sign_out(walk)
    _sign_in_wrongly(walk)
    _sign_in(walk, whole_desk.COLLEAGUE, whole_desk.COLLEAGUE_PASSWORD)
    whole_desk.what_a_counsellor_may_not(walk)
    _sign_out(walk)
    whole_desk.restore(walk, code)
    _sign_in(walk, USER, PASSWORD)
    every_screen.all_seen_whole(walk)
    walk.program.close()


# --- Morning: the door ---------------------------------------------------------------------------


def _first_run(walk: Walk, centre: Centre) -> str:
    """The recovery code, as it is printed and put away."""
    walk.program.start()
    walk.settle()
    walk.look("lan-chay-dau-trong", _first_window(walk), state="empty")
    _no_backup(walk)
    window = _first_window(walk)
    walk.press(window.button)
    walk.look("lan-chay-dau-thieu", window, state="problems")
    window.use_enrolment(centre.enrolment)
    window.form.focus_field("full_name")
    walk.type(USER, ENTER, PASSWORD, ENTER, PASSWORD)
    walk.look("lan-chay-dau", window)
    walk.press(window.button)
    walk.look("ma-khoi-phuc", window)
    code = "-".join(window.code_page.code.text().split())
    window.code_page.confirmed.click()
    walk.press(window.code_page.button)
    _as_on_office_pcs(walk)
    walk.expect("today")
    for number in range(1, len(CARDS) + 1):
        walk.look(f"gioi-thieu-nhanh-{number}")
        walk.type(ENTER)
    return code


def _first_window(walk: Walk) -> FirstRunWindow:
    window = walk.program.door
    if not isinstance(window, FirstRunWindow):
        raise Lost("the first run was not asked for")
    return window


def _no_backup(walk: Walk) -> None:
    """Somebody looks for a backup where there is none, and goes back."""
    walk.press(_first_window(walk).restore_button)
    window = whole_desk.restoring(walk)
    walk.look("khoi-phuc-trong", window, state="empty")
    walk.press(window.back_button)


def _as_on_office_pcs(walk: Walk) -> None:
    walk.main.showNormal()
    walk.main.resize(WIDTH, HEIGHT)
    walk.settle()


def _letterhead(walk: Walk) -> None:
    walk.go("settings")
    form = screen_of(walk, SettingsScreen).letterhead
    form.focus_field("address")
    walk.type("Khối Hoàng Văn Thụ, xã Bắc Sơn, tỉnh Lạng Sơn", ENTER, "0205 3 837 000", F10)
    walk.look("thiet-lap")


# --- Registering ---------------------------------------------------------------------------------


def _register(
    walk: Walk,
    card: str,
    *,
    ethnicity: str,
    phone: str,
    benefit: bool = False,
    pictures: bool = False,
) -> None:
    walk.go("today")
    walk.type(Qt.Key.Key_F2)
    walk.expect("worker_form")
    walk.type(card, ENTER)
    if pictures:
        walk.look("quet-the")
    typed: dict[str, str] = {
        "ethnicity": ethnicity,
        "phone": phone,
        "general_education": "3",
        "technical_level": "4",
        "employment_status": "2",
        "wanted_jobs": "Thợ may công nghiệp",
        "desired_place": "1",
    }
    if benefit:
        typed["benefit_status"] = "dang huong"
    form = screen_of(walk, WorkerForm).form
    for name, text in typed.items():
        form.focus_field(name)
        walk.type(text, ENTER)
    if pictures:
        walk.look("dang-ky")
    walk.type(F10)
    _expect_person(walk, card)
    if pictures:
        walk.look("nguoi-lao-dong")


def _stumble(walk: Walk) -> None:
    """What a wrong entry looks like; it is left as a draft, and the draft thrown away."""
    walk.type(Qt.Key.Key_F2)
    walk.expect("worker_form")
    form = screen_of(walk, WorkerForm).form
    for name, text in (
        ("full_name", "hoàng thị mai"),
        ("birth_date", "310295"),
        ("sex", "1"),
        ("phone", "037811120"),
        ("personal_number", "02019500431"),
    ):
        form.focus_field(name)
        walk.type(text, ENTER)
    walk.type(F10)
    walk.look("o-can-sua", state="problems")
    walk.press(screen_of(walk, WorkerForm).cancel_button)
    walk.go("today")
    walk.press(screen_of(walk, TodayScreen).drop_button)


def _at_the_counter(walk: Walk) -> None:
    at_the_counter.find(walk)
    at_the_counter.narrow_down(walk)
    at_the_counter.scans(walk)
    at_the_counter.a_twin(walk, "Triệu Thị Mùi", "090995")
    firm = find_employers(walk.main.place.desk, text="may that khe", offset=0, limit=1).rows[0]
    at_the_counter.wrong_numbers(walk, firm.id)


def _forms_of_a_person(walk: Walk) -> None:
    every_screen.forms_of_a_person(walk, _mui(walk))


def _form_of_a_letter(walk: Walk) -> None:
    letter = open_referrals(walk.main.place.desk)[0]
    every_screen.form_of_a_letter(walk, letter.id, _mui(walk))


def _mui(walk: Walk) -> str:
    desk = walk.main.place.desk
    return find_workers(desk, text="Triệu Thị Mùi", offset=0, limit=1).rows[0].id


def _meet_again(walk: Walk, card: str) -> None:
    """The card of somebody known opens the person."""
    walk.go("today")
    walk.type(Qt.Key.Key_F2)
    walk.type(card, ENTER)
    _expect_person(walk, card)
    walk.look("gap-lai-nguoi-cu")


def _expect_person(walk: Walk, card: str) -> None:
    """The person on the card must be the one in view: every key that follows is about them."""
    walk.expect("workers")
    seen = worker(walk.main.place.desk, worker_id=walk.main.current().worker_id())
    if seen.personal_number != card[:12]:
        raise Lost("somebody else is in view")


# --- Counselling, the letter, what came of it ----------------------------------------------------


def _press_for_person(walk: Walk, key: str, screen: type[S]) -> S:
    walk.type(FORM_KEYS[key])
    walk.expect(screen.name)
    return screen_of(walk, screen)


def _counsel(
    walk: Walk, *, topics: str, notes: str, template: bool = False, again: str = "+7"
) -> None:
    screen = _press_for_person(walk, "F4", VisitForm)
    walk.fill(
        screen.form,
        {"channel": ["1", ENTER], "topics": [*topics], "content": [notes]},
    )
    if template:
        at_the_counter.offer_templates(walk)
    walk.fill(
        screen.form,
        {
            "next_step": ["1", ENTER],
            "next_step_on": [again, ENTER],
            "minutes": ["20"],
        },
    )
    walk.look("tu-van")
    walk.type(F10)
    walk.expect("workers")


def _issue(walk: Walk, *, vacancy: str, consent: bool) -> None:
    """A letter to the first vacancy these letters find."""
    screen = _press_for_person(walk, "F7", ReferralForm)
    walk.fill(screen.form, {"employer": [vacancy]})
    walk.look("chon-viec-lam-trong")
    walk.type(Qt.Key.Key_Down, ENTER)
    if not screen.form.record().vacancy_id:
        raise Lost(f"no vacancy was chosen by «{vacancy}»")
    walk.fill(screen.form, {"experience": [EXPERIENCE]})
    _send(walk, consent=consent)


def _issue_by_hand(
    walk: Walk, *, employer: str, position: str, consent: bool, days: str = "+14"
) -> None:
    """A letter to an employer nobody has registered."""
    screen = _press_for_person(walk, "F7", ReferralForm)
    walk.fill(
        screen.form,
        {"employer": [employer, ENTER], "position": [position], "valid_until": [days, ENTER]},
    )
    _send(walk, consent=consent)


def _send(walk: Walk, *, consent: bool) -> None:
    walk.look("phieu-gioi-thieu")
    if consent:
        walk.answer_next("hoi-dong-y", "Ký trên phiếu")
    walk.type(F10)
    walk.expect("workers")
    walk.look("qua-trinh")


def _save_letter(walk: Walk) -> None:
    desk = walk.main.place.desk
    letter = referrals_of(desk, worker_id=_mui(walk))[0]
    walk.go("outcome_form", referral_id=letter.id)
    walk.keep_letter(desk, letter.id)


def _started_work(walk: Walk) -> None:
    screen = screen_of(walk, OutcomeForm)
    walk.fill(screen.form, {"move": ["3"]})
    walk.look("ket-qua-gioi-thieu")
    walk.type(F10)
    walk.expect("workers")
    walk.look("da-nhan-viec")


def _call(walk: Walk) -> None:
    screen = _press_for_person(walk, "F6", ContactForm)
    walk.fill(
        screen.form,
        {
            "status": ["1"],
            "placement_destination": ["1", ENTER],
            "found_through": ["1", ENTER],
            "wage": ["7500000", ENTER],
            "contract_kind": ["2", ENTER],
            "channel": ["1", ENTER],
        },
    )
    walk.look("theo-doi")
    walk.type(F10)
    walk.expect("workers")


def _refuse_twice(walk: Walk) -> None:
    """A second refusal without good reason ends the benefit: it is said before it is saved."""
    for employer in ("Công ty Gạch Hữu Lũng", "Công ty Điện tử Vân Nham"):
        _issue_by_hand(
            walk, employer=employer, position="Công nhân", consent=employer.endswith("Lũng")
        )
        letter = open_referrals(walk.main.place.desk)[0]
        walk.go("outcome_form", referral_id=letter.id)
        screen = screen_of(walk, OutcomeForm)
        walk.fill(screen.form, {"move": ["4"], "reason": ["1", ENTER], "justified": ["2"]})
        walk.look("tu-choi")
        walk.type(F10)
        walk.expect("workers")


# --- Afternoon: lists, the line, the door --------------------------------------------------------


def _lists(walk: Walk) -> None:
    for screen, picture in (
        ("visits", "cac-luot-tu-van"),
        ("referrals", "cac-phieu"),
        ("follow_ups", "viec-theo-doi"),
    ):
        walk.go(screen)
        walk.look(picture)


def _exchange(walk: Walk, centre: Centre, *, twin_of: str) -> None:
    walk.go("exchange")
    walk.exchange()
    walk.look("mat-mang", state="problems")
    with centre.running():
        walk.exchange()
        walk.look("dong-bo")
        two_pcs.both_change_one(walk, centre, "Triệu Thị Mùi", twin_of)
        two_pcs.by_stick(walk, centre)
    walk.go("today")
    walk.look("hom-nay-cuoi-ngay")


def _sign_out(walk: Walk) -> None:
    walk.answer_if_asked("Đăng xuất luôn")
    walk.sign_out()


def _sign_in_wrongly(walk: Walk) -> None:
    door = walk.door()
    walk.look("dang-nhap-trong", door, state="empty")
    walk.press(door.forgotten)
    walk.look("quen-mat-khau", door, state="empty")
    walk.press(door.forgotten)
    door.password.setFocus()
    walk.type("sai-mat-khau")
    walk.look("dang-nhap", door)
    walk.type(ENTER)
    walk.look("sai-mat-khau", door, state="problems")


def _sign_in(walk: Walk, name: str, password: str) -> None:
    walk.door().user.setCurrentText(name)
    walk.come_in(password)
    _as_on_office_pcs(walk)
