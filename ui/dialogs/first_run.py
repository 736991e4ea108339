"""The first run on a new PC: which office, which PC, who works here; then the recovery code."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QCheckBox, QStackedWidget, QVBoxLayout, QWidget

from desktop_app import settings
from desktop_app.domain.catalogues import Choice
from desktop_app.domain.problems import Problem, errors
from desktop_app.domain.records import Record
from desktop_app.office import sign_in as doors
from ui.background import Lanes
from ui.cards import KeyButton, Strip, line, row, words
from ui.dialogs.enrolment_file import Unreadable, choose_enrolment, read_file
from ui.dialogs.sign_in import CAPS_LOCK, Banner, DoorWindow, now
from ui.faults import messages, sentence
from ui.forms.code_editor import CodeEditor
from ui.forms.editors import NameEditor, NumberEditor
from ui.forms.field import Field
from ui.forms.password_editor import PasswordEditor, mark_wrong
from ui.forms.record_form import RecordForm
from ui.theme import scaled

if TYPE_CHECKING:
    from desktop_app.office.sign_in import FirstRun

WIDTH = 560
NOT_PRINTED = "Chưa in được. Hãy chép tay mã này thật cẩn thận, hoặc nối máy in rồi in lại."
"""This paper must not lie in a file: it is not to be saved as PDF instead."""


@dataclass(frozen=True, kw_only=True)
class Answers(Record):
    """What the first run asks. The passwords stay in their own fields."""

    office_code: str = ""
    pc: int | None = None
    full_name: str = ""


class FirstRunWindow(DoorWindow):
    """`finished_with(Desk)` once the recovery code has been put away; `given_up` before;
    `restore_wanted` when this PC shall take over a backup instead.

    From when the database is being made until the code is confirmed it cannot be closed: the code
    is shown this once.
    """

    finished_with = Signal(object)
    given_up = Signal()
    restore_wanted = Signal()

    def __init__(self, folder: Path, lanes: Lanes) -> None:
        super().__init__()
        self.setWindowTitle("Sổ Việc Làm · Lần chạy đầu tiên")
        self.setFixedWidth(scaled(WIDTH))
        self._folder = folder
        self._lanes = lanes
        self._making = False
        self._made: FirstRun | None = None
        self._enrolment: bytes | None = None
        self._offices = {office.code: office.name for office in settings.OFFICES}
        self.banner = Banner("Thiết lập máy này, chỉ làm một lần")
        self.pages = QStackedWidget()
        self.pages.addWidget(self._questions())
        self.code_page = RecoveryPage(lanes)
        self.code_page.put_away.connect(self._finish)
        self.code_page.changed.connect(self.fit)
        self.pages.addWidget(self.code_page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.banner)
        whole.addWidget(self.pages)
        self.form.focus_first()

    # --- the questions ---

    def _questions(self) -> QWidget:
        self.office, self.pc = CodeEditor(self._choices()), NumberEditor()
        self.form = RecordForm[Answers](
            [
                Field("office_code", "Văn phòng", self.office, required=True),
                Field("pc", "Số của máy này", self.pc, required=True, hint="1, 2, 3…"),
                Field("full_name", "Họ và tên người dùng", NameEditor(), required=True, span=2),
            ],
            _check,
            columns=2,
        )
        self.form.show_record(Answers(id="first-run"))
        self.password = PasswordEditor("Mật khẩu")
        self.repeated = PasswordEditor("Nhập lại mật khẩu")
        self.message = Strip("", "prob")
        self.file_button = KeyButton("Chọn tệp ghi danh…", icon="file")
        self.file_button.clicked.connect(self._choose_file)
        self.file_words = words(
            "Không bắt buộc; có thể làm sau trong Thiết lập.", "small", wrap=True
        )
        self.restore_button = KeyButton("Khôi phục từ bản sao lưu…", role="flat")
        self.restore_button.clicked.connect(self.restore_wanted)
        self.button = KeyButton("Tạo sổ", "F10", icon="save", role="primary")
        self.button.clicked.connect(self._create)
        self.form.leads_to(self.password)
        for password in (self.password, self.repeated):
            password.caps_lock.connect(self._show_caps_lock)
            password.changed.connect(self._on_password)
        self.password.returnPressed.connect(self.repeated.setFocus)
        self.repeated.returnPressed.connect(self.button.setFocus)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(28, 20, 28, 20)
        layout.setSpacing(6)
        layout.addWidget(self.form)
        layout.addLayout(_pair(self.password, self.repeated))
        rule = f"Ít nhất {doors.SHORTEST_PASSWORD} ký tự. Nên dùng một câu dễ nhớ, khó đoán."
        layout.addWidget(words(rule, "small"))
        layout.addSpacing(8)
        layout.addWidget(line())
        by_file = row(self.file_button)
        by_file.addWidget(self.file_words, 1)
        layout.addLayout(by_file)
        layout.addWidget(self.message)
        layout.addSpacing(8)
        layout.addLayout(row(self.restore_button, 1, self.button))
        return page

    def _choices(self) -> list[Choice]:
        return [Choice(code, name) for code, name in self._offices.items()]

    def _choose_file(self) -> None:
        chosen = choose_enrolment(self)
        if chosen is not None:
            self.use_enrolment(chosen)

    def use_enrolment(self, file: Path) -> None:
        """Take an enrolment file; it knows the office and the number of this PC."""
        from desktop_app.office.desk import Invalid
        from desktop_app.office.office_settings import read_enrolment

        try:
            content = read_file(file)
            found = read_enrolment(content, now=now())
        except (Unreadable, Invalid) as error:  # Invalid: no enrolment file, or one out of date
            self._failed(error)
            return
        self._enrolment = content
        self.trouble("")
        self._offices[found.office] = found.office_name
        self.office.set_choices(self._choices())
        self.form.fill(office_code=found.office, pc=found.pc)
        for told in (self.office, self.pc):
            told.setEnabled(False)
        self.form.focus_first()
        self.file_words.setText(f"{found.office_name}, máy số {found.pc}")

    def _create(self) -> None:
        unanswered = errors(self.form.validate())
        if not self._passwords_are_good(take_focus=not unanswered) or unanswered:
            return
        answers, password = self.form.record(), self.password.text()
        self._make(True)
        self.trouble("")
        self._lanes.store.run(
            lambda: doors.first_run(
                self._folder,
                office_code=answers.office_code,
                office_name=self._offices[answers.office_code],
                pc=answers.pc or 0,
                full_name=answers.full_name,
                password=password,
                enrolment=self._enrolment,
                now=now,
            ),
            self._created,
            self._failed,
            owner=self,
        )

    def _passwords_are_good(self, *, take_focus: bool) -> bool:
        """Whether one was typed, twice the same; what is wrong is said and marked."""
        if not self.password.text():
            self._refuse_passwords("Chưa nhập mật khẩu.", self.password, self.repeated)
        elif self.password.text() != self.repeated.text():
            self._refuse_passwords("Hai lần nhập mật khẩu không giống nhau.", self.repeated)
        else:
            return True
        if take_focus:
            self._go_to_wrong_password()
        return False

    def _refuse_passwords(self, said: str, *wrong: PasswordEditor) -> None:
        self.trouble(said)
        mark_wrong(*wrong, among=(self.password, self.repeated))

    def _wrong_passwords(self) -> list[PasswordEditor]:
        both = (self.password, self.repeated)
        return [field for field in both if field.property("state") == "prob"]

    def _go_to_wrong_password(self) -> None:
        for field in self._wrong_passwords()[:1]:
            field.selectAll()
            field.setFocus()

    def _on_password(self) -> None:
        """What was said of the passwords is not so any more."""
        wrong = self._wrong_passwords()
        mark_wrong(among=wrong)
        if wrong and self.message.text() != CAPS_LOCK:
            self.trouble("")

    def _make(self, making: bool) -> None:
        """While the database is being made nothing can be changed, and the window not closed."""
        self._making = making
        self.pages.setEnabled(not making)

    def _created(self, made: "FirstRun") -> None:
        self._make(False)
        self._made = made
        self.password.clear()
        self.repeated.clear()
        self.code_page.show_code(made)
        self.pages.setCurrentWidget(self.code_page)

    def _failed(self, error: Exception) -> None:
        from desktop_app.office.desk import Invalid

        self._make(False)
        if not isinstance(error, Invalid):
            self.trouble(sentence(error))
            self.button.setFocus()
            return
        elsewhere = self.form.place(error.problems)
        self.trouble(messages(elsewhere))
        if any(problem.field == "password" for problem in elsewhere):
            self._refuse_passwords(messages(elsewhere), self.password)
            self._go_to_wrong_password()

    def trouble(self, said: str) -> None:
        """Say what went wrong; nothing takes it back."""
        self.message.show_message(said, "prob")

    def _show_caps_lock(self, on: bool) -> None:
        if on:
            self.message.show_message(CAPS_LOCK, "warn")
        elif self.message.text() == CAPS_LOCK:
            self.trouble("")

    # --- the end ---

    def _finish(self) -> None:
        made, self._made = self._made, None
        if made is not None:
            self.finished_with.emit(made.desk)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's method
        if self._making or self._made is not None:
            event.ignore()
        else:
            event.accept()
            self.given_up.emit()


class RecoveryPage(QWidget):
    """The recovery code, to be printed and locked away; `put_away` once that is confirmed,
    `changed` when something more is said."""

    put_away = Signal()
    changed = Signal()

    def __init__(self, lanes: Lanes) -> None:
        super().__init__()
        self._lanes = lanes
        self._made: FirstRun | None = None
        self.message = Strip()
        self.code = words("", "code", wrap=True)
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.print_button = KeyButton("In mã khôi phục", "Ctrl+P", icon="printer")
        self.print_button.clicked.connect(self._print)
        self.confirmed = QCheckBox("Đã in (hoặc chép tay) mã và cất vào tủ có khóa")
        self.confirmed.toggled.connect(self._allow)
        self.button = KeyButton("Bắt đầu làm việc", "F10", icon="right", role="primary")
        self.button.setEnabled(False)
        self.button.clicked.connect(self.put_away)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 20, 28, 20)
        layout.setSpacing(10)
        layout.addWidget(words("Mã khôi phục", "h1"))
        layout.addWidget(
            words(
                "Mã này mở được dữ liệu khi không ai còn nhớ mật khẩu. Mã chỉ hiện một lần và "
                "không lưu ở đâu khác: hãy in ra, cho vào phong bì dán kín và khóa trong tủ.",
                wrap=True,
            )
        )
        layout.addWidget(self.code)
        layout.addLayout(row(self.print_button, 1))
        layout.addWidget(self.message)
        layout.addStretch(1)
        layout.addWidget(self.confirmed)
        layout.addLayout(row(1, self.button))

    def show_code(self, made: "FirstRun") -> None:
        """Show the code of a database just made."""
        self._made = made
        self.code.setText(_in_two_lines(made.recovery_code))
        self.print_button.setFocus()

    def _allow(self, ticked: bool) -> None:
        self.button.setEnabled(ticked)

    def _print(self) -> None:
        made = self._made
        if made is not None:
            self.print_button.setEnabled(False)
            self._lanes.readers.run(
                lambda: _sheet(made), self._offer_printers, self._not_printed, owner=self
            )

    def _offer_printers(self, pdf: bytes) -> None:
        from ui.paper import Paper, PrintJob

        self.print_button.setEnabled(True)
        job = PrintJob(self, Paper(name="Mã khôi phục", pdf=pdf), self._lanes.readers)
        job.printed.connect(self._printed)
        job.failed.connect(self._not_printed)
        job.start()

    def _printed(self) -> None:
        self._say("Đã gửi tới máy in.", "ok")

    def _not_printed(self, why: Exception | str) -> None:
        del why  # what it says goes for papers that may lie in a file
        self.print_button.setEnabled(True)
        self._say(NOT_PRINTED, "warn")

    def _say(self, said: str, tone: str) -> None:
        self.message.show_message(said, tone)
        self.changed.emit()  # a sentence is no reason to squeeze the code


def _sheet(made: "FirstRun") -> bytes:
    from desktop_app.letters.recovery_sheet import RecoverySheet, render_recovery_sheet
    from desktop_app.office.office_settings import letterhead

    desk = made.desk
    sheet = RecoverySheet(
        office_name=desk.office.name,
        pc=desk.pc,
        place_name=letterhead(desk).place_name,
        printed_on=desk.today(),
        code=made.recovery_code,
    )
    return render_recovery_sheet(sheet).pdf


def _check(answers: Answers) -> list[Problem]:
    problems: list[Problem] = []
    if not answers.office_code:
        problems.append(Problem("office_code", "Chưa chọn văn phòng"))
    if answers.pc is None or not 1 <= answers.pc <= doors.LARGEST_PC:
        problems.append(Problem("pc", f"Số máy là số từ 1 đến {doors.LARGEST_PC}"))
    if not answers.full_name:
        problems.append(Problem("full_name", "Chưa nhập họ và tên"))
    return problems


def _in_two_lines(code: str) -> str:
    groups = code.split("-")
    half = len(groups) // 2
    return "\n".join("   ".join(part) for part in (groups[:half], groups[half:]))


def _pair(left: PasswordEditor, right: PasswordEditor) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setSpacing(2)
    names: list[QWidget] = []
    for field in (left, right):
        name = words(field.accessibleName(), "label")
        name.setBuddy(field)
        field.setAccessibleName(f"{name.text()}, bắt buộc")
        whole = QWidget()
        whole.setLayout(row(name, words("*", "label", tone="prob"), 1, gap=4))
        names.append(whole)
    for parts in (names, [left, right]):
        line_of = row(gap=16)
        for part in parts:
            line_of.addWidget(part, 1)
        layout.addLayout(line_of)
    return layout
