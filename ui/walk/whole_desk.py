"""The head's part of the walk: firms and vacancies, users, a draft, two versions of one record, the
numbers of the day, what the audit keeps, backups and the restoring of one."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.office.employers import find_employers
from desktop_app.office.staff import users
from desktop_app.office.workers import correct_worker, find_workers, worker
from ui.dialogs.restore import RestoreWindow
from ui.dialogs.sign_in import SignInWindow
from ui.screens.backups import BackupsScreen
from ui.screens.employer_form import EmployerForm
from ui.screens.figure_people import FigurePeopleScreen
from ui.screens.figures import FiguresScreen
from ui.screens.today import TodayScreen
from ui.screens.users import UsersScreen
from ui.screens.vacancy_form import VacancyForm
from ui.screens.visit_form import VisitForm
from ui.screens.worker_form import WorkerForm
from ui.walk import at_the_counter
from ui.walk.hands import Keys, Lost, Walk, screen_of

ENTER, F10, TAB = Qt.Key.Key_Return, Qt.Key.Key_F10, Qt.Key.Key_Tab
COLLEAGUE, COLLEAGUE_PASSWORD = "Nguyễn Văn Đạt", "chim-khuou-bac-son"


# --- Firms and vacancies -------------------------------------------------------------------------


def firms(walk: Walk) -> None:
    """Two employers, one here and one over the border, and the jobs they have."""
    _employer(
        walk,
        {
            "name": ["Công ty TNHH May Thất Khê"],
            "tax_code": ["4900123457", ENTER],
            "kind": ["2", ENTER],
            "sector": ["C", ENTER],
            "phone": ["02053883456", ENTER],
            "commune": ["that khe", ENTER],
            "address_detail": ["Khu 2"],
            "contact_name": ["Nông Thị Hằng"],
            "contact_title": ["Trưởng phòng nhân sự"],
            "contact_phone": ["0912004567"],
        },
        picture="doanh-nghiep-moi",
    )
    _vacancy(
        walk,
        {
            "title": ["Thợ may công nghiệp"],
            "places": ["20", ENTER],
            "occupation": ["75", ENTER],
            "open_until": ["+38", ENTER],
            "destination": ["2", ENTER],
            "work_commune": ["that khe", ENTER],
            "wage_from": ["7000000", ENTER],
            "wage_to": ["10500000", ENTER],
            "contract_kind": ["3", ENTER],
        },
        picture="viec-lam-trong-moi",
    )
    _employer(
        walk,
        {
            "name": ["Nhà máy đường Sùng Tả"],
            "kind": ["3", ENTER],
            "address_detail": ["Sùng Tả, Quảng Tây, Trung Quốc"],
        },
    )
    _vacancy(
        walk,
        {
            "title": ["Công nhân nhà máy đường"],
            "places": ["50", ENTER],
            "open_until": ["+20", ENTER],
            "destination": ["5", ENTER],
            "work_address": ["Sùng Tả, Quảng Tây"],
            "wage_from": ["9000000", ENTER],
        },
    )
    for screen, picture in (("employers", "doanh-nghiep"), ("vacancies", "viec-lam-trong")):
        walk.go(screen)
        walk.look(picture)
    _counsel_employer(walk)


def _employer(walk: Walk, typed: dict[str, Sequence[Keys]], *, picture: str = "") -> None:
    walk.go("employer_form")
    walk.fill(screen_of(walk, EmployerForm).form, typed)
    if picture:
        walk.look(picture)
    walk.type(F10)
    walk.expect("employers")


def _vacancy(walk: Walk, typed: dict[str, Sequence[Keys]], *, picture: str = "") -> None:
    """Of the employer registered last."""
    firms = find_employers(walk.main.place.desk, text="", offset=0, limit=9).rows
    newest = max(firms, key=lambda row: row.id)
    walk.go("vacancy_form", employer_id=newest.id)
    walk.fill(screen_of(walk, VacancyForm).form, typed)
    if picture:
        walk.look(picture)
    walk.type(F10)
    walk.expect("vacancies")


def _counsel_employer(walk: Walk) -> None:
    firm = find_employers(walk.main.place.desk, text="may that khe", offset=0, limit=1).rows[0]
    walk.go("visit_form", employer_id=firm.id)
    walk.fill(
        screen_of(walk, VisitForm).form,
        {
            "channel": ["2", ENTER],
            "topics": ["2"],
            "content": ["Cần 20 thợ may trước Tết, nhận người chưa có tay nghề."],
            "next_step": ["4", ENTER],
        },
    )
    walk.look("tu-van-don-vi")
    walk.type(F10)
    walk.expect("employers")


# --- Drafts and versions -------------------------------------------------------------------------


def a_draft(walk: Walk) -> None:
    """A form left half typed is offered on the first screen, goes on where it was, can be thrown
    away, and that can be taken back."""
    walk.go("worker_form")
    typed: dict[str, Sequence[Keys]] = {"full_name": ["Lộc Thị Khuyên"], "birth_date": ["1988"]}
    walk.fill(screen_of(walk, WorkerForm).form, typed)
    walk.go("today")
    walk.look("ban-nhap")
    today = screen_of(walk, TodayScreen)
    today.drafts.setFocus()
    today.drafts.choose_first()
    walk.type(ENTER)
    walk.expect("worker_form")
    if screen_of(walk, WorkerForm).form.record().full_name != "Lộc Thị Khuyên":
        raise Lost("the draft is not what was typed")
    walk.look("mo-lai-ban-nhap")
    walk.go("today")
    today.drafts.setFocus()
    today.drafts.choose_first()
    walk.press(today.drop_button)
    walk.look("bo-ban-nhap-hoan-tac")


def two_versions(walk: Walk, name: str) -> None:
    """The same record is corrected elsewhere while it stands in a form: both versions are shown."""
    desk = walk.main.place.desk
    person = find_workers(desk, text=name, offset=0, limit=1).rows[0].id
    walk.go("worker_form", worker_id=person)
    screen = screen_of(walk, WorkerForm)
    screen.form.fill(phone="0378111999", wanted_jobs="Thợ may, cắt vải")
    elsewhere = replace(worker(desk, worker_id=person), phone="0378111888", email="mui@example.com")
    walk.program.lanes.store.run(lambda: correct_worker(desk, worker=elsewhere), owner=walk)
    walk.settle()
    walk.type(F10)
    walk.look("so-sanh-hai-ban")
    walk.type("1", F10)
    walk.expect("workers")
    if worker(desk, worker_id=person).phone != "0378111999":
        raise Lost("the version chosen is not the one kept")


# --- Users ---------------------------------------------------------------------------------------


def a_colleague(walk: Walk, own_password: str) -> None:
    """The head lets a counsellor in."""
    walk.go("users")
    screen = screen_of(walk, UsersScreen)
    walk.press(screen.add_button)
    at_the_counter.a_user_half_told(walk)
    walk.fill(
        screen.adding.form,
        {
            "full_name": [COLLEAGUE],
            "role": ["1"],
            "password": [COLLEAGUE_PASSWORD],
            "repeated": [COLLEAGUE_PASSWORD],
            "own_password": [own_password],
        },
    )
    walk.look("them-nguoi-dung")
    walk.type(F10)
    walk.look("nguoi-dung")
    if COLLEAGUE not in {user.full_name for user in users(walk.main.place.desk)}:
        raise Lost("the colleague was not added")


def what_a_counsellor_may_not(walk: Walk) -> None:
    """Pages for the head say so to others."""
    walk.go("users")
    walk.look("chi-truong-van-phong")


# --- Numbers, audit, backups ---------------------------------------------------------------------


def numbers(walk: Walk) -> None:
    """The numbers of this month, divided, and the people behind one of them."""
    walk.go("today")
    walk.type(Qt.Key.Key_F8)
    walk.expect("figures")
    walk.type("3")
    walk.look("so-lieu")
    walk.type("t", "gioi tinh", ENTER)
    walk.look("so-lieu-theo-gioi-tinh")
    screen_of(walk, FiguresScreen).table.setFocus()
    walk.type(Qt.Key.Key_Home, ENTER)
    walk.expect("figure_people")
    walk.press(screen_of(walk, FigurePeopleScreen).copy_button)
    walk.look("nguoi-trong-so-lieu")


def care(walk: Walk) -> None:
    """How the windows look, who saw whose data, and the backups."""
    walk.go("display_settings")
    walk.look("hien-thi")
    walk.go("audit")
    walk.look("nhat-ky-truy-cap")
    walk.go("backups")
    walk.press(screen_of(walk, BackupsScreen).now_button)
    walk.look("sao-luu")


def restoring(walk: Walk) -> RestoreWindow:
    """The window in which a backup is chosen, which must be open."""
    window = walk.program.door
    if not isinstance(window, RestoreWindow):
        raise Lost("the restoring was not offered")
    return window


def restore(walk: Walk, code: str) -> None:
    """From the door, with nothing but the recovery code."""
    walk.press(walk.door().restore_button)
    window = restoring(walk)
    window.table.choose_first()
    window.code.setFocus()
    walk.type("KHONG-PHAI-MA-NAY", ENTER)
    walk.look("khoi-phuc-sai-ma", window, state="problems")
    window.code.selectAll()
    walk.type(code)
    walk.look("khoi-phuc", window)
    walk.press(window.button)
    door = walk.program.door
    if not isinstance(door, SignInWindow):
        said = " ".join(label.text() for label in window.findChildren(QLabel))
        raise Lost(f"the backup was not restored: {said}")
    walk.look("da-khoi-phuc", door)
