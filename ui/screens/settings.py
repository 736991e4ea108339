"""Thiết lập › Văn phòng: what the letterhead says, and how this PC reaches the centre."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.domain.offices import Office, check_letterhead
from desktop_app.domain.problems import Problem, errors
from desktop_app.domain.records import Record
from desktop_app.office.desk import Changed, Desk, Invalid
from desktop_app.office.exchange import ExchangeStatus
from desktop_app.office.office_settings import (
    ExchangeSettings,
    exchange_settings,
    letterhead,
    save_exchange_settings,
    save_letterhead,
    use_enrolment,
)
from desktop_app.office.permissions import may_lead
from ui.cards import Card, KeyButton, row, words
from ui.dialogs import ask
from ui.dialogs.enrolment_file import choose_enrolment, read_file
from ui.exchange import Exchange
from ui.faults import sentence
from ui.forms.editors import NumberEditor, TextEditor
from ui.forms.field import Field
from ui.forms.record_form import RecordForm
from ui.screens.screen import Screen
from ui.screens.settings_tabs import HeadsOnly, settings_head
from ui.workplace import Workplace


@dataclass(frozen=True, kw_only=True)
class Line(Record):
    """How this PC reaches the centre, as the form edits it."""

    address: str = ""
    period_minutes: int | None = None


@dataclass(frozen=True)
class Found:
    """What the screen reads. Only whoever leads may change it."""

    office: Office
    line: Line
    enrolled: bool
    may: bool


class SettingsScreen(Screen):
    """Two cards: the letterhead on every paper, and the line to the centre.

    What is typed is never replaced by what others changed meanwhile: «Hoãn» drops it first.
    """

    name = "settings"
    rail = "settings"
    shows = frozenset({"office", "exchange"})

    def __init__(self, place: Workplace, exchange: Exchange) -> None:
        super().__init__(place)
        self._exchange = exchange
        self._settings = place.newest(self._shown, owner=self)
        self._found: Found | None = None
        self._saving = False
        self.letterhead = self._letterhead_form()
        self.line = self._line_form()
        self.enrolled = words("", "sub", wrap=True)
        self.cancel_button = KeyButton("Hoãn", "Esc")
        self.cancel_button.clicked.connect(self._cancel)
        self.save_button = KeyButton("Cất", "F10", icon="save", role="primary")
        self.save_button.clicked.connect(self._save)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self._save)
        self.enrol_button = KeyButton("Chọn tệp ghi danh…", icon="file")
        self.enrol_button.clicked.connect(self._choose_enrolment)
        self.letterhead.leads_to(self.line.cells()[0].field.editor)
        self.line.leads_to(self.save_button)
        self._allow(False)
        self._build()
        exchange.moved.connect(self._moved)

    def _letterhead_form(self) -> RecordForm[Office]:
        return RecordForm[Office](
            [
                Field("parent_body", "Cơ quan chủ quản", TextEditor(), required=True),
                Field("centre_name", "Tên Trung tâm", TextEditor(), required=True, span=2),
                Field("name", "Tên văn phòng", TextEditor(), required=True),
                Field("address", "Địa chỉ", TextEditor(), span=2),
                Field("telephone", "Điện thoại", TextEditor()),
                Field("place_name", "Địa danh trước ngày tháng", TextEditor(), required=True),
                Field("signer", "Người ký", TextEditor()),
            ],
            check_letterhead,
        )

    def _line_form(self) -> RecordForm[Line]:
        return RecordForm[Line](
            [
                Field("address", "Địa chỉ máy chủ Trung tâm", TextEditor(), span=2),
                Field("period_minutes", "Tự trao đổi sau mỗi (phút)", NumberEditor()),
            ],
            _check_line,
        )

    def _build(self) -> None:
        body = QVBoxLayout()
        body.setContentsMargins(16, 6, 16, 16)
        body.setSpacing(12)
        body.addWidget(_card("Đầu giấy của văn phòng", "place", self.letterhead))
        enrol = row(self.enrol_button, self.enrolled, gap=12)
        body.addWidget(_card("Liên lạc với Trung tâm", "sync", self.line, enrol))
        body.addStretch(1)
        inner = QWidget()
        inner.setLayout(body)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(settings_head(self.place, self.name, self.cancel_button, self.save_button))
        self.body = HeadsOnly(scroll)
        whole.addWidget(self.body, 1)

    # --- reading ---

    def refresh(self) -> None:
        """Read the settings; a card in which something is typed stays as it is."""
        desk = self.place.desk
        self._settings.want(lambda: _find(desk))

    def _shown(self, found: Found) -> None:
        first = self._found is None
        self._found = found
        if not self.letterhead.dirty:
            self.letterhead.show_record(found.office)
        if not self.line.dirty:
            self.line.show_record(found.line)
        self._say_enrolled(found.enrolled)
        self._allow(found.may)
        self.body.allow(found.may)
        for button in (self.save_button, self.cancel_button):
            button.setVisible(found.may)
        if first:
            self._take_focus()

    def _allow(self, ready: bool) -> None:
        """Nothing can be typed or saved before it is known what there is, and who asks."""
        for part in (self.letterhead, self.line, self.save_button, self.cancel_button):
            part.setEnabled(ready)

    def enter(self) -> None:
        """Come to the first field, unless one of them has the focus."""
        super().enter()
        self._take_focus()

    def _take_focus(self) -> None:
        focused = self.focusWidget()
        forms = self.letterhead, self.line
        here = focused is not None and any(form.isAncestorOf(focused) for form in forms)
        may = self._found is not None and self._found.may
        if may and self.isVisible() and not here:
            self.letterhead.focus_first()

    def _moved(self, status: ExchangeStatus, talking: bool) -> None:
        if not talking:
            self._say_enrolled(status.enrolled)

    def _say_enrolled(self, enrolled: bool) -> None:
        if enrolled:
            said = "Máy này đã ghi danh với Trung tâm."
        elif self._found is not None and self._found.line.address:
            said = "Đã có tệp ghi danh; Trung tâm sẽ nhận máy này khi có mạng."
        else:
            said = "Máy này chưa ghi danh: xin Trung tâm một tệp ghi danh (.ghidanh)."
        self.enrolled.setText(said)

    def unsaved(self) -> bool:
        return self.letterhead.dirty or self.line.dirty

    # --- saving ---

    def _save(self) -> None:
        if self._saving or self._found is None:
            return
        if errors(self.letterhead.validate()) or errors(self.line.validate()):
            return
        desk, office, line = self.place.desk, self.letterhead.record(), self.line.record()

        def verb() -> Changed:
            save_exchange_settings(
                desk,
                settings=ExchangeSettings(
                    address=line.address, period_minutes=line.period_minutes or 0
                ),
            )
            return save_letterhead(desk, office=office)

        self._saving = True
        self.place.write(verb, self._saved, self._refused, owner=self)

    def _saved(self, changed: Changed) -> None:
        self._saving = False
        self.letterhead.show_record(self.letterhead.record())
        self.line.show_record(self.line.record())
        self.place.announce(changed)
        self.place.said.emit("Đã cất thiết lập.")
        self._exchange.reschedule()
        self.refresh()

    def _cancel(self) -> None:
        """Drop what was typed and read again."""
        if self.unsaved() and not ask.ask(
            self,
            "Thiết lập chưa cất",
            "Nội dung vừa gõ chưa cất. Bỏ nội dung đó?",
            yes="Bỏ nội dung",
            no="Ở lại",
        ):
            return
        if self._found is not None:
            self.letterhead.show_record(self._found.office)
            self.line.show_record(self._found.line)
            self.refresh()

    def _refused(self, error: Exception) -> None:
        self._saving = False
        if not isinstance(error, Invalid):
            self.place.troubled.emit(sentence(error))
            return
        elsewhere = self.letterhead.place(self.line.place(error.problems))
        if elsewhere:
            self.place.troubled.emit(" ".join(problem.message for problem in elsewhere))

    # --- enrolment ---

    def _choose_enrolment(self) -> None:
        chosen = choose_enrolment(self)
        if chosen is not None:
            self.enrol(chosen)

    def enrol(self, file: Path) -> None:
        """Take the centre's enrolment file and talk to the centre at once."""
        desk = self.place.desk
        self.place.write(
            lambda: use_enrolment(desk, content=read_file(file)),
            self._enrolled,
            self._not_enrolled,
            owner=self,
        )

    def _enrolled(self, changed: Changed) -> None:
        self.place.announce(changed)
        self.place.said.emit("Đã nhận tệp ghi danh, đang liên lạc với Trung tâm.")
        self._exchange.now()

    def _not_enrolled(self, error: Exception) -> None:
        problems = error.problems if isinstance(error, Invalid) else ()
        said = " ".join(problem.message for problem in problems) or sentence(error)
        self.place.troubled.emit(said)


def _find(desk: Desk) -> Found:
    line = exchange_settings(desk)
    return Found(
        office=letterhead(desk),
        line=Line(id="line", address=line.address, period_minutes=line.period_minutes),
        enrolled=line.enrolled,
        may=may_lead(desk),
    )


def _check_line(line: Line) -> list[Problem]:
    if line.period_minutes is None or not 1 <= line.period_minutes <= 24 * 60:
        return [Problem("period_minutes", "Số phút từ 1 đến 1.440")]
    return []


def _card(title: str, icon: str, form: QWidget, more: QLayout | None = None) -> Card:
    card = Card(title, icon=icon)
    inner = QVBoxLayout()
    inner.setContentsMargins(14, 10, 14, 12)
    inner.addWidget(form)
    if more is not None:
        inner.addLayout(more)
    card.body.addLayout(inner)
    return card
